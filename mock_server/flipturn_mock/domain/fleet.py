"""The collections of one organization, side by side."""

from dataclasses import dataclass, field

from flipturn_mock.domain.customers import Customers
from flipturn_mock.domain.departures import Departures
from flipturn_mock.domain.vehicles import Vehicles


@dataclass(slots=True)
class Fleet:
    """All that one organization has; a copy shares nothing that changes."""

    customers: Customers = field(default_factory=Customers)
    vehicles: Vehicles = field(default_factory=Vehicles)
    departures: Departures = field(default_factory=Departures)

    def copy(self) -> "Fleet":
        """An independent copy, counters included."""
        return Fleet(self.customers.copy(), self.vehicles.copy(), self.departures.copy())
