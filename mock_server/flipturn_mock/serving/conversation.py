"""One HTTP conversation, whatever carries it: requests are answered in order, what goes wrong is said."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from httptools import HttpParserError

from flipturn_mock.serving.delivery import DELIVERY, Delivery, Step, steps
from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.serving.request_parser import RequestParser

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_HEAD = 64 * 1024
"""Bytes of request line and headers that are read before the request is refused."""

MAX_DISCARDED = 256 * 1024 * 1024
"""Bytes that a client may go on sending after its last answer, before it is cut off."""


class Carrier(Protocol):
    """What brings answers to the client; everything asked of it happens in the order it was asked."""

    def write(self, data: bytes) -> None:
        """Send the data."""

    def play(self, steps: Iterator[Step]) -> None:
        """Take the steps."""

    def finish(self) -> None:
        """Say that nothing more will be sent, and let the client end what it is sending."""

    def client_is_done(self) -> None:
        """The client has sent the last of what is thrown away."""

    def is_closing(self) -> bool:
        """Whether the client has left."""

    def cut(self) -> None:
        """Drop the connection with whatever was still to be sent."""


class Conversation:
    """An HTTP/1.1 conversation; every complete request is answered before the next is looked at."""

    def __init__(self, gateway: Gateway, carrier: Carrier, peer: str) -> None:
        self._gateway = gateway
        self._carrier = carrier
        self._peer = peer
        self._parser = RequestParser(self)
        self._discarding = False  # answered for the last time; what still comes in is thrown away
        self._discarded = 0
        self._begin()

    def _begin(self) -> None:
        self._incoming = 0  # bytes of a head that is not complete yet
        self._environ: WSGIEnvironment | None = None  # set once the head is complete
        self.client_is_sending = False  # a body, of which more is to come
        self._limit = 0
        self._body: list[bytes] = []
        self._body_size = 0

    @property
    def is_receiving(self) -> bool:
        """Whether a request is coming in."""
        return (self._incoming > 0 or self._environ is not None) and not self._discarding

    def feed(self, data: bytes) -> None:
        """The client said something."""
        if self._discarding:
            self._discarded += len(data)
            if self._discarded > MAX_DISCARDED:
                self._carrier.cut()
        elif self._environ is None:
            self._incoming += len(data)
        try:
            self._parser.feed(data)
        except HttpParserError as error:
            self._unreadable(error)
        if self._environ is None and self._incoming > MAX_HEAD:
            self._refuse_head()

    def feed_end(self) -> None:
        """A client that ends in the middle of a body may still read the answer that says so."""
        if self._environ is not None and not self._discarding:
            self._answer_truncated()

    # --- what the parser calls ----------------------------------------------------------------------

    def head_came(self) -> None:
        """Make ready for the body, or refuse it before it is sent."""
        if self._discarding:
            return
        parser = self._parser
        if parser.head_size > MAX_HEAD:
            self._refuse_head()
            return
        environ = self._gateway.environ(parser.method, parser.target, parser.headers, self._peer)
        self._environ = environ
        self.client_is_sending = True
        self._limit = self._gateway.body_limit(environ["PATH_INFO"])
        if int(environ.get("CONTENT_LENGTH") or 0) > self._limit:
            self._answer(environ, close=True)
        elif parser.headers.get("HTTP_EXPECT", "").lower() == "100-continue" and not parser.is_http_1_0:
            self._carrier.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def body_came(self, chunk: bytes) -> None:
        """Keep it, up to the limit."""
        if self._discarding or self._environ is None:
            return
        self._body.append(chunk)
        self._body_size += len(chunk)
        if self._body_size > self._limit:
            # Only a chunked body comes here; its size so far is enough to be refused for.
            self._environ["CONTENT_LENGTH"] = str(self._body_size)
            self._answer(self._environ, close=True)

    def request_ended(self) -> None:
        """Answer it."""
        self.client_is_sending = False
        if self._discarding:
            self._carrier.client_is_done()
        elif self._environ is not None:
            if self._body:
                self._environ["CONTENT_LENGTH"] = str(self._body_size)
            self._answer(self._environ, close=not self._parser.keeps_connection)
            self._begin()

    # --- answers ------------------------------------------------------------------------------------

    def _answer(self, environ: "WSGIEnvironment", close: bool) -> None:
        if self._carrier.is_closing():
            return  # the client has left; what it had sent in advance is not done any more
        connection = "close" if close else "keep-alive" if self._parser.is_http_1_0 else None
        answer = self._gateway.answer(environ, b"".join(self._body), connection)
        delivery = environ.get(DELIVERY)
        if delivery is None:
            self._carrier.write(answer)
        else:
            self._deliver(delivery, answer)
        if close:
            self._finish()

    def _deliver(self, delivery: Delivery, answer: bytes) -> None:
        head, separator, body = answer.partition(b"\r\n\r\n")
        # Said first: playing may end the connection before it comes back.
        self._discarding = self._discarding or delivery.is_last
        self._carrier.play(steps(delivery, head + separator, body))

    def _answer_truncated(self) -> None:
        """Let the application refuse a body of which at least one more byte was promised."""
        assert self._environ is not None
        promised = max(int(self._environ.get("CONTENT_LENGTH") or 0), self._body_size + 1)
        self._environ["CONTENT_LENGTH"] = str(promised)
        self._answer(self._environ, close=True)

    def _unreadable(self, error: Exception) -> None:
        if self._environ is not None and not self._discarding:
            self._answer_truncated()
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, f"The request is not HTTP/1.1 ({error})")

    def _refuse_head(self) -> None:
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"The request head is over {MAX_HEAD} bytes")

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        if not self._discarding:
            self._carrier.write(self._gateway.refusal(status, sentence))
            self._finish()

    def _finish(self) -> None:
        self._discarding = True
        self._carrier.finish()
