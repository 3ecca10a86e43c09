"""httpcore, and with it httpx, talks to a server in memory; all it does above a stream stays its own."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.testing.in_memory import InMemoryConnection, connect

Pool = httpcore.ConnectionPool | httpcore.AsyncConnectionPool

_NAP = 0.02
"""Seconds at a time that are waited, and so the delay of a cancellation."""


def target(request: httpcore.Request) -> str:
    """The host that a request goes to, not the proxy it may go by."""
    return request.url.host.decode("ascii")


def stand_in(pool: Pool, gateway: Gateway) -> Any:
    """A pool with the limits of another, and no proxy, whose streams lead to the server in memory."""
    is_async = isinstance(pool, httpcore.AsyncConnectionPool)
    limits = {
        name: vars(pool)[f"_{name}"]
        for name in ("max_connections", "max_keepalive_connections", "keepalive_expiry")
        if f"_{name}" in vars(pool)
    }
    kind: Any = httpcore.AsyncConnectionPool if is_async else httpcore.ConnectionPool
    backend = _AsyncBackend(gateway) if is_async else _Backend(gateway)
    # A context of its own, since the default one would read the certificates of the system.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return kind(network_backend=backend, ssl_context=context, **limits)


@contextmanager
def _mapped(timeout: type[Exception], other: type[Exception]) -> Iterator[None]:
    """As httpcore's own streams do it."""
    try:
        yield
    except TimeoutError as error:
        raise timeout(str(error)) from error
    except OSError as error:
        raise other(str(error)) from error


class _Connected:
    """What streams of both kinds share; the connection is made when it is known whether TLS is wanted."""

    def __init__(self, gateway: Gateway, host: str, port: int) -> None:
        self._gateway, self._host, self._port = gateway, host, port
        self._scheme = "http"
        self._made: InMemoryConnection | None = None

    @property
    def _connection(self) -> InMemoryConnection:
        if self._made is None:
            self._made = connect(self._gateway, self._scheme, self._host, self._port)
        return self._made

    def _send(self, buffer: bytes) -> None:
        with _mapped(httpcore.WriteTimeout, httpcore.WriteError):
            self._connection.send(buffer)

    def get_extra_info(self, info: str) -> Any:
        return self._connection.is_readable if info == "is_readable" else None


class _Stream(_Connected, httpcore.NetworkStream):
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _mapped(httpcore.ReadTimeout, httpcore.ReadError):
            return self._connection.receive(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - it never waits
        self._send(buffer)

    def close(self) -> None:
        self._connection.close()

    def start_tls(self, *_: object, **__: object) -> httpcore.NetworkStream:
        self._scheme = "https"
        return self


class _AsyncStream(_Connected, httpcore.AsyncNetworkStream):
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _mapped(httpcore.ReadTimeout, httpcore.ReadError):
            await _sleep(self._connection.due(timeout))
            return self._connection.take(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - it never waits
        self._send(buffer)

    async def aclose(self) -> None:
        self._connection.close()

    async def start_tls(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        self._scheme = "https"
        return self


async def _sleep(seconds: float) -> None:
    """Wait in real seconds on any loop: one whose clock freezegun holds would never wake up."""
    if seconds <= 0:
        return
    from anyio import to_thread  # httpcore's own need when it is used from a loop

    while seconds > 0:
        await to_thread.run_sync(time.sleep, min(seconds, _NAP))
        seconds -= _NAP


class _Backend(httpcore.NetworkBackend):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.NetworkStream:
        return _Stream(self._gateway, host, port)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def connect_tcp(
        self, host: str, port: int, *_: object, **__: object
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(self._gateway, host, port)
