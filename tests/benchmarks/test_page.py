"""The page compares every server with ours, and says beside it what a figure alone would hide."""

from tests.benchmarks.bars import Bar
from tests.benchmarks.memory import Memory
from tests.benchmarks.ours import OURS
from tests.benchmarks.page import bars_table, notes, servers_table
from tests.benchmarks.rows import row
from tests.benchmarks.servers import Missing


def test_a_row_has_its_ratio_to_ours_in_brackets() -> None:
    ours, other = row(OURS, "ours", start=0.1, get=2000), row("other", start=0.25, get=500, post=None)
    line = servers_table({OURS: ours, "other": other}).splitlines()[-1]
    assert line == "| other | 250 (2.50) | 50 | 500 (0.25) | 1.00, 5.00 | - | - | 50, 60 |  |"


def test_without_ours_there_are_no_ratios() -> None:
    assert "| other | 200 | 50 | 1,000 |" in servers_table({"other": row("other")})


def test_a_bar_that_is_missed_stands_out() -> None:
    lines = bars_table([Bar(1, "start", "2.00 x", False), Bar(5, "batch", "not measured", None)]).splitlines()
    assert lines[2:] == ["| 1 | start | 2.00 x | **not met** |", "| 5 | batch | not measured | - |"]


def test_what_is_missing_is_named_with_its_reason() -> None:
    assert list(notes({}, [Missing("Prism", "npm cannot be run")], None)) == [
        "missing: Prism: npm cannot be run"
    ]


def test_errors_and_a_generator_at_its_limit_are_told_once_for_each_operation() -> None:
    found = list(notes({"a": row("a", errors=3, share=0.95, post=None)}, [], Memory(50, 51, 51.5)))
    assert found == [
        "a: 3 requests failed in the worst round",
        "a: the generator used 95% of a core and may be the limit",
        "memory of ours: 50.0 MB idle, 51.0 after a minute, 51.5 after two",
    ]


def test_noise_is_told_so_that_nobody_trusts_a_busy_machine() -> None:
    found = list(notes({"a": row("a", spread=0.5), "b": row("b", spread=0.2)}, [], None))
    assert found == ["the machine was busy, rates of GET lay apart: a by 50%"]
