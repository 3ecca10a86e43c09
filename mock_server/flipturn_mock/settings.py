"""What can be set from outside, with its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from flipturn_mock.bench.journal import KEPT

LogFormat = Literal["text", "json", "none"]

MAX_BODY = 16 * 1024 * 1024

CONTROL = "/__admin"
"""Where the control plane is."""

MAX_CONTROL_BODY = 64 * 1024 * 1024
"""Bytes; a state that is put back may be larger than any request of the API."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an application is made from.

    `host` only tells who can reach the control plane; `keys` maps further API keys to `org` or
    `site`, or to `org:NAME` or `site:NAME` of an organization NAME; `fleet` is a file with the
    starting fleet, `empty` starts without vehicles; `readings` maps names of readings to values;
    `max_body` is in bytes; `journal` is how many exchanges of an organization are kept;
    `rate_limit` is in requests per minute and key, 0 for none, and `rate_limit_retry_after` adds
    the header; `prefer` lets a request choose its status.
    """

    host: str = "127.0.0.1"
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    fleet: Path | str | None = None
    empty: bool = False
    readings: Mapping[str, str | int] = field(default_factory=dict)
    admin: bool = True
    admin_token: str | None = field(default=None, repr=False)
    log: LogFormat = "none"
    max_body: int = MAX_BODY
    journal: int = KEPT
    rate_limit: int = 0
    rate_limit_retry_after: bool = False
    prefer: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def kept(self) -> int:
        """Exchanges that are kept; without a control plane nobody could see them."""
        return self.journal if self.has_control else 0

    @property
    def has_control(self) -> bool:
        """Whether there is a control plane: never unprotected beyond this machine."""
        return self.admin and (self.is_loopback or self.admin_token is not None)
