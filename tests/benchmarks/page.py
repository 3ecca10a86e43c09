"""The figures as Markdown, for people."""

from collections.abc import Iterable, Iterator, Sequence

from tests.benchmarks.bars import Bar
from tests.benchmarks.costs import Costs
from tests.benchmarks.figures import Row, Rows
from tests.benchmarks.load import Load
from tests.benchmarks.memory import Memory
from tests.benchmarks.ours import OURS
from tests.benchmarks.servers import Missing

_BOTTLENECK, _NOISE = 0.8, 0.3


def servers_table(rows: Rows) -> str:
    """A row for each server; in brackets how many times ours that is."""
    ours = rows.get(OURS)
    heads = [
        "",
        "start ms",
        "stop ms",
        "GET/s",
        "p50, p99 ms",
        "POST/s",
        "p50, p99 ms",
        "MB idle, loaded",
        "",
    ]
    return table(heads, (_cells(row, ours) for row in rows.values()))


def bars_table(bars: Iterable[Bar]) -> str:
    """A row for each bar."""
    verdicts = {True: "met", False: "**not met**", None: "-"}
    return table(
        ["bar", "asked", "measured", ""],
        ([str(bar.number), bar.asked, bar.measured, verdicts[bar.met]] for bar in bars),
    )


def costs_table(costs: Costs) -> str:
    """A row for each cost."""
    return table(
        ["cost", "median ms", "mean ms"],
        ([name, f"{cost.median * 1000:.3f}", f"{cost.mean * 1000:.3f}"] for name, cost in costs.items()),
    )


def notes(rows: Rows, missing: Sequence[Missing], memory: Memory | None) -> Iterator[str]:
    """What must be said beside the tables: who is missing and why, noise, errors, a generator at its limit."""
    for one in missing:
        yield f"missing: {one.name}: {one.reason}"
    noisy = [f"{row.name} by {row.spread:.0%}" for row in rows.values() if row.spread > _NOISE]
    if noisy:
        yield f"the machine was busy, rates of GET lay apart: {', '.join(noisy)}"
    for row in rows.values():
        for load in filter(None, (row.get, row.post)):
            if load.errors:
                yield f"{row.name}: {load.errors:.0f} requests failed in the worst round"
            if load.share > _BOTTLENECK:
                yield f"{row.name}: the generator used {load.share:.0%} of a core and may be the limit"
    if memory is not None:
        held = (memory.idle, memory.first, memory.second)
        yield "memory of ours: {:.1f} MB idle, {:.1f} after a minute, {:.1f} after two".format(*held)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row, ours: Row | None) -> list[str]:
    return [
        row.name,
        _times(row.start * 1000, ours and ours.start * 1000),
        f"{row.stop * 1000:.0f}",
        *_load_cells(row.get, ours and ours.get),
        *_load_cells(row.post, ours and ours.post),
        f"{row.idle:.0f}, {row.loaded:.0f}" if row.idle else "-",
        row.remark,
    ]


def _load_cells(load: Load | None, ours: Load | None) -> list[str]:
    if load is None:
        return ["-", "-"]
    return [_times(load.rate, ours and ours.rate), f"{load.p50:.2f}, {load.p99:.2f}"]


def _times(value: float, ours: float | None) -> str:
    return f"{value:,.0f} ({value / ours:.2f})" if ours else f"{value:,.0f}"
