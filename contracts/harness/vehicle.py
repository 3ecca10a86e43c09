"""The vehicle that a run may change on a deployment: one of a few that stay, found again by its VIN.

Nothing documented deletes a vehicle, so runs share these and mark the one they use.
"""

from typing import Any, NoReturn

from contracts.harness.api import Api
from contracts.harness.broken import not_run
from contracts.harness.own import Own

Json = dict[str, Any]
_AT_REST: Json = {"name": "Contract Suite vehicle", "make": "Make", "model": None, "customer": None}


def claimed_vehicle(api: Api, own: Own) -> Json:
    """The run's vehicle; the first time it is taken or made, and marked in its licence plate."""
    if own.vehicle_ids:
        return api.vehicle(next(iter(own.vehicle_ids)))
    known = {
        vehicle.get("vin"): vehicle for vehicle in api.vehicles() if vehicle.get("vin") in own.fixed_vins
    }
    for vin in own.fixed_vins:
        vehicle = known.get(vin)
        if vehicle is None:
            return _made(api, own, vin)
        if vehicle.get("licensePlate") in (None, mark(own)) and (claimed := _claimed(api, own, vehicle)):
            return claimed
    return _none_is_free(known)


def _none_is_free(known: dict[Any, Json]) -> NoReturn:
    users = ", ".join(sorted({str(vehicle.get("licensePlate")) for vehicle in known.values()}))
    not_run(f"every vehicle of the suite is taken ({users}); --clean frees those of a run that was killed")


def restore(api: Api, own: Own, vehicle_id: int) -> None:
    """Everything back to what it was when the run took the vehicle."""
    api.update(vehicle_id, **_AT_REST, licensePlate=mark(own))


def release(api: Api, own: Own) -> list[str]:
    """Free the vehicles that this run has marked, whoever asks; returns their VINs."""
    freed = []
    for vehicle in api.vehicles():
        if vehicle.get("vin") in own.fixed_vins and vehicle.get("licensePlate") == mark(own):
            own.vehicle_ids.add(vehicle["id"])
            own.vehicle_vin = vehicle["vin"]
            api.sync(vehicleId=vehicle["id"], departureTimes=[])
            api.update(vehicle["id"], **_AT_REST, licensePlate=None)
            freed.append(vehicle["vin"])
    return freed


def _made(api: Api, own: Own, vin: str) -> Json:
    own.made_vehicle = api.create(**_AT_REST, vin=vin, licensePlate=mark(own))
    _take(own, own.made_vehicle)
    return own.made_vehicle


def _claimed(api: Api, own: Own, vehicle: Json) -> Json | None:
    """Mark it, and look whether the mark is still ours: another run may have had the same idea."""
    if api.vehicle(vehicle["id"]).get("licensePlate") not in (None, mark(own)):
        return None
    own.vehicle_ids.add(vehicle["id"])
    api.update(vehicle["id"], **_AT_REST, licensePlate=mark(own))
    claimed = api.vehicle(vehicle["id"])
    if claimed.get("licensePlate") != mark(own):
        own.vehicle_ids.discard(vehicle["id"])
        return None
    _take(own, claimed)
    return claimed


def _take(own: Own, vehicle: Json) -> None:
    own.vehicle_ids.add(vehicle["id"])
    own.vehicle_vin = vehicle["vin"]


def mark(own: Own) -> str:
    """What stands in the licence plate of a vehicle that a run is using."""
    return f"run {own.run}"
