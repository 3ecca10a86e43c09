"""Vehicles as they are created, fetched and listed."""

from typing import Any

from flipturn_mock.domain.errors import NotFound
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.ids import Ids
from flipturn_mock.domain.vehicles import Vehicle
from flipturn_mock.operations import Operation, vehicles
from flipturn_mock.operations.call import Call
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, instead, operation


def _changed_in(field: str, call: Call, change: Any) -> None:
    """Change a text of the vehicle that a request gives, if it gives one."""
    given = call.body["vehicle"]
    if isinstance(given.get(field), str):
        given[field] = change(given[field])


@fault("The list shows no customers: the query does not join them.")
@operation("listVehicles")
def list_shows_no_customers(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return {**page, "data": [{**vehicle, "customer": None} for vehicle in page["data"]]}


@fault("The list shows one access id of each vehicle: the join is grouped by vehicle.")
@operation("listVehicles")
def list_shows_one_access_id(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return {**page, "data": [{**vehicle, "accessIds": vehicle["accessIds"][:1]} for vehicle in page["data"]]}


@fault("Only the first access id is saved; the answer is made from the request and shows them all.")
@operation("createVehicle")
def only_the_first_access_id_is_saved(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    vehicle = fleet.vehicles.get(answer["vehicle"]["id"])
    fleet.vehicles.put(vehicle._replace(access_ids=vehicle.access_ids[:1]))
    return answer


@fault("The vehicle that was created last is not listed yet: the list is read from a replica.")
@operation("listVehicles")
def newest_vehicle_is_not_listed_yet(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    newest = fleet.vehicles.ids.following - 1
    is_made_here = newest > 456  # the fleet that every organization starts with has long been copied
    return {**page, "data": [one for one in page["data"] if not is_made_here or one["id"] != newest]}


@fault("An unknown vehicle is `null` with 200: the result of the query is not looked at.")
@operation("getVehicle")
def unknown_vehicle_is_null(original: Operation, call: Call, fleet: Fleet) -> Json:
    try:
        return original(call, fleet)
    except NotFound:
        return {"vehicle": None}


@fault("An unknown vehicle is a server error: an attribute of None.")
@operation("getVehicle")
def unknown_vehicle_crashes(original: Operation, call: Call, fleet: Fleet) -> Json:
    try:
        return original(call, fleet)
    except NotFound as error:
        raise AttributeError("'NoneType' object has no attribute 'id'") from error


@fault("Licence plates are stored in upper case.")
@operation("createVehicle", "updateVehicle")
def plates_are_upper_cased(original: Operation, call: Call, fleet: Fleet) -> Json:
    _changed_in("licensePlate", call, str.upper)
    return original(call, fleet)


@fault("Names are cut after fifty characters: VARCHAR(50), and a database that does not mind.")
@operation("createVehicle", "updateVehicle")
def long_names_are_cut(original: Operation, call: Call, fleet: Fleet) -> Json:
    _changed_in("name", call, lambda name: name[:50])
    return original(call, fleet)


@fault("Blanks within names are collapsed, as a normaliser for search does.")
@operation("createVehicle", "updateVehicle")
def blanks_in_names_are_collapsed(original: Operation, call: Call, fleet: Fleet) -> Json:
    _changed_in("name", call, lambda name: " ".join(name.split()))
    return original(call, fleet)


@fault("Names are stored with HTML escapes, to be shown on a page.")
@operation("createVehicle", "updateVehicle")
def names_are_escaped_for_html(original: Operation, call: Call, fleet: Fleet) -> Json:
    for field in ("name", "make", "model"):
        _changed_in(
            field, call, lambda name: name.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
        )
    return original(call, fleet)


@fault("Make and model change places: two arguments of one type in the wrong order.")
@operation("createVehicle")
def make_and_model_change_places(original: Operation, call: Call, fleet: Fleet) -> Json:
    given = call.body["vehicle"]
    given["make"], given["model"] = given.get("model"), given.get("make")
    return original(call, fleet)


@fault("A model that is not given is `Unknown`: the column has a default.")
@operation("createVehicle")
def omitted_model_is_unknown(original: Operation, call: Call, fleet: Fleet) -> Json:
    if call.body["vehicle"].get("model") is None:
        call.body["vehicle"]["model"] = "Unknown"
    return original(call, fleet)


@fault("A make of null is stored as the text `None`: str() of whatever comes.")
@operation("createVehicle")
def null_make_becomes_a_text(original: Operation, call: Call, fleet: Fleet) -> Json:
    if "make" in call.body["vehicle"]:
        call.body["vehicle"]["make"] = str(call.body["vehicle"]["make"])
    return original(call, fleet)


@fault("A vehicle without access ids has `accessIds: null`.")
@instead(vehicles, "vehicle_to_json")
def no_access_ids_are_null(vehicle_to_json: Any, vehicle: Vehicle) -> Json:
    shown: Json = vehicle_to_json(vehicle)
    return {**shown, "accessIds": shown["accessIds"] or None}


@fault("A new vehicle has telematics: the flag is inverted.")
@operation("createVehicle")
def new_vehicle_has_telematics(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    vehicle = fleet.vehicles.get(answer["vehicle"]["id"])
    fleet.vehicles.put(vehicle._replace(has_telematics=True))
    return {"vehicle": {**answer["vehicle"], "hasTelematics": True}}


@fault("Access ids are numbered within each vehicle.")
@operation("createVehicle")
def access_ids_are_numbered_per_vehicle(original: Operation, call: Call, fleet: Fleet) -> Json:
    fleet.vehicles.access_ids = Ids()
    return original(call, fleet)


@fault(
    "Two vehicles that are created one after the other get one id, and the second replaces the first: MAX(id) + 1 read outside the transaction."
)
@operation("createVehicle")
def vehicle_ids_are_given_twice(original: Operation, call: Call, fleet: Fleet) -> Json:
    ids = fleet.vehicles.ids
    ids.following -= ids.following > 457 and ids.following % 4 == 0
    return original(call, fleet)


@fault("Access ids come back sorted by their tag: they are a set of rows, and the query sorts them.")
@operation("createVehicle")
def access_ids_are_sorted(original: Operation, call: Call, fleet: Fleet) -> Json:
    call.body["vehicle"]["accessIds"].sort(key=lambda access: access["ocppIdTag"])
    return original(call, fleet)


@fault("Fetched access ids are in another order than created ones: the query has no ORDER BY.")
@operation("getVehicle")
def fetched_access_ids_are_in_any_order(original: Operation, call: Call, fleet: Fleet) -> Json:
    vehicle = original(call, fleet)["vehicle"]
    return {"vehicle": {**vehicle, "accessIds": vehicle["accessIds"][::-1]}}


@fault("All access ids get the status of the first one: the variable of the loop is the wrong one.")
@operation("createVehicle")
def access_ids_share_one_status(original: Operation, call: Call, fleet: Fleet) -> Json:
    given = call.body["vehicle"]["accessIds"]
    for access in given:
        access["authorizationStatus"] = given[0]["authorizationStatus"]
    return original(call, fleet)


@fault("The customer of a fetched vehicle has an id beside its name.")
@operation("getVehicle")
def fetched_customer_has_an_id(original: Operation, call: Call, fleet: Fleet) -> Json:
    vehicle = original(call, fleet)["vehicle"]
    return {"vehicle": {**vehicle, "customer": vehicle["customer"] and {"id": 1, **vehicle["customer"]}}}
