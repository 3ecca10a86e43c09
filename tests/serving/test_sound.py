"""Sound HTTP in all its forms, over raw sockets."""

import json
import re
import socket

import pytest

from tests.server import Served, read_all
from tests.serving.wire import (
    CLEAR,
    CLOSE,
    ENDED,
    GET,
    JSON,
    KEY,
    LAST,
    SYNC,
    chunked,
    parsed,
    refusal,
    with_length,
)

pytestmark = pytest.mark.slow


class TestSound:
    def test_a_chunked_body_is_served(self, mock: Served) -> None:
        status, _, body = parsed(mock.raw(SYNC + CLOSE + chunked(CLEAR[:7], CLEAR[7:]) + LAST))
        assert (status, json.loads(body)) == (200, {"departureTimes": []})

    def test_a_request_that_comes_byte_by_byte_is_served(self, mock: Served) -> None:
        with mock.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in SYNC + CLOSE + with_length(CLEAR):
                connection.sendall(bytes([byte]))
            assert parsed(read_all(connection))[0] == 200

    def test_requests_in_one_packet_are_answered_in_order(self, mock: Served) -> None:
        other = GET.replace(b"/20 ", b"/7 ")
        answer = mock.raw(GET + b"\r\n" + SYNC + with_length(CLEAR) + other + CLOSE + b"\r\n")
        assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"200", b"404"]

    def test_a_connection_is_kept_and_used_again(self, mock: Served) -> None:
        with mock.connect() as connection:
            for _ in range(3):
                connection.sendall(GET + b"\r\n")
                status, headers, body = parsed(connection.recv(65536))
                assert (status, len(body)) == (200, int(headers["Content-Length"]))
                assert "Connection" not in headers

    @pytest.mark.parametrize(
        ("version", "header", "said"),
        [
            (b"1.1", b"Connection: close\r\n", "close"),
            (b"1.0", b"", "close"),
            (b"1.0", b"Connection: close\r\n", "close"),
        ],
    )
    def test_a_connection_ends_when_the_client_wants_it(
        self, version: bytes, header: bytes, said: str, mock: Served
    ) -> None:
        request = GET.replace(b"HTTP/1.1", b"HTTP/" + version) + header + b"\r\n"
        assert parsed(mock.raw(request))[1]["Connection"] == said

    def test_http_1_0_may_ask_to_keep_the_connection(self, mock: Served) -> None:
        with mock.connect() as connection:
            for _ in range(2):
                connection.sendall(GET.replace(b"1.1", b"1.0") + b"Connection: keep-alive\r\n\r\n")
                assert parsed(connection.recv(65536))[1]["Connection"] == "keep-alive"

    def test_head_has_the_length_but_no_body(self, mock: Served) -> None:
        status, headers, body = parsed(mock.raw(GET.replace(b"GET", b"HEAD") + CLOSE + b"\r\n"))
        assert (status, body) == (200, b"")
        assert int(headers["Content-Length"]) > 100

    def test_100_continue_is_said_before_the_body_is_waited_for(self, mock: Served) -> None:
        with mock.connect() as connection:
            connection.sendall(
                SYNC + CLOSE + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(CLEAR)
            )
            assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
            connection.sendall(CLEAR)
            assert parsed(read_all(connection))[0] == 200

    def test_a_repeated_header_counts_as_one_with_both_values(self, mock: Served) -> None:
        assert parsed(mock.raw(GET + b"Authorization: Bearer test-org\r\n" + CLOSE + b"\r\n"))[0] == 401

    def test_an_encoded_slash_separates_nothing(self, mock: Served) -> None:
        for path in (b"/api%2Fvehicles", b"/api%2fvehicles/20", b"/api/vehicles%2F20"):
            assert parsed(mock.raw(GET.replace(b"/api/vehicles/20", path) + CLOSE + b"\r\n"))[0] == 404
        encoded = GET.replace(b"/api/vehicles/20", b"/%61pi/vehicles/2%30")
        assert parsed(mock.raw(encoded + CLOSE + b"\r\n"))[0] == 200

    @pytest.mark.parametrize(
        "target", [b"//api/vehicles/20", b"/api/vehicles/20/../21", b"/api/vehicles/%00"]
    )
    def test_an_odd_path_is_404(self, target: bytes, mock: Served) -> None:
        assert refusal(mock.raw(GET.replace(b"/api/vehicles/20", target) + CLOSE + b"\r\n")) == (
            404,
            "Not found",
        )

    @pytest.mark.parametrize(
        "framed", [with_length(CLEAR), chunked(CLEAR[:5], CLEAR[5:]) + LAST], ids=["length", "chunks"]
    )
    def test_an_offer_of_another_protocol_is_declined_and_the_request_served(
        self, framed: bytes, mock: Served
    ) -> None:
        """Java's HttpClient and `curl --http2` offer h2c on every first request, with a body."""
        offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAA\r\n"
        get = GET + offer + b"\r\n"
        with mock.connect() as connection:
            for request, status in ((get, 200), (SYNC + offer + framed, 200), (get, 200)):
                connection.sendall(request)
                answer = parsed(connection.recv(65536))
                assert (answer[0], "Connection" in answer[1]) == (status, False)
        answers = mock.raw((SYNC + offer + framed) * 3 + get + GET + CLOSE + b"\r\n")
        assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200"] * 5

    def test_an_offer_byte_by_byte_is_declined_too(self, mock: Served) -> None:
        offer = b"Connection: close, Upgrade\r\nUpgrade: websocket\r\n"
        with mock.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in SYNC + offer + with_length(CLEAR):
                connection.sendall(bytes([byte]))
            status, headers, body = parsed(read_all(connection))
        assert (status, headers["Connection"], json.loads(body)) == (200, "close", {"departureTimes": []})

    def test_a_tunnel_is_not_opened(self, mock: Served) -> None:
        request = b"CONNECT api.getflipturn.com:443 HTTP/1.1\r\n" + KEY + b"\r\n"
        assert refusal(mock.raw(request + b"\x16\x03\x01")) == (404, "Not found")

    @pytest.mark.parametrize("scheme", [b"http", b"HTTPS"])
    def test_a_proxied_client_may_name_the_whole_url(self, scheme: bytes, mock: Served) -> None:
        whole = GET.replace(b"/api/vehicles/20", scheme + b"://api.getflipturn.com/api/vehicles/20")
        assert parsed(mock.raw(whole + CLOSE + b"\r\n"))[0] == 200

    def test_the_host_in_a_whole_url_is_the_one_that_counts(self, mock: Served) -> None:
        for target, status in (
            (b"http://evil.example/__admin/health", 403),
            (b"http://localhost/__admin/health", 200),
        ):
            request = b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n" + CLOSE + b"\r\n"
            assert parsed(mock.raw(request))[0] == status

    def test_a_name_with_an_underscore_is_not_the_one_with_a_dash(self, mock: Served) -> None:
        request = SYNC.replace(b"Content-Type", b"Content_Type") + b"Content_Length: abc\r\n" + CLOSE
        assert refusal(mock.raw(request + with_length(CLEAR)))[1].startswith("Content-Type is missing")

    def test_http_1_0_is_not_told_to_continue(self, mock: Served) -> None:
        request = SYNC.replace(b"1.1", b"1.0") + b"Expect: 100-continue\r\n" + with_length(CLEAR)
        assert parsed(mock.raw(request))[0] == 200

    def test_trailers_are_read_and_forgotten(self, mock: Served) -> None:
        trailers = b"".join(b"X-%d: y\r\n" % number for number in range(10_000))
        assert parsed(mock.raw(SYNC + CLOSE + chunked(CLEAR) + b"0\r\n" + trailers + b"\r\n"))[0] == 200

    def test_the_control_plane_has_a_body_limit_of_its_own(self, mock: Served) -> None:
        """The API's is 5000 bytes here."""
        body = b'{"action": "reset"}' + b" " * 10_000
        put = b"PUT /__admin/clock HTTP/1.1\r\nHost: localhost\r\n" + JSON + CLOSE
        assert parsed(mock.raw(put + with_length(body)))[0] == 200
        assert refusal(mock.raw(put + with_length(b"", 100_000_000)))[0] == 413
        assert refusal(mock.raw(put + with_length(b"{", 2), half_close=True)) == (400, ENDED)

    def test_a_thousand_connections_are_served(self, mock: Served) -> None:
        connections = [mock.connect() for _ in range(1000)]
        for connection in connections:
            connection.sendall(GET + b"\r\n")
        assert {parsed(connection.recv(65536))[0] for connection in connections} == {200}
        for connection in connections:
            connection.close()
