"""The server underneath, over raw sockets: sound HTTP in all its forms, and everything that is not."""

import json
import re
import signal
import socket
import struct
import time
from collections.abc import Iterator

import httpx
import pytest
import requests

from tests.server import Served, read_all, served

KEY = b"Host: x\r\nAuthorization: Bearer test-org\r\n"
JSON = b"Content-Type: application/json\r\n"
SYNC = b"POST /api/departure-times/vehicle HTTP/1.1\r\n" + KEY + JSON
CLEAR = b'{"vehicleId": 123, "departureTimes": []}'
GET = b"GET /api/vehicles/20 HTTP/1.1\r\n" + KEY


@pytest.fixture(scope="module")
def mock() -> Iterator[Served]:
    with served("--log", "none", "--max-body", "5000") as running:
        yield running


@pytest.fixture(autouse=True)
def mock_is_none_the_worse(mock: Served) -> Iterator[None]:
    yield
    answer = requests.get(
        f"{mock.url}/api/vehicles/20", headers={"Authorization": "Bearer test-org"}, timeout=10
    )
    assert answer.json()["vehicle"]["id"] == 20
    assert mock.err == []


def parsed(response: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of exactly one response."""
    head, _, body = response.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split(" ")[1]), dict(line.split(": ", 1) for line in lines), body


def refusal(response: bytes) -> tuple[int, str]:
    """Status and sentence of a refusal after which the connection has ended."""
    status, headers, body = parsed(response)
    assert headers["Content-Type"] == "application/json"
    assert headers["Connection"] == "close"
    assert int(headers["Content-Length"]) == len(body)
    return status, json.loads(body)["error"]


def with_length(body: bytes, length: int | None = None) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body


def chunked(*chunks: bytes) -> bytes:
    return b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(
        b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks
    )


CLOSE = b"Connection: close\r\n"
RESET = struct.pack("ii", 1, 0)
LAST = b"0\r\n\r\n"


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
        assert refusal(mock.raw(put + with_length(b"", 2_000_000)))[0] == 413
        assert refusal(mock.raw(put + with_length(b"{", 2), half_close=True)) == (400, ENDED)

    def test_a_thousand_connections_are_served(self, mock: Served) -> None:
        connections = [mock.connect() for _ in range(1000)]
        for connection in connections:
            connection.sendall(GET + b"\r\n")
        assert {parsed(connection.recv(65536))[0] for connection in connections} == {200}
        for connection in connections:
            connection.close()


ENDED = "The request body ended before all of it had come"


class TestBroken:
    def test_a_body_that_ends_early_is_400(self, mock: Served) -> None:
        assert refusal(mock.raw(SYNC + with_length(CLEAR, 100), half_close=True)) == (400, ENDED)

    def test_a_body_that_never_begins_is_400(self, mock: Served) -> None:
        assert refusal(mock.raw(SYNC + with_length(b"", 100), half_close=True)) == (400, ENDED)

    @pytest.mark.parametrize("rest", [b"", b"0", b"5\r\nab", b"zz\r\n", b"-1\r\n", b"5\r\nabcdefgh\r\n"])
    def test_chunks_that_break_off_are_400(self, rest: bytes, mock: Served) -> None:
        assert refusal(mock.raw(SYNC + chunked(CLEAR) + rest, half_close=True)) == (400, ENDED)

    def test_a_broken_body_with_a_wrong_key_is_still_401(self, mock: Served) -> None:
        request = SYNC.replace(b"test-org", b"nobody") + with_length(CLEAR, 100)
        assert refusal(mock.raw(request, half_close=True)) == (401, "Invalid API key")

    def test_a_client_that_leaves_in_the_middle_changes_nothing(self, mock: Served) -> None:
        before = requests.get(f"{mock.url}/__admin/state", timeout=10).json()
        body = b'{"vehicleId": 123, "departureTimes": [{"departureTime": "9998-01-01T00:00Z"}]}'
        for sent in (SYNC, SYNC + with_length(body, 100), SYNC + chunked(body)):
            with mock.connect() as connection:
                connection.sendall(sent)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        assert requests.get(f"{mock.url}/__admin/state", timeout=10).json() == before

    @pytest.mark.parametrize(
        "sent",
        [with_length(b" " * 5001), with_length(b"", 10**15), chunked(b" " * 4000, b" " * 4000) + LAST],
        ids=["sent whole", "promised only", "in chunks"],
    )
    def test_a_body_over_the_limit_is_413(self, sent: bytes, mock: Served) -> None:
        assert refusal(mock.raw(SYNC + sent, half_close=True)) == (413, "The request body is over 5000 bytes")

    def test_a_body_over_the_limit_is_refused_before_it_is_sent(self, mock: Served) -> None:
        with mock.connect() as connection:
            connection.sendall(SYNC + b"Expect: 100-continue\r\nContent-Length: 5001\r\n\r\n")
            assert refusal(read_all(connection))[0] == 413

    def test_a_client_that_sends_it_all_the_same_can_read_the_answer(self, mock: Served) -> None:
        with mock.connect() as connection:
            connection.sendall(SYNC + with_length(b" " * 30_000_000))
            assert refusal(read_all(connection))[0] == 413
        headers = {"Authorization": "Bearer test-org", "Content-Type": "application/json"}
        url, body = f"{mock.url}/api/vehicles", b" " * 30_000_000
        for answer in (
            requests.post(url, data=body, headers=headers, timeout=20),
            httpx.post(url, content=body, headers=headers, timeout=20),
        ):
            assert answer.status_code == 413
            assert answer.json() == {"error": "The request body is over 5000 bytes"}

    @pytest.mark.parametrize(
        "garbage",
        [
            b"\r\n\r\nnonsense\r\n\r\n",
            b"GET\r\n\r\n",
            b"GET /\xff HTTP/1.1\r\n\r\n",
            b"GET /api/vehicles HTTP/9.9\r\n\r\n",
            b"GET /api/vehicles SPDY/3\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET /api/vehicles HTTP/1.1\r\nno colon here\r\n\r\n",
            b"GET /api/vehicles HTTP/1.1\r\nA: b\r\n c\x00: d\r\n\r\n",
            b"POST /api/vehicles HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"POST /api/vehicles HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            b"POST /api/vehicles HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
            b"POST /api/vehicles HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"POST /api/vehicles HTTP/1.1\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\n",
        ],
    )  # fmt: skip
    def test_what_is_not_http_is_400(self, garbage: bytes, mock: Served) -> None:
        status, sentence = refusal(mock.raw(garbage, half_close=True))
        assert (status, sentence.startswith("The request is not HTTP/1.1: ")) == (400, True)

    @pytest.mark.parametrize(
        "head",
        [
            b"GET /" + b"a" * 70_000,
            b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000,
            b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        ],
        ids=["in the target", "in a header", "with an end after all"],
    )
    def test_a_head_without_end_is_431(self, head: bytes, mock: Served) -> None:
        assert refusal(mock.raw(head)) == (431, "The request head is over 65536 bytes")

    def test_other_clients_are_served_while_one_is_slow(self, mock: Served) -> None:
        with mock.connect() as slow, mock.connect() as reader:
            slow.sendall(SYNC + with_length(CLEAR[:5], len(CLEAR)))
            reader.sendall((GET + b"\r\n") * 2000)  # and never reads
            assert parsed(mock.raw(GET + CLOSE + b"\r\n"))[0] == 200

    def test_a_client_that_asks_for_much_and_leaves_at_once_is_forgotten_quietly(self, mock: Served) -> None:
        for _ in range(5):
            with mock.connect() as connection:
                connection.sendall((GET + b"\r\n") * 2000)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def answers_soon(mock: Served) -> bool:
    """Whether the mock has time for a small request."""
    with mock.connect() as connection:
        connection.settimeout(0.3)
        connection.sendall(GET + CLOSE + b"\r\n")
        try:
            return bool(connection.recv(1))
        except TimeoutError:
            return False


class TestStop:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    @pytest.mark.parametrize("clock", [(), ("--now", "2026-02-01T00:00:00Z")], ids=["real", "frozen"])
    def test_it_stops_at_once_with_requests_under_way(self, number: int, clock: tuple[str, ...]) -> None:
        """The bar is half a second; the assertion leaves a slow machine ten times that."""
        with served("--log", "none", *clock) as mock:
            held = [mock.connect() for _ in range(3)]
            held[0].sendall(SYNC + with_length(CLEAR[:5], len(CLEAR)))
            held[1].sendall((GET + b"\r\n") * 5000)
            held[2].sendall(GET + b"\r\n")
            assert held[2].recv(65536).startswith(b"HTTP/1.1 200")
            began = time.monotonic()
            assert mock.stop(number) == 0
            assert time.monotonic() - began < 5
            for connection in held:
                connection.close()
        assert mock.err == []

    def test_an_impatient_second_signal_changes_nothing(self) -> None:
        with served("--log", "none") as mock, mock.connect() as held:
            held.sendall(SYNC + with_length(CLEAR[:5], len(CLEAR)))  # keeps the mock from stopping at once
            assert answers_soon(mock)
            for _ in range(20):
                mock.process.send_signal(signal.SIGINT)
            assert mock.stop(signal.SIGINT) == 0
        assert mock.err == []

    def test_it_stops_out_of_a_long_computation(self) -> None:
        """Half a million faulty items take seconds; the bar is half a second."""
        with served("--log", "none") as mock, mock.connect() as connection:
            body = b'{"vehicles": [' + b"{}," * 500_000 + b"{}]}"
            connection.sendall(SYNC.replace(b"/vehicle ", b"/batch ") + with_length(body))
            while answers_soon(mock):
                pass  # the batch is still coming in
            began = time.monotonic()
            assert mock.stop() == 0
            assert time.monotonic() - began < 3

    def test_an_idle_connection_is_ended_cleanly(self) -> None:
        with served("--log", "none") as mock, mock.connect() as idle:
            idle.sendall(GET + b"\r\n")
            assert idle.recv(65536).startswith(b"HTTP/1.1 200")
            mock.stop()
            assert idle.recv(10) == b""


class TestClockJumps:
    def test_a_kept_connection_survives_years_forward_and_back(self) -> None:
        with (
            served("--now", "2026-02-01T00:00:00Z") as mock,
            requests.Session() as session,
            mock.connect() as raw,
        ):
            raw.sendall(GET + b"\r\n")
            raw.recv(65536)
            for instant, date in (
                ("2035-02-01T00:00:00Z", "Thu, 01 Feb 2035 00:00:00 GMT"),
                ("0002-01-01T00:00:00Z", "Tue, 01 Jan 0002 00:00:00 GMT"),
                ("9998-12-31T23:59:59Z", "Thu, 31 Dec 9998 23:59:59 GMT"),
            ):
                freeze = {"action": "freeze", "instant": instant}
                assert session.put(f"{mock.url}/__admin/clock", json=freeze, timeout=10).status_code == 200
                raw.sendall(GET + b"\r\n")
                assert parsed(raw.recv(65536))[1]["Date"] == date

    @pytest.mark.parametrize("options", [(), ("--now", "2026-02-01T00:00:00Z", "--ticking")])
    def test_advancing_works_from_real_and_from_ticking(self, options: tuple[str, ...]) -> None:
        with served(*options) as mock:
            clock = f"{mock.url}/__admin/clock"
            before = requests.get(clock, timeout=10).json()["currentEpochMillis"]
            advance = {"action": "advance", "durationMillis": 86_400_000}
            after = requests.put(clock, json=advance, timeout=10).json()
            assert after["status"] == "ticking"
            assert 86_400_000 <= after["currentEpochMillis"] - before < 86_400_000 + 60_000


@pytest.mark.parametrize("host", ["::1", "localhost", "127.0.0.1"])
def test_every_loopback_host_can_be_listened_on(host: str) -> None:
    with served("--host", host) as mock:
        answer = requests.get(
            f"{mock.url}/api/vehicles", headers={"Authorization": "Bearer test-org"}, timeout=10
        )
        assert answer.status_code == 200
        assert requests.get(f"{mock.url}/__admin/health", timeout=10).status_code == 200
