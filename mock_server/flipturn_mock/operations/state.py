"""A whole fleet as JSON and back: what the state view gives and what a fleet file holds.

The API itself has no view of stored departures (D39), so this shape is ours; its parts are the API's.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flipturn_mock.domain.departures import Departure
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.ids import Ids
from flipturn_mock.domain.vehicles import AccessId, Vehicle
from flipturn_mock.operations.call import ReadingValue
from flipturn_mock.operations.departures import departure_to_json
from flipturn_mock.operations.instants import parse_instant
from flipturn_mock.operations.json_types import JsonObject
from flipturn_mock.operations.vehicles import plain_fields, vehicle_to_json


def fleet_to_json(fleet: Fleet) -> JsonObject:
    """`{customers, vehicles, departureTimes, nextIds}`; departures by id, past and unlinked ones too."""
    return {
        "customers": [{"name": name} for name in fleet.customers.names()],
        "vehicles": [vehicle_to_json(vehicle) for vehicle in fleet.vehicles],
        "departureTimes": [_stored(departure) for departure in sorted(fleet.departures)],
        "nextIds": {name: ids.following for name, ids in _counters(fleet).items()},
    }


def fleet_from_json(state: JsonObject, readings: Mapping[str, ReadingValue]) -> Fleet:
    """The fleet that a state describes, once it has passed the fleet schema.

    Raises Invalid with the place of what contradicts something else: an id, a VIN or a tag used
    twice, or a departure of a vehicle that is not there.
    """
    fleet = Fleet()
    _refuse_contradictions(state, allow_duplicate_vin=readings["duplicate-vin"] == "allow")
    for customer in state["customers"]:
        fleet.customers.find_or_create(customer["name"])
    for name, ids in _counters(fleet).items():
        ids.skip_past(state["nextIds"].get(name, 1) - 1)
    # Ids that are given come first, so that none that is made up is in their way.
    for _, used in _access_id_places(state["vehicles"], "id"):
        fleet.vehicles.access_ids.skip_past(used)
    for given in _given_first(state["vehicles"]):
        _put_vehicle(given, fleet)
    for given in _given_first(state["departureTimes"]):
        fleet.departures.put(_departure(given, fleet))
    return fleet


def _counters(fleet: Fleet) -> dict[str, Ids]:
    return {
        "vehicle": fleet.vehicles.ids,
        "accessId": fleet.vehicles.access_ids,
        "departureTime": fleet.departures.ids,
    }


def _stored(departure: Departure) -> JsonObject:
    shown = departure_to_json(departure)
    del shown["outcome"]  # said of a request, not of what is stored
    return shown


def _given_first(items: Iterable[JsonObject]) -> list[JsonObject]:
    return sorted(items, key=lambda item: item.get("id") is None)


def _put_vehicle(given: JsonObject, fleet: Fleet) -> None:
    vehicles = fleet.vehicles
    customer = given.get("customer")
    vehicles.put(
        Vehicle(
            id=given.get("id") or vehicles.ids.take(),
            **plain_fields(given),
            has_telematics=given["hasTelematics"],
            customer=None if customer is None else fleet.customers.find_or_create(customer["name"]),
            access_ids=tuple(
                AccessId(
                    item.get("id") or vehicles.access_ids.take(),
                    item["ocppIdTag"],
                    item["authorizationStatus"],
                )
                for item in given["accessIds"]
            ),
        )
    )


def _departure(given: JsonObject, fleet: Fleet) -> Departure:
    return Departure(
        given.get("id") or fleet.departures.ids.take(),
        given.get("vehicleId"),
        given.get("vehicleVin"),
        parse_instant(given["departureTime"]),
        given.get("shiftName"),
        given.get("routeName"),
        given.get("targetSoc"),
    )


def _refuse_contradictions(state: JsonObject, allow_duplicate_vin: bool) -> None:
    vehicles, departures = state["vehicles"], state["departureTimes"]
    _refuse_twice(_places(vehicles, "vehicles", "id"))
    if not allow_duplicate_vin:
        _refuse_twice(_places(vehicles, "vehicles", "vin"))
    for field in ("id", "ocppIdTag"):
        _refuse_twice(_access_id_places(vehicles, field))
    _refuse_twice(_places(departures, "departureTimes", "id"))
    known = {vehicle.get("id") for vehicle in vehicles}
    for place, vehicle_id in _places(departures, "departureTimes", "vehicleId"):
        if vehicle_id not in known:
            raise Invalid(f"{place} is {vehicle_id}, but no vehicle here has that id")


def _access_id_places(vehicles: Iterable[JsonObject], field: str) -> Iterator[tuple[str, Any]]:
    for index, vehicle in enumerate(vehicles):
        yield from _places(vehicle["accessIds"], f"vehicles[{index}].accessIds", field)


def _places(items: Iterable[JsonObject], name: str, field: str) -> Iterator[tuple[str, Any]]:
    """Every value of a field, with the place it stands at."""
    return (
        (f"{name}[{index}].{field}", item[field])
        for index, item in enumerate(items)
        if item.get(field) is not None
    )


def _refuse_twice(values: Iterable[tuple[str, object]]) -> None:
    first: dict[object, str] = {}
    for place, value in values:
        if value in first:
            raise Invalid(f"{place} is the same as {first[value]}")
        first[value] = place
