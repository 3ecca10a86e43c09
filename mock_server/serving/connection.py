"""One client connection: requests are answered in order, and what goes wrong is said before it ends."""

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from httptools import HttpParserError

from mock_server.serving.gateway import Gateway
from mock_server.serving.request_parser import RequestParser

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_HEAD = 64 * 1024
"""Bytes of request line and headers that are read before the request is refused."""

MAX_DISCARDED = 256 * 1024 * 1024
"""Bytes that a client may go on sending after its last answer, before it is cut off."""


class Connection(asyncio.Protocol):
    """An HTTP/1.1 connection; every complete request is answered before the next is looked at."""

    def __init__(self, gateway: Gateway, connections: "set[Connection]") -> None:
        self.last_heard = 0.0
        self._gateway = gateway
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._parser = RequestParser(self)
        self._peer = ""
        self._discarding = False  # answered for the last time; what still comes in is thrown away
        self._discarded = 0
        self._begin()

    def _begin(self) -> None:
        self._incoming = 0  # bytes of a head that is not complete yet
        self._environ: WSGIEnvironment | None = None  # set once the head is complete
        self._limit = 0
        self._body: list[bytes] = []
        self._body_size = 0

    @property
    def busy(self) -> bool:
        """Whether a request is coming in or an answer is still going out."""
        is_receiving = (self._incoming > 0 or self._environ is not None) and not self._discarding
        return is_receiving or self._transport.get_write_buffer_size() > 0

    def cut(self) -> None:
        """Drop the connection with whatever was still to be sent."""
        self._transport.abort()

    # --- what asyncio calls -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        self._transport = cast(asyncio.Transport, transport)
        self._peer = (transport.get_extra_info("peername") or ("",))[0]
        self._connections.add(self)
        self.last_heard = self._loop.time()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The client is gone; what it had not sent completely has not happened."""
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """The client said something."""
        self.last_heard = self._loop.time()
        if self._discarding:
            self._discarded += len(data)
            if self._discarded > MAX_DISCARDED:
                self.cut()
        elif self._environ is None:
            self._incoming += len(data)
        try:
            self._parser.feed(data)
        except HttpParserError as error:
            self._unreadable(error)
        if self._environ is None and self._incoming > MAX_HEAD:
            self._refuse_head()

    def eof_received(self) -> bool:
        """A client that ends in the middle of a body may still read the answer that says so."""
        if self._environ is not None and not self._discarding:
            self._answer_truncated()
        return False

    def pause_writing(self) -> None:
        """Take no more requests from a client that does not read its answers."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        self._transport.resume_reading()

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
        self._limit = self._gateway.body_limit(environ["PATH_INFO"])
        if int(environ.get("CONTENT_LENGTH") or 0) > self._limit:
            self._answer(environ, close=True)
        elif parser.headers.get("HTTP_EXPECT", "").lower() == "100-continue" and not parser.is_http_1_0:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

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
        if self._discarding:
            self._transport.close()
        elif self._environ is not None:
            if self._body:
                self._environ["CONTENT_LENGTH"] = str(self._body_size)
            self._answer(self._environ, close=not self._parser.keeps_connection)
            self._begin()

    # --- answers ------------------------------------------------------------------------------------

    def _answer(self, environ: "WSGIEnvironment", close: bool) -> None:
        if self._transport.is_closing():
            return  # the client has left; what it had sent in advance is not done any more
        connection = "close" if close else "keep-alive" if self._parser.is_http_1_0 else None
        self._transport.write(self._gateway.answer(environ, b"".join(self._body), connection))
        if close:
            self._finish()

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
            self._refuse(HTTPStatus.BAD_REQUEST, f"The request is not HTTP/1.1: {error}")

    def _refuse_head(self) -> None:
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"The request head is over {MAX_HEAD} bytes")

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        if not self._discarding:
            self._transport.write(self._gateway.refusal(status, sentence))
            self._finish()

    def _finish(self) -> None:
        """Say that nothing more will be sent, and read on until the client is done.

        Closing at once while the client still sends would reset the connection, and the client
        would never see the answer.
        """
        self._discarding = True
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()
