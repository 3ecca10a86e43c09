"""Questions on vehicles that the documents leave open: answers that the mock has not settled on, or that contradict."""

from dataclasses import replace
from typing import Any

from flipturn_mock.contract.parameters import Parameter
from flipturn_mock.domain.errors import Conflict
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.vehicles import Vehicles
from flipturn_mock.operations import Operation
from flipturn_mock.operations.call import Call
from flipturn_mock.web import pipeline, reading
from flipturn_mock.web.errors import STATUS
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Asked, Json, Reply, exchange, instead, operation, schemas


@fault("A created vehicle is answered 201.")
@exchange
def created_is_201(asked: Asked) -> Reply:
    reply = asked.answer()
    is_created = asked.method == "POST" and asked.path == "/api/vehicles" and reply.code == 200
    return reply._replace(status="201 Created") if is_created else reply


@fault("A page holds twenty-five vehicles, whatever is switched on.")
@instead(Vehicles, "page")
def pages_are_short(page: Any, known: Vehicles, after: int, size: int) -> Any:
    return page(known, after, min(size, 25))


@fault("Two vehicles may have one VIN: the unique index is missing.")
@instead(Vehicles, "refuse_known_vin")
def vin_may_stand_twice(refuse: Any, known: Vehicles, vin: str | None, but: int | None = None) -> None:
    return


@fault("An update may give a vehicle the VIN of another: only creation looks.")
@instead(Vehicles, "refuse_known_vin")
def update_may_double_a_vin(refuse: Any, known: Vehicles, vin: str | None, but: int | None = None) -> None:
    if but is None:
        refuse(known, vin)


@fault(
    "A vehicle with a known VIN is refused once it is there: the unique index speaks up at commit, and nobody rolls back."
)
@operation("createVehicle")
def double_vin_is_refused_too_late(original: Operation, call: Call, fleet: Fleet) -> Json:
    try:
        return original(call, fleet)
    except Conflict:
        del call.body["vehicle"]["vin"]
        original(call, fleet)
        raise


@fault("An update to a known VIN is refused, but its other fields are saved.")
@operation("updateVehicle")
def double_vin_update_is_saved_in_part(original: Operation, call: Call, fleet: Fleet) -> Json:
    try:
        return original(call, fleet)
    except Conflict:
        del call.body["vehicle"]["vin"]
        original(call, fleet)
        raise


@fault("A tag that exists already is taken, and then belongs to two vehicles.")
@instead(Vehicles, "refuse_known_tags")
def known_tag_is_taken(refuse: Any, known: Vehicles, tags: Any) -> None:
    tags = list(tags)
    if len(set(tags)) != len(tags):
        refuse(known, tags)


@fault("A tag that stands twice in one request is taken: only the database is asked.")
@instead(Vehicles, "refuse_known_tags")
def same_tag_twice_is_taken(refuse: Any, known: Vehicles, tags: Any) -> None:
    refuse(known, set(tags))


@fault("A known tag is refused when the vehicle and its other tags are there already.")
@operation("createVehicle")
def known_tag_is_refused_too_late(original: Operation, call: Call, fleet: Fleet) -> Json:
    try:
        return original(call, fleet)
    except Conflict:
        given = call.body["vehicle"]
        original(_with_vehicle(call, {**given, "accessIds": given["accessIds"][:1]}), fleet)
        raise


def _with_vehicle(call: Call, vehicle: Json) -> Call:
    return replace(call, body={"vehicle": vehicle})


@fault("A conflict is 400, as every other refusal.")
def conflict_is_400() -> None:
    STATUS[Conflict] = STATUS[Conflict].BAD_REQUEST


@fault("A vehicle's name may be blank.")
@schemas
def blank_name_is_taken() -> Json:
    return {"VehicleCreateRequest": {"properties": {"vehicle": {"properties": {"name": {"$ref": None}}}}}}


@fault("Two vehicles may not have the same name.")
@operation("createVehicle")
def known_name_is_refused(original: Operation, call: Call, fleet: Fleet) -> Json:
    name = call.body["vehicle"]["name"]
    if name == "Van" and any(vehicle.name == name for vehicle in fleet.vehicles):
        raise Conflict("There is such a vehicle already")
    return original(call, fleet)


@fault("`name: null` clears a vehicle's name.")
@schemas
def name_can_be_cleared() -> Json:
    return {
        "VehicleUpdateRequest": {
            "properties": {"vehicle": {"properties": {"name": {"type": ["string", "null"]}}}}
        }
    }


@fault("`name: null` in an update is taken for left out.")
@instead(pipeline, "parse_json")
def null_name_is_left_alone(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if body == {"vehicle": {"name": None}}:
        body = {"vehicle": {"make": "Make"}}
    return body


@fault("accessIds in an update are refused.")
@schemas
def access_ids_in_update_are_refused() -> Json:
    return {"VehicleUpdateRequest": {"properties": {"vehicle": {"properties": {"accessIds": False}}}}}


@fault("`accessIds: null` is taken for none.")
@instead(pipeline, "parse_json")
def null_access_ids_are_taken(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if (
        isinstance(body, dict)
        and isinstance(body.get("vehicle"), dict)
        and body["vehicle"].get("accessIds", "") is None
    ):
        del body["vehicle"]["accessIds"]
    return body


@fault("`id` and `hasTelematics` are taken from the request: mass assignment.")
@operation("createVehicle")
def anything_can_be_assigned(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    if call.body["vehicle"].get("hasTelematics") is True:
        vehicle = fleet.vehicles.get(answer["vehicle"]["id"])
        fleet.vehicles.put(vehicle._replace(has_telematics=True))
        answer["vehicle"]["hasTelematics"] = True
    return answer


@fault("An id in the path that is no number is 400.")
@instead(reading, "_path_value")
def odd_path_id_is_400(path_value: Any, parameter: Parameter, text: str) -> Any:
    return parameter.read([text])


@fault("An id in the path that is no number is a server error: int() of it.")
@instead(reading, "_path_value")
def odd_path_id_crashes(path_value: Any, parameter: Parameter, text: str) -> Any:
    return path_value(parameter, str(int(text)))
