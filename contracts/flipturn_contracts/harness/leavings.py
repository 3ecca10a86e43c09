"""Clears what a run has left on a deployment: at its end, or later by its id."""

from collections.abc import Callable, Iterator

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import Broken
from flipturn_contracts.harness.guard import Writes
from flipturn_contracts.harness.own import MOST_VINS
from flipturn_contracts.harness.target import Target
from flipturn_contracts.harness.vehicle import marked_vehicle, release

_AT_ONCE = 50


def clear_after_run(target: Target) -> list[str]:
    """What this run has used; returns a sentence for everything that could not be cleared."""
    if target.control is not None or not target.writes.allow(Writes.DEPARTURES):
        return []
    left = clear(target.api(""), target.own.vins())
    if target.own.vehicle_ids:
        left += _attempt("its vehicle", lambda: release(target.api(""), target.own))
    return left


def clear_by_id(target: Target) -> list[str]:
    """Everything that a run with this id can have used."""
    return clear(target.api(""), target.own.vins(MOST_VINS)) + _attempt(
        "its vehicle", lambda: _release_marked(target)
    )


def clear(api: Api, vins: list[str]) -> list[str]:
    """An empty sync for every VIN, many at once or else one by one; returns what remains."""
    return [left for chunk in _chunks(vins) for left in _clear_chunk(api, chunk)]


def _clear_chunk(api: Api, vins: list[str]) -> Iterator[str]:
    done: list[bool] = []

    def at_once() -> None:
        results = api.batch(*({"vehicleVin": vin, "departureTimes": []} for vin in vins))
        done.extend(result.get("outcome") == "success" for result in results)

    _attempt("", at_once)
    for vin, cleared in zip(vins, [*done, *[False] * len(vins)], strict=False):
        if not cleared:
            yield from _attempt(f"departures of {vin}", lambda vin=vin: _clear_one(api, vin))  # type: ignore[misc]


def _clear_one(api: Api, vin: str) -> None:
    left = api.sync(vehicleVin=vin, departureTimes=[])
    if left:
        raise Broken(f"the server says that {len(left)} departures are left")


def _release_marked(target: Target) -> None:
    api = target.api("")
    vehicle = marked_vehicle(api, target.own)
    if vehicle is None:
        return
    if not target.writes.allow(Writes.ALL):
        raise PermissionError(f"vehicle {vehicle['id']} needs --allow-writes all")
    target.own.vehicle_ids.add(vehicle["id"])
    target.own.vehicle_vin = vehicle["vin"]
    release(api, target.own)


def _chunks(vins: list[str]) -> Iterator[list[str]]:
    return (vins[start : start + _AT_ONCE] for start in range(0, len(vins), _AT_ONCE))


def _attempt(what: str, clearing: Callable[[], None]) -> list[str]:
    """Nothing that goes wrong here may hide what the run has found, or keep the rest from being cleared."""
    try:
        clearing()
    except (Exception, pytest.skip.Exception) as error:
        return [f"{what}: {error}"]
    return []
