"""The report is counted, ordered and read back as it was written, and anything else is refused in a sentence."""

import json
from typing import Any

import pytest

from flipturn_contracts.report.model import Report, Verdict
from tests.contracts.report.sample import clause, reading, real_size, report


def test_counts_name_every_verdict_also_those_nobody_got() -> None:
    found = report(clause("a"), clause("b"), clause("c", Verdict.NOT_RUN)).counts
    assert found == {
        Verdict.HOLDS: 2,
        Verdict.BROKEN: 0,
        Verdict.NOT_JUDGED: 0,
        Verdict.NOT_OBSERVABLE: 0,
        Verdict.NOT_RUN: 1,
    }


def test_worst_comes_first_and_equals_go_by_id() -> None:
    shuffled = report(
        clause("b"),
        clause("e", Verdict.NOT_RUN),
        clause("a"),
        clause("d", Verdict.NOT_OBSERVABLE),
        clause("g", Verdict.BROKEN),
        clause("f", Verdict.BROKEN),
        clause("c", Verdict.NOT_JUDGED),
    )
    assert "".join(each.id for each in shuffled.worst_first()) == "fgcdeab"
    assert "".join(each.id for each in shuffled.broken()) == "fg"


@pytest.mark.parametrize(
    ("observed", "in_force", "contradicts"),
    [("90", "null", True), ("90", "90", False), ("90", "", False), ("", "90", False)],
)
def test_a_server_contradicts_itself_only_if_both_answers_are_known(
    observed: str, in_force: str, contradicts: bool
) -> None:
    assert reading(observed=observed, in_force=in_force).contradicts_itself is contradicts


def test_a_report_comes_back_from_its_file_as_it_was() -> None:
    written = json.dumps(real_size().to_json())
    read = Report.from_json(json.loads(written))
    assert read == real_size()
    # A plain text would be equal to a verdict, but is not one.
    assert {type(clause.verdict) for clause in read.clauses} == {Verdict}


def test_half_a_pair_of_an_answer_survives_the_file() -> None:
    odd = report(clause("a", Verdict.BROKEN, got="\ud800\x00"))
    written = json.dumps(odd.to_json()).encode("utf-8")
    assert Report.from_json(json.loads(written)) == odd


def test_the_file_names_its_schema() -> None:
    assert report().to_json()["schema"] == "flipturn-contract-report/2"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "this is no contract report: it is an array, and an object is expected"),
        (None, "this is no contract report: it is None, and an object is expected"),
        ({}, "its schema is missing, not 'flipturn-contract-report/2'"),
        ({"schema": "flipturn-contract-report/3"}, "its schema is 'flipturn-contract-report/3'"),
        ({"schema": ["a" * 1000]}, "aaa..., not 'flipturn-contract-report/2'"),
        ({"schema": "flipturn-contract-report/2"}, 'damaged at its top: "target" is a required property'),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(document: object, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 # the sentence is checked below
        Report.from_json(document)
    assert sentence in str(refused.value)


ABSENT = object()


def _change(document: Any, place: str, value: object) -> None:
    *path, last = place.split("/")
    for step in path:
        document = document[int(step)] if step.isdigit() else document[step]
    if value is ABSENT:
        del document[last]
    else:
        document[last] = value


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        ("clauses", {}, "/clauses"),
        ("clauses/0/verdict", "fine", "/clauses/0/verdict"),
        ("clauses/0/sentence", ABSENT, "/clauses/0"),
        ("clauses/0/colour", "red", "/clauses/0"),
        ("readings/0/allowed", "90", "/readings/0/allowed"),
        ("operations/0/statuses", {"200": "often"}, "/operations/0/statuses/200"),
        ("operations/0/requests", True, "/operations/0/requests"),
        ("kind", "toy", "/kind"),
        ("started", "yesterday", "/started"),
        ("seed", "1", "/seed"),
    ],
)
def test_a_damaged_report_is_refused_and_the_place_is_named(place: str, value: object, named: str) -> None:
    document = real_size().to_json()
    _change(document, place, value)
    with pytest.raises(ValueError, match=f"this contract report is damaged at {named}: "):
        Report.from_json(document)
