"""The vehicle that a run may change on a deployment: one of a few that stay, found again by its VIN.

Nothing documented deletes a vehicle, so runs share these, and mark the one they use.
"""

from typing import Any
from zlib import crc32

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import not_run
from flipturn_contracts.harness.own import Own

Json = dict[str, Any]
_AT_REST: Json = {"name": "Contract Suite vehicle", "make": "Make", "model": None, "customer": None}


def claimed_vehicle(api: Api, own: Own) -> Json:
    """The run's vehicle; the first time it is taken or made, and marked in its licence plate."""
    if own.vehicle_ids:
        return api.vehicle(next(iter(own.vehicle_ids)))
    known = {str(vehicle.get("vin")): vehicle for vehicle in api.vehicles()}
    for vin in _in_own_order(own, set(known)):
        found = known.get(vin)
        vehicle = _made(api, own, vin) if found is None else _claimed(api, own, found)
        if vehicle is not None and _is_the_only_one(api, own, vehicle):
            own.vehicle_ids.add(vehicle["id"])
            own.vehicle_vin = vin
            return vehicle
    return not_run(
        "every vehicle of the suite is in use by a run; --clean frees those of a run that was killed"
    )


def restore(api: Api, own: Own, vehicle_id: int) -> None:
    """Everything back to what it was when the run took the vehicle."""
    api.update(vehicle_id, **_AT_REST, vin=own.vehicle_vin, licensePlate=own.mark)


def release(api: Api, own: Own) -> None:
    """Clear and free the run's vehicle; the mark goes last, so that it is found again if that fails."""
    for vehicle_id in own.vehicle_ids:
        api.sync(vehicleId=vehicle_id, departureTimes=[])
        api.update(vehicle_id, **_AT_REST, vin=own.vehicle_vin, licensePlate=None)


def marked_vehicle(api: Api, own: Own) -> Json | None:
    """The vehicle with the mark of this run, if there is one."""
    return next(
        (
            vehicle
            for vehicle in api.vehicles()
            if vehicle.get("vin") in own.fixed_vins and vehicle.get("licensePlate") == own.mark
        ),
        None,
    )


def _in_own_order(own: Own, known: set[str]) -> list[str]:
    """Those that exist first; two runs that begin at the same time begin at different vehicles."""
    start = crc32(own.run.encode()) % len(own.fixed_vins)
    turned = [*own.fixed_vins[start:], *own.fixed_vins[:start]]
    return sorted(turned, key=lambda vin: vin not in known)


def _made(api: Api, own: Own, vin: str) -> Json | None:
    answer = api.post_vehicle({"vehicle": {**_AT_REST, "vin": vin, "licensePlate": own.mark}})
    if answer.status in (400, 409):  # another run was quicker
        return None
    vehicle: Json = answer.must_be(200, 201).json()["vehicle"]
    own.made_vehicle = vehicle
    return vehicle


def _claimed(api: Api, own: Own, vehicle: Json) -> Json | None:
    """Mark it, unless somebody has in the meantime."""
    if api.vehicle(vehicle["id"]).get("licensePlate") not in (None, own.mark):
        return None
    own.vehicle_ids.add(vehicle["id"])  # so that it may be changed
    api.update(vehicle["id"], **_AT_REST, licensePlate=own.mark)
    own.vehicle_ids.clear()
    return api.vehicle(vehicle["id"])


def _is_the_only_one(api: Api, own: Own, vehicle: Json) -> bool:
    """Whether the mark is still ours, and no other run has made a vehicle with this VIN meanwhile."""
    same = [other["id"] for other in api.vehicles() if other.get("vin") == vehicle["vin"]]
    return (
        min(same, default=None) == vehicle["id"]
        and api.vehicle(vehicle["id"]).get("licensePlate") == own.mark
    )
