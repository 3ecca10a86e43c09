"""Which departures a sync takes though it should not, and what a refused sync has done by then."""

import re
from typing import Any

from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import departures
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, schemas, while_refusing
from tests.contracts.faulty.syncing import body_read, departures_of


@fault("departureTimes that are left out are an empty list, so that a typo clears the schedule.")
@body_read
def missing_list_clears(body: Json) -> Any:
    return {**body, "departureTimes": body.get("departureTimes") or []} if "vehicleVin" in body else body


@fault("departureTimes of null clear the schedule.")
@body_read
def null_list_clears(body: Json) -> Any:
    return {**body, "departureTimes": []} if body.get("departureTimes", "") is None else body


@fault("departureTimes may be an object, whose values are then taken.")
@body_read
def object_is_taken_for_a_list(body: Json) -> Any:
    given = body.get("departureTimes")
    return {**body, "departureTimes": list(given.values())} if isinstance(given, dict) else body


@fault("A departure without a time leaves at once: its default is now.")
@schemas
def omitted_time_is_now() -> Json:
    return {
        "DepartureTimeInput": {
            "required": None,
            "properties": {"departureTime": {"default": "2026-03-01T12:00:00Z"}},
        }
    }


@fault("A departure that cannot be read is left out, and the others are stored.")
@body_read
def bad_departures_are_left_out(body: Json) -> Any:
    if not isinstance(body.get("departureTimes"), list):
        return body
    kept = [
        one
        for one in departures_of(body)
        if isinstance(one.get("departureTime"), str) and "T" in one["departureTime"]
    ]
    return {**body, "departureTimes": kept}


@fault("A time that cannot be read is taken for a past one, and skipped.")
@body_read
def unreadable_times_are_skipped(body: Json) -> Any:
    for departure in departures_of(body):
        if isinstance(departure.get("departureTime"), str) and "20" not in departure["departureTime"]:
            departure["departureTime"] = "1970-01-01T00:00:00Z"
    return body


@fault("A time that is true or empty is a server error.")
@body_read
def odd_times_crash(body: Json) -> Any:
    for departure in departures_of(body):
        departure.get("departureTime", "")[10:]
        if departure.get("departureTime") == "":
            raise IndexError("string index out of range")
    return body


@fault("A departure may be a plain time.")
@body_read
def departure_may_be_a_text(body: Json) -> Any:
    if isinstance(body.get("departureTimes"), list):
        body["departureTimes"] = [
            {"departureTime": one} if isinstance(one, str) else one for one in body["departureTimes"]
        ]
    return body


@fault("Only the first departure is judged.")
@body_read
def only_the_first_departure_is_judged(body: Json) -> Any:
    if departures_of(body):
        first, *others = body["departureTimes"]
        good = [
            one for one in others if isinstance(one, dict) and str(one.get("departureTime")).startswith("2")
        ]
        body["departureTimes"] = [
            first,
            *(one | {"targetSoc": min(100, one.get("targetSoc", 90))} for one in good),
        ]
    return body


def _is_by_vin(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("vehicleVin"), str) and "vehicleId" not in body


def _good_ones(body: Json) -> list[Json]:
    """The departures of a refused sync that have nothing wrong with them."""
    timed = [one for one in departures_of(body) if re.fullmatch(_GOOD_TIME, str(one.get("departureTime")))]
    return [one for one in timed if one.get("targetSoc", 0) == 0]


_GOOD_TIME = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@fault("A refused sync has deleted the future: the DELETE is committed before departures are judged.")
@while_refusing("syncVehicleDepartureTimes")
def refused_sync_has_deleted(body: Any, fleet: Fleet, now: int) -> None:
    if _is_by_vin(body) and departures_of(body):
        departures._sync({**body, "departureTimes": []}, now, fleet)


@fault("A refused sync has stored the good departures beside the old ones.")
@while_refusing("syncVehicleDepartureTimes")
def refused_sync_has_stored_the_good_ones(body: Any, fleet: Fleet, now: int) -> None:
    if _is_by_vin(body):
        stored, vin = fleet.departures, body["vehicleVin"]
        former = stored.of(vin)
        departures._sync({**body, "departureTimes": _good_ones(body)}, now, fleet)
        stored._keep(vin, [*former, *stored.of(vin)])
