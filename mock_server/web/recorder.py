"""Keeps every exchange in the journal, without any key."""

from collections.abc import Collection, Mapping
from itertools import count
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from mock_server.bench.exchange import MOST_REQUEST_BODY, MOST_RESPONSE_BODY, Exchange
from mock_server.bench.world import World
from mock_server.web.entry import Entry
from mock_server.web.reasons import reasons

REDACTED = "[REDACTED]"

_TYPED = ("CONTENT_TYPE", "CONTENT_LENGTH")
_WITH_SCHEME = ("HTTP_AUTHORIZATION", "HTTP_PROXY_AUTHORIZATION")
_SECRET_HEADERS = (*_WITH_SCHEME, "HTTP_COOKIE", "HTTP_X_API_KEY")
_SHORTEST_SECRET = 6  # anything shorter would be found by chance


class Recorder:
    """Writes to the journals of a world; `secrets` are the keys that the mock was given."""

    def __init__(self, world: World, secrets: Collection[str]) -> None:
        self._world = world
        self._secrets = [secret for secret in secrets if secret]
        self._numbers = count(1)

    def record(self, entry: Entry, response: Response, milliseconds: float) -> None:
        """Keep an exchange that is over."""
        if not self._world.journals.is_on:
            return
        secrets = self._secrets_of(entry)
        environ = entry.request.environ
        body, answer = _body(entry), response.get_data()
        exchange = Exchange(
            id=str(next(self._numbers)),
            organization=entry.organization_name or "",
            at=entry.now,
            method=entry.method,
            base_url=f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}",
            target=_hidden(_target(environ), secrets),
            raw_headers=_headers(environ, secrets),
            body=_hidden_bytes(body[:MOST_REQUEST_BODY], secrets),
            body_size=len(body),
            client_ip=environ.get("REMOTE_ADDR", ""),
            status=0 if entry.strike is not None and entry.strike.ending else response.status_code,
            response_body=_hidden_bytes(answer[:MOST_RESPONSE_BODY], secrets),
            response_size=len(answer),
            operation_id=entry.operation_id,
            error=entry.error,
            reason=reasons(entry.reasons) or None,
            warning=entry.warning or None,
            fault=None if entry.strike is None else ",".join(entry.strike.ids),
            duration_millis=milliseconds,
        )
        with self._world.lock:
            self._world.journals.add(exchange)

    def _secrets_of(self, entry: Entry) -> list[str]:
        """What must not be kept: a stranger's key may be a real one, and may stand anywhere."""
        if entry.key is not None:
            return self._secrets
        given = entry.request.headers.get("Authorization", "").rpartition(" ")[2]
        return [*self._secrets, given] if len(given) >= _SHORTEST_SECRET else self._secrets


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
    try:
        return entry.request.get_data(cache=False)
    except HTTPException:  # too large, or it never came as a whole
        return b""


def _headers(environ: Mapping[str, Any], secrets: list[str]) -> dict[str, str]:
    """The headers by their keys in the environ."""
    headers = {key: value for key, value in environ.items() if key in _TYPED or key.startswith("HTTP_")}
    for key in _SECRET_HEADERS:
        if key in headers:
            scheme, separator, _ = headers[key].partition(" ")
            headers[key] = f"{scheme} {REDACTED}" if separator and key in _WITH_SCHEME else REDACTED
    return {key: _hidden(value, secrets) for key, value in headers.items()} if secrets else headers


def _hidden(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return text


def _hidden_bytes(text: bytes, secrets: list[str]) -> bytes:
    for secret in secrets:
        text = text.replace(secret.encode(), REDACTED.encode())
    return text
