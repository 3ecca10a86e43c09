"""The server underneath without socket or loop: the same bytes and ends, in the caller's own thread."""

import errno
import os
import time
from collections import deque
from collections.abc import Iterator

from flipturn_mock.serving.conversation import Conversation
from flipturn_mock.serving.delivery import Step
from flipturn_mock.serving.gateway import Gateway


def connect(gateway: Gateway, scheme: str, host: str, port: int) -> "InMemoryConnection":
    """A new connection to an application that takes itself for `scheme://host:port`."""
    return InMemoryConnection(gateway.bound(scheme, host, port))


class InMemoryConnection:
    """A connection as the client has it, for one client thread at a time.

    Whoever may not block asks `due`, waits as long by other means, and then calls `take`.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._conversation = Conversation(gateway, self, "127.0.0.1")
        self._coming: deque[Iterator[Step]] = deque()
        self._next: Step | None = None  # taken from what is coming, and not due yet
        self._arrived = b""
        self._end = ""  # "close" or "reset", once the client can know of it
        self._is_closed = False

    # --- what the client calls ----------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Say something; a request that it completes is answered before this returns.

        Raises ConnectionResetError if the server has reset the connection, OSError after `close`.
        """
        if self._is_closed:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        if self._end == "reset":
            raise _reset()
        self._conversation.feed(data)

    def send_end(self) -> None:
        """Say that nothing more will be said."""
        self._conversation.feed_end()

    def receive(self, size: int, timeout: float | None = None) -> bytes:
        """At most `size` bytes, waiting for them in real seconds; none if the server has closed.

        Raises ConnectionResetError, and TimeoutError without waiting if nothing comes in time.
        """
        wait = self.due(timeout)
        if wait > 0:
            time.sleep(wait)  # freezegun leaves it alone
        return self.take(size)

    def due(self, timeout: float | None = None) -> float:
        """Seconds until `take` has something.

        Raises TimeoutError if they are more than `timeout`, which then counts as waited, or if nothing
        will ever come.
        """
        if self._arrived or self._end:
            return 0.0
        step = self._peek()
        if step is None:
            raise TimeoutError("the server has nothing to say before it has a whole request")
        if timeout is not None and step.wait > timeout:
            self._next = step._replace(wait=step.wait - timeout)
            raise TimeoutError("timed out")
        return step.wait

    def take(self, size: int) -> bytes:
        """What is due, at most `size` bytes; none if the server has closed. Raises ConnectionResetError."""
        if not self._arrived and not self._end:
            self._arrive()
        if self._arrived:
            taken, self._arrived = self._arrived[:size], self._arrived[size:]
            return taken
        if self._end == "reset":
            raise _reset()
        return b""

    @property
    def is_readable(self) -> bool:
        """Whether something waits to be received, be it the end; a pool then uses another connection."""
        return bool(self._arrived or self._end) or self._peek() is not None

    def close(self) -> None:
        """Leave; what has not been received is gone."""
        self._is_closed = True

    # --- what the conversation calls ----------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Let the data arrive."""
        self._coming.append(iter((Step(0.0, data),)))

    def play(self, steps: Iterator[Step]) -> None:
        """Let the steps happen, as the client waits for them."""
        self._coming.append(steps)

    def finish(self) -> None:
        """Let the end arrive."""
        self._coming.append(iter((Step(0.0, b"", "close"),)))

    def client_is_done(self) -> None:
        """Nothing depends on it here."""

    def is_closing(self) -> bool:
        """Whether the client has left."""
        return self._is_closed

    def cut(self) -> None:
        """Reset the connection."""
        self._end = "reset"

    # --- what is coming -----------------------------------------------------------------------------

    def _peek(self) -> Step | None:
        while self._next is None and self._coming:
            self._next = next(self._coming[0], None)
            if self._next is None:
                self._coming.popleft()
        return self._next

    def _arrive(self) -> None:
        step = self._peek()
        assert step is not None, "take was called when nothing was due"
        self._next = None
        self._arrived = step.data
        if step.then != "go on":
            self._end = step.then


def _reset() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
