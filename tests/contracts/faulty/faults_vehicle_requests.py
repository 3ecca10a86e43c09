"""What a request to create a vehicle may say: faults of looking at it, and of refusing it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flipturn_mock.domain.errors import Invalid
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation
from flipturn_mock.operations.call import Call
from flipturn_mock.web import pipeline
from tests.contracts.faulty.fault import Install, fault
from tests.contracts.faulty.patches import Json, all_of, instead, operation, schemas


def _vehicle(**schema: Any) -> Json:
    """A patch of the vehicle in the body of createVehicle."""
    return {"VehicleCreateRequest": {"properties": {"vehicle": schema}}}


def _access_id(**schema: Any) -> Json:
    return {"AccessIdInput": schema}


@fault("An access id without a status is Revoked, to be on the safe side.")
@schemas
def omitted_status_is_revoked() -> Json:
    return _access_id(properties={"authorizationStatus": {"default": "Revoked"}})


@fault("Any text is taken as the status of an access id.")
@schemas
def any_status_is_taken() -> Json:
    return {"AuthorizationStatus": {"enum": None, "type": "string"}}


@fault("A status of null is Authorized, as if it were left out: `status or 'Authorized'`.")
@instead(pipeline, "parse_json")
def null_status_is_authorized(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if isinstance(body, dict) and isinstance(body.get("vehicle"), dict):
        for access in body["vehicle"].get("accessIds") or []:
            if isinstance(access, dict) and access.get("authorizationStatus", "") is None:
                del access["authorizationStatus"]
    return body


@fault("An access id needs no tag: it gets an empty one.")
@schemas
def access_id_needs_no_tag() -> Json:
    return _access_id(required=None, properties={"ocppIdTag": {"default": ""}})


@fault("A vehicle needs no name: it gets an empty one.")
@schemas
def vehicle_needs_no_name() -> Json:
    return _vehicle(required=None, properties={"name": {"default": ""}})


@fault("A name of null is taken: only its absence is looked at.")
@schemas
def null_name_is_taken() -> Json:
    return _vehicle(properties={"name": {"type": ["string", "null"]}})


@fault("An optional field that is null is refused at creation: optional, but not nullable.")
@schemas
def null_is_refused_at_creation() -> Json:
    return _vehicle(properties={"make": {"type": "string"}})


@fault("A vehicle is taken without its wrapper, too.")
@instead(pipeline, "parse_json")
def wrapper_may_be_left_out(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    return {"vehicle": body} if isinstance(body, dict) and "name" in body else body


@fault("A wrapper that holds no object is a server error: it is used before it is judged.")
@instead(pipeline, "parse_json")
def odd_wrapper_crashes(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if isinstance(body, dict) and "vehicle" in body:
        body["vehicle"].items()
    return body


@fault("Numbers are taken for texts, as a lenient parser coerces them.")
@instead(pipeline, "parse_json")
def numbers_become_texts(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if isinstance(body, dict) and isinstance(body.get("vehicle"), dict):
        body["vehicle"] = {
            name: str(v) if isinstance(v, int | float) else v for name, v in body["vehicle"].items()
        }
    return body


def judged_late(defect: Callable[[Any, Call, Fleet], None]) -> Install:
    """The status of an access id is judged only after the decorated function has left something behind."""

    @operation("createVehicle")
    def create(original: Operation, call: Call, fleet: Fleet) -> Json:
        statuses = {access["authorizationStatus"] for access in call.body["vehicle"]["accessIds"]}
        if statuses <= {"Authorized", "Revoked"}:
            return original(call, fleet)
        defect(original, call, fleet)
        raise Invalid("There is no such authorizationStatus")

    @schemas
    def unjudged() -> Json:
        return {"AuthorizationStatus": {"enum": None, "type": "string"}}

    return wraps(defect)(all_of(create, unjudged))


@fault("A refused vehicle is there all the same: it was inserted before its access ids were judged.")
@judged_late
def refused_vehicle_stays(original: Operation, call: Call, fleet: Fleet) -> None:
    original(call, fleet)


@fault("A refused vehicle has taken its VIN: the lock on it is not given back.")
@judged_late
def refused_vehicle_takes_its_vin(original: Operation, call: Call, fleet: Fleet) -> None:
    fleet.vehicles._by_vin[call.body["vehicle"]["vin"]] = (0,)


@fault("A refused vehicle has taken its good tags: access ids are inserted one by one.")
@judged_late
def refused_vehicle_takes_its_tags(original: Operation, call: Call, fleet: Fleet) -> None:
    fleet.vehicles._by_tag[call.body["vehicle"]["accessIds"][0]["ocppIdTag"]] = 0


@fault("A refused vehicle's customer is there from then on, in that spelling.")
@judged_late
def refused_vehicle_leaves_its_customer(original: Operation, call: Call, fleet: Fleet) -> None:
    fleet.customers.find_or_create((call.body["vehicle"].get("customer") or {"name": "Nobody"})["name"])
