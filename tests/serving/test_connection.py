"""A connection seen from inside: what it holds stays bounded, whatever the client does, and goes when it goes."""

import asyncio
import gc
import socket
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf

import pytest

from flipturn_mock.serving.connection import MAX_HELD, Connection
from tests.serving.sample import Sample, gateway, late

GET = b"GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"
AN_HOUR = 3600
ONE_READ = 256 * 1024  # asyncio's
"""Bytes."""


@dataclass
class Pair:
    """A connection and the other end of its socket."""

    connections: set[Connection]
    client: socket.socket
    app: Sample = field(default_factory=Sample)

    @property
    def connection(self) -> Connection:
        (connection,) = self.connections
        return connection

    async def say(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.client, data)

    async def hear(self, enough: bytes) -> bytes:
        """What comes, up to the first piece that ends so."""
        heard = b""
        while not heard.endswith(enough):
            piece = await asyncio.get_running_loop().sock_recv(self.client, 65536)
            assert piece
            heard += piece
        return heard


@asynccontextmanager
async def connected() -> AsyncIterator[Pair]:
    ours, client = socket.socketpair()
    client.setblocking(False)
    pair = Pair(set(), client)
    loop = asyncio.get_running_loop()
    await loop.connect_accepted_socket(lambda: Connection(gateway(pair.app), pair.connections), ours)
    with client:
        yield pair
        for connection in pair.connections:
            connection.cut()
    await turns()


async def turns(count: int = 10) -> None:
    """Let the loop go round until nothing new can happen, except by time."""
    for _ in range(count):
        await asyncio.sleep(0)


def test_a_client_that_leaves_takes_its_late_answers_along() -> None:
    async def leave() -> None:
        async with connected() as pair:
            await pair.say(late(b"GET /x", delay=AN_HOUR) + b"\r\n" + GET * 3)
            await turns()
            gone = weakref.ref(pair.connection)
            assert pair.connection.busy
            assert pair.connection.silent_since == inf, "it is not the client who is silent"
            pair.client.close()
            await turns()
            gc.collect()
            assert not pair.connections
            assert gone() is None, "something still waits for the answer's time"

    asyncio.run(leave())


def test_after_a_late_answer_it_is_the_client_again_who_may_be_silent_too_long() -> None:
    async def wait() -> None:
        async with connected() as pair:
            before = asyncio.get_running_loop().time()
            await pair.say(late(b"GET /x", delay=0.05) + b"\r\n")
            await pair.hear(b"}")
            await turns()
            assert not pair.connection.busy
            assert before + 0.05 <= pair.connection.silent_since < inf

    asyncio.run(wait())


@pytest.mark.slow
def test_a_client_that_pipelines_and_never_reads_is_not_answered_without_end() -> None:
    many = 100_000

    async def flood() -> None:
        async with connected() as pair:
            sending = asyncio.create_task(pair.say(GET * many))
            await turns(500)
            asked = pair.app.asked["/plain"]
            await turns(500)
            assert not sending.done()
            assert pair.app.asked["/plain"] == asked < many / 2
            assert len(pair.connection._held) <= MAX_HELD + ONE_READ
            assert pair.connection._transport.get_write_buffer_size() < 1_000_000
            seen = 0
            while seen < many:  # it reads after all
                seen += (await asyncio.get_running_loop().sock_recv(pair.client, 1 << 20)).count(
                    b"HTTP/1.1 200"
                )
            await sending
            assert pair.app.asked["/plain"] == many

    asyncio.run(flood())


def test_what_is_pipelined_behind_a_late_answer_is_bounded() -> None:
    async def flood() -> None:
        async with connected() as pair:
            sending = asyncio.create_task(pair.say(late(b"GET /x", delay=AN_HOUR) + b"\r\n" + GET * 100_000))
            await turns(500)
            assert not sending.done()
            assert pair.app.asked["/plain"] < 1000
            assert len(pair.connection._held) <= MAX_HELD + ONE_READ
            sending.cancel()

    asyncio.run(flood())


def test_a_client_that_does_not_read_a_trickle_can_read_it_later() -> None:
    body = b"x" * 90_000

    async def trickle() -> None:
        async with connected() as pair:
            post = late(b"POST /x", chunks=30, duration=0.03) + b"Content-Length: 90000\r\n\r\n" + body
            sending = asyncio.create_task(pair.say(post * 10 + GET))
            while not pair.connection._is_full:
                await asyncio.sleep(0)
            assert not sending.done()
            heard = await pair.hear(b'"path": "/plain", "scheme": "http", "host": "x", "body": ""}')
            assert heard.count(body) == 10

    asyncio.run(trickle())
