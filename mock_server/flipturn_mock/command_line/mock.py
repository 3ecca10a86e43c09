"""From the options to a mock that is ready to answer, or one sentence that says why not."""

import errno
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flipturn_mock.app import body_limit, create_app, parse_now
from flipturn_mock.bench.journal import KEPT
from flipturn_mock.clock import Clock
from flipturn_mock.domain.errors import Unauthorized
from flipturn_mock.domain.keys import Keyring
from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.serving.listener import Stop, listen, serve
from flipturn_mock.serving.tls import tls_context
from flipturn_mock.settings import Settings
from flipturn_mock.web.errors import envelope

if TYPE_CHECKING:
    from ssl import SSLContext

_NEEDS = {"ticking": "now", "rate_limit_retry_after": "rate_limit", "tls_key": "tls_cert"}

# Without a control plane nobody could see the journal; a deployment heeds no Prefer.
_EXCLUDE = (
    ("no_admin", "admin_token"),
    ("no_admin", "journal"),
    ("no_admin", "prefer"),
    ("empty", "fleet"),
)


@dataclass(frozen=True, slots=True)
class Mock:
    """All that it takes to answer: the application behind HTTP, its clock, and TLS if it is wanted."""

    settings: Settings
    clock: Clock
    gateway: Gateway
    tls: "SSLContext | None"

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        return "http" if self.tls is None else "https"

    def serve(
        self, listening: socket.socket, on_ready: Callable[[int], None], until: Callable[[Stop], None]
    ) -> None:
        """Answer on the socket, from the moment on that the clock is to show; see `listener.serve`."""
        self.clock.reset()
        serve(self.gateway, listening, on_ready, self.tls, until)


def make_mock(
    host: str,
    now: str | None,
    ticking: bool,
    tls_cert: Path | None,
    tls_key: Path | None,
    api_key: str | None = None,
    **given: Any,
) -> Mock:
    """The mock that the options of the command line describe; `api_key` is let in, whatever it is.

    Raises click.UsageError, UnusableCertificate, and what `create_app` and `parse_now` raise.
    """
    for complaint in _contradictions(
        given | {"now": now, "ticking": ticking, "tls_cert": tls_cert, "tls_key": tls_key}
    ):
        raise click.UsageError(complaint)
    settings = _settings(host, api_key, **given)
    clock = Clock(None if now is None else parse_now(now, "--now"), ticking)
    gateway = Gateway(create_app(settings, clock), envelope, partial(body_limit, settings))
    return Mock(settings, clock, gateway, None if tls_cert is None else tls_context(tls_cert, tls_key))


def listen_at(host: str, port: int) -> socket.socket:
    """A listening socket; raises click.ClickException with the reason."""
    try:
        return listen(host, port)
    except socket.gaierror as error:
        reason = f"there is no such host ({error.strerror})"
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "the port is taken (another mock? stop it, or choose a --port)"
        else:
            reason = f"the system refuses it ({os.strerror(error.errno) if error.errno else error})"
    except UnicodeError:
        reason = "that is not a host name"
    raise click.ClickException(f"cannot listen on {host} port {port}: {reason}")


def _contradictions(given: Mapping[str, Any]) -> Iterator[str]:
    for name, other in _NEEDS.items():
        if given[name] and not given[other]:
            yield f"{_flag(name)} needs {_flag(other)}"
    for name, other in _EXCLUDE:
        if given[name] and given[other]:
            yield f"{_flag(name)} and {_flag(other)} exclude each other"


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _settings(
    host: str,
    api_key: str | None,
    keys: Sequence[tuple[str, str]],
    readings: Sequence[tuple[str, str]],
    no_admin: bool,
    journal: int | None,
    **rest: Any,
) -> Settings:
    return Settings(
        host=host,
        keys=own_keys(dict(keys), api_key),
        readings=dict(readings),
        admin=not no_admin,
        journal=KEPT if journal is None else journal,
        **rest,
    )


def own_keys(given: Mapping[str, str], api_key: str | None) -> Mapping[str, str]:
    """The user's own keys, `api_key` among them unless it is let in already; raises click.UsageError."""
    try:
        keyring = Keyring(given)
    except ValueError:
        raise click.UsageError("--key must end in =org, =site, =org:NAME or =site:NAME") from None
    if api_key is None:
        return given
    try:
        keyring.identify(f"Bearer {api_key}")
    except Unauthorized:
        return {**given, api_key: "org"}
    return given
