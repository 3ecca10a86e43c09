"""`flipturn-mock serve`: what it prints, what it takes, and how it stops."""

import errno
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.server import COMMAND, PATIENCE, run, served, start
from tests.serving.certificates import Certificates

pytestmark = pytest.mark.slow

KEY = {"Authorization": "Bearer test-org"}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.made_in(tmp_path_factory.mktemp("certificates"))


class TestServe:
    def test_the_first_line_tells_the_real_port_and_the_rest_what_there_is(self) -> None:
        with served("--now", "2026-02-01T00:00:00Z") as mock:
            assert requests.get(f"{mock.url}/__admin/health", timeout=PATIENCE).json()["status"] == "healthy"
            mock.stop()
        banner = "".join(mock.banner)
        assert banner.startswith(f"Flipturn mock listening on http://127.0.0.1:{mock.port}\n")
        for said in (
            "test-org, test-site",
            "frozen at 2026-02-01T00:00:00.000Z",
            "the vehicles of Flipturn's documents",
            f"{mock.url}/openapi.yaml",
            f"{mock.url}/__admin/health",
            "readings  the default ones",
            f"curl {mock.url}/api/vehicles -H 'Authorization: Bearer test-org'",
        ):
            assert said in banner

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_stops_it_quietly(self, number: int) -> None:
        with served("--log", "none") as mock:
            assert mock.stop(number) == 0
        assert mock.err == []

    def test_the_clock_starts_where_it_is_told(self) -> None:
        with served("--now", "2026-02-01T00:00:00-05:00", "--ticking") as mock:
            clock = requests.get(f"{mock.url}/__admin/clock", timeout=PATIENCE).json()
        assert (clock["status"], clock["currentInstant"][:16]) == ("ticking", "2026-02-01T05:00")

    def test_a_reset_brings_the_clock_back_to_its_start(self) -> None:
        with served("--now", "2026-02-01T00:00:00Z") as mock:
            clock = f"{mock.url}/__admin/clock"
            advanced = requests.put(
                clock, json={"action": "advance", "durationMillis": 86_400_000}, timeout=PATIENCE
            )
            assert advanced.json()["currentInstant"] == "2026-02-02T00:00:00.000Z"
            requests.post(f"{mock.url}/__admin/reset", timeout=PATIENCE)
            assert (
                requests.get(clock, timeout=PATIENCE).json()["currentInstant"] == "2026-02-01T00:00:00.000Z"
            )

    def test_flags_from_the_environment(self) -> None:
        with served(env={"FLIPTURN_MOCK_EMPTY": "true", "FLIPTURN_MOCK_NO_ADMIN": "true"}) as mock:
            assert (
                requests.get(f"{mock.url}/api/vehicles", headers=KEY, timeout=PATIENCE).json()["data"] == []
            )
            assert requests.get(f"{mock.url}/openapi.yaml", headers=KEY, timeout=PATIENCE).status_code == 404

    def test_an_empty_mock_counts_departures_from_1001_too(self) -> None:
        with served("--empty") as mock:
            body = {"vehicleVin": "V", "departureTimes": [{"departureTime": "9998-01-01T00:00Z"}]}
            answer = requests.post(
                f"{mock.url}/api/departure-times/vehicle", json=body, headers=KEY, timeout=PATIENCE
            )
            assert answer.json()["departureTimes"][0]["id"] == 1001


def test_the_readings_in_force_are_told() -> None:
    with served("--reading", "create-status=201", "--reading", "vehicles-page-size=2") as mock:
        mock.stop()
    assert "  readings  create-status=201, vehicles-page-size=2\n" in mock.banner


def test_a_misspelt_variable_is_named() -> None:
    with served(env={"FLIPTURN_MOCK_READINGS": "create-status=201"}) as mock:
        mock.stop()
    assert mock.err == [
        "flipturn-mock: FLIPTURN_MOCK_READINGS is in the environment, but there is no such option\n"
    ]


def test_a_banner_that_cannot_be_written_is_one_line_too() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "w", encoding="utf-8") as full:
        command = [*COMMAND, "serve", "--port", "0"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False
        )
    assert (done.returncode, done.stderr) == (
        1,
        f"flipturn-mock: the system refuses what is needed ({os.strerror(errno.ENOSPC)})\n",
    )


class TestTls:
    def test_certificate_and_key(self, certificates: Certificates) -> None:
        env = {
            "FLIPTURN_MOCK_TLS_CERT": str(certificates.cert),
            "FLIPTURN_MOCK_TLS_KEY": str(certificates.key),
        }
        with served(env=env) as mock:
            answer = requests.get(
                f"{mock.url}/api/vehicles", headers=KEY, verify=str(certificates.ca), timeout=PATIENCE
            )
            mock.stop()
        assert (answer.status_code, mock.scheme) == (200, "https")
        assert mock.banner[-1].startswith(f"  try       curl --insecure https://127.0.0.1:{mock.port}/api/")

    def test_a_certificate_that_cannot_be_used_is_one_line(self, certificates: Certificates) -> None:
        status, out, err = run("serve", "--tls-cert", str(certificates.key))
        sentence = f"flipturn-mock: {certificates.key} holds no certificate in PEM form\n"
        assert (status, out, err) == (1, "", sentence)


class TestStopWithStdin:
    def test_the_mock_is_there_for_as_long_as_stdin_is(self) -> None:
        with served("--log", "none", "--stop-with-stdin", stdin=subprocess.PIPE) as mock:
            assert mock.process.stdin is not None
            mock.process.stdin.write("whatever is said\n")
            mock.process.stdin.flush()
            assert requests.get(f"{mock.url}/api/vehicles", headers=KEY, timeout=PATIENCE).status_code == 200
            mock.process.stdin.close()
            assert mock.process.wait(timeout=PATIENCE) == 0
        assert mock.err == []

    @pytest.mark.parametrize("stdin", ["</dev/null", "<&-"])
    def test_a_stdin_that_was_never_there_has_ended(self, stdin: str) -> None:
        serve = shlex.join([*COMMAND, "serve", "--port", "0", "--stop-with-stdin"])
        with start(["sh", "-c", f"exec {serve} {stdin}"]) as process:
            out, err = process.communicate(timeout=PATIENCE)
        assert out.startswith("Flipturn mock listening on ")
        assert (process.returncode, err) == (0, "")

    def test_a_signal_stops_it_too(self) -> None:
        with served("--log", "none", "--stop-with-stdin", stdin=subprocess.PIPE) as mock:
            assert mock.stop() == 0
            assert mock.process.stdin is not None
            mock.process.stdin.close()
        assert mock.err == []


def test_ctrl_c_is_quiet_while_the_rest_is_still_loading() -> None:
    program = """
import signal, sys
class CtrlC:
    def find_spec(self, name, *_):
        if name == "flipturn_mock.app":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, CtrlC())
from flipturn_mock.__main__ import main
main(["serve", "--port", "0"])
"""
    with start([sys.executable, "-c", program]) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (130, "", "")
