"""Generated requests come from all phases, and what they find is told with the one request that shows it."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from flipturn_contracts.harness.contract import load_contract
from flipturn_contracts.harness.every_case import every_case
from flipturn_contracts.harness.generation import schema_for
from tests.contracts.suite import KEY, NO_VEHICLES, Ran, Reply, as_json, run_suite, server

pytestmark = pytest.mark.slow

VEHICLES = {**NO_VEHICLES, "data": [{"id": 7, "vin": None}]}


def cases(max_examples: int) -> list[Any]:
    """Every generated case of updateVehicle; nothing is sent."""
    settings.register_profile(
        "contracts", settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    )
    target: Any = SimpleNamespace(control=SimpleNamespace(readings=dict), wire=None)
    options: Any = SimpleNamespace(seed=1)
    schema = schema_for(target, load_contract(), "updateVehicle", "all", [], options, lambda: "Bearer x")
    found: list[Any] = []
    every_case(schema, "updateVehicle", max_examples, found.append)
    return found


def test_examples_coverage_and_fuzzing_are_all_there() -> None:
    few, more = cases(1), cases(6)
    operation = load_contract()["paths"]["/api/vehicles/{id}"]["patch"]
    documented = operation["requestBody"]["content"]["application/json"]["examples"]
    sent = [json.dumps(case.body, sort_keys=True) for case in few if isinstance(case.body, dict)]
    assert all(json.dumps(example["value"], sort_keys=True) in sent for example in documented.values())
    assert len(few) > len(documented) + 10  # what remains are the cases of the coverage phase
    assert len(more) == len(few) + 5


def run(folder: Path, vehicle: Reply) -> Ran:
    def reply(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        if headers.get("Authorization") != f"Bearer {KEY}":
            return as_json(401, {"error": "Invalid API key"})
        if path == "/api/vehicles":
            return as_json(200, VEHICLES)
        return vehicle if path == "/api/vehicles/7" else as_json(404, {"error": "Vehicle not found"})

    with server(reply) as target:
        options = (
            "--rate",
            "5000",
            "--max-examples",
            "5",
            "-k",
            "conformance.getVehicle and valid and not invalid",
        )
        return run_suite(folder, "--target", target.url, *options)


@pytest.mark.parametrize(
    "vehicle",
    [
        as_json(500, {"error": "x"}),
        as_json(200, {"vehicle": {"id": "seven"}}),
        (200, {"Content-Type": "text/html"}, b"<html>"),
    ],
    ids=["server error", "another shape", "no JSON"],
)
def test_what_is_not_as_described_is_broken_and_shown_by_its_one_request(
    vehicle: Reply, tmp_path: Path
) -> None:
    ran = run(tmp_path, vehicle)
    broken = ran.clause("conformance.getVehicle")
    assert (ran.status, broken["verdict"]) == (1, "broken"), ran.output
    assert broken["reason"]
    assert broken["curl"].count("curl ") == 1
    assert "/api/vehicles/7" in broken["curl"]
    assert '-H "Authorization: Bearer $FLIPTURN_API_KEY"' in broken["curl"]


def test_an_operation_that_never_succeeds_is_broken(tmp_path: Path) -> None:
    ran = run(tmp_path, as_json(404, {"error": "Vehicle not found"}))
    assert "never answered 2xx" in ran.clause("conformance.getVehicle")["reason"]
