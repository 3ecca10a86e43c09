"""Rows that a test makes up."""

from tests.benchmarks.figures import Row
from tests.benchmarks.load import Load
from tests.benchmarks.servers import Kind


def row(
    name: str,
    kind: Kind = "peer",
    start: float = 0.2,
    get: float = 1000,
    post: float | None = 1000,
    p99: float = 5,
    errors: int = 0,
    share: float = 0.1,
    spread: float = 0.1,
) -> Row:
    """A row in which only what a test is about differs; rates per second."""
    loads = [None if rate is None else Load(rate, 1, p99, errors, share) for rate in (get, post)]
    assert loads[0] is not None
    return Row(name, kind, "", 7, start, 0.05, 50, 60, loads[0], loads[1], spread)
