"""One client connection: bytes become requests, requests become answers, in order."""

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

import httptools

from mock_server.serving.gateway import Gateway, header_key

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_HEAD = 64 * 1024
"""Bytes of request line and headers that are read before the request is refused."""

_SPENT = ("HTTP_TRANSFER_ENCODING", "HTTP_UPGRADE")
"""What is dealt with here: the application sees a body of known length, and no other protocol is spoken."""

_HEAD_TOO_LARGE = f"The request head is over {MAX_HEAD} bytes"

MAX_DISCARDED = 256 * 1024 * 1024
"""Bytes that a client may go on sending after its last answer, before it is cut off."""


class Connection(asyncio.Protocol):
    """An HTTP/1.1 connection; every complete request is answered before the next is looked at."""

    def __init__(self, gateway: Gateway, connections: "set[Connection]") -> None:
        self.last_heard = 0.0
        self._gateway = gateway
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._parsed_before = False  # the parser is being told again what is known of a head
        self._peer = ""
        self._discarding = False  # answered for the last time; what still comes in is thrown away
        self._discarded = 0
        self._begin()

    def _begin(self) -> None:
        self._head_size = 0
        self._fields_size = 0
        self._framing = b""  # set while a request offers to go on in another protocol
        self._limit = 0
        self._target = b""
        self._headers: dict[str, str] = {}
        self._environ: WSGIEnvironment | None = None  # set once the head is complete
        self._body: list[bytes] = []
        self._body_size = 0

    # --- asyncio ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # noqa: D102 - asyncio's name
        self._transport = cast(asyncio.Transport, transport)
        self._peer = (transport.get_extra_info("peername") or ("",))[0]
        self._connections.add(self)
        self.last_heard = self._loop.time()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002, D102 - asyncio's name
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:  # noqa: D102 - asyncio's name
        self.last_heard = self._loop.time()
        if self._discarding:
            self._discarded += len(data)
            if self._discarded > MAX_DISCARDED:
                self.cut()
        elif self._environ is None:
            self._head_size += len(data)
        try:
            self._parse(data)
        except httptools.HttpParserError as error:
            self._unreadable(error)
        if self._environ is None and self._head_size > MAX_HEAD and not self._discarding:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _HEAD_TOO_LARGE)

    def eof_received(self) -> bool:
        """A client that ends in the middle of a body may still read the answer that says so."""
        if self._environ is not None and not self._discarding:
            self._answer_truncated()
        return False

    def pause_writing(self) -> None:
        """Take no more requests from a client that does not read its answers."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:  # noqa: D102 - the other half of pause_writing
        self._transport.resume_reading()

    # --- httptools ----------------------------------------------------------------------------------

    def on_url(self, url: bytes) -> None:  # noqa: D102 - httptools' name
        if not self._parsed_before:
            self._target += url
            self._fields_size += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:  # noqa: D102 - httptools' name
        # Once the head is complete this is a trailer, which nobody asked for. A name with `_` would
        # be taken for the one with `-`.
        if self._environ is not None or b"_" in name:
            return
        self._fields_size += len(name) + len(value)
        key, text = header_key(name), value.decode("latin-1")
        self._headers[key] = f"{self._headers[key]},{text}" if key in self._headers else text

    def on_headers_complete(self) -> None:  # noqa: D102 - httptools' name
        if self._parsed_before:
            return
        self._framing = self._plain_head() if self._parser.should_upgrade() else b""
        for spent in _SPENT:
            self._headers.pop(spent, None)
        method = self._parser.get_method().decode("ascii")
        environ = self._gateway.environ(method, self._target, self._headers, self._peer)
        self._environ = environ
        if self._fields_size > MAX_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _HEAD_TOO_LARGE)
            return
        self._limit = self._gateway.body_limit(environ["PATH_INFO"])
        if int(environ.get("CONTENT_LENGTH") or 0) > self._limit:
            self._answer(environ, close=True)
        elif self._expects_continue():
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, chunk: bytes) -> None:  # noqa: D102 - httptools' name
        if self._discarding or self._environ is None:
            return
        self._body.append(chunk)
        self._body_size += len(chunk)
        if self._body_size > self._limit:
            # Only a chunked body comes here; its size so far is enough to be refused for.
            self._environ["CONTENT_LENGTH"] = str(self._body_size)
            self._answer(self._environ, close=True)

    def on_message_complete(self) -> None:  # noqa: D102 - httptools' name
        if self._framing:
            return  # the body of a request that offers another protocol is still to be read
        if self._discarding:
            self._transport.close()
        elif self._environ is not None:
            if self._body:
                self._environ["CONTENT_LENGTH"] = str(self._body_size)
            self._answer(self._environ, close=not self._parser.should_keep_alive())
            self._begin()

    def _parse(self, data: bytes) -> None:
        while data:
            try:
                self._parser.feed_data(data)
                return
            except httptools.HttpParserUpgrade as offer:
                data = data[offer.args[0] :]
                self._decline()

    def _decline(self) -> None:
        """Go on in HTTP/1.1, as RFC 9110 (7.8) has it for a protocol that the server does not take up.

        The parser stops at such a request and would never look at its body, so a new one is told
        what it needs to know of the head and goes on from there.
        """
        head, self._framing = self._framing, b""
        self._parser = httptools.HttpRequestParser(self)
        self._parsed_before = True
        try:
            self._parser.feed_data(head)
        finally:
            self._parsed_before = False

    def _plain_head(self) -> bytes:
        """A head that frames the same body without offering anything."""
        lines = [b"POST / HTTP/1.1"]
        for name, key in (
            (b"Content-Length", "CONTENT_LENGTH"),
            (b"Transfer-Encoding", "HTTP_TRANSFER_ENCODING"),
        ):
            if key in self._headers:
                lines.append(name + b": " + self._headers[key].encode("latin-1"))
        is_last = "close" in self._headers.get("HTTP_CONNECTION", "").lower()
        if is_last or self._parser.get_method() == b"CONNECT" or self._parser.get_http_version() != "1.1":
            lines.append(b"Connection: close")
        return b"\r\n".join([*lines, b"", b""])

    def _expects_continue(self) -> bool:
        expectation = self._headers.get("HTTP_EXPECT", "").lower()
        return expectation == "100-continue" and self._parser.get_http_version() == "1.1"

    # --- answers ------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a request is coming in or an answer is still going out."""
        incoming = self._head_size > 0 and not self._discarding
        return incoming or self._transport.get_write_buffer_size() > 0

    def cut(self) -> None:
        """Drop the connection with whatever was still to be sent."""
        self._transport.abort()

    def _answer(self, environ: "WSGIEnvironment", close: bool) -> None:
        if self._transport.is_closing():
            return  # the client has left; what it had sent in advance is not done any more
        connection = "close" if close else None
        if not close and self._parser.get_http_version() == "1.0":
            connection = "keep-alive"
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
        if self._discarding:
            return
        if self._environ is not None:
            self._answer_truncated()
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, f"The request is not HTTP/1.1: {error}")

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
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
