"""The request log on stderr: what it tells, what it never tells, and that nobody has to read it."""

import json
import socket
import subprocess

import pytest
import requests

from tests.server import COMMAND, PATIENCE, read_all, served, start
from tests.support import Mock

KEY = {"Authorization": "Bearer test-org"}
ASKED = (
    b"GET /api/vehicles/7 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer test-org\r\nConnection: CLOSE\r\n\r\n"
)


@pytest.mark.slow
class TestLog:
    def test_text_has_a_line_for_each_exchange_and_why_it_was_refused(self) -> None:
        with served() as mock:
            requests.get(f"{mock.url}/api/vehicles/20", headers=KEY, timeout=PATIENCE)
            requests.get(
                f"{mock.url}/api/vehicles/7", headers={"Authorization": "Bearer test-org-a"}, timeout=PATIENCE
            )
            requests.get(
                f"{mock.url}/api/caf%C3%A9%0A", headers={"Authorization": "Bearer hunter2"}, timeout=PATIENCE
            )
            mock.stop()
        first, second, third = (line.split(" ", 1)[1] for line in mock.err)
        assert first.startswith("GET /api/vehicles/20 200 ")
        assert second.startswith("GET /api/vehicles/7 404 ")
        assert second.endswith(" ms [a] Vehicle with id 7 not found\n")
        assert third.startswith("GET /api/caf%C3%A9%0A 401 ")
        assert "hunter2" not in third

    def test_json_is_an_object_for_each_exchange(self) -> None:
        with served("--log", "json") as mock:
            requests.get(
                f"{mock.url}/api/vehicles/7", headers={"Authorization": "Bearer test-org-a"}, timeout=PATIENCE
            )
            mock.stop()
        entry = json.loads(mock.err[0])
        assert entry.pop("durationMillis") >= 0
        assert entry.pop("time").endswith("Z")
        assert entry == {
            "method": "GET",
            "path": "/api/vehicles/7",
            "status": 404,
            "operationId": "getVehicle",
            "organization": "a",
            "error": "Vehicle with id 7 not found",
            "warning": "",
        }

    def test_it_tells_what_the_client_does_not_see(self) -> None:
        """What was ignored, which page was asked for, why a key was refused; but no key."""
        with served() as mock:
            body = {"vehicleId": 123, "departureTimes": [], "targetSOC": 80}
            requests.post(f"{mock.url}/api/departure-times/vehicle", json=body, headers=KEY, timeout=PATIENCE)
            requests.get(
                f"{mock.url}/api/vehicles?nextPageCursor=MTA0&cursor=x&key=hunter2",
                headers=KEY,
                timeout=PATIENCE,
            )
            for headers in ({}, {"Authorization": "hunter2"}, {"Authorization": "Bearer hunter2"}):
                requests.get(f"{mock.url}/api/vehicles", headers=headers, timeout=PATIENCE)
            mock.raw(b"GET //api/vehicles HTTP/1.0\r\nAuthorization: Bearer test-org\r\n\r\n")
            mock.stop()
        lines = [line.split(" ", 1)[1].rstrip() for line in mock.err]
        assert lines[0].endswith(" ms (unknown: #/targetSOC)")
        assert lines[1].startswith("GET /api/vehicles?nextPageCursor=MTA0 200 ")
        assert lines[1].endswith(" ms (unknown: ?cursor, ?key)")
        assert lines[2].endswith(" ms Invalid API key (there is no Authorization header)")
        assert lines[3].endswith(
            " ms Invalid API key (the Authorization header is not of the form: Bearer KEY)"
        )
        assert lines[4].endswith(" ms Invalid API key (nobody has this key; test-org is one that is let in)")
        assert lines[5].startswith("GET //api/vehicles 404 ")
        assert "hunter2" not in "".join(mock.err)

    @pytest.mark.parametrize("form", ["text", "json"])
    def test_a_line_stays_short_whatever_the_request_holds(self, form: str) -> None:
        with served("--log", form) as mock:
            vehicle = {"vehicle": {"name": "n", "vin": "\u20ac" * 100_000}}
            for _ in range(2):  # the second is a conflict, whose sentence repeats the VIN
                requests.post(f"{mock.url}/api/vehicles", json=vehicle, headers=KEY, timeout=PATIENCE)
            requests.get(f"{mock.url}/{'x' * 60_000}", headers=KEY, timeout=PATIENCE)
            mock.stop()
        assert len(mock.err) == 3
        assert all(len(line) < 4096 for line in mock.err)

    def test_none_is_silent(self) -> None:
        with served("--log", "none") as mock:
            requests.get(f"{mock.url}/api/vehicles/7", headers=KEY, timeout=PATIENCE)
            mock.stop()
        assert mock.err == []

    def test_times_and_durations_in_the_log_are_real_while_the_clock_is_held(self) -> None:
        with served("--now", "2000-01-01T00:00:00Z") as mock:
            requests.get(f"{mock.url}/api/vehicles", headers=KEY, timeout=PATIENCE)
            mock.stop()
        assert not mock.err[0].startswith("2000")
        assert " 0.0 ms" not in mock.err[0]

    def test_a_log_that_nobody_reads_does_not_stop_the_mock(self) -> None:
        with start([*COMMAND, "serve", "--port", "0"]) as process:
            try:
                rest = self.unread_log(process)
            finally:
                process.kill()
        assert rest[-2].endswith(" lines were dropped, since nobody read them)")
        assert rest[-1].endswith("Vehicle with id 8 not found")

    def unread_log(self, process: "subprocess.Popen[str]") -> list[str]:
        """What the log holds in the end, when it was not read while it filled up."""
        assert process.stdout is not None
        assert process.stderr is not None
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(ASKED.replace(b"CLOSE", b"keep-alive") * 1500 + ASKED)
            # Each leaves some 100 bytes, and the pipe takes 64 KiB.
            assert read_all(connection).count(b"HTTP/1.1 404") == 1501
        assert process.stderr.readline().endswith("Vehicle with id 7 not found\n")
        process.stderr.read(60_000)
        requests.get(f"http://127.0.0.1:{port}/api/vehicles/8", headers=KEY, timeout=PATIENCE)
        process.terminate()
        return process.stderr.read().splitlines()


def test_an_organization_that_had_to_go_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flipturn_mock.app.MOST_ORGANIZATIONS", 1)
    mock = Mock(log="text")
    for name in ("a", "b"):
        mock.with_key(f"test-org-{name}").ok("GET", "/api/vehicles/20")
    told = capsys.readouterr().err.splitlines()
    assert told[1].endswith("organization a was idle for longest and is forgotten, there are 1 already")
