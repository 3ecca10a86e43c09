"""Keeps every exchange in the journal, without any key."""

from collections.abc import Collection, Mapping
from itertools import count
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from flipturn_mock.bench.exchange import MOST_REQUEST_BODY, MOST_RESPONSE_BODY, Body, Exchange
from flipturn_mock.bench.world import World
from flipturn_mock.web.entry import Entry
from flipturn_mock.web.redaction import hidden_bytes, hidden_headers, hidden_target, without_user


class Recorder:
    """Writes to the journals of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count(1)

    def record(self, entry: Entry, response: Response, milliseconds: float, secrets: Collection[str]) -> None:
        """Keep an exchange that is over; `secrets` must not be in it."""
        if not self._world.journals.is_on:
            return
        environ, strike = entry.request.environ, entry.strike
        exchange = Exchange(
            id=str(next(self._numbers)),
            organization=entry.organization_name or "",
            at=entry.now,
            method=entry.method,
            base_url=f"{environ['wsgi.url_scheme']}://{without_user(environ.get('HTTP_HOST', ''))}",
            target=hidden_target(_target(environ), secrets),
            raw_headers=hidden_headers(environ, secrets),
            sent=_kept(_body(entry), MOST_REQUEST_BODY, secrets),
            client_ip=environ.get("REMOTE_ADDR", ""),
            status=0 if strike is not None and strike.ending else response.status_code,
            answer=_kept(response.get_data(), MOST_RESPONSE_BODY, secrets),
            operation_id=entry.operation_id,
            error=entry.error,
            reason=entry.reason or None,
            warning=entry.warning or None,
            fault=None if strike is None else ",".join(strike.ids),
            duration_millis=milliseconds,
        )
        with self._world.lock:
            self._world.journals.add(exchange)


def _target(environ: Mapping[str, Any]) -> str:
    """Path and query as they were sent, as far as the server underneath tells."""
    target: str = environ.get("REQUEST_URI", "")
    if target:
        return target
    query = environ.get("QUERY_STRING", "")
    return f"{environ['PATH_INFO']}?{query}" if query else str(environ["PATH_INFO"])


def _body(entry: Entry) -> bytes:
    """The body, also of a request that was refused before anybody looked at it."""
    if entry.body is not None:
        return entry.body
    if not entry.request.content_length:
        return b""
    try:
        return entry.request.get_data(cache=False)
    except HTTPException:  # too large, or it never came as a whole
        return b""


def _kept(body: bytes, most: int, secrets: Collection[str]) -> Body:
    clean = hidden_bytes(body, secrets) if secrets else body
    return Body(clean[:most], len(body), is_cut=len(clean) > most)
