"""Keeps every exchange in the journal, without any key."""

from collections.abc import Collection, Mapping
from itertools import count
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import HTTPException

from mock_server.bench.exchange import MOST_REQUEST_BODY, MOST_RESPONSE_BODY, Exchange
from mock_server.bench.world import World
from mock_server.web.entry import Entry
from mock_server.web.reasons import reasons

REDACTED = "[REDACTED]"

_SECRET_HEADERS = ("Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key")
_SHORTEST_SECRET = 6  # anything shorter would be found by chance


class Recorder:
    """Writes to the journals of a world; `secrets` are the keys that the mock was given."""

    def __init__(self, world: World, secrets: Collection[str]) -> None:
        self._world = world
        self._secrets = [secret for secret in secrets if secret]
        self._numbers = count(1)

    def record(self, entry: Entry, request: Request, response: Response, milliseconds: float) -> None:
        """Keep an exchange that is over."""
        if not self._world.journals.is_on:
            return
        secrets = self._secrets_of(request, entry)
        target = _hidden(str(request.environ.get("REQUEST_URI") or request.full_path.rstrip("?")), secrets)
        body, answer = _body(request, entry), response.get_data()
        strike = entry.strike
        exchange = Exchange(
            id=str(next(self._numbers)),
            organization=entry.organization or "",
            at=entry.now,
            method=request.method,
            base_url=f"{request.scheme}://{request.environ.get('HTTP_HOST', '')}",
            target=target,
            headers=_headers(request.environ, secrets),
            body=_hidden_bytes(body[:MOST_REQUEST_BODY], secrets),
            body_size=len(body),
            client_ip=request.remote_addr or "",
            status=0 if strike is not None and strike.ending is not None else response.status_code,
            response_body=_hidden_bytes(answer[:MOST_RESPONSE_BODY], secrets),
            response_size=len(answer),
            operation_id=entry.operation_id,
            error=entry.error,
            reason=reasons(entry.reasons) or None,
            warning=entry.warning or None,
            fault=None if strike is None else ",".join(strike.ids),
            duration_millis=milliseconds,
        )
        with self._world.lock:
            self._world.journals.add(exchange)

    def _secrets_of(self, request: Request, entry: Entry) -> list[str]:
        """What must not be kept: a stranger's key may be a real one, and may stand anywhere."""
        if entry.organization is not None:
            return self._secrets
        given = request.headers.get("Authorization", "").rpartition(" ")[2]
        return [*self._secrets, given] if len(given) >= _SHORTEST_SECRET else self._secrets


def _body(request: Request, entry: Entry) -> bytes:
    """The body, also of a request that was refused before anybody looked at it."""
    if entry.body is not None:
        return entry.body
    try:
        return request.get_data(cache=False)
    except HTTPException:  # too large, or it never came as a whole
        return b""


def _headers(environ: Mapping[str, Any], secrets: list[str]) -> dict[str, str]:
    headers = {
        key[5:].title().replace("_", "-"): value for key, value in environ.items() if key.startswith("HTTP_")
    }
    for name, key in (("Content-Type", "CONTENT_TYPE"), ("Content-Length", "CONTENT_LENGTH")):
        if environ.get(key):
            headers[name] = environ[key]
    for name in _SECRET_HEADERS:
        if name in headers:
            scheme, separator, _ = headers[name].partition(" ")
            headers[name] = f"{scheme} {REDACTED}" if separator and name.endswith("zation") else REDACTED
    return {name: _hidden(value, secrets) for name, value in headers.items()} if secrets else headers


def _hidden(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return text


def _hidden_bytes(text: bytes, secrets: list[str]) -> bytes:
    for secret in secrets:
        text = text.replace(secret.encode(), REDACTED.encode())
    return text
