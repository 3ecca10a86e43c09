"""Scheduled departures: what is past, what is future, whose they are, and what a sync does to them.

Instants are milliseconds since 1970 in UTC, the resolution of the API's answers (D12).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flipturn_mock.domain.ids import Ids
from flipturn_mock.domain.vehicles import Vehicles

Owner = int | str
"""A vehicle's id, or the VIN of a vehicle that does not exist yet."""


class Departure(NamedTuple):
    """One departure; it belongs to a vehicle or to a VIN, never both, and has no id if it was skipped."""

    id: int | None
    vehicle_id: int | None
    vehicle_vin: str | None
    departure_time: int
    shift_name: str | None
    route_name: str | None
    target_soc: float | None


class Planned(NamedTuple):
    """What a sync asks for: a departure without an owner or an id."""

    departure_time: int
    shift_name: str | None
    route_name: str | None
    target_soc: float | None


def is_future(departure_time: int, now: int) -> bool:
    """The one line between past and future, for deleting and for inserting alike (D9)."""
    return departure_time > now


class Departures:
    """The stored departures of one organization, past and future, by owner."""

    def __init__(self) -> None:
        self.ids = Ids()
        self._by_owner: dict[Owner, tuple[Departure, ...]] = {}

    def __iter__(self) -> Iterator[Departure]:
        return (departure for stored in self._by_owner.values() for departure in stored)

    def sync(self, owner: Owner, wanted: Iterable[Planned], now: int) -> list[Departure]:
        """Replace the owner's future departures by those of `wanted` that are in the future.

        Returns what became of each wanted departure, in their order.
        """
        outcome = [self._place(owner, planned, now) for planned in wanted]
        past = [stored for stored in self.of(owner) if not is_future(stored.departure_time, now)]
        self._keep(owner, [*past, *(departure for departure in outcome if departure.id is not None)])
        return outcome

    def link(self, vin: str, vehicle_id: int) -> None:
        """Give the vehicle all departures that were waiting under the VIN (D21)."""
        waiting = self._by_owner.pop(vin, ())
        if waiting:
            linked = [departure._replace(vehicle_id=vehicle_id, vehicle_vin=None) for departure in waiting]
            self._keep(vehicle_id, [*self.of(vehicle_id), *linked])

    def of(self, owner: Owner) -> tuple[Departure, ...]:
        """Everything that is stored for one owner."""
        return self._by_owner.get(owner, ())

    def put(self, departure: Departure) -> None:
        """Store a departure as it is, whenever it is or was."""
        assert departure.id is not None
        owner = departure.vehicle_id if departure.vehicle_id is not None else departure.vehicle_vin
        assert owner is not None
        self.ids.skip_past(departure.id)
        self._keep(owner, [*self.of(owner), departure])

    def copy(self) -> "Departures":
        """An independent copy; the departures themselves never change and are shared."""
        twin = Departures()
        twin.ids, twin._by_owner = self.ids.copy(), self._by_owner.copy()
        return twin

    def _place(self, owner: Owner, planned: Planned, now: int) -> Departure:
        new_id = self.ids.take() if is_future(planned.departure_time, now) else None
        vehicle_id, vin = (owner, None) if isinstance(owner, int) else (None, owner)
        return Departure(new_id, vehicle_id, vin, *planned)

    def _keep(self, owner: Owner, departures: list[Departure]) -> None:
        if departures:
            self._by_owner[owner] = tuple(departures)
        else:
            self._by_owner.pop(owner, None)


def sync_departures(
    vehicles: Vehicles, departures: Departures, named: Owner, wanted: Iterable[Planned], now: int
) -> tuple[Owner, list[Departure]]:
    """Sync the vehicle that is named by id or VIN; returns whose departures they are, and their fate.

    A vehicle that exists takes over what was stored under its VIN first, also when it is named by
    id (D21, D22). Raises NotFound for an id that no vehicle has; a VIN is never refused (D26).
    """
    vehicle = vehicles.get(named) if isinstance(named, int) else vehicles.with_vin(named)
    if vehicle is None:
        return named, departures.sync(named, wanted, now)
    # Of several vehicles with one VIN only the first is meant by it (D19).
    if vehicle.vin is not None and vehicles.with_vin(vehicle.vin) is vehicle:
        departures.link(vehicle.vin, vehicle.id)
    return vehicle.id, departures.sync(vehicle.id, wanted, now)
