"""Medians over the rounds, one row for each server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import final

from tests.benchmarks.load import Load
from tests.benchmarks.rounds import Sample
from tests.benchmarks.servers import Kind, Server


@final
@dataclass(frozen=True, slots=True)
class Row:
    """A server's medians, in the units of Sample.

    `spread` is how far its rates of GET lay apart, as a part of their median: much of it is told by a
    machine that was busy with something else.
    """

    name: str
    kind: Kind
    remark: str
    rounds: int
    start: float
    stop: float
    idle: float
    loaded: float
    get: Load
    post: Load | None
    spread: float


Rows = Mapping[str, Row]
"""By the name of the server, in the order of the table."""


def rows_of(servers: Iterable[Server], samples: Mapping[str, Sequence[Sample]]) -> dict[str, Row]:
    """A row for each server that there are samples of."""
    return {server.name: _row(server, samples[server.name]) for server in servers if samples.get(server.name)}


def middle(loads: Sequence[Load]) -> Load:
    """The medians of several loads, each figure by itself; of errors and of the share the most."""
    return Load(
        rate=median(load.rate for load in loads),
        p50=median(load.p50 for load in loads),
        p99=median(load.p99 for load in loads),
        errors=max(load.errors for load in loads),
        share=max(load.share for load in loads),
    )


def _row(server: Server, samples: Sequence[Sample]) -> Row:
    posts = [sample.post for sample in samples if sample.post is not None]
    return Row(
        server.name,
        server.kind,
        server.remark,
        len(samples),
        start=median(sample.start for sample in samples),
        stop=median(sample.stop for sample in samples),
        idle=median(sample.idle for sample in samples),
        loaded=median(sample.loaded for sample in samples),
        get=middle([sample.get for sample in samples]),
        post=middle(posts) if posts else None,
        spread=_spread([sample.get.rate for sample in samples]),
    )


def _spread(rates: Sequence[float]) -> float:
    return (max(rates) - min(rates)) / median(rates) if any(rates) else 0.0
