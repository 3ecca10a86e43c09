"""Two reports differ where a client would notice, and what only one side saw is never passed off as that."""

import pytest

from flipturn_contracts.report.compare import Difference, differences
from flipturn_contracts.report.model import Verdict
from tests.contracts.report.sample import clause, reading, real_size, report, seen


def test_a_report_does_not_differ_from_itself() -> None:
    assert differences(real_size(), real_size()) == ()


def test_what_two_runs_cannot_have_in_common_is_no_difference() -> None:
    one = report(clause("a", seconds=1.0), run="r-1", seed=1, started="2026-02-01T10:00:00Z")
    other = report(clause("a", seconds=2.0), run="r-2", seed=2, started="2026-02-02T10:00:00Z")
    assert differences(one, other) == ()


def test_a_verdict_that_changed_is_a_difference() -> None:
    found = differences(report(clause("a")), report(clause("a", Verdict.BROKEN, reason="it is 500")))
    assert found == (Difference("clause", "a", "holds", "broken: it is 500"),)


@pytest.mark.parametrize("verdict", [Verdict.NOT_JUDGED, Verdict.NOT_OBSERVABLE, Verdict.NOT_RUN])
@pytest.mark.parametrize("judged", [Verdict.HOLDS, Verdict.BROKEN])
def test_a_clause_judged_on_one_side_only_is_said_to_be_unknown(verdict: Verdict, judged: Verdict) -> None:
    found = differences(report(clause("a", judged)), report(clause("a", verdict, reason="no key")))
    assert found == (Difference("clause", "a", str(judged), f"{verdict}: no key", known=False),)


def test_a_clause_of_one_report_only_is_said_to_be_unknown() -> None:
    found = differences(report(clause("old")), report(clause("new")))
    assert found == (
        Difference("clause", "new", "not in this report", "holds", known=False),
        Difference("clause", "old", "holds", "not in this report", known=False),
    )


def test_of_two_clauses_with_one_id_the_broken_one_counts() -> None:
    twice = report(clause("a", Verdict.BROKEN), clause("a"))
    assert differences(report(clause("a")), twice) == (Difference("clause", "a", "holds", "broken"),)


def test_a_reading_observed_differently_is_a_difference() -> None:
    found = differences(
        report(readings=(reading(observed="90"),)), report(readings=(reading(observed="null"),))
    )
    assert found == (Difference("reading", "omitted-target-soc", "90", "null"),)


@pytest.mark.parametrize("after", [(), (reading(reason="writes: none"),)], ids=["absent", "not observed"])
def test_a_reading_observed_on_one_side_only_is_said_to_be_unknown(after: tuple[()]) -> None:
    found = differences(report(readings=(reading(observed="90"),)), report(readings=after))
    assert found == (Difference("reading", "omitted-target-soc", "90", "not observed", known=False),)


def test_statuses_of_one_side_only_are_differences() -> None:
    one = report(operations=(seen("createVehicle", s200=3, s400=1),))
    other = report(operations=(seen("createVehicle", s201=1, s400=9),))
    assert differences(one, other) == (
        Difference("status", "createVehicle 200", "3 times", "never"),
        Difference("status", "createVehicle 201", "never", "1 time"),
    )


def test_fields_of_one_side_only_are_differences() -> None:
    one = report(operations=(seen("getVehicle", "200 both", "200 gone", s200=1),))
    other = report(operations=(seen("getVehicle", "200 added", "200 both", s200=1),))
    assert differences(one, other) == (
        Difference("field", "getVehicle 200 gone", "seen", "never"),
        Difference("field", "getVehicle 200 added", "never", "seen"),
    )


@pytest.mark.parametrize("unasked", [(), (seen("getVehicle"),)], ids=["absent", "without a request"])
def test_an_operation_that_one_side_was_not_asked_is_no_difference(unasked: tuple[()]) -> None:
    asked = report(operations=(seen("getVehicle", "200 vehicle.id", s200=1),))
    assert differences(asked, report(operations=unasked)) == ()
    assert differences(report(operations=unasked), asked) == ()


def test_operations_are_told_by_name_whatever_came_first() -> None:
    one = report(operations=(seen("b", s200=1), seen("a", s200=1)))
    other = report(operations=(seen("a", s500=1), seen("b", s500=1)))
    assert [each.subject for each in differences(one, other)] == ["a 200", "a 500", "b 200", "b 500"]


def test_behaviour_comes_before_the_unknown_and_each_in_a_stable_order() -> None:
    one = report(
        clause("b"),
        clause("a", Verdict.NOT_RUN),
        clause("c"),
        readings=(reading("r", observed="1"), reading("q", observed="1")),
        operations=(seen("op", s200=1),),
    )
    other = report(
        clause("c", Verdict.BROKEN),
        clause("a"),
        clause("b", Verdict.BROKEN),
        readings=(reading("q", observed="2"), reading("r")),
        operations=(seen("op", "201 id", s201=1),),
    )
    assert [(each.kind, each.subject) for each in differences(one, other)] == [
        ("clause", "b"),
        ("clause", "c"),
        ("reading", "q"),
        ("status", "op 200"),
        ("status", "op 201"),
        ("field", "op 201 id"),
        ("clause", "a"),
        ("reading", "r"),
    ]
