"""Answers that are late, broken or cut short, over raw sockets; `plain` and `secure` are the sample's."""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from flipturn_mock.serving.delivery import GARBAGE, MALFORMED
from tests.server import Served, read_all
from tests.serving.certificates import Certificates
from tests.serving.sample import late, sample
from tests.serving.wire import CLOSE, parsed

pytestmark = pytest.mark.slow

PLAIN = b"GET /plain HTTP/1.1\r\nHost: x\r\n"
AN_HOUR = 3600


@pytest.fixture(params=["plain", "secure"])
def client(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[socket.socket]:
    """A connection, bare or with TLS."""
    served: Served = request.getfixturevalue(request.param)
    raw = served.connect()
    if request.param == "plain":
        connection = raw
    else:
        connection = certificates.trusting.wrap_socket(raw, server_hostname="127.0.0.1")
    with connection:
        yield connection


def exchange(client: socket.socket, request: bytes) -> bytes:
    client.sendall(request)
    return read_all(client)


def read_into(received: bytearray, client: socket.socket) -> None:
    while chunk := client.recv(65536):
        received += chunk


def statuses(answers: bytes) -> list[bytes]:
    return re.findall(rb"HTTP/1.1 (\d+)", answers)


class TestLate:
    def test_a_late_answer_is_the_same_answer(self, client: socket.socket) -> None:
        began = time.monotonic()
        status, _, body = parsed(exchange(client, late(b"GET /x", delay=0.2) + CLOSE + b"\r\n"))
        assert time.monotonic() - began >= 0.2
        assert (status, json.loads(body)["path"]) == (200, "/x")

    def test_the_work_is_done_at_once_and_others_are_served_meanwhile(self, plain: Served) -> None:
        with plain.connect() as waiting:
            waiting.sendall(late(b"GET /at-once", delay=AN_HOUR) + b"\r\n")
            count = b"GET /count/at-once HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n"
            # Asked again, since the server may look at the later connection first.
            assert any(parsed(plain.raw(count))[2] == b"1" for _ in range(100))

    def test_answers_keep_their_order_behind_a_late_one(self, client: socket.socket) -> None:
        requests = [late(f"GET /{n}".encode(), delay=0.1 * (n % 2)) + b"\r\n" for n in range(5)]
        answers = exchange(client, PLAIN + b"\r\n" + b"".join(requests) + PLAIN + CLOSE + b"\r\n")
        assert re.findall(rb'"path": "/(\w+)"', answers) == [b"plain", b"0", b"1", b"2", b"3", b"4", b"plain"]

    def test_what_comes_in_while_an_answer_is_late_is_answered_after_it(self, client: socket.socket) -> None:
        client.sendall(late(b"GET /first", delay=0.2, chunks=3, duration=0.2) + b"\r\n")
        for byte in PLAIN + CLOSE + b"\r\n":
            client.sendall(bytes([byte]))
        assert re.findall(rb'"path": "/(\w+)"', read_all(client)) == [b"first", b"plain"]

    def test_much_that_comes_in_meanwhile_is_answered_in_full(self, client: socket.socket) -> None:
        body = b"x" * 90_000
        post = b"POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n" + body
        client.sendall(late(b"GET /first", delay=0.2) + b"\r\n" + post * 3 + PLAIN + CLOSE + b"\r\n")
        answers = read_all(client)
        assert statuses(answers) == [b"200"] * 5
        assert answers.count(body) == 3

    def test_a_trickle_comes_in_pieces(self, client: socket.socket) -> None:
        began = time.monotonic()
        client.sendall(late(b"GET /x", chunks=4, duration=0.4) + CLOSE + b"\r\n")
        pieces = []
        while piece := client.recv(65536):
            pieces.append(piece)
        assert len(pieces) >= 3
        assert time.monotonic() - began >= 0.4
        assert json.loads(parsed(b"".join(pieces))[2])["path"] == "/x"

    def test_a_connection_goes_on_after_a_late_answer(self, client: socket.socket) -> None:
        for _ in range(3):
            client.sendall(late(b"HEAD /x", delay=0.05) + b"\r\n")
            assert statuses(client.recv(65536)) == [b"200"]

    def test_a_refusal_before_the_body_is_late_too(self, client: socket.socket) -> None:
        head = late(b"POST /x", delay=0.1, chunks=2, duration=0.1)
        answer = exchange(client, head + b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000)
        assert parsed(answer)[1]["Connection"] == "close"

    def test_a_stop_does_not_wait_for_a_late_answer(self) -> None:
        with sample() as served, served.connect() as waiting:
            waiting.sendall(late(b"GET /x", delay=AN_HOUR) + b"\r\n")
            assert statuses(served.raw(PLAIN + CLOSE + b"\r\n")) == [b"200"]
            served.stop()  # which fails after a minute, long before the hour is over


class TestBroken:
    @pytest.mark.parametrize(
        ("ending", "sent"),
        [
            ("EMPTY_RESPONSE", b""),
            ("MALFORMED_RESPONSE_CHUNK", MALFORMED),
            ("RANDOM_DATA_THEN_CLOSE", GARBAGE),
        ],
    )
    @pytest.mark.parametrize("delay", [0, 0.1])
    @pytest.mark.parametrize("method", [b"GET", b"HEAD"])
    def test_the_connection_closes_after_exactly_this(
        self, ending: str, sent: bytes, delay: float, method: bytes, client: socket.socket
    ) -> None:
        assert exchange(client, late(method + b" /x", ending=ending, delay=delay) + b"\r\n") == sent

    @pytest.mark.parametrize("fraction", [0, 0.5, 0.99])
    def test_a_part_of_the_body_is_sent_and_all_of_it_is_promised(
        self, fraction: float, client: socket.socket
    ) -> None:
        _, headers, body = parsed(exchange(client, late(b"GET /x", fraction=fraction) + b"\r\n"))
        assert len(body) == int(int(headers["Content-Length"]) * fraction)

    @pytest.mark.parametrize("request_line", [b"HEAD /x", b"GET /status/204"])
    def test_an_answer_without_a_body_is_whole_when_cut_short(
        self, request_line: bytes, client: socket.socket
    ) -> None:
        request = late(request_line, fraction=0.5, chunks=3, duration=0.1) + b"\r\n"
        assert parsed(exchange(client, request))[0] in (200, 204)

    @pytest.mark.parametrize(
        "delivery", [{"delay": 0.05}, {"fraction": 0.5}, {"chunks": 2, "duration": 0.05}]
    )
    def test_http_1_0_is_treated_alike(self, delivery: dict[str, float], client: socket.socket) -> None:
        request = late(b"GET /x", **delivery).replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n"
        status, headers, body = parsed(exchange(client, request))
        assert (status, headers["Connection"]) == (200, "close")
        assert len(body) == int(int(headers["Content-Length"]) * delivery.get("fraction", 1))

    @pytest.mark.parametrize("delay", [0, 0.1])
    def test_what_is_sent_behind_an_end_is_not_answered(self, delay: float, client: socket.socket) -> None:
        behind = b"GET /behind HTTP/1.1\r\nHost: x\r\n\r\n"
        answers = exchange(client, late(b"GET /x", fraction=0.5, delay=delay) + b"\r\n" + behind)
        assert (len(statuses(answers)), b"behind" in answers) == (1, False)

    def test_nor_is_it_done(self, plain: Served) -> None:
        behind = b"GET /behind HTTP/1.1\r\nHost: x\r\n\r\n"
        assert plain.raw(late(b"GET /x", ending="EMPTY_RESPONSE", delay=0.1) + b"\r\n" + behind) == b""
        count = plain.raw(b"GET /count/behind HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n")
        assert parsed(count)[2] == b"0"


class TestReset:
    @pytest.mark.parametrize("delay", [0, 0.1])
    def test_a_reset_is_one(self, delay: float, plain: Served) -> None:
        with plain.connect() as client:
            client.sendall(late(b"GET /x", ending="CONNECTION_RESET_BY_PEER", delay=delay) + b"\r\n")
            with pytest.raises(ConnectionResetError):
                client.recv(1)

    def test_a_part_can_be_read_before_it(self, plain: Served) -> None:
        with plain.connect() as client:
            client.sendall(late(b"GET /x", ending="CONNECTION_RESET_BY_PEER", fraction=0.5) + b"\r\n")
            received = bytearray()
            with pytest.raises(ConnectionResetError):
                read_into(received, client)
        _, headers, body = parsed(bytes(received))
        assert len(body) == int(headers["Content-Length"]) // 2

    def test_over_tls_it_is_no_farewell_but_a_reset(self, secure: Served, certificates: Certificates) -> None:
        """Seen from below TLS, since Python's ssl takes a reset for an end."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = certificates.trusting.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
        with secure.connect() as raw:
            while True:
                try:
                    tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    raw.sendall(outgoing.read())
                    incoming.write(raw.recv(65536))
            tls.write(late(b"GET /x", ending="CONNECTION_RESET_BY_PEER") + b"\r\n")
            raw.sendall(outgoing.read())
            with pytest.raises(ConnectionResetError):
                read_all(raw)
