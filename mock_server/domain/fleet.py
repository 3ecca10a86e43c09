"""The collections of one organization, side by side."""

from dataclasses import dataclass, field

from mock_server.domain.customers import Customers
from mock_server.domain.departures import Departures
from mock_server.domain.vehicles import Vehicles


@dataclass(slots=True)
class Fleet:
    """All that one organization has; a copy shares nothing that changes."""

    customers: Customers = field(default_factory=Customers)
    vehicles: Vehicles = field(default_factory=Vehicles)
    departures: Departures = field(default_factory=Departures)

    def copy(self) -> "Fleet":
        """An independent copy, counters included."""
        return Fleet(self.customers.copy(), self.vehicles.copy(), self.departures.copy())
