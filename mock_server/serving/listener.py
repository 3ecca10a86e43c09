"""Listening, and stopping: the life of the server as a whole."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable

from mock_server.serving.connection import Connection
from mock_server.serving.gateway import Gateway

SILENCE = 75.0
"""Seconds after which a connection that says nothing is dropped."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

DEADLINE = 0.35
"""Seconds after which the process ends, whatever it is at."""

GRACE = 0.2
"""Seconds that requests under way have to end when the server stops."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family, backlog=1024)


def serve(gateway: Gateway, listening: socket.socket, on_ready: Callable[[int], None]) -> None:
    """Answer on the socket until SIGTERM or SIGINT; `on_ready` is told the real port."""
    asyncio.run(_serve(gateway, listening, on_ready))


async def _serve(gateway: Gateway, listening: socket.socket, on_ready: Callable[[int], None]) -> None:
    connections: set[Connection] = set()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    _on_signals(loop, stopping.set)
    host, port = listening.getsockname()[:2]
    gateway.bind(host, port)
    server = await loop.create_server(lambda: Connection(gateway, connections), sock=listening)
    on_ready(port)
    sweeper = loop.create_task(_drop_silent(connections))
    await stopping.wait()
    sweeper.cancel()
    server.close()
    await _end(connections)


def _on_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Stop on SIGTERM and SIGINT, also out of a long computation: there is nothing to be saved."""

    def stop_soon(*_: object) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # once is enough, and the end must not be interrupted
        last_resort = threading.Timer(DEADLINE, os._exit, (0,))
        last_resort.daemon = True
        last_resort.start()
        loop.call_soon_threadsafe(stop)

    for number in _SIGNALS:
        signal.signal(number, stop_soon)


async def _drop_silent(connections: set[Connection]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SILENCE / 15)
        for connection in list(connections):
            if loop.time() - connection.last_heard > SILENCE:
                connection.cut()


async def _end(connections: set[Connection]) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + GRACE
    while loop.time() < deadline and any(connection.busy for connection in connections):
        await asyncio.sleep(GRACE / 10)
    for connection in list(connections):
        connection.cut()
