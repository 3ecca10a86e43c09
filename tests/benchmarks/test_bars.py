"""A bar is met or not by the ratio to what it names, and not measured is neither."""

import pytest

from tests.benchmarks.bars import Bar, bars
from tests.benchmarks.costs import BATCH, BATCH_JSON, WITH_PLUGIN, WITHOUT_PLUGIN, Cost, Costs
from tests.benchmarks.figures import Row
from tests.benchmarks.memory import Memory
from tests.benchmarks.ours import FLASK, OURS
from tests.benchmarks.peers import PRISM, WIREMOCK
from tests.benchmarks.rows import row


def judged(*rows: Row, costs: Costs | None = None, memory: Memory | None = None) -> list[Bar]:
    return bars({one.name: one for one in rows}, costs or {}, memory)


def verdicts(found: list[Bar], number: int) -> list[bool | None]:
    return [bar.met for bar in found if bar.number == number]


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    found = judged(row(OURS, "ours"))
    assert {bar.number for bar in found} == {1, 2, 3, 4, 5, 6, 7, 8}
    assert {(bar.measured, bar.met) for bar in found} == {("not measured", None)}


def test_the_start_is_held_against_the_fastest_peer_and_no_bare_server() -> None:
    found = judged(
        row(OURS, "ours", start=0.30),
        row(FLASK, "bare", start=0.1),
        row("slow", start=0.9),
        row("fast", start=0.31),
    )
    assert verdicts(found, 1) == [True, False]
    assert "fast" in found[0].asked
    assert [found[0].measured, found[1].measured] == ["0.97 x", "3.00 x"]


@pytest.mark.parametrize(("ours", "met"), [(1199, False), (1200, True)])
def test_rates_are_to_be_above_prism_by_a_fifth(ours: float, met: bool) -> None:
    found = judged(row(OURS, "ours", get=ours, post=ours), row(PRISM))
    assert verdicts(found, 2) == [met, None, None]
    assert verdicts(found, 3) == [met, None]


def test_the_ceiling_and_wiremock_have_factors_of_their_own() -> None:
    found = judged(row(OURS, "ours", get=700, post=700), row(FLASK, "bare"), row(WIREMOCK, get=701, post=700))
    assert verdicts(found, 2) == [None, True, False]
    assert verdicts(found, 3) == [None, True]


def test_a_longer_tail_than_prisms_is_not_met() -> None:
    assert verdicts(judged(row(OURS, "ours", p99=5.1), row(PRISM, p99=5)), 4) == [False, False]


def test_a_batch_costs_at_most_eight_times_the_json_module() -> None:
    costs = {BATCH: Cost(0.8, 9.0), BATCH_JSON: Cost(0.1, 0.1)}
    assert verdicts(judged(costs=costs), 5) == [True]


def test_a_cost_that_grows_with_the_fleet_is_not_met() -> None:
    costs = {
        "get[100]": Cost(1, 1),
        "get[100000]": Cost(1.2, 1),
        "sync[100]": Cost(1, 1),
        "sync[100000]": Cost(1.3, 1),
    }
    assert verdicts(judged(costs=costs), 6) == [True, False, None]


@pytest.mark.parametrize(("with_it", "met"), [(0.509, True), (0.511, False)])
def test_the_plugin_is_judged_by_what_it_adds_to_a_session_that_does_not_use_it(
    with_it: float, met: bool
) -> None:
    costs = {WITHOUT_PLUGIN: Cost(0.5, 9.0), WITH_PLUGIN: Cost(with_it, 0.1)}
    assert verdicts(judged(costs=costs), 8) == [met]


def test_memory_is_judged_after_a_minute_and_by_what_the_second_adds() -> None:
    assert verdicts(judged(memory=Memory(50, 99, 100)), 7) == [True, True]
    assert verdicts(judged(memory=Memory(50, 101, 103)), 7) == [False, False]
