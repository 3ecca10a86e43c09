"""What the documents leave open about vehicles, and how the target answers it."""

from collections.abc import Callable
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import holds, not_observable, same
from flipturn_contracts.harness.clause import ANY_NUMBER, reading
from flipturn_contracts.harness.guard import VEHICLES

Observe = Callable[[object], None]
MANY = pytest.mark.usefixtures("many_vehicles")


@reading("create-status", "V1", "Which status has a created vehicle?", ("200", "201"), switch="create-status")
def test_create_status(vehicles: Api, observe: Observe) -> None:
    observe(vehicles.post_vehicle({"vehicle": {"name": "Van"}}).must_be(200, 201).status)


@reading(
    "vehicles-page-size", "V2", "How many vehicles make a page?", (ANY_NUMBER,), switch="vehicles-page-size"
)
@MANY
def test_vehicles_page_size(api: Api, observe: Observe) -> None:
    page = api.page()
    if not page["pagination"]["hasNextPage"]:
        not_observable("all vehicles fit on one page")
    observe(len(page["data"]))


@reading(
    "order-of-vehicles",
    "V2",
    "In which order are vehicles listed?",
    ("ascending ids", "another"),
    mock="ascending ids",
)
@MANY
def test_order_of_vehicles(api: Api, observe: Observe) -> None:
    listed = [vehicle["id"] for vehicle in api.vehicles()]
    if len(listed) < 2:
        not_observable("it takes two vehicles")
    observe("ascending ids" if listed == sorted(listed) else "another")


@reading(
    "duplicate-vin", "V5", "May two vehicles have the same VIN?", ("reject", "allow"), switch="duplicate-vin"
)
def test_duplicate_vin(vehicles: Api, vehicle: dict[str, Any], observe: Observe) -> None:
    before = vehicles.vehicles()
    answer = vehicles.post_vehicle({"vehicle": {"name": "Another", "vin": vehicle["vin"]}})
    if answer.taken_or(400, 409) != "taken":
        same("The vehicles after the refusal", vehicles.vehicles(), before)
    observe("allow" if answer.status < 300 else "reject")


@reading(
    "duplicate-vin-by-update",
    "V5",
    "And may an update make it so?",
    ("reject", "allow"),
    switch="duplicate-vin",
)
def test_duplicate_vin_by_update(vehicles: Api, vehicle: dict[str, Any], observe: Observe) -> None:
    second = vehicles.create(name="Another")
    answer = vehicles.patch_vehicle(second["id"], {"vehicle": {"name": "Changed", "vin": vehicle["vin"]}})
    if answer.taken_or(400, 409) != "taken":
        same("The vehicle after the refusal", vehicles.vehicle(second["id"]), second)
    observe("allow" if answer.status < 300 else "reject")


@reading("known-tag", "V8", "What if an ocppIdTag exists already?", ("400", "409", "taken"), mock="409")
def test_known_tag(vehicles: Api, observe: Observe) -> None:
    vehicles.create(name="First", accessIds=[{"ocppIdTag": "tag"}])
    before = vehicles.vehicles()
    answer = vehicles.post_vehicle(
        {"vehicle": {"name": "Second", "accessIds": [{"ocppIdTag": "new"}, {"ocppIdTag": "tag"}]}}
    )
    if answer.taken_or(400, 409) != "taken":
        same("The vehicles after the refusal", vehicles.vehicles(), before)
    observe(answer.taken_or(400, 409))


@reading(
    "same-tag-twice",
    "V9",
    "What if an ocppIdTag stands twice in one request?",
    ("400", "409", "taken"),
    mock="409",
)
def test_same_tag_twice(vehicles: Api, observe: Observe) -> None:
    accesses = [{"ocppIdTag": "tag"}, {"ocppIdTag": "tag"}]
    observe(vehicles.post_vehicle({"vehicle": {"name": "Van", "accessIds": accesses}}).taken_or(400, 409))


@reading("blank-name", "V4", "May a vehicle's name be blank?", ("400", "taken"), mock="400")
@pytest.mark.parametrize("name", ["", "  "], ids=repr)
def test_blank_name(vehicles: Api, observe: Observe, name: str) -> None:
    observe(vehicles.post_vehicle({"vehicle": {"name": name}}).taken_or(400, 409))


@reading(
    "same-name-twice", "V6", "May two vehicles have the same name?", ("taken", "400", "409"), mock="taken"
)
def test_same_name_twice(vehicles: Api, observe: Observe) -> None:
    vehicles.create(name="Van")
    observe(vehicles.post_vehicle({"vehicle": {"name": "Van"}}).taken_or(400, 409))


@reading(
    "name-null-on-update",
    "V3",
    "Is `name: null` refused in an update, or does it clear the name?",
    ("400", "cleared"),
    mock="400",
)
def test_name_null_on_update(vehicles: Api, vehicle: dict[str, Any], observe: Observe) -> None:
    answer = vehicles.patch_vehicle(vehicle["id"], {"vehicle": {"name": None}})
    if answer.taken_or(400, 409) == "taken":
        same("The name", answer.json()["vehicle"]["name"], None)
    observe("400" if answer.status == 400 else "cleared")


@reading(
    "access-ids-in-update",
    "V7",
    "What becomes of accessIds in an update, which has none?",
    ("ignore", "reject"),
    switch="unknown-field",
)
def test_access_ids_in_update(vehicles: Api, vehicle: dict[str, Any], observe: Observe) -> None:
    answer = vehicles.patch_vehicle(vehicle["id"], {"vehicle": {"accessIds": [{"ocppIdTag": "new"}]}})
    observe({"taken": "ignore", "400": "reject"}[answer.taken_or(400, 409)])


@reading("access-ids-null", "V17", "May accessIds be null?", ("400", "taken"), mock="400")
def test_access_ids_null(vehicles: Api, observe: Observe) -> None:
    observe(vehicles.post_vehicle({"vehicle": {"name": "Van", "accessIds": None}}).taken_or(400, 409))


@reading(
    "no-inputs",
    "V19",
    "What becomes of `id` and `hasTelematics` in a request?",
    ("ignore", "reject"),
    switch="unknown-field",
)
def test_no_inputs(vehicles: Api, observe: Observe) -> None:
    answer = vehicles.post_vehicle({"vehicle": {"name": "Van", "id": 7, "hasTelematics": True}})
    if answer.taken_or(400, 409) == "taken":
        made = answer.json()["vehicle"]
        holds("neither is taken from the request", made["id"] != 7 and made["hasTelematics"] is False, made)
    observe("ignore" if answer.status < 300 else "reject")


@reading("blank-customer", "V12", "May a customer's name be blank?", ("400", "taken"), mock="400")
def test_blank_customer(vehicles: Api, observe: Observe) -> None:
    observe(vehicles.post_vehicle({"vehicle": {"name": "Van", "customer": {"name": " "}}}).taken_or(400, 409))


@reading(
    "customer-without-vehicles",
    "V13",
    "Is a customer kept when no vehicle has it any more?",
    ("kept", "deleted"),
    mock="kept",
)
def test_customer_without_vehicles(vehicles: Api, observe: Observe) -> None:
    first = vehicles.create(name="First", customer={"name": "Acme Deliveries"})
    vehicles.update(first["id"], customer=None)
    second = vehicles.create(name="Second", customer={"name": "ACME deliveries"})
    observe({"Acme Deliveries": "kept", "ACME deliveries": "deleted"}.get(second["customer"]["name"], "?"))


@reading(
    "case-of-other-letters",
    "V11",
    "Is the case of a customer's name ignored also in letters beyond A to Z?",
    ("yes", "no"),
    mock="yes",
)
def test_case_of_other_letters(vehicles: Api, observe: Observe) -> None:
    vehicles.create(name="First", customer={"name": "Müller Żółć"})
    second = vehicles.create(name="Second", customer={"name": "MÜLLER ŻÓŁĆ"})
    found = second["customer"]["name"]
    observe({"Müller Żółć": "yes", "MÜLLER ŻÓŁĆ": "no"}.get(found, found))


NAMES = {"blanks-within": "A  B", "blanks-around": " A ", "sixty-letters": "Vehicle " * 7 + "long"}


@reading(
    "vehicle-name-{kind}",
    "V4",
    "Is an unusual name of a vehicle kept as it is?",
    ("kept", "changed", "400"),
    mock="kept",
)
@pytest.mark.parametrize("kind", NAMES)
def test_unusual_name(vehicles: Api, observe: Observe, kind: str) -> None:
    answer = vehicles.post_vehicle({"vehicle": {"name": NAMES[kind]}})
    if answer.taken_or(400) == "400":
        observe("400")
        return
    kept = vehicles.vehicle(answer.json()["vehicle"]["id"])["name"] == NAMES[kind]
    observe("kept" if kept else "changed")


@reading("path-id-no-number", "V15", "Is a path id that is no number 404 or 400?", ("404", "400"), mock="404")
@pytest.mark.parametrize("path_id", ["abc", "1.5", "%20", "-1", "1e3"])
def test_path_id_no_number(api: Api, observe: Observe, path_id: str) -> None:
    answer = api.get(f"{VEHICLES}/{path_id}")
    answer.refused(404, 400)
    observe(answer.status)


@reading(
    "site-key-on-vehicles",
    "V22",
    "What may a key of one site see of the vehicles?",
    ("vehicles", "none", "refused"),
    mock="vehicles",
)
def test_site_key_on_vehicles(site_api: Api, observe: Observe) -> None:
    answer = site_api.get(VEHICLES).must_be(200, 400, 401, 403, 404)
    if answer.status != 200:
        observe("refused")
    else:
        observe("vehicles" if answer.json()["data"] else "none")
