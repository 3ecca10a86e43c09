"""Reads departures of an answer in a way that every allowed reading of the documents gives the same.

The text promises an `outcome` in each of them, and the documents' own examples leave it out (D1).
"""

from typing import Any

from flipturn_contracts.harness.broken import Broken, show
from flipturn_contracts.harness.moments import read, written

Json = dict[str, Any]


def outcome(departure: Json) -> str:
    """`created` or `skipped`, told by the id where there is no `outcome`."""
    told = departure.get("outcome")
    return str(told) if told is not None else ("skipped" if departure.get("id") is None else "created")


def outcomes(departures: list[Json]) -> list[str]:
    """One for each, in their order."""
    return [outcome(departure) for departure in departures]


def times(departures: list[Json]) -> list[Any]:
    """When they leave, with other forms of UTC brought to the documented one (a reading of its own)."""
    return [_documented_form(departure.get("departureTime")) for departure in departures]


def ids(departures: list[Json]) -> list[int]:
    """Their ids; Broken if one that was created has none."""
    found = [departure.get("id") for departure in departures if outcome(departure) == "created"]
    for one in found:
        if not isinstance(one, int) or isinstance(one, bool):
            raise Broken("A created departure has no id", "a whole number", show(one))
    return [one for one in found if isinstance(one, int)]


def chosen(departures: list[Json], *fields: str) -> list[Json]:
    """Only these fields of each."""
    return [{field: departure.get(field) for field in fields} for departure in departures]


def in_order(times: list[Any]) -> list[Any]:
    """Earliest first; whether the order of the request is kept is left open (D27)."""
    return sorted(times, key=str)


def _documented_form(time: Any) -> Any:
    """Milliseconds and Z, if it is an instant in UTC; else as it is."""
    try:
        return written(read(time)) if str(time).endswith(("Z", "+00:00")) else time
    except ValueError:
        return time


def twice(ids: list[Any]) -> list[Any]:
    """Those that stand more than once."""
    return sorted({one for one in ids if ids.count(one) > 1})
