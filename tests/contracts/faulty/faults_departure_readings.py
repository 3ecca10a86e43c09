"""Questions on departures that the documents leave open: answers that the mock has not settled on, or that contradict."""

from typing import Any

from flipturn_mock.domain.departures import Departure
from flipturn_mock.web import pipeline
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, instead, schemas
from tests.contracts.faulty.syncing import Sync, instead_of_sync


@fault("A targetSoc that is left out is 80, the default of another service.")
@schemas
def omitted_target_is_80() -> Json:
    return {"TargetSoc": {"default": 80}}


@fault("A targetSoc that is left out is null, though 90 is switched on.")
@schemas
def omitted_target_is_null() -> Json:
    return {"TargetSoc": {"default": None}}


@fault("A targetSoc that is left out is answered as 90 and stored as null.")
@instead_of_sync
def omitted_target_is_stored_as_null(sync: Sync) -> list[Departure]:
    answer = sync.done()
    sync.keep(one._replace(target_soc=None) if one.target_soc == 90 else one for one in sync.kept)
    return answer


@fault("Null for an optional field is the same as leaving it out, though refusing is switched on.")
@instead(pipeline, "parse_json")
def null_fields_are_omitted(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    for departure in body.get("departureTimes") or [] if isinstance(body, dict) else []:
        for name in ("shiftName", "routeName", "targetSoc") if isinstance(departure, dict) else ():
            if departure.get(name, "") is None:
                del departure[name]
    return body


@fault("Null for a shift is taken, for a target refused.")
@schemas
def null_shift_is_taken() -> Json:
    return {"DepartureTimeInput": {"properties": {"shiftName": {"type": ["string", "null"]}}}}


@fault("Null for the identifier that is not used is the same as leaving it out.")
@instead(pipeline, "parse_json")
def null_identifiers_are_omitted(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if isinstance(body, dict) and body.get("vehicleId", "") is None:
        del body["vehicleId"]
    return body


@fault("A time without an offset is refused, though UTC is switched on.")
@schemas
def naive_times_are_refused() -> Json:
    return {"InstantInput": {"allOf": [{"pattern": "(?:Z|[+-][0-9]{2}:[0-9]{2})$"}]}}


@fault("The same time twice is refused.")
@schemas
def same_time_twice_is_refused() -> Json:
    return {"VehicleSync": {"properties": {"departureTimes": {"uniqueItems": True}}}}
