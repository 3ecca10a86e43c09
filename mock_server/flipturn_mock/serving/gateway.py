"""From a parsed HTTP request to a WSGI call, and from its outcome to the bytes of a response."""

import sys
import traceback
from collections.abc import Callable
from copy import copy
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flipturn_mock.serving.delivery import DELIVERY

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Envelope = Callable[[str], bytes]
"""A sentence -> the JSON body of an error that never reaches the application."""


@lru_cache(maxsize=500)
def header_key(name: bytes) -> str:
    """The key of a header in the environ; clients repeat the same few names, so they are kept."""
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def decoded_path(raw: bytes) -> str:
    """The path as WSGI wants it; an encoded slash stays encoded, since it separates nothing."""
    if b"%" not in raw:
        return raw.decode("latin-1")
    parts = raw.replace(b"%2f", b"%2F").split(b"%2F")
    return b"%2F".join(unquote_to_bytes(part) for part in parts).decode("latin-1")


def origin_form(target: bytes) -> tuple[str, bytes]:
    """The authority (empty if none is named) and the rest of a target.

    A proxied client names the whole URL, which then outdoes the Host header (RFC 9112, 3.2.2).
    """
    scheme, separator, rest = target.partition(b"://")
    if not separator or scheme.lower() not in (b"http", b"https"):
        return "", target
    authority, slash, path = rest.partition(b"/")
    return authority.decode("latin-1"), slash + path or b"/"


class Gateway:
    """One WSGI application behind HTTP, called by one thread at a time.

    `body_limit` tells how many bytes of a body a path may be sent.
    """

    def __init__(self, app: "WSGIApplication", envelope: Envelope, body_limit: Callable[[str], int]) -> None:
        self.body_limit = body_limit
        self._app = app
        self._lock = RLock()  # for those that call in memory; a loop has one thread anyway
        self._envelope = envelope
        self._base: dict[str, Any] = {
            "SCRIPT_NAME": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            DELIVERY: None,
        }

    def bound(self, scheme: str, host: str, port: int) -> "Gateway":
        """The same application under the same lock, told where it is reached, by `http` or `https`."""
        gateway = copy(self)
        gateway._base = self._base | {
            "wsgi.url_scheme": scheme,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
        }
        return gateway

    def environ(self, method: str, target: bytes, headers: dict[str, str], peer: str) -> "WSGIEnvironment":
        """The WSGI environ of a request, all but its body."""
        authority, target = origin_form(target)
        if authority:
            headers = {**headers, "HTTP_HOST": authority}
        path, _, query = target.partition(b"?")
        return {
            **self._base,
            **headers,
            "REQUEST_METHOD": method,
            "REQUEST_URI": target.decode("latin-1"),
            "PATH_INFO": decoded_path(path),
            "QUERY_STRING": query.decode("latin-1"),
            "REMOTE_ADDR": peer,
        }

    def answer(self, environ: "WSGIEnvironment", body: bytes, connection: str | None) -> bytes:
        """The whole response of the application; `connection` is the Connection header to add."""
        environ["wsgi.input"] = BytesIO(body)
        try:
            with self._lock:
                status, headers, content = self._call(environ)
        except Exception:
            traceback.print_exc()
            return self.refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal server error")
        head = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        if connection is not None:
            head.append(f"Connection: {connection}")
        return "\r\n".join([*head, "\r\n"]).encode("latin-1") + content

    def refusal(self, status: HTTPStatus, sentence: str) -> bytes:
        """A response to a request that the application never sees; the connection closes after it."""
        content = self._envelope(sentence)
        return (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        ).encode("ascii") + content

    def _call(self, environ: "WSGIEnvironment") -> tuple[str, list[tuple[str, str]], bytes]:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None
        ) -> Callable[[bytes], object]:
            started[:] = [(status, headers)]
            return _no_write

        chunks = self._app(environ, start_response)
        try:
            content = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        status, headers = started[0]
        return status, headers, content


def _no_write(_: bytes) -> object:
    raise NotImplementedError("the write callable of WSGI is not offered; return the body instead")
