"""All that a reset forgets, and the lock around it."""

from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from threading import Lock

from flipturn_mock.bench.faults import Faults
from flipturn_mock.bench.journal import KEPT, Journals
from flipturn_mock.bench.organization import Organization
from flipturn_mock.domain.fleet import Fleet

MOST_ORGANIZATIONS = 10_000


def _nobody_told(_: str) -> None:
    """Whoever makes a world decides who hears of an organization that had to go."""


class World:
    """The organizations, each with a fleet that begins as a copy of the starting fleet.

    `faults` hold for every organization. At most `most` organizations are kept; the one that was
    idle for longest goes first, and `forgotten` is told its name. Hold the lock for everything.
    """

    def __init__(
        self,
        start: Fleet,
        journal: int = KEPT,
        most: int = MOST_ORGANIZATIONS,
        forgotten: Callable[[str], None] = _nobody_told,
    ) -> None:
        self.lock = Lock()
        self._start = start
        self._journal = journal
        self._most = most
        self._forgotten = forgotten
        self._begin()

    def _begin(self) -> None:
        self._organizations: OrderedDict[str, Organization] = OrderedDict()  # longest idle first
        self._fault_numbers = count(1)
        self.faults = Faults(self._fault_numbers)
        self.journals = Journals(self._journal)

    def organization(self, name: str) -> Organization:
        """The organization, which exists from its first use on."""
        organization = self._organizations.get(name)
        if organization is not None:
            self._organizations.move_to_end(name)
            return organization
        if len(self._organizations) >= self._most:
            idle, _ = self._organizations.popitem(last=False)
            self.journals.forget(idle)
            self._forgotten(idle)
        organization = Organization(name, self._start.copy(), self._fault_numbers)
        self._organizations[name] = organization
        return organization

    def look(self, name: str) -> Organization:
        """The organization as it is or would be, without making it or taking it for used."""
        known = self._organizations.get(name)
        return known or Organization(name, self._start.copy(), self._fault_numbers)

    def organizations(self) -> list[Organization]:
        """Those that exist, by name."""
        return sorted(self._organizations.values(), key=lambda organization: organization.name)

    def reset(self, name: str | None = None) -> None:
        """Forget one organization, or everything: the next use begins with the starting fleet."""
        if name is None:
            self._begin()
        else:
            self._organizations.pop(name, None)
            self.journals.forget(name)
