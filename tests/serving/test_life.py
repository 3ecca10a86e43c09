"""The server as a whole: where it listens, how it stops, and that a jumping clock does not touch it."""

import signal
from contextlib import suppress

import pytest
import requests

from tests.server import PATIENCE, eventually, served
from tests.serving.wire import CLEAR, GET, SYNC, answers_soon, parsed, with_length

pytestmark = pytest.mark.slow


class TestStop:
    @pytest.mark.parametrize(
        ("number", "clock"),
        [(signal.SIGTERM, ()), (signal.SIGINT, ("--now", "2026-02-01T00:00:00Z"))],
        ids=["real", "frozen"],
    )
    def test_it_stops_at_once_with_requests_under_way(self, number: int, clock: tuple[str, ...]) -> None:
        with served("--log", "none", *clock) as mock:
            held = [mock.connect() for _ in range(3)]
            held[0].sendall(SYNC + with_length(CLEAR[:5], len(CLEAR)))
            held[1].sendall((GET + b"\r\n") * 2000)
            held[2].sendall(GET + b"\r\n")
            assert held[2].recv(65536).startswith(b"HTTP/1.1 200")
            assert mock.stop(number) == 0
            for connection in held:
                connection.close()
        assert mock.err == []

    def test_an_impatient_second_signal_changes_nothing(self) -> None:
        with served("--log", "none") as mock, mock.connect() as held:
            held.sendall(SYNC + with_length(CLEAR[:5], len(CLEAR)))  # keeps the mock from stopping at once
            eventually(lambda: answers_soon(mock))
            for _ in range(20):
                mock.process.send_signal(signal.SIGINT)
            assert mock.stop(signal.SIGINT) == 0
        assert mock.err == []

    def test_it_stops_out_of_a_long_computation(self) -> None:
        with served("--log", "none") as mock, mock.connect() as connection:
            body = b'{"vehicles": [' + b"{}," * 500_000 + b"{}]}"
            connection.sendall(SYNC.replace(b"/vehicle ", b"/batch ") + with_length(body))
            eventually(lambda: not answers_soon(mock))  # until then the batch is still coming in
            assert mock.stop() == 0
            with suppress(ConnectionResetError):
                assert connection.recv(1) == b"", "the stop waited for the batch"

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
                assert (
                    session.put(f"{mock.url}/__admin/clock", json=freeze, timeout=PATIENCE).status_code == 200
                )
                raw.sendall(GET + b"\r\n")
                assert parsed(raw.recv(65536))[1]["Date"] == date

    @pytest.mark.parametrize("options", [(), ("--now", "2026-02-01T00:00:00Z", "--ticking")])
    def test_advancing_works_from_real_and_from_ticking(self, options: tuple[str, ...]) -> None:
        with served(*options) as mock:
            clock = f"{mock.url}/__admin/clock"
            before = requests.get(clock, timeout=PATIENCE).json()["currentEpochMillis"]
            advance = {"action": "advance", "durationMillis": 86_400_000}
            after = requests.put(clock, json=advance, timeout=PATIENCE).json()
            assert after["status"] == "ticking"
            assert 86_400_000 <= after["currentEpochMillis"] - before < 86_400_000 + 60_000


@pytest.mark.parametrize("host", ["::1", "localhost", "127.0.0.1"])
def test_every_loopback_host_can_be_listened_on(host: str) -> None:
    with served("--host", host) as mock:
        answer = requests.get(
            f"{mock.url}/api/vehicles", headers={"Authorization": "Bearer test-org"}, timeout=PATIENCE
        )
        assert answer.status_code == 200
        assert requests.get(f"{mock.url}/__admin/health", timeout=PATIENCE).status_code == 200
