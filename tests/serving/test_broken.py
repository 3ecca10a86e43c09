"""Everything that is not sound HTTP: it is refused in the envelope, and the mock is none the worse."""

import socket

import httpx
import pytest
import requests

from tests.server import PATIENCE, Served, read_all
from tests.serving.wire import (
    CLEAR,
    CLOSE,
    ENDED,
    GET,
    LAST,
    RESET,
    SYNC,
    chunked,
    parsed,
    refusal,
    with_length,
)

pytestmark = pytest.mark.slow


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
        before = requests.get(f"{mock.url}/__admin/state", timeout=PATIENCE).json()
        body = b'{"vehicleId": 123, "departureTimes": [{"departureTime": "9998-01-01T00:00Z"}]}'
        for sent in (SYNC, SYNC + with_length(body, 100), SYNC + chunked(body)):
            with mock.connect() as connection:
                connection.sendall(sent)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        assert requests.get(f"{mock.url}/__admin/state", timeout=PATIENCE).json() == before

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
            requests.post(url, data=body, headers=headers, timeout=PATIENCE),
            httpx.post(url, content=body, headers=headers, timeout=PATIENCE),
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
        assert (status, sentence.startswith("The request is not HTTP/1.1 (")) == (400, True)

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
