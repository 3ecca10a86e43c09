"""httptools with the two things it leaves to its user: heads put together, and offers declined."""

from typing import Protocol

import httptools

from flipturn_mock.serving.gateway import header_key

# Dealt with here: the application sees a body of known length, and no other protocol is spoken.
_SPENT = ("HTTP_TRANSFER_ENCODING", "HTTP_UPGRADE")

# What frames a body, as a header and as a key of the environ.
_FRAMING = ((b"Content-Length", "CONTENT_LENGTH"), (b"Transfer-Encoding", "HTTP_TRANSFER_ENCODING"))


class Sink(Protocol):
    """Who is told of the requests, piece by piece and in order."""

    def head_came(self) -> None:
        """The head is complete, and can be read off the parser."""

    def body_came(self, chunk: bytes) -> None:
        """A piece of the body."""

    def request_ended(self) -> None:
        """The request is complete; the next one begins after this."""


class RequestParser:
    """One connection's requests, one after the other; `headers` is keyed like a WSGI environ.

    A client may offer to go on in another protocol (`Upgrade: h2c`, as Java's client and
    `curl --http2` do on every first request). RFC 9110 (7.8) lets a server take no notice, but
    httptools stops at such a request and never looks at its body. A new parser then goes on from
    there, once it has been told what it needs to know of the head.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._parser = httptools.HttpRequestParser(self)
        self._retelling = False
        self._begin()

    def _begin(self) -> None:
        self.method = ""
        self.target = b""
        self.headers: dict[str, str] = {}
        self.is_http_1_0 = False
        self.head_size = 0
        self._has_head = False
        self._plain_head = b""  # set from the head of a request with an offer until that is declined

    @property
    def keeps_connection(self) -> bool:
        """Whether the client wants to go on after this request."""
        return bool(self._parser.should_keep_alive())

    def feed(self, data: bytes) -> None:
        """Take what has come in; raises httptools.HttpParserError for what is not HTTP/1.1."""
        while data:
            try:
                self._parser.feed_data(data)
                return
            except httptools.HttpParserUpgrade as offer:
                data = data[offer.args[0] :]
                self._decline()

    def _decline(self) -> None:
        head, self._plain_head = self._plain_head, b""
        self._parser = httptools.HttpRequestParser(self)
        self._retelling = True
        try:
            self._parser.feed_data(head)
        finally:
            self._retelling = False

    def _without_offer(self) -> bytes:
        """A head that frames the same body and offers nothing."""
        lines = [b"POST / HTTP/1.1"]
        lines += [
            name + b": " + self.headers[key].encode("latin-1")
            for name, key in _FRAMING
            if key in self.headers
        ]
        is_last = "close" in self.headers.get("HTTP_CONNECTION", "").lower()
        if is_last or self.is_http_1_0 or self.method == "CONNECT":
            lines.append(b"Connection: close")
        return b"\r\n".join([*lines, b"", b""])

    # --- what httptools calls -----------------------------------------------------------------------

    def on_url(self, url: bytes) -> None:
        """A piece of the target."""
        if not self._retelling:
            self.target += url
            self.head_size += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; after the head it is a trailer, which nobody asked for."""
        # A name with `_` would be taken for the one with `-`.
        if self._has_head or b"_" in name:
            return
        self.head_size += len(name) + len(value)
        key, text = header_key(name), value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]},{text}" if key in self.headers else text

    def on_headers_complete(self) -> None:
        """The head is complete."""
        if self._retelling:
            return
        self._has_head = True
        self.method = self._parser.get_method().decode("ascii")
        self.is_http_1_0 = self._parser.get_http_version() == "1.0"
        if self._parser.should_upgrade():
            self._plain_head = self._without_offer()
        for spent in _SPENT:
            self.headers.pop(spent, None)
        self._sink.head_came()

    def on_body(self, chunk: bytes) -> None:
        """A piece of the body."""
        self._sink.body_came(chunk)

    def on_message_complete(self) -> None:
        """The request is complete, unless its body waits behind an offer."""
        if not self._plain_head:
            self._sink.request_ended()
            self._begin()
