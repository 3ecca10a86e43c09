"""--plan: the same run against a mock of our own, to tell beforehand what the target would get."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from flipturn_contracts.harness.guard import Writes
from flipturn_contracts.harness.options import Options


@dataclass
class Sent:
    """Counts what leaves, by what it is."""

    requests: Counter[str] = field(default_factory=Counter)
    vins: int = 0

    @property
    def total(self) -> int:
        """All requests."""
        return self.requests.total()


def plan_lines(options: Options, sent: Sent) -> Iterator[str]:
    """Operations, counts, resources and minutes, for a target with a fleet that fits on one page."""
    assert options.connection is not None
    yield f"plan for {options.connection.url} (writes: {options.writes}); nothing was sent there"
    for request, number in sorted(sent.requests.items()):
        yield f"  {number:>5}  {request}"
    yield f"  {sent.total:>5}  requests in all, and one more for each further page of a list"
    if options.rate is not None:
        minutes = sent.total / options.rate / 60
        yield f"         about {minutes:.1f} minutes at {options.rate:g} requests a second"
    yield from _resources(options, sent)


def _resources(options: Options, sent: Sent) -> Iterator[str]:
    if options.writes == Writes.NONE:
        yield "         nothing is written"
        return
    yield f"         departures of {sent.vins} VINs CONTRACT-{options.run}-..., cleared at the end"
    if options.writes == Writes.ALL:
        yield "         one vehicle CONTRACT-VEHICLE-n is reused, or created for good, changed, and put back"
