"""Makes generated requests harmless: on a deployment they name nothing but what the run owns."""

from typing import Any
from zlib import crc32

from flipturn_contracts.harness.guard import numbers_in
from flipturn_contracts.harness.own import ABSENT_ID, Own

_POOL = 10
"""As many VINs as a generated batch has items at most, so that none stands twice."""


def tame_sync(body: Any, own: Own) -> Any:
    """The body with every VIN and every id replaced by one that is safe; a text stays a text.

    The first item of a batch goes by VIN: one of nothing but unknown ids may be refused as a whole (D34).
    """
    vins = iter(own.pool(_POOL) * 100)

    def tamed(value: Any) -> Any:
        if isinstance(value, list):
            return [tamed(item) for item in value]
        if isinstance(value, dict):
            return {name: member(name, item) for name, item in value.items()}
        return value

    def member(name: str, value: Any) -> Any:
        folded = name.casefold()
        if folded == "vehiclevin":
            return next(vins) if isinstance(value, str) else value if value in (None, [], {}) else []
        if folded == "vehicleid":
            return _safe_id(value)
        return tamed(value)

    body = tamed(body)
    items = body.get("vehicles") if isinstance(body, dict) else None
    if isinstance(items, list) and items and isinstance(items[0], dict) and "vehicleId" in items[0]:
        first = {name: value for name, value in items[0].items() if name != "vehicleId"}
        items[0] = {**first, "vehicleVin": next(vins)}
    return body


def with_known_vins(body: Any, vins: list[str]) -> Any:
    """The body with VINs that vehicles have in about half of the places; the same for the same body."""
    if isinstance(body, list):
        return [with_known_vins(item, vins) for item in body]
    if not isinstance(body, dict):
        return body
    changed = {name: with_known_vins(value, vins) for name, value in body.items()}
    if vins and isinstance(body.get("vehicleVin"), str):
        number = crc32(body["vehicleVin"].encode("utf-8", "replace"))
        changed["vehicleVin"] = [*vins, *([body["vehicleVin"]] * len(vins))][number % (2 * len(vins))]
    return changed


def tame_update(body: Any, own: Own) -> Any:
    """The body with the vehicle's own VIN and mark, and the suite's customer."""
    if not isinstance(body, dict) or not isinstance(body.get("vehicle"), dict):
        return body
    vehicle = dict(body["vehicle"])
    for name, safe in (("vin", own.vehicle_vin), ("licensePlate", own.mark)):
        if name in vehicle:
            vehicle[name] = safe if vehicle[name] is None or isinstance(vehicle[name], str) else []
    if isinstance(vehicle.get("customer"), dict) and "name" in vehicle["customer"]:
        name = vehicle["customer"]["name"]
        vehicle["customer"] = {**vehicle["customer"], "name": own.customer if isinstance(name, str) else []}
    elif "customer" in vehicle and vehicle["customer"] not in (None, {}):
        vehicle["customer"] = []
    return {**body, "vehicle": vehicle}


def _safe_id(value: Any) -> Any:
    """Unchanged if no server can read an id out of it; else the absent one, or something of a wrong type."""
    if numbers_in(value) <= {ABSENT_ID}:
        return value
    return ABSENT_ID if isinstance(value, int) and not isinstance(value, bool) else []
