"""schemathesis as anybody would run it: all its checks and phases, no operation or check left out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from openapi_spec_validator import validate

from flipturn_mock.contract.document import load_document
from flipturn_mock.location import contract_file
from tests.contract.test_readings import OTHER
from tests.server import PATIENCE, served

pytestmark = pytest.mark.slow


def generic_run(contract: Path, url: str) -> list[str]:
    """The command as the README has it: every check, every phase, every operation."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    return [program, "run", str(contract), "--url", url, "-H", "Authorization: Bearer test-org"]


def schemathesis(
    contract: Path, url: str, folder: Path, examples: int, *options: str
) -> tuple[int, str, dict[str, Any]]:
    """Status, output and report with a fixed seed and fewer examples; `folder` is for what it leaves behind."""
    shorter = ["--seed", "1", "--max-examples", str(examples), "--generation-database", "none"]
    report = ["--report", "json", "--report-json-path", "report.json"]
    command = [*generic_run(contract, url), *shorter, *report, *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, json.loads((folder / "report.json").read_bytes())


def test_the_generic_run_finds_nothing(tmp_path: Path) -> None:
    with served("--log", "none") as mock:
        status, out, report = schemathesis(contract_file(), mock.url, tmp_path, examples=5)
    assert status == 0, out
    assert (report["operations"]["total"], report["operations"]["tested"]) == (6, 6)
    assert {name: phase["status"] for name, phase in report["phases"].items()} == dict.fromkeys(
        ("examples", "coverage", "fuzzing", "stateful"), "success"
    )
    assert mock.err == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", OTHER)
def test_nor_does_it_under_another_reading_with_the_contract_in_force(name: str, tmp_path: Path) -> None:
    with served("--log", "none", "--reading", f"{name}={OTHER[name]}") as mock:
        contract = tmp_path / "openapi.yaml"
        contract.write_bytes(requests.get(f"{mock.url}/openapi.yaml", timeout=PATIENCE).content)
        status, out, _ = schemathesis(contract, mock.url, tmp_path, examples=30)
    assert status == 0, out


@pytest.mark.nightly
def test_it_does_find_a_contract_that_promises_something_else(tmp_path: Path) -> None:
    """The run can fail: a contract that forbids what the mock accepts is noticed."""
    document = yaml.safe_load(yaml.safe_dump(load_document()))
    document["components"]["schemas"]["DepartureTimeInput"]["properties"]["targetSoc"]["maximum"] = 99
    contract = tmp_path / "openapi.yaml"
    contract.write_text(yaml.safe_dump(document), encoding="utf-8")
    with served("--log", "none") as mock:
        only = ("--include-operation-id", "syncVehicleDepartureTimes", "--phases", "coverage")
        status, _, report = schemathesis(contract, mock.url, tmp_path, 1, *only)
    assert status == 1
    assert "/api/departure-times/vehicle" in json.dumps(report["failures"])


# What a schema cannot say: whether a text is a regular expression or a JSONPath, and whether the parts of a
# fleet fit together.
BEYOND_SCHEMAS = """
[[operations]]
include-operation-id = ["countRequests", "findRequests", "putState"]

[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "401", "403", "404", "409"]
"""


@pytest.mark.nightly
def test_nor_does_it_in_the_control_plane(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(BEYOND_SCHEMAS, encoding="utf-8")
    with served("--log", "none") as mock:
        contract = tmp_path / "openapi.yaml"
        contract.write_bytes(requests.get(f"{mock.url}/__admin/openapi.yaml", timeout=PATIENCE).content)
        validate(yaml.safe_load(contract.read_text(encoding="utf-8")))
        status, out, report = schemathesis(contract, f"{mock.url}/__admin", tmp_path, examples=100)
    assert status == 0, out
    assert report["operations"]["tested"] == report["operations"]["total"] == 23
    assert mock.err == []
