"""All that one organization has: the API's data, and what the test bench keeps beside them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from flipturn_mock.bench.faults import Faults
from flipturn_mock.bench.own_clock import OwnClock
from flipturn_mock.bench.window import Window
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.keys import Key

MOST_SNAPSHOTS = 100


class Snapshot(NamedTuple):
    """A fleet and a clock as they were at an instant (milliseconds since 1970)."""

    taken_at: int
    fleet: Fleet
    clock: OwnClock


@dataclass(slots=True)
class Organization:
    """One organization; its journal is kept with those of the others, since they share their room."""

    name: str
    fleet: Fleet
    fault_numbers: Iterator[int]
    clock: OwnClock = field(default_factory=OwnClock)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    rates: dict[Key, Window] = field(default_factory=dict)
    faults: Faults = field(init=False)

    def __post_init__(self) -> None:
        self.faults = Faults(self.fault_numbers)

    def take_snapshot(self, name: str, now: int) -> Snapshot:
        """Keep the fleet and the clock under a name; later changes do not reach it."""
        self.snapshots.pop(name, None)  # the newest stands last
        self.snapshots[name] = Snapshot(now, self.fleet.copy(), self.clock.copy())
        return self.snapshots[name]

    def restore(self, snapshot: Snapshot) -> None:
        """Have again what a snapshot keeps."""
        self.fleet, self.clock = snapshot.fleet.copy(), snapshot.clock.copy()
