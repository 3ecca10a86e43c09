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

    Args:
        host: The address that the application is served at. If other machines can reach it, the
            control plane is there only with an `admin_token`.
        keys: Further API keys. Each maps to `org` or `site`, or to `org:NAME` or `site:NAME` of the
            organization NAME.
        fleet: A YAML or JSON file with the fleet to start with; None is the documents' own fleet.
        empty: Start without vehicles.
        readings: The answers to what the documents leave open, by the name of the reading.
        admin: Whether there is a control plane under `/__admin`. Without it the application looks
            like a deployment.
        admin_token: The bearer token that the control plane asks for; None asks for none.
        log: The form of the request log on stderr: `text`, `json` or `none`.
        max_body: Bytes of a request body. More is refused with 413.
        journal: How many exchanges of each organization are kept; 0 keeps none.
        rate_limit: Requests a minute that one key may make; 0 sets no limit. More are refused with 429.
        rate_limit_retry_after: Whether that refusal has a `Retry-After` header, in seconds.
        prefer: Whether a request may choose its status, with a header such as `Prefer: code=429`.
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
