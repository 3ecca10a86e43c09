"""What a run leaves behind: its files, its comparison with another, its share of what was seen."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest

from flipturn_contracts.report.shape import SCHEMA_FILE
from tests.contracts.suite import Ran, run_suite

pytestmark = pytest.mark.slow

SOME = (
    "-k",
    "test_clears or test_omitted_target_soc_in_batch or (test_conforms and getVehicle)",
    "--max-examples",
    "5",
)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run_suite(tmp_path_factory.mktemp("report"), *SOME)


def test_the_json_is_as_its_schema_describes(ran: Ran) -> None:
    jsonschema.validate(ran.report, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    assert ran.status == 0
    assert set(ran.verdicts().values()) == {"holds"}


def test_the_page_names_every_clause(ran: Ran) -> None:
    page = (ran.folder / "contract.html").read_text(encoding="utf-8")
    assert all(name in page for name in ran.verdicts())


def test_junit_tells_the_clause_of_every_test(ran: Ran) -> None:
    suites = ET.parse(ran.folder / "junit.xml")
    named = {entry.get("value") for entry in suites.iter("property") if entry.get("name") == "clause"}
    assert named == set(ran.verdicts())


def test_the_reading_that_was_seen_is_told_with_the_one_in_force(ran: Ran) -> None:
    reading = ran.reading("omitted-target-soc-in-batch")
    assert (reading["observed"], reading["in_force"], reading["row"]) == ("90", "90", "D2")
    assert "omitted-target-soc-in-batch  90 (D2)" in ran.output


def test_statuses_and_fields_of_every_operation_are_told(ran: Ran) -> None:
    seen = {entry["operation"]: entry for entry in ran.report["operations"]}
    assert {"200", "401", "404"} <= seen["getVehicle"]["statuses"].keys()
    assert "200 vehicle.accessIds[].ocppIdTag" in seen["getVehicle"]["fields"]
    assert seen["getVehicle"]["requests"] == sum(seen["getVehicle"]["statuses"].values())


@pytest.mark.nightly
def test_with_several_workers_the_report_is_the_same(ran: Ran, tmp_path: Path) -> None:
    shared = run_suite(tmp_path, *SOME, "-n", "2")
    assert shared.status == 0
    assert shared.verdicts() == ran.verdicts()
    assert [entry["operation"] for entry in shared.report["operations"]] == [
        entry["operation"] for entry in ran.report["operations"]
    ]


def test_two_runs_of_the_same_server_do_not_differ(ran: Ran, tmp_path: Path) -> None:
    before = str(ran.folder / "contract.json")
    again = run_suite(tmp_path, *SOME, "--compare-with", before, "--fail-on-difference")
    assert again.status == 0, again.output[-2000:]


def test_a_server_of_another_reading_differs_and_fails_only_when_asked_to(ran: Ran, tmp_path: Path) -> None:
    other = (
        *SOME,
        "--compare-with",
        str(ran.folder / "contract.json"),
        "--mock-option=--reading=omitted-target-soc=null",
    )
    quick = ("-k", "test_clears or test_omitted_target_soc_in_batch")
    tolerated = run_suite(tmp_path / "1", *other, *quick)
    refused = run_suite(tmp_path / "2", *other, *quick, "--fail-on-difference")
    assert (tolerated.status, refused.status) == (0, 1)
    line = next(line for line in tolerated.output.splitlines() if "90" in line and "null" in line)
    assert "omitted-target-soc-in-batch" in line


def test_listing_the_clauses_starts_nothing_and_writes_nothing(tmp_path: Path) -> None:
    listed = run_suite(tmp_path, "--collect-only", "--mock-command", "no-such-command", *SOME)
    assert listed.status == 0
    assert "test_clears" in listed.output
    assert listed.report == {}
