"""schemathesis as anybody would run it: all its checks and phases, no operation or check left out."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

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
) -> subprocess.CompletedProcess[str]:
    """Its outcome with a fixed seed and fewer examples, in a folder of its own for what it leaves behind."""
    shorter = ["--no-color", "--seed", "1", "--max-examples", str(examples), "--generation-database", "none"]
    report = ["--report", "junit", "--report-junit-path", str(folder / "junit.xml")]
    command = [*generic_run(contract, url), *shorter, *report, *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def covered(folder: Path) -> set[str]:
    """The operations in the run's report, as `GET /path`."""
    cases = ElementTree.parse(folder / "junit.xml").iter("testcase")
    return {case.get("name", "") for case in cases}


def operations(document: dict[str, Any]) -> set[str]:
    """Those that a contract describes."""
    methods = ("get", "put", "post", "patch", "delete")
    return {
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in methods
        if method in item
    }


def test_the_generic_run_finds_nothing(tmp_path: Path) -> None:
    with served("--log", "none") as mock:
        done = schemathesis(contract_file(), mock.url, tmp_path, examples=10)
    assert done.returncode == 0, done.stdout
    assert covered(tmp_path) >= operations(load_document())
    assert mock.err == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", OTHER)
def test_nor_does_it_under_another_reading_with_the_contract_in_force(name: str, tmp_path: Path) -> None:
    with served("--log", "none", "--reading", f"{name}={OTHER[name]}") as mock:
        contract = tmp_path / "openapi.yaml"
        contract.write_bytes(requests.get(f"{mock.url}/openapi.yaml", timeout=PATIENCE).content)
        done = schemathesis(contract, mock.url, tmp_path, examples=30)
    assert done.returncode == 0, done.stdout


def test_it_does_find_a_contract_that_promises_something_else(tmp_path: Path) -> None:
    """The run can fail: a contract that forbids what the mock accepts is noticed."""
    document = yaml.safe_load(yaml.safe_dump(load_document()))
    document["components"]["schemas"]["DepartureTimeInput"]["properties"]["targetSoc"]["maximum"] = 99
    contract = tmp_path / "openapi.yaml"
    contract.write_text(yaml.safe_dump(document), encoding="utf-8")
    with served("--log", "none") as mock:
        only = ("--include-operation-id", "syncVehicleDepartureTimes", "--phases", "coverage")
        done = schemathesis(contract, mock.url, tmp_path, 1, *only)
    assert done.returncode == 1
    assert "POST /api/departure-times/vehicle" in done.stdout


# What a schema cannot say: whether a text is a regular expression or a JSONPath, and whether the parts of a
# fleet fit together.
BEYOND_SCHEMAS = """
[[operations]]
include-operation-id = ["countRequests", "findRequests", "putState"]

[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "401", "403", "404", "409"]
"""


@pytest.mark.parametrize("examples", [3, pytest.param(100, marks=pytest.mark.nightly)])
def test_nor_does_it_in_the_control_plane(examples: int, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(BEYOND_SCHEMAS, encoding="utf-8")
    with served("--log", "none") as mock:
        contract = tmp_path / "openapi.yaml"
        contract.write_bytes(requests.get(f"{mock.url}/__admin/openapi.yaml", timeout=PATIENCE).content)
        document = yaml.safe_load(contract.read_text(encoding="utf-8"))
        validate(document)
        done = schemathesis(contract, f"{mock.url}/__admin", tmp_path, examples)
    assert done.returncode == 0, done.stdout
    assert covered(tmp_path) >= operations(document)
    assert mock.err == []
