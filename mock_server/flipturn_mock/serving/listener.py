"""Listening, and stopping: the life of the server as a whole."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from flipturn_mock.serving.connection import Connection
from flipturn_mock.serving.gateway import Gateway

if TYPE_CHECKING:
    from ssl import SSLContext

SILENCE = 75.0
"""Seconds after which a connection that says nothing is dropped."""

Stop = Callable[[], None]
"""Stops the server; may be called from any thread or signal handler, and more than once."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

DEADLINE = 0.35
"""Seconds after which a process that ends is gone, whatever it is at."""

GRACE = 0.2
"""Seconds that requests under way have to end when the server stops."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family, backlog=1024)


def stop_on_signals(stop: Stop) -> None:
    """Stop on SIGTERM and SIGINT, also out of a long computation: there is nothing to be saved."""

    def stop_soon(*_: object) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # once is enough, and the end must not be interrupted
        exit_soon(0)
        stop()

    for number in _SIGNALS:
        signal.signal(number, stop_soon)


def exit_soon(status: int) -> None:
    """End the process with this status at the DEADLINE, should it not have ended by itself."""
    last_resort = threading.Timer(DEADLINE, os._exit, (status,))
    last_resort.daemon = True
    last_resort.start()


def serve(
    gateway: Gateway,
    listening: socket.socket,
    on_ready: Callable[[int], None],
    tls: "SSLContext | None" = None,
    until: Callable[[Stop], None] = stop_on_signals,
) -> None:
    """Answer on the socket, over TLS if given; `on_ready` is told the real port.

    `until` is given the way to stop, and sees to it that somebody takes it: by default a signal.
    """
    asyncio.run(_serve(gateway, listening, on_ready, tls, until))


async def _serve(
    gateway: Gateway,
    listening: socket.socket,
    on_ready: Callable[[int], None],
    tls: "SSLContext | None",
    until: Callable[[Stop], None],
) -> None:
    connections: set[Connection] = set()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        with suppress(RuntimeError):  # the loop is closed: it has stopped already
            loop.call_soon_threadsafe(stopping.set)

    host, port = listening.getsockname()[:2]
    bound = gateway.bound("http" if tls is None else "https", host, port)
    server = await loop.create_server(lambda: Connection(bound, connections), sock=listening, ssl=tls)
    until(stop)
    on_ready(port)
    sweeper = loop.create_task(_drop_silent(connections))
    await stopping.wait()
    sweeper.cancel()
    server.close()
    await _end(connections)


async def _drop_silent(connections: set[Connection]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SILENCE / 15)
        for connection in list(connections):
            if loop.time() - connection.silent_since > SILENCE:
                connection.cut()


async def _end(connections: set[Connection]) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + GRACE
    while loop.time() < deadline and any(connection.busy for connection in connections):
        await asyncio.sleep(GRACE / 10)
    for connection in list(connections):
        connection.cut()
