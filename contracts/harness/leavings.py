"""Clears what a run has left on a deployment: at its end, or later by its id."""

from collections.abc import Iterable, Iterator

from contracts.harness.api import Api
from contracts.harness.guard import Writes
from contracts.harness.own import MOST_VINS
from contracts.harness.target import Target
from contracts.harness.vehicle import release

_AT_ONCE = 50


def clear_after_run(target: Target) -> list[str]:
    """What this run has used; returns a sentence for everything that could not be cleared."""
    if target.control is not None or not target.writes.allow(Writes.DEPARTURES):
        return []
    left = _attempt("departures", lambda: clear(target.api(""), target.own.vins()))
    if target.own.vehicle_ids:
        left += _attempt("the vehicle", lambda: not release(target.api(""), target.own))
    return left


def clear_by_id(target: Target) -> list[str]:
    """Everything that a run with this id can have used."""
    left = _attempt("departures", lambda: clear(target.api(""), target.own.vins(MOST_VINS)))
    if target.writes.allow(Writes.ALL):
        left += _attempt("the vehicle", lambda: release(target.api(""), target.own) and [])
    return left


def clear(api: Api, vins: list[str]) -> list[str]:
    """An empty sync for every VIN; returns those for which it did not succeed."""
    return [vin for chunk in _chunks(vins) for vin in _clear_chunk(api, chunk)]


def _clear_chunk(api: Api, vins: list[str]) -> Iterator[str]:
    results = api.batch(*({"vehicleVin": vin, "departureTimes": []} for vin in vins))
    done = [result.get("outcome") == "success" for result in results]
    for vin, cleared in zip(vins, [*done, *[False] * len(vins)], strict=False):
        if not cleared and api.sync(vehicleVin=vin, departureTimes=[]):
            yield vin


def _chunks(vins: list[str]) -> Iterable[list[str]]:
    return (vins[start : start + _AT_ONCE] for start in range(0, len(vins), _AT_ONCE))


def _attempt(what: str, clearing: object) -> list[str]:
    """Nothing that goes wrong here may hide what the run has found."""
    assert callable(clearing)
    try:
        left = clearing()
    except Exception as error:
        return [f"{what}: {error}"]
    return [f"{what}: {left}"] if left else []
