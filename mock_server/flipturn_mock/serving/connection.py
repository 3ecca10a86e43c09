"""One client connection on asyncio: carries a conversation, and keeps answers in order when some are late."""

import asyncio
import socket
import struct
import sys
from collections import deque
from collections.abc import Iterator
from math import inf
from typing import cast

from flipturn_mock.serving.conversation import Conversation
from flipturn_mock.serving.delivery import Step
from flipturn_mock.serving.gateway import Gateway

MAX_HELD = 64 * 1024
"""Bytes from a client, taken in while its answers wait, after which no more is read from it."""

_SLICE = 16 * 1024
"""Bytes that are looked at at a time; what they ask for is answered even if an answer is late among them."""

_LINGER_NOT = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""The socket option that lets closing reset the connection."""


class Connection(asyncio.Protocol):
    """An HTTP/1.1 connection; as a rule an answer is one write, and only a late one is queued."""

    def __init__(self, gateway: Gateway, connections: "set[Connection]") -> None:
        self._gateway = gateway
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._last_heard = 0.0
        self._queue: deque[Iterator[Step]] = deque()  # answers that are late, and those behind them
        self._timer: asyncio.TimerHandle | None = None
        self._is_full = False  # the client does not read what it is sent
        self._held = bytearray()  # what came in while the queue or the client did not move

    @property
    def busy(self) -> bool:
        """Whether a request is coming in or an answer is still going out."""
        is_sending = bool(self._queue) or self._transport.get_write_buffer_size() > 0
        return is_sending or self._conversation.is_receiving

    @property
    def silent_since(self) -> float:
        """The loop's time since which it is the client who says nothing; infinity if an answer is late."""
        return inf if self._queue else self._last_heard

    # --- what asyncio calls -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        self._transport = cast(asyncio.Transport, transport)
        peer = (transport.get_extra_info("peername") or ("",))[0]
        self._conversation = Conversation(self._gateway, self, peer)
        self._connections.add(self)
        self._last_heard = self._loop.time()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The client is gone: what it had not sent completely has not happened, and no answer is due."""
        self._connections.discard(self)
        self._drop_queue()
        self._held.clear()

    def data_received(self, data: bytes) -> None:
        """The client said something; behind a late answer it is held as it came."""
        self._last_heard = self._loop.time()
        if self._queue or self._is_full:
            self._hold(data)
        else:
            self._feed(data)

    def eof_received(self) -> bool:
        """The client says no more: one that waits for a late answer is taken to have left."""
        self._conversation.feed_end()
        return False

    def pause_writing(self) -> None:
        """Take no more requests from a client that does not read its answers."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        self._is_full = False
        self._go_on()

    # --- what the conversation calls ----------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Send the data, after what is late."""
        if self._queue:
            self._queue.append(iter((Step(0.0, data),)))
        else:
            self._transport.write(data)

    def play(self, steps: Iterator[Step]) -> None:
        """Take the steps, after what is late."""
        self._queue.append(steps)
        if len(self._queue) == 1:
            self._proceed()

    def finish(self) -> None:
        """Say that nothing more will be sent, and read on until the client is done.

        Closing at once while the client still sends would reset the connection, and the client
        would never see the answer.
        """
        if self._queue:
            self._queue.append(iter((Step(0.0, b"", "close"),)))
        elif self._transport.can_write_eof():
            self._transport.write_eof()
        elif not self._conversation.client_is_sending:
            self._transport.close()  # TLS on asyncio can say it in no other way

    def client_is_done(self) -> None:
        """Close; nothing is thrown away any more, so the client sees what it was sent."""
        if not self._queue and not self._transport.is_closing():
            self._transport.close()

    def is_closing(self) -> bool:
        """Whether the client has left."""
        return self._transport.is_closing()

    def cut(self) -> None:
        """Drop the connection with whatever was still to be sent."""
        self._transport.abort()

    # --- late answers -------------------------------------------------------------------------------

    def _proceed(self) -> None:
        """Take the steps that are due, up to the next that is to be waited for."""
        while self._queue and not self._transport.is_closing():
            step = next(self._queue[0], None)
            if step is None:
                self._queue.popleft()
            elif step.wait > 0:
                self._timer = self._loop.call_later(step.wait, self._wake, step)
                return
            else:
                self._take(step)
        self._last_heard = self._loop.time()
        self._go_on()

    def _wake(self, step: Step) -> None:
        self._take(step)
        self._proceed()

    def _take(self, step: Step) -> None:
        self._transport.write(step.data)
        if step.then == "go on":
            return
        self._drop_queue()
        if step.then == "close":
            self.finish()
        else:
            self._reset()

    def _reset(self) -> None:
        raw: socket.socket = self._transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        self._transport.abort()

    def _drop_queue(self) -> None:
        self._queue.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # --- what came in meanwhile ---------------------------------------------------------------------

    def _feed(self, data: bytes) -> None:
        for start in range(0, len(data), _SLICE):
            if self._queue or self._is_full:
                self._hold(data[start:])
                return
            self._conversation.feed(data[start : start + _SLICE])

    def _hold(self, data: bytes) -> None:
        """Held rather than left unread, so that a client that leaves is noticed."""
        self._held += data
        if len(self._held) > MAX_HELD:
            self._transport.pause_reading()

    def _go_on(self) -> None:
        if self._queue or self._is_full or self._transport.is_closing():
            return
        if self._held:
            data = bytes(self._held)
            self._held.clear()
            self._feed(data)
        if len(self._held) <= MAX_HELD:
            self._transport.resume_reading()
