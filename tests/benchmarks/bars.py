"""The bars, by the numbers of issue 5: what was measured beside what was asked for, and whether that is enough."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.costs import BATCH, BATCH_JSON, WITH_PLUGIN, WITHOUT_PLUGIN, Costs
from tests.benchmarks.figures import Rows
from tests.benchmarks.load import Load
from tests.benchmarks.memory import Memory
from tests.benchmarks.ours import FLASK, OURS
from tests.benchmarks.peers import PRISM, WIREMOCK

MOST_MEMORY, MOST_GROWTH = 100.0, 2.0
MOST_FOR_THE_PLUGIN = 0.010
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar by its number in the issue; `met` is None for what was not measured."""

    number: int
    asked: str
    measured: str
    met: bool | None


def bars(rows: Rows, costs: Costs, memory: Memory | None) -> list[Bar]:
    """All bars that can be measured; the last one of the issue is a matter of reading the code."""
    return [
        *_starts(rows),
        *_rates(rows),
        *_tails(rows),
        *_costs(costs),
        *_memory(memory),
        _plugin(costs),
    ]


def at_most(number: int, asked: str, value: float | None, base: float | None, factor: float = 1.0) -> Bar:
    """Whether a value is at most `factor` times another; None is what was not measured."""
    ratio = _ratio(value, base)
    return _bar(number, asked, ratio, None if ratio is None else ratio <= factor)


def at_least(number: int, asked: str, value: float | None, base: float | None, factor: float = 1.0) -> Bar:
    """Whether a value is at least `factor` times another; None is what was not measured."""
    ratio = _ratio(value, base)
    return _bar(number, asked, ratio, None if ratio is None else ratio >= factor)


def _ratio(value: float | None, base: float | None) -> float | None:
    return None if value is None or base is None else value / base


def _bar(number: int, asked: str, ratio: float | None, met: bool | None) -> Bar:
    return Bar(number, asked, "not measured" if ratio is None else f"{ratio:.2f} x", met)


def _starts(rows: Rows) -> Iterator[Bar]:
    peers = [row for row in rows.values() if row.kind == "peer"]
    fastest = min(peers, key=lambda row: row.start, default=None)
    ours, flask, peer = (row and row.start for row in (rows.get(OURS), rows.get(FLASK), fastest))
    name = f" ({fastest.name})" if fastest else ""
    yield at_most(1, f"start at most that of the fastest peer{name}", ours, peer)
    yield at_most(1, f"start at most 1.5 x {FLASK}", ours, flask, 1.5)


def _rates(rows: Rows) -> Iterator[Bar]:
    for number, operation, comparisons in (
        (2, "GET", ((PRISM, 1.2), (FLASK, 0.7), (WIREMOCK, 1.0))),
        (3, "POST", ((PRISM, 1.2), (WIREMOCK, 1.0))),
    ):
        ours = _load(rows, OURS, operation)
        for name, factor in comparisons:
            other = _load(rows, name, operation)
            asked = f"{'aim: ' if name == WIREMOCK else ''}{operation} at least {factor:g} x {name}"
            yield at_least(number, asked, ours and ours.rate, other and other.rate, factor)


def _tails(rows: Rows) -> Iterator[Bar]:
    for operation in ("GET", "POST"):
        ours, prism = (_load(rows, name, operation) for name in (OURS, PRISM))
        asked = f"p99 of {operation} at most that of {PRISM}"
        yield at_most(4, asked, ours and ours.p99, prism and prism.p99)


def _load(rows: Rows, name: str, operation: str) -> Load | None:
    row = rows.get(name)
    if row is None:
        return None
    return row.get if operation == "GET" else row.post


def _costs(costs: Costs) -> Iterator[Bar]:
    asked = "a batch of 1,000 x 10 at most 8 x the json module"
    yield at_most(5, asked, _median(costs, BATCH), _median(costs, BATCH_JSON), 8)
    for what in ("get", "sync", "list page"):
        small, large = (_median(costs, f"{what}[{size}]") for size in (100, 100_000))
        yield at_most(6, f"{what} at 100,000 vehicles at most 1.2 x that at 100", large, small, 1.2)


def _memory(memory: Memory | None) -> Iterator[Bar]:
    asked = (f"under {MOST_MEMORY:g} MB after 60 s of load", f"second minute adds under {MOST_GROWTH:g} MB")
    if memory is None:
        yield from (Bar(7, one, "not measured", None) for one in asked)
        return
    grown = memory.second - memory.first
    yield Bar(7, asked[0], f"{memory.first:.1f} MB", memory.first < MOST_MEMORY)
    yield Bar(7, asked[1], f"{grown:+.1f} MB", grown < MOST_GROWTH)


def _plugin(costs: Costs) -> Bar:
    """Of issue 10; the number goes on where issue 5 ends."""
    asked = f"a pytest session that does not use the plugin pays under {MOST_FOR_THE_PLUGIN * 1000:g} ms of processor time"
    with_it, without = _median(costs, WITH_PLUGIN), _median(costs, WITHOUT_PLUGIN)
    if with_it is None or without is None:
        return Bar(8, asked, "not measured", None)
    more = with_it - without
    return Bar(8, asked, f"{more * 1000:+.1f} ms, {with_it / without:.2f} x", more < MOST_FOR_THE_PLUGIN)


def _median(costs: Costs, name: str) -> float | None:
    return costs[name].median if name in costs else None
