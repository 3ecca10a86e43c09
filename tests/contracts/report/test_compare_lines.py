"""The differences of two reports are told in a few lines, and so is it that there are none."""

from flipturn_contracts.report.compare import differences, lines
from flipturn_contracts.report.model import Report, Verdict
from tests.contracts.report.sample import clause, reading, report, seen


def told(before: Report, after: Report) -> list[str]:
    return lines(differences(before, after), before, after)


def test_the_first_lines_say_who_is_compared() -> None:
    there = report(target="https://api.example.com", kind="deployment", writes="none")
    assert told(report(), there)[:2] == [
        "before: http://127.0.0.1:4080 (mock, writes: all, started 2026-02-01T10:00:00Z)",
        "after:  https://api.example.com (deployment, writes: none, started 2026-02-01T10:00:00Z)",
    ]


def test_no_difference_says_in_how_much_both_agree() -> None:
    one = report(
        clause("a"),
        clause("b", Verdict.NOT_RUN),
        readings=(reading(observed="90"), reading("unseen")),
        operations=(seen("getVehicle", s200=1), seen("listVehicles")),
    )
    assert told(one, one)[2:] == [
        "",
        "no difference in what both sides let see: 1 clause, 1 reading, 1 operation",
    ]


def test_differences_stand_before_what_could_not_be_compared() -> None:
    one = report(clause("a"), clause("b"), readings=(reading(observed="90"),))
    other = report(
        clause("a", Verdict.NOT_RUN, reason="writes: none"),
        clause("b", Verdict.BROKEN, reason="it is 500"),
        readings=(reading(observed="null"),),
    )
    assert told(one, other)[2:] == [
        "",
        "2 differences:",
        "  clause b: holds -> broken: it is 500",
        "  reading omitted-target-soc: 90 -> null",
        "",
        "not compared, since one side could not tell (1):",
        "  clause a: holds -> not run: writes: none",
    ]


def test_the_unknown_alone_is_not_called_a_difference() -> None:
    lines_told = told(report(clause("a")), report(clause("a", Verdict.NOT_OBSERVABLE, reason="one key only")))
    assert lines_told[3:] == [
        "no difference in what both sides let see: 0 clauses, 0 readings, 0 operations",
        "",
        "not compared, since one side could not tell (1):",
        "  clause a: holds -> not observable here: one key only",
    ]


def test_fields_of_one_answer_share_a_line() -> None:
    one = report(operations=(seen("createVehicle", "200 id", "200 name", s200=2),))
    other = report(operations=(seen("createVehicle", "201 given name", "201 id", "400 code", s201=2),))
    assert told(one, other)[3:] == [
        "7 differences:",
        "  status createVehicle 200: 2 times -> never",
        "  status createVehicle 201: never -> 2 times",
        "  fields of createVehicle 200 only before: id, name",
        "  fields of createVehicle 201 only after: given name, id",
        "  fields of createVehicle 400 only after: code",
    ]


def test_many_fields_are_wrapped() -> None:
    names = [f"200 vehicle.field{number}" for number in range(30)]
    one = report(operations=(seen("getVehicle", *names, s200=1),))
    rows = told(one, report(operations=(seen("getVehicle", s200=1),)))[4:]
    assert len(rows) > 3
    assert max(map(len, rows)) <= 100
    assert all(name.removeprefix("200 ") in " ".join(rows) for name in names)


def test_nothing_of_an_answer_commands_the_terminal() -> None:
    nasty = "200 \x1b]0;owned\x07\r\n1 difference"
    one = report(
        clause(nasty),
        readings=(reading(observed=nasty),),
        operations=(seen("op", nasty, s200=1),),
        target=nasty,
    )
    other = report(
        clause(nasty, Verdict.BROKEN, reason=nasty),
        readings=(reading(observed="90"),),
        operations=(seen("op", s200=1),),
    )
    assert all(line.isprintable() for line in told(one, other))
