"""The door through which schemathesis reaches the target: a WSGI application that hands on to the wire.

So its requests, the probes of its checks included, are guarded and paced like all others, and it
never gets to know a key.
"""

from collections.abc import Callable, Iterable
from http.client import responses
from typing import Any

from flipturn_contracts.harness.wire import Wire

_NOT_HANDED_ON = {"host", "content-length", "connection", "transfer-encoding"}
_NOT_HANDED_BACK = {"connection", "transfer-encoding", "content-encoding", "content-length", "keep-alive"}
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


PLACEHOLDER = "Bearer the-key-of-this-case"
"""What schemathesis sends as Authorization where it means the right one."""


class Gateway:
    """One WSGI application for one wire; `authorization` tells what to put in for the placeholder."""

    def __init__(self, wire: Wire, authorization: Callable[[], str]) -> None:
        self._wire, self._authorization = wire, authorization

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Send the request, answer what came back."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else None
        answer = self._wire.send(environ["REQUEST_METHOD"], _path(environ), self._headers(environ), body)
        status = f"{answer.status} {responses.get(answer.status, 'Unknown')}"
        kept = [
            (name, _latin(value)) for name, value in answer.headers.items() if name not in _NOT_HANDED_BACK
        ]
        start_response(status, kept)
        return [answer.body]

    def _headers(self, environ: dict[str, Any]) -> dict[str, str]:
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        if headers.get("Authorization") == PLACEHOLDER:
            headers["Authorization"] = self._authorization()
        return {name: value for name, value in headers.items() if name.lower() not in _NOT_HANDED_ON}


def _latin(value: str) -> str:
    """WSGI takes no other characters in a header, and servers send what they like."""
    return value.encode("latin-1", "replace").decode("latin-1")


def _path(environ: dict[str, Any]) -> str:
    """Path and query as they were written, percent escapes and all."""
    path, query = str(environ["REQUEST_URI"]), str(environ.get("QUERY_STRING", ""))
    return f"{path}?{query}" if query and "?" not in path else path
