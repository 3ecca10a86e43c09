"""urllib3, and with it requests, talks to a server in memory; all it does above that stays its own."""

import io
from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any

from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util.url import parse_url

from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.testing.in_memory import InMemoryConnection, connect

_PORTS = {"http": 80, "https": 443}


def target(pool: HTTPConnectionPool, url: str) -> tuple[str, str, int]:
    """Scheme, host and port that a pool is asked for; a pool of a proxy is asked for whole URLs."""
    scheme, host, port = pool.scheme, pool.host, pool.port
    if pool.proxy is not None and not url.startswith("/"):
        named = parse_url(url)
        scheme, host, port = named.scheme or scheme, named.host or host, named.port
    return scheme, host.strip("[]"), port or _PORTS[scheme]


def stand_in(
    pool: HTTPConnectionPool,
    place: tuple[str, str, int],
    gateway: Gateway,
    urlopen: Callable[..., Any],
) -> HTTPConnectionPool:
    """A pool with all the settings of another whose connections lead to the server in memory."""
    assert pool.pool is not None
    other: Any = copy(pool)
    scheme, other.host, other.port = place
    other.pool = pool.QueueCls(pool.pool.maxsize)
    for _ in range(pool.pool.maxsize):
        other.pool.put(None)
    other.proxy = other.proxy_config = None
    other.proxy_headers = {}
    other.conn_kw = {name: value for name, value in pool.conn_kw.items() if not name.startswith("proxy")}
    other.conn_kw["in_memory"] = (gateway, scheme)
    other.ConnectionCls = _in_memory(pool.ConnectionCls)
    other.urlopen = urlopen.__get__(other)  # a redirect or a retry of its own does not come by here again
    return other  # type: ignore[no-any-return]


def is_dropped(is_dropped_socket: Callable[[Any], bool], connection: Any) -> bool:
    """Whether a kept connection has ended; urllib3 before 2 asks the socket, and here is none."""
    if isinstance(connection, _InMemory):
        return not connection.is_connected
    return is_dropped_socket(connection)


@cache
def _in_memory(connection: type[HTTPConnection]) -> type[HTTPConnection]:
    """The same class, by its name too since that is in messages, that connects in memory."""
    return type(connection.__name__, (_InMemory, connection), {})


class _InMemory:
    sock: "_Socket | None"
    host: str
    port: int

    def __init__(self, *args: Any, in_memory: tuple[Gateway, str], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._gateway, self._scheme = in_memory

    def connect(self) -> None:
        self.sock = _Socket(connect(self._gateway, self._scheme, self.host, self.port))
        self.is_verified = True  # there is no certificate to be warned of

    @property
    def is_connected(self) -> bool:
        return self.sock is not None and not self.sock.connection.is_readable


class _Socket:
    """As much of a socket as http.client and urllib3 use."""

    def __init__(self, connection: InMemoryConnection) -> None:
        self.connection = connection
        self.timeout: float | None = None

    def settimeout(self, timeout: float | None) -> None:
        self.timeout = timeout

    def sendall(self, data: bytes) -> None:
        self.connection.send(data)

    def makefile(self, *_: object, **__: object) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def shutdown(self, _how: int) -> None:
        self.connection.close()

    def close(self) -> None:
        """A response that is still read keeps what it was sent."""


class _Reader(io.RawIOBase):
    def __init__(self, sock: _Socket) -> None:
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._sock.connection.receive(len(buffer), self._sock.timeout)
        buffer[: len(data)] = data
        return len(data)
