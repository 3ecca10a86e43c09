"""A deployment is not harmed: what is sent at each level, counted where it arrives, and what is left."""

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.suite import KEY, NO_VEHICLES, PATIENCE, Ran, Reply, Running, as_json, run_suite, server
from tests.server import Served, served

pytestmark = pytest.mark.slow

FAST = ("--rate", "5000", "--max-examples", "3")


OTHER_READINGS = ("naive-departure-time=reject", "null-optional-field=omit", "unknown-field=reject")


@pytest.fixture
def deployment() -> Iterator[Served]:
    """A mock that looks exactly like a deployment, with the key of the tests.

    It reads the documents in another way than the mock does by default, and is as faithful: no clause may
    accuse it. All other readings are tried by `python -m tests.contracts.nightly`.
    """
    readings = [part for reading in OTHER_READINGS for part in ("--reading", reading)]
    with served("--no-admin", "--key", f"{KEY}=org", "--log", "json", *readings) as mock:
        yield mock


def sent(mock: Served) -> list[tuple[str, str]]:
    """Method and path of everything that has arrived."""
    entries = [json.loads(line) for line in mock.err if line.startswith("{")]
    return [(entry["method"], entry["path"]) for entry in entries]


def run(mock: Served, folder: Path, *options: str) -> Ran:
    return run_suite(folder, "--target", mock.url, *FAST, *options)


def test_by_default_only_get_leaves_the_machine(deployment: Served, tmp_path: Path) -> None:
    ran = run(deployment, tmp_path)
    assert ran.status == 0
    assert {method for method, _ in sent(deployment)} == {"GET"}
    assert ran.verdicts()["departures.time.utc-out"] == "not run"
    assert ran.verdicts()["departures.sync.clears"] == "not observable here"
    assert ran.clause("conformance.createVehicle")["verdict"] == "not run"
    assert ran.verdicts()["conformance.getVehicle"] == "holds"


def test_with_departures_only_the_two_syncs_are_posted_and_nothing_is_accused(
    deployment: Served, tmp_path: Path
) -> None:
    """Without the generated requests, which need seconds; the nightly runs have them."""
    options = ("--allow-writes", "departures", "--run-id", "abcd1", "-k", "not conformance")
    ran = run(deployment, tmp_path, *options)
    assert ran.status == 0, ran.output[-3000:]
    writes = {asked for asked in sent(deployment) if asked[0] != "GET"}
    assert writes == {("POST", "/api/departure-times/vehicle"), ("POST", "/api/departure-times/batch")}
    assert ran.verdicts()["departures.sync.created-or-skipped"] == "holds"
    assert "sending POST /api/departure-times/vehicle" in ran.output


def test_with_all_one_vehicle_is_made_and_found_again_by_the_next_run(
    deployment: Served, tmp_path: Path
) -> None:
    first = run(
        deployment, tmp_path / "1", "--allow-writes", "all", "-k", "update or once_for_all or updateVehicle"
    )
    second = run(
        deployment, tmp_path / "2", "--allow-writes", "all", "-k", "update or once_for_all or updateVehicle"
    )
    assert (first.status, second.status) == (0, 0), first.output[-3000:] + second.output[-3000:]
    assert sent(deployment).count(("POST", "/api/vehicles")) == 1
    assert {asked[1] for asked in sent(deployment) if asked[0] == "PATCH"} == {"/api/vehicles/457"}
    assert first.verdicts()["vehicles.create.once-for-all"] == "holds"
    assert (
        second.clause("vehicles.create.once-for-all")["reason"] == "the vehicle was created by an earlier run"
    )


class Fleet:
    """A small server that keeps what is synced, to look at afterwards."""

    def __init__(self) -> None:
        self.stored: dict[str, list[Any]] = {}
        self.slow = 0.0

    def reply(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        if method == "GET":
            return (
                as_json(200, NO_VEHICLES) if path == "/api/vehicles" else as_json(404, {"error": "Not found"})
            )
        document = json.loads(body)
        if path.endswith("/batch"):
            items = document["vehicles"]
            return as_json(
                200,
                {"results": [{"outcome": "success", "departureTimes": self.sync(item)} for item in items]},
            )
        time.sleep(self.slow)
        return as_json(200, {"departureTimes": self.sync(document)})

    def sync(self, item: dict[str, Any]) -> list[Any]:
        self.stored[item["vehicleVin"]] = item["departureTimes"]
        return [{**one, "id": 1, "vehicleId": None, "outcome": "created"} for one in item["departureTimes"]]

    def left(self) -> dict[str, list[Any]]:
        return {vin: departures for vin, departures in self.stored.items() if departures}


def test_what_was_synced_is_cleared_also_when_clauses_are_broken(tmp_path: Path) -> None:
    fleet = Fleet()
    with server(fleet.reply) as target:
        options = (
            "--allow-writes",
            "departures",
            "-k",
            "test_fields_returned or test_unknown_vin or test_shape",
        )
        ran = run_suite(tmp_path, "--target", target.url, *FAST, *options)
    assert ran.status == 1
    assert len(fleet.stored) > 2
    assert fleet.left() == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_synced_is_cleared_after_an_interruption(number: signal.Signals, tmp_path: Path) -> None:
    fleet = Fleet()
    with server(fleet.reply) as target:
        running = start(tmp_path, target.url, "--run-id", "abcd2")
        wait_for(lambda: len(fleet.left()) >= 3)
        running.send(number)
        assert running.wait() == 2, running.output()
    assert fleet.left() == {}


def test_clean_clears_what_a_killed_run_left_and_nothing_else(tmp_path: Path) -> None:
    fleet = Fleet()
    fleet.stored["SOMEBODY-ELSES"] = [{"departureTime": "2031-01-01T00:00:00Z"}]
    with server(fleet.reply) as target:
        running = start(tmp_path / "killed", target.url, "--run-id", "abcd3")
        wait_for(lambda: len(fleet.left()) >= 4)
        running.send(signal.SIGKILL)
        running.wait()
        assert len(fleet.left()) >= 4
        options = ("--target", target.url, "--rate", "5000")
        cleaning = Running(tmp_path / "cleaned", "clean", "abcd3", *options)
        assert cleaning.wait() == 0, cleaning.output()
    assert cleaning.output().splitlines()[-1] == "Nothing of run abcd3 is left."
    assert set(fleet.left()) == {"SOMEBODY-ELSES"}


def test_what_clean_cannot_clear_is_named_and_ends_with_3(tmp_path: Path) -> None:
    def keeps_everything(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        return as_json(200, NO_VEHICLES) if method == "GET" else as_json(500, {"error": "x"})

    with server(keeps_everything) as target:
        cleaning = Running(tmp_path, "clean", "abcd5", "--target", target.url, "--rate", "5000")
        assert cleaning.wait() == 3
    assert "departures of CONTRACT-abcd5-001" in cleaning.output()


def start(folder: Path, url: str, *options: str) -> Running:
    selected = ("--allow-writes", "departures", "--rate", "20", "-k", "test_departures")
    return Running(folder, "--target", url, *selected, *options)


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_plan_tells_what_would_be_sent_and_sends_nothing(tmp_path: Path) -> None:
    with server(lambda *asked: as_json(500, {"error": "x"})) as target:
        options = ("--plan", "--allow-writes", "departures", "-k", "test_batch", "--run-id", "abcd4")
        ran = run_suite(tmp_path, "--target", target.url, *options)
    assert (ran.status, target.asked) == (0, [])
    assert re.search(r"\d+  batchSyncDepartureTimes", ran.output)
    assert "VINs CONTRACT-abcd4-" in ran.output
    assert re.search(r"about \d+\.\d minutes at 3 requests a second", ran.output)


def test_a_429_is_waited_out_and_the_request_sent_again(tmp_path: Path) -> None:
    answers = iter(
        [
            as_json(200, NO_VEHICLES),
            (429, {"Retry-After": "0"}, b"{}"),
            as_json(401, {"error": "Invalid API key"}),
        ]
    )
    with server(lambda *asked: next(answers)) as target:
        ran = run_suite(tmp_path, "--target", target.url, *FAST, "-k", "test_missing_key")
    assert (ran.status, len(target.asked)) == (0, 3)


def test_headers_base_path_and_user_agent_are_as_told(tmp_path: Path) -> None:
    def reply(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        return (
            as_json(200, NO_VEHICLES)
            if "Authorization" in headers
            else as_json(401, {"error": "Invalid API key"})
        )

    with server(reply) as target:
        options = ("--header", "X-Gateway: v4lue-of-header", "-k", "test_missing_key")
        ran = run_suite(tmp_path, "--target", target.url + "/base/v2/api", *FAST, *options)
    assert ran.status == 0
    assert {path for _, path, _, _ in target.asked} == {"/base/v2/api/vehicles"}
    assert {headers["X-Gateway"] for _, _, headers, _ in target.asked} == {"v4lue-of-header"}
    assert target.asked[0][2]["Authorization"] == f"Bearer {KEY}"
