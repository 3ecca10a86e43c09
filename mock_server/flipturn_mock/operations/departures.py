"""The two operations on departure times (source: the page "Departure Times")."""

from typing import Any

from flipturn_mock.domain.departures import Departure, Owner, Planned, sync_departures
from flipturn_mock.domain.errors import Refusal
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations.call import Call
from flipturn_mock.operations.instants import format_instant, parse_instant
from flipturn_mock.operations.json_types import JsonObject


def sync_vehicle_departure_times(call: Call, fleet: Fleet) -> JsonObject:
    """`{departureTimes: DepartureTime[]}` in the order of the request; raises NotFound for an unknown id."""
    _, departures = _sync(call.body, call.now, fleet)
    return {"departureTimes": [departure_to_json(departure) for departure in departures]}


def batch_sync_departure_times(call: Call, fleet: Fleet) -> JsonObject:
    """`{results: BatchItemResult[]}`, one for each item and in their order; a faulty item fails alone."""
    return {"results": [_sync_item(index, call, fleet) for index in range(len(call.body["vehicles"]))]}


def departure_to_json(departure: Departure) -> JsonObject:
    """The schema DepartureTime."""
    return {
        "id": departure.id,
        "vehicleId": departure.vehicle_id,
        "vehicleVin": departure.vehicle_vin,
        "departureTime": format_instant(departure.departure_time),
        "shiftName": departure.shift_name,
        "routeName": departure.route_name,
        "targetSoc": departure.target_soc,
        "outcome": "skipped" if departure.id is None else "created",
    }


def _sync_item(index: int, call: Call, fleet: Fleet) -> JsonObject:
    item = call.body["vehicles"][index]
    try:
        owner, departures = _sync(call.check("VehicleSync", item), call.now, fleet)
    except Refusal as refusal:
        call.note(("vehicles", index), refusal)
        return _result(*_sent_identifiers(item), outcome="error", error=refusal.sentence)
    vehicle_id, vin = (owner, None) if isinstance(owner, int) else (None, owner)
    listed = [departure_to_json(departure) for departure in departures]
    return _result(vehicle_id, vin, outcome="success", departureTimes=listed)


def _result(vehicle_id: int | None, vin: str | None, **rest: Any) -> JsonObject:
    return {"vehicleId": vehicle_id, "vehicleVin": vin, **rest}


def _sync(body: JsonObject, now: int, fleet: Fleet) -> tuple[Owner, list[Departure]]:
    vehicle_id: int | None = body.get("vehicleId")
    named: Owner = body["vehicleVin"] if vehicle_id is None else vehicle_id
    wanted = [_planned(item) for item in body["departureTimes"]]
    return sync_departures(fleet.vehicles, fleet.departures, named, wanted, now)


def _planned(item: JsonObject) -> Planned:
    return Planned(
        parse_instant(item["departureTime"]),
        item.get("shiftName"),
        item.get("routeName"),
        item.get("targetSoc"),
    )


def _sent_identifiers(item: JsonObject) -> tuple[int | None, str | None]:
    """Whichever identifiers were sent and are of the right type (D5)."""
    vehicle_id, vin = item.get("vehicleId"), item.get("vehicleVin")
    is_id = isinstance(vehicle_id, int) and not isinstance(vehicle_id, bool)
    return (vehicle_id if is_id else None), (vin if isinstance(vin, str) else None)
