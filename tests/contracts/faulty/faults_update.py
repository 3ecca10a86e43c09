"""Changing a vehicle: what is left out, what is null, and what else is touched."""

from typing import Any

from flipturn_mock.domain.errors import Invalid, NotFound
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.vehicles import AccessId
from flipturn_mock.operations import Operation
from flipturn_mock.operations.call import Call
from flipturn_mock.operations.vehicles import vehicle_to_json
from flipturn_mock.web.json_text import parse_json
from flipturn_mock.web.pipeline import Pipeline
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Asked, Json, Reply, exchange, instead, operation, schemas

_FIELDS = ("make", "model", "vin", "licensePlate", "customer")


@fault("What an update leaves out is reset: it is written as a PUT would be.")
@operation("updateVehicle")
def omitted_fields_are_reset(original: Operation, call: Call, fleet: Fleet) -> Json:
    given = call.body["vehicle"]
    call.body["vehicle"] = {**dict.fromkeys(_FIELDS), **given}
    return original(call, fleet)


@fault("The VIN that an update leaves out is removed; all other fields stay.")
@operation("updateVehicle")
def omitted_vin_is_removed(original: Operation, call: Call, fleet: Fleet) -> Json:
    call.body["vehicle"].setdefault("vin", None)
    return original(call, fleet)


@fault("A null is ignored in an update: nulls are dropped when the body is read.")
@operation("updateVehicle")
def nulls_are_ignored(original: Operation, call: Call, fleet: Fleet) -> Json:
    call.body["vehicle"] = {name: value for name, value in call.body["vehicle"].items() if value is not None}
    return original(call, fleet)


@fault("A null in an update is stored as an empty text.")
@operation("updateVehicle")
def null_becomes_empty(original: Operation, call: Call, fleet: Fleet) -> Json:
    given = call.body["vehicle"]
    given |= {name: "" for name in ("make", "model", "licensePlate") if given.get(name, "") is None}
    return original(call, fleet)


@fault("A vehicle's VIN cannot be changed, and nobody is told.")
@operation("updateVehicle")
def vin_is_never_changed(original: Operation, call: Call, fleet: Fleet) -> Json:
    call.body["vehicle"].pop("vin", None)
    return original(call, fleet)


@fault("A changed VIN is shown, but the index by VIN is not kept up.")
@operation("updateVehicle")
def index_of_vins_is_not_kept_up(original: Operation, call: Call, fleet: Fleet) -> Json:
    index = fleet.vehicles._by_vin.copy()
    answer = original(call, fleet)
    fleet.vehicles._by_vin.clear()
    fleet.vehicles._by_vin.update(index)
    return answer


_FETCHED: dict[tuple[str | None, str], Reply] = {}


@fault("A vehicle that was fetched once is shown like that from then on: its cache is never told of updates.")
@exchange
def fetched_vehicles_are_cached(asked: Asked) -> Reply:
    reply = asked.answer()
    if asked.method != "GET" or "/vehicles/" not in asked.path or reply.code != 200:
        return reply
    return _FETCHED.setdefault((asked.authorization, asked.path), reply)


@fault("The list shows vehicles as they were created: its index is written once.")
@operation("listVehicles")
def list_never_learns_of_updates(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    shown = {vehicle["id"]: vehicle for vehicle in page["data"]}
    first = fleet.vehicles.__dict__.setdefault("first_listed", {})
    return {**page, "data": [first.setdefault(key, vehicle) for key, vehicle in shown.items()]}


@fault("An update is answered with the changed fields only.")
@operation("updateVehicle")
def update_answers_only_changes(original: Operation, call: Call, fleet: Fleet) -> Json:
    vehicle = original(call, fleet)["vehicle"]
    return {"vehicle": {name: vehicle[name] for name in ("id", *call.body["vehicle"]) if name in vehicle}}


@fault("An update is answered with the vehicle as it was before.")
@operation("updateVehicle")
def update_answers_what_was_before(original: Operation, call: Call, fleet: Fleet) -> Json:
    before = vehicle_to_json(fleet.vehicles.get(call.params["id"]))
    original(call, fleet)
    return {"vehicle": before}


@fault("An update is answered as it was asked for, and not saved: the commit is missing.")
@operation("updateVehicle")
def update_is_not_saved(original: Operation, call: Call, fleet: Fleet) -> Json:
    before = fleet.vehicles.get(call.params["id"])
    answer = original(call, fleet)
    fleet.vehicles.put(before)
    return answer


@fault("A change of no field is refused.")
@operation("updateVehicle")
def empty_update_is_refused(original: Operation, call: Call, fleet: Fleet) -> Json:
    if not call.body["vehicle"]:
        raise Invalid("There is nothing to change")
    return original(call, fleet)


@fault("A change of no field resets the vehicle: an empty object is taken for no object.")
@operation("updateVehicle")
def empty_update_resets(original: Operation, call: Call, fleet: Fleet) -> Json:
    if not call.body["vehicle"]:
        call.body["vehicle"] = dict.fromkeys(_FIELDS)
    return original(call, fleet)


@fault("An update of an unknown vehicle creates one: upsert.")
@operation("updateVehicle")
def unknown_vehicle_is_created(original: Operation, call: Call, fleet: Fleet) -> Json:
    try:
        return original(call, fleet)
    except NotFound:
        return {"vehicle": {"id": call.params["id"], "name": "", **call.body["vehicle"]}}


@fault("An update of an unknown vehicle is 400.")
@operation("updateVehicle")
def unknown_vehicle_is_400_in_update(original: Operation, call: Call, fleet: Fleet) -> Json:
    try:
        return original(call, fleet)
    except NotFound as refusal:
        raise Invalid(refusal.sentence) from None


@fault("An update replaces the access ids by those that it names.")
@operation("updateVehicle")
def update_replaces_access_ids(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    if "accessIds" in call.body["vehicle"]:
        vehicle = fleet.vehicles.get(call.params["id"])
        fleet.vehicles.put(vehicle._replace(access_ids=()))
    return answer


@fault("An update loses the access ids, which the row that is written back does not have.")
@operation("updateVehicle")
def update_loses_access_ids(original: Operation, call: Call, fleet: Fleet) -> Json:
    original(call, fleet)
    vehicle = fleet.vehicles.get(call.params["id"])._replace(access_ids=())
    fleet.vehicles.put(vehicle)
    return {"vehicle": vehicle_to_json(vehicle)}


@fault("An update gives the access ids new ids: they are deleted and inserted again.")
@operation("updateVehicle")
def update_renumbers_access_ids(original: Operation, call: Call, fleet: Fleet) -> Json:
    original(call, fleet)
    vehicle = fleet.vehicles.get(call.params["id"])
    fresh = tuple(AccessId(fleet.vehicles.access_ids.take(), *access[1:]) for access in vehicle.access_ids)
    fleet.vehicles.put(vehicle._replace(access_ids=fresh))
    return {"vehicle": vehicle_to_json(fleet.vehicles.get(vehicle.id))}


@fault("An update changes the model of every vehicle of the make: the WHERE is missing its id.")
@operation("updateVehicle")
def update_reaches_others_of_the_make(original: Operation, call: Call, fleet: Fleet) -> Json:
    before = fleet.vehicles.get(call.params["id"])
    answer = original(call, fleet)
    for vehicle in [other for other in fleet.vehicles if before.make and other.make == before.make]:
        fleet.vehicles.put(vehicle._replace(make=answer["vehicle"]["make"]))
    return answer


@fault("A refused update is written in part: each field is saved before the next one is judged.")
@instead(Pipeline, "_fitting_body")
def update_is_written_field_by_field(fitting_body: Any, own: Pipeline, asked: Any, entry: Any) -> Any:
    try:
        return fitting_body(own, asked, entry)
    except Invalid:
        if asked.id == "updateVehicle":
            _save_good_fields(entry)
        raise


def _save_good_fields(entry: Any) -> None:
    body = parse_json(entry.body or b"null")
    given = body.get("vehicle") if isinstance(body, dict) else None
    if isinstance(given, dict):
        vehicles = entry.organization.fleet.vehicles
        good = {name: given[name] for name in ("name", "model") if isinstance(given.get(name), str)}
        vehicles.put(vehicles.get(int(entry.path.rpartition("/")[2]))._replace(**good))


@fault("An update takes its fields without the wrapper, too.")
@schemas
def update_needs_no_wrapper() -> Json:
    return {"VehicleUpdateRequest": {"required": None, "properties": {"vehicle": {"default": {}}}}}


@fault("In an update, a number is taken for a text.")
@schemas
def update_takes_numbers_for_texts() -> Json:
    return {
        "VehicleUpdateRequest": {
            "properties": {"vehicle": {"properties": {"make": {"type": ["string", "number", "null"]}}}}
        }
    }
