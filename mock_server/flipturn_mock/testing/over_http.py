"""The control plane of a mock in another process: over HTTP, with what the standard library has."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock
from urllib.parse import urlsplit

from flipturn_mock.testing.control import ControlError

TIMEOUT = 30.0
"""Seconds; the control plane answers at once, whatever faults are set."""


class OverHttp:
    """Sends over one connection that is kept alive, which any number of threads may share.

    `token` is the admin token of the mock, if it has one. Raises ControlError for a URL that cannot
    be one of a mock.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self._connection, self._place = _connection(url)
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._lock = Lock()

    def __call__(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; raises ControlError if there is none."""
        __tracebackhide__ = True
        with self._lock:
            return self._send(method, target, body)

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        with self._lock:
            self._connection.close()

    def _send(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        __tracebackhide__ = True
        is_used = self._connection.sock is not None
        try:
            return self._exchange(method, target, body)
        except (OSError, HTTPException) as error:
            self._connection.close()
            if is_used and isinstance(error, ConnectionError):  # the mock drops what was silent for long
                return self._send(method, target, body)
            raise ControlError(
                f"No Flipturn mock answers at {self._place} ({error or 'it broke off'})"
            ) from None

    def _exchange(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        self._connection.request(method, target, body or None, headers)
        response = self._connection.getresponse()
        return response.status, response.read()


def _connection(url: str) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url)
    kind = {"http": HTTPConnection, "https": HTTPSConnection}.get(parts.scheme)
    try:
        place, port = parts.hostname, parts.port
    except ValueError:
        place = None
    if kind is None or not place or parts.username is not None or parts.path.strip("/"):
        raise ControlError("The URL of a mock is of the form http://HOST:PORT")
    return kind(place, port, timeout=TIMEOUT), f"{parts.scheme}://{parts.netloc}"
