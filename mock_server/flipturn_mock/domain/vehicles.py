"""Vehicles with their access ids, found by id, by VIN and by tag."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flipturn_mock.domain.errors import Conflict, NotFound, Reason
from flipturn_mock.domain.ids import Ids


class AccessId(NamedTuple):
    """An OCPP id tag that belongs to a vehicle: a charge port's MAC id, or an RFID card."""

    id: int
    ocpp_id_tag: str
    authorization_status: str


class Vehicle(NamedTuple):
    """One vehicle; `customer` is the customer's name in the organization's spelling."""

    id: int
    name: str | None
    make: str | None = None
    model: str | None = None
    vin: str | None = None
    license_plate: str | None = None
    has_telematics: bool = False
    customer: str | None = None
    access_ids: tuple[AccessId, ...] = ()


class Vehicles:
    """The vehicles of one organization, in ascending order of id."""

    def __init__(self) -> None:
        self.ids = Ids()
        self.access_ids = Ids()
        self._by_id: dict[int, Vehicle] = {}
        self._order: list[int] = []
        self._by_vin: dict[str, tuple[int, ...]] = {}
        self._by_tag: dict[str, int] = {}

    def __iter__(self) -> Iterator[Vehicle]:
        return (self._by_id[vehicle_id] for vehicle_id in self._order)

    def get(self, vehicle_id: int) -> Vehicle:
        """The vehicle with this id; raises NotFound."""
        try:
            return self._by_id[vehicle_id]
        except KeyError:
            raise NotFound.vehicle(vehicle_id) from None

    def with_vin(self, vin: str) -> Vehicle | None:
        """The vehicle that a VIN means, compared exactly; of several the one with the lowest id (D19)."""
        ids = self._by_vin.get(vin)
        return self._by_id[ids[0]] if ids else None

    def page(self, after: int, size: int) -> tuple[list[Vehicle], bool]:
        """Up to `size` vehicles with ids above `after`, and whether there are more."""
        start = bisect_right(self._order, after)
        ids = self._order[start : start + size]
        return [self._by_id[vehicle_id] for vehicle_id in ids], start + size < len(self._order)

    def refuse_known_vin(self, vin: str | None, but: int | None = None) -> None:
        """Raise Conflict if a vehicle other than `but` has this VIN (V5)."""
        if vin is not None and any(owner != but for owner in self._by_vin.get(vin, ())):
            raise Conflict(f"A vehicle with VIN {vin} already exists", reason=Reason("vin", row="V5"))

    def refuse_known_tags(self, tags: Iterable[str]) -> None:
        """Raise Conflict if a tag is taken, or stands twice among those given (V8, V9)."""
        seen: set[str] = set()
        for tag in tags:
            if tag in self._by_tag:
                sentence = f"An access id with ocppIdTag {tag} already exists"
                raise Conflict(sentence, reason=Reason("ocppIdTag", row="V8"))
            if tag in seen:
                raise Conflict(f"ocppIdTag {tag} is given twice", reason=Reason("ocppIdTag", row="V9"))
            seen.add(tag)

    def put(self, vehicle: Vehicle) -> None:
        """Add the vehicle, or replace the one with its id."""
        former = self._by_id.get(vehicle.id)
        if former is None:
            insort(self._order, vehicle.id)
            self.ids.skip_past(vehicle.id)
        else:
            self._forget(former)
        self._by_id[vehicle.id] = vehicle
        if vehicle.vin is not None:
            owners = (*self._by_vin.get(vehicle.vin, ()), vehicle.id)
            self._by_vin[vehicle.vin] = tuple(sorted(owners))
        for access_id in vehicle.access_ids:
            self._by_tag[access_id.ocpp_id_tag] = vehicle.id
            self.access_ids.skip_past(access_id.id)

    def _forget(self, former: Vehicle) -> None:
        if former.vin is not None:
            others = tuple(owner for owner in self._by_vin[former.vin] if owner != former.id)
            self._by_vin.pop(former.vin)
            if others:
                self._by_vin[former.vin] = others
        for access_id in former.access_ids:
            del self._by_tag[access_id.ocpp_id_tag]

    def copy(self) -> "Vehicles":
        """An independent copy; the vehicles themselves never change and are shared."""
        twin = Vehicles()
        twin.ids, twin.access_ids = self.ids.copy(), self.access_ids.copy()
        twin._by_id, twin._order = self._by_id.copy(), self._order.copy()
        twin._by_vin, twin._by_tag = self._by_vin.copy(), self._by_tag.copy()
        return twin
