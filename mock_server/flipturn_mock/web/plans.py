"""What a user wants a request to meet: planned faults, a chosen status, a rate limit."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from flipturn_mock.bench.faults import Strike
from flipturn_mock.bench.organization import Organization
from flipturn_mock.bench.window import Window
from flipturn_mock.domain.errors import Planned, TooManyRequests, Unable
from flipturn_mock.domain.keys import Key
from flipturn_mock.serving.delivery import DELIVERY, Delivery

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_MINUTE = 60_000
_CODE = re.compile(r"""(?:^|[,;\s])code="?([^",;\s]*)"?""", re.ASCII)
_OTHER = re.compile(r"(?:^|[,;\s])(example|dynamic|seed)=", re.ASCII)


def planned(strike: Strike) -> Planned:
    """The refusal that a failing strike makes of a request."""
    rule = f"fault/{','.join(strike.ids)}"
    if strike.status is None:
        return Planned(f"{strike.ending} as planned", HTTPStatus.INTERNAL_SERVER_ERROR, rule)
    return Planned(_phrase(strike.status), strike.status, rule, strike.retry_after)


def preferred(header: str | None) -> Planned | None:
    """The refusal that `Prefer: code=429` asks for (Prism's way), None if it asks for none.

    Raises Unable for what Prism takes beside it, and for a code that is no refusal.
    """
    if not header:
        return None
    if other := _OTHER.search(header):
        raise Unable(f"Prefer: {other[1]} is not done here, only code")
    code = _CODE.search(header)
    if code is None:
        return None
    if not re.fullmatch(r"[45][0-9]{2}", code[1]):
        raise Unable(f"Prefer: code must be from 400 to 599 here, not {code[1]!r:.20}")
    return Planned(_phrase(int(code[1])), int(code[1]), "prefer")


def deliver(strike: Strike, environ: "WSGIEnvironment") -> None:
    """Tell the server underneath how the answer goes out, if it can be told."""
    if DELIVERY in environ and (strike.delay or strike.ending or strike.mangles):
        environ[DELIVERY] = Delivery(
            delay=strike.delay / 1000,
            ending=strike.ending or "whole",
            fraction=strike.fraction,
            chunks=strike.chunks,
            duration=strike.dribble / 1000,
        )


def rate_limiter(limit: int, says_when: bool) -> Callable[[Organization, Key, int], None]:
    """What counts the requests of each key, and raises TooManyRequests; a limit of 0 is none.

    Instants are in milliseconds since 1970. (Pagination and errors; X9)
    """

    def count(organization: Organization, key: Key, now: int) -> None:
        window = organization.rates.get(key)
        if window is None:
            window = organization.rates[key] = Window(limit, _MINUTE)
        if not window.take(now):
            raise TooManyRequests(limit, window.seconds_left(now) if says_when else None)

    return count if limit else lambda *_: None


def _phrase(status: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "Rate limit exceeded"
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
