"""The table at the end of a run: every clause, the broken ones last and explained, nothing that harms a terminal."""

from flipturn_contracts.report.model import Verdict
from flipturn_contracts.report.terminal import summary, table
from tests.contracts.report.sample import BROKEN, CURL, clause, reading, real_size, report, seen


def test_the_heading_says_who_was_asked_and_how() -> None:
    asked = report(target="https://api.example.com", kind="deployment", writes="none", seed=7)
    assert (
        table(asked)[0]
        == "contract of https://api.example.com (deployment, writes: none, seed: 7, run: r-7f3a)"
    )


def test_every_clause_has_a_row_and_the_broken_ones_come_last() -> None:
    rows = table(
        report(
            clause("a", Verdict.BROKEN, reason="it is 500"),
            clause("b", Verdict.NOT_OBSERVABLE, reason="one key only"),
            clause("c", Verdict.NOT_RUN, reason="writes: none"),
            clause("f", Verdict.NOT_JUDGED, reason="KeyError: 'x'"),
            clause("e"),
            clause("d"),
        )
    )
    assert rows[2:7] == [
        "d  holds",
        "e  holds",
        "1 not observable here: one key only",
        "    b",
        "1 not run: writes: none",
    ]
    assert rows[7:11] == ["    c", "1 could not be judged: KeyError: 'x'", "    f", "a  broken: it is 500"]


def test_clauses_with_the_same_reason_share_it_and_verbose_tells_each_its_own() -> None:
    same = report(*(clause(name, Verdict.NOT_RUN, reason="writes: none") for name in ("b", "c", "a")))
    assert table(same)[2:4] == ["3 not run: writes: none", "    a, b, c"]
    assert "b  not run: writes: none" in table(same, verbose=True)


def test_verdicts_stand_in_one_column() -> None:
    rows = table(report(clause("short"), clause("a.longer.id")))
    assert rows[2:4] == ["a.longer.id  holds", "short        holds"]


def test_a_reason_is_shortened_to_the_width_and_verbose_shows_it_whole() -> None:
    long = report(clause("a.b", Verdict.BROKEN, reason="because " * 40))
    row = table(long, width=60)[2]
    assert row.startswith("a.b  broken: because because")
    assert row.endswith("...")
    assert len(row) == 60
    assert table(long, width=60, verbose=True)[2].count("because") == 40


def test_no_row_of_a_real_run_is_wider_than_the_terminal() -> None:
    lines = table(real_size(), width=100)
    assert max(len(line) for line in lines[: lines.index("BROKEN departures.sync.skips-past-times")]) <= 100


def test_an_id_too_long_for_its_column_moves_only_its_own_row() -> None:
    rows = table(report(clause("a"), clause("z" * 70)), width=80)
    assert rows[2:4] == ["a  holds", f"{'z' * 70}  holds"]


def test_a_broken_clause_is_explained_with_a_command_that_can_be_copied() -> None:
    lines = table(report(BROKEN))
    at = lines.index("BROKEN departures.sync.skips-past-times")
    assert lines[at + 1 : at + 8] == [
        "  A departure in the past is not stored; it comes back in its place with outcome `skipped`. (Departure Times)",
        '  expected: {"outcome": "skipped", "id": null} at departureTimes[1]',
        "  got:      {",
        '              "id": 1002,',
        '              "departureTime": "2026-01-05T11:00:00.000Z",',
        '              "outcome": "created"',
        "            }",
    ]
    assert lines[at + 8 : at + 11] == [f"  {line}" for line in CURL.split("\n")]


def test_a_long_answer_is_cut_and_the_command_is_not() -> None:
    lines = table(
        report(clause("a", Verdict.BROKEN, expected="e" * 2_100, got="g" * 9_000, curl="curl " + "c" * 9_000))
    )
    assert f"  expected: {'e' * 2_000}... (100 more characters left out)" in lines
    assert f"  got:      {'g' * 2_000}... (7,000 more characters left out)" in lines
    assert "  curl " + "c" * 9_000 in lines


def test_nothing_of_an_answer_commands_the_terminal_or_passes_for_a_line_of_ours() -> None:
    nasty = "\x1b]0;owned\x07\r\n1 clause: 1 holds"
    lines = table(
        report(
            clause(
                nasty, Verdict.BROKEN, sentence=nasty, reason=nasty, expected=nasty, got=nasty, curl=nasty
            ),
            target=nasty,
            readings=(reading(nasty, observed=nasty),),
            operations=(seen(nasty, nasty),),
        ),
        verbose=True,
    )
    assert all(line.isprintable() for line in lines)
    assert not any(line.startswith("1 clause: 1 holds") for line in lines)


def test_readings_tell_the_answer_or_why_there_is_none() -> None:
    lines = table(
        report(
            readings=(
                reading(observed="90"),
                reading("in-line", observed="90", in_force="90"),
                reading("contrary", observed="90", in_force="null"),
                reading("unseen", in_force="90", reason="writes: none"),
                reading("silent"),
            )
        )
    )
    at = lines.index("what the documents leave open:")
    assert lines[at + 1 : at + 6] == [
        "omitted-target-soc  90 (D2)",
        "in-line             90 (D2)",
        "contrary            90 (D2), although null is switched on",
        "2 questions were not answered",
        "",
    ]


def test_operations_tell_their_statuses_and_verbose_their_fields() -> None:
    asked = report(operations=(seen("getVehicle", "200 vehicle.id", s404=1, s200=3), seen("listVehicles")))
    rows = ["getVehicle    4 requests: 200 x3, 404 x1", "listVehicles  no request"]
    assert table(asked)[-4:-2] == rows
    assert table(asked, verbose=True)[-5:-2] == [rows[0], "    200 vehicle.id", rows[1]]


def test_verbose_says_what_each_clause_promises() -> None:
    assert table(report(clause("a")), verbose=True)[2:4] == ["a  holds", "    It is so. (Vehicles)"]


def test_the_last_line_counts() -> None:
    assert table(real_size())[-1] == "91 clauses: 84 hold, 1 broken, 3 not observable here, 3 not run"
    assert summary(report(clause("a"))) == "1 clause: 1 holds, 0 broken"


def test_sections_without_content_are_left_out() -> None:
    assert table(report(clause("a")))[2:] == ["a  holds", "", "1 clause: 1 holds, 0 broken"]
