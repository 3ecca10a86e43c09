"""The command line as a user meets it: what it prints, what it takes, and how it says no."""

import json
import signal
import socket
import subprocess
from pathlib import Path

import pytest
import requests

from tests.server import COMMAND, run, served

KEY = {"Authorization": "Bearer test-org"}


class TestServe:
    def test_the_first_line_tells_the_real_port_and_the_rest_what_there_is(self) -> None:
        with served("--now", "2026-02-01T00:00:00Z") as mock:
            assert requests.get(f"{mock.url}/__admin/health", timeout=10).json()["status"] == "healthy"
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
            clock = requests.get(f"{mock.url}/__admin/clock", timeout=10).json()
        assert (clock["status"], clock["currentInstant"][:16]) == ("ticking", "2026-02-01T05:00")

    def test_a_reset_brings_the_clock_back_to_its_start(self) -> None:
        with served("--now", "2026-02-01T00:00:00Z") as mock:
            clock = f"{mock.url}/__admin/clock"
            advanced = requests.put(
                clock, json={"action": "advance", "durationMillis": 86_400_000}, timeout=10
            )
            assert advanced.json()["currentInstant"] == "2026-02-02T00:00:00.000Z"
            requests.post(f"{mock.url}/__admin/reset", timeout=10)
            assert requests.get(clock, timeout=10).json()["currentInstant"] == "2026-02-01T00:00:00.000Z"

    def test_flags_from_the_environment(self) -> None:
        with served(env={"FLIPTURN_MOCK_EMPTY": "true", "FLIPTURN_MOCK_NO_ADMIN": "true"}) as mock:
            assert requests.get(f"{mock.url}/api/vehicles", headers=KEY, timeout=10).json()["data"] == []
            assert requests.get(f"{mock.url}/openapi.yaml", headers=KEY, timeout=10).status_code == 404

    def test_an_empty_mock_counts_departures_from_1001_too(self) -> None:
        with served("--empty") as mock:
            body = {"vehicleVin": "V", "departureTimes": [{"departureTime": "9998-01-01T00:00Z"}]}
            answer = requests.post(
                f"{mock.url}/api/departure-times/vehicle", json=body, headers=KEY, timeout=10
            )
            assert answer.json()["departureTimes"][0]["id"] == 1001


class TestEnvironment:
    """Every option is also read from FLIPTURN_MOCK_NAME; each test sets one and sees it work."""

    def test_host_and_port(self) -> None:
        env = {"FLIPTURN_MOCK_PORT": "0", "FLIPTURN_MOCK_HOST": "localhost"}
        with served(env=env, port=None) as mock:
            assert (mock.host, mock.port != 4080) == ("localhost", True)

    def test_now_and_ticking(self) -> None:
        env = {"FLIPTURN_MOCK_NOW": "2026-02-01T00:00:00Z", "FLIPTURN_MOCK_TICKING": "1"}
        with served(env=env) as mock:
            clock = requests.get(f"{mock.url}/__admin/clock", timeout=10).json()
        assert (clock["status"], clock["currentInstant"][:16]) == ("ticking", "2026-02-01T00:00")

    def test_keys_separated_by_commas(self) -> None:
        with served(env={"FLIPTURN_MOCK_KEY": "mine=org, theirs==site"}) as mock:
            for key, status in (("mine", 200), ("theirs=", 400)):
                answer = requests.post(
                    f"{mock.url}/api/departure-times/batch",
                    json={"vehicles": []},
                    headers={"Authorization": f"Bearer {key}"},
                    timeout=10,
                )
                assert answer.status_code == status

    def test_fleet_and_readings_separated_by_commas(self, tmp_path: Path) -> None:
        fleet = tmp_path / "fleet.json"
        fleet.write_text('{"vehicles": [{"id": 5, "name": "Five"}, {"name": "Six"}]}', encoding="utf-8")
        readings = "create-status=201,vehicles-page-size=1"
        with served(env={"FLIPTURN_MOCK_FLEET": str(fleet), "FLIPTURN_MOCK_READING": readings}) as mock:
            page = requests.get(f"{mock.url}/api/vehicles", headers=KEY, timeout=10).json()
            created = requests.post(
                f"{mock.url}/api/vehicles", json={"vehicle": {"name": "n"}}, headers=KEY, timeout=10
            )
        assert [vehicle["id"] for vehicle in page["data"]] == [5]
        assert created.status_code == 201

    def test_admin_token(self) -> None:
        with served(env={"FLIPTURN_MOCK_ADMIN_TOKEN": "t0ken"}) as mock:
            for headers, status in (({}, 401), ({"Authorization": "Bearer t0ken"}, 200)):
                assert (
                    requests.get(f"{mock.url}/__admin/clock", headers=headers, timeout=10).status_code
                    == status
                )

    def test_log_and_max_body(self) -> None:
        with served(env={"FLIPTURN_MOCK_LOG": "json", "FLIPTURN_MOCK_MAX_BODY": "1000"}) as mock:
            large = {"vehicle": {"name": "n" * 1000}}
            requests.post(f"{mock.url}/api/vehicles", json=large, headers=KEY, timeout=10)
            mock.stop()
        assert [json.loads(line)["status"] for line in mock.err] == [413]


REFUSED = {
    "an unknown option": (["serve", "--prot", "1"], "No such option"),
    "an unknown command": (["server"], "No such command"),
    "a port that is none": (["serve", "--port", "x"], "'x' is not a valid integer"),
    "a port out of range": (["serve", "--port", "65536"], "65536 is not in the range"),
    "an instant that is none": (
        ["serve", "--now", "tomorrow"],
        "--now must be an existing ISO 8601 date and time",
    ),
    "ticking without now": (["serve", "--ticking"], "--ticking needs --now"),
    "a reading that is none": (
        ["serve", "--reading", "x=y"],
        "there is no reading 'x'; there are omitted-target-soc",
    ),
    "a reading without a value": (["serve", "--reading", "create-status"], "must be of the form NAME=VALUE"),
    "a value that is none": (
        ["serve", "--reading", "create-status=204"],
        "has no value '204'; it has 200, 201",
    ),
    "a key without a scope": (["serve", "--key", "s3cret"], "must be of the form KEY=org|site"),
    "a key of another scope": (["serve", "--key", "s3cret=user"], "--key must end in =org or =site"),
    "a key with a space": (["serve", "--key", "s3cret s3cret=org"], "must be of the form KEY=org|site"),
    "a key beyond ASCII": (["serve", "--key", "s3crét=org"], "must be of the form KEY=org|site"),
    "an empty token": (["serve", "--admin-token", ""], "must be visible ASCII"),
    "a token with a line end": (["serve", "--admin-token", "s3cret\n"], "must be visible ASCII"),
    "a token for nothing": (
        ["serve", "--no-admin", "--admin-token", "s3cret"],
        "--no-admin and --admin-token exclude each other",
    ),
    "two fleets": (["serve", "--empty", "--fleet", "x"], "--empty and --fleet exclude each other"),
    "a fleet that is not there": (
        ["serve", "--fleet", "nowhere.yaml"],
        "nowhere.yaml: No such file or directory",
    ),
    "a host that is not here": (["serve", "--host", "192.0.2.1"], "cannot listen on 192.0.2.1 port 4080"),
    "a host that is none": (["serve", "--host", "no such host"], "cannot listen on no such host port 4080"),
    "a body limit of nothing": (["serve", "--max-body", "0"], "0 is not in the range"),
    "an unknown log": (["serve", "--log", "xml"], "'xml' is not one of 'text', 'json', 'none'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_one_line_and_a_non_zero_exit(name: str) -> None:
    arguments, sentence = REFUSED[name]
    status, out, err = run(*arguments)
    assert status != 0
    assert out == ""
    assert err.startswith("flipturn-mock: ")
    assert err.count("\n") == 1
    assert sentence in err
    assert "s3cr" not in err


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = run("serve", "--port", str(port))
    assert (status, err) == (
        1,
        f"flipturn-mock: cannot listen on 127.0.0.1 port {port}: Address already in use (another mock? stop it, or choose a --port)\n",
    )


def test_a_banner_that_cannot_be_written_is_one_line_too() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "w", encoding="utf-8") as full:
        command = [*COMMAND, "serve", "--port", "0"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30, check=False
        )
    assert (done.returncode, done.stderr) == (1, "flipturn-mock: No space left on device\n")


def test_a_misspelt_variable_is_named() -> None:
    with served(env={"FLIPTURN_MOCK_READINGS": "create-status=201"}) as mock:
        mock.stop()
    assert mock.err == [
        "flipturn-mock: FLIPTURN_MOCK_READINGS is in the environment, but there is no such option\n"
    ]


def test_the_readings_in_force_are_told() -> None:
    with served("--reading", "create-status=201", "--reading", "vehicles-page-size=2") as mock:
        mock.stop()
    assert "  readings  create-status=201, vehicles-page-size=2\n" in mock.banner


def test_help_names_every_option_with_its_variable() -> None:
    status, out, _ = run("serve", "--help")
    assert status == 0
    for option in (
        "host",
        "port",
        "now",
        "ticking",
        "key",
        "fleet",
        "empty",
        "reading",
        "admin-token",
        "no-admin",
        "log",
        "max-body",
    ):
        assert f"--{option}" in out
        assert f"FLIPTURN_MOCK_{option.replace('-', '_').upper()}" in out


def test_version_is_that_of_the_distribution() -> None:
    for arguments in (["--version"], ["serve", "--version"]):
        status, out, _ = run(*arguments)
        assert status == 0
        assert out.startswith("flipturn-mock, version 0.")


def test_without_a_command_the_help_is_shown() -> None:
    status, out, err = run()
    assert "Usage: flipturn-mock" in out + err
    assert status == 2
