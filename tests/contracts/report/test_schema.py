"""contract.schema.json describes what is written, by the judgement of a second validator."""

import json
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flipturn_contracts.report.model import ClauseResult, OperationSeen, ReadingResult, Report, Verdict
from flipturn_contracts.report.shape import SCHEMA, SCHEMA_FILE
from tests.contracts.report.sample import real_size, report

DOCUMENT: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def test_the_schema_itself_is_a_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)


@pytest.mark.parametrize("written", [real_size(), report()], ids=["of a real run", "empty"])
def test_what_is_written_is_what_the_schema_describes(written: Report) -> None:
    Draft202012Validator(DOCUMENT).validate(json.loads(json.dumps(written.to_json())))


@pytest.mark.parametrize(
    ("model", "described"),
    [
        (ClauseResult, DOCUMENT["$defs"]["clause"]),
        (ReadingResult, DOCUMENT["$defs"]["reading"]),
        (OperationSeen, DOCUMENT["$defs"]["operation"]),
    ],
)
def test_every_member_is_described_and_required(model: type, described: dict[str, Any]) -> None:
    members = [member.name for member in fields(model)]
    assert list(described["properties"]) == members
    assert described["required"] == members


def test_the_report_is_described_with_the_name_of_its_schema() -> None:
    members = ["schema", *(member.name for member in fields(Report))]
    assert list(DOCUMENT["properties"]) == DOCUMENT["required"] == members
    assert DOCUMENT["properties"]["schema"]["const"] == SCHEMA


def test_the_schema_knows_every_verdict() -> None:
    assert DOCUMENT["$defs"]["clause"]["properties"]["verdict"]["enum"] == list(Verdict)
