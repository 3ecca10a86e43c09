"""Vehicles as they are created and fetched (Vehicles)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import holds, not_observable, same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.guard import VEHICLES
from flipturn_contracts.harness.outcomes import twice
from flipturn_contracts.harness.own import ABSENT_ID, Own

SOURCE = "Vehicles"
NULLABLE = ("make", "model", "vin", "licensePlate", "customer")
EMPTY: dict[str, Any] = {
    "make": None, "model": None, "vin": None, "licensePlate": None, "hasTelematics": False, "customer": None,
    "accessIds": [],
}  # fmt: skip
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def _without_ids(vehicle: dict[str, Any]) -> dict[str, Any]:
    accesses = [
        {name: value for name, value in access.items() if name != "id"} for access in vehicle["accessIds"]
    ]
    return {**{name: value for name, value in vehicle.items() if name != "id"}, "accessIds": accesses}


@clause("vehicles.get.same-as-list", "A vehicle fetched by its id is the one that the list shows.", SOURCE)
def test_same_as_list(api: Api) -> None:
    vehicles = api.page()["data"][:5]
    if not vehicles:
        not_observable("there is no vehicle")
    for vehicle in vehicles:
        same("The vehicle", api.vehicle(vehicle["id"]), vehicle)


@clause("vehicles.get.unknown-id", "A vehicle id that does not exist is 404.", SOURCE)
def test_unknown_id(api: Api) -> None:
    answer = api.get(f"{VEHICLES}/{ABSENT_ID}")
    if answer.status == 200 and answer.json()["vehicle"]["id"] == ABSENT_ID:
        not_observable(f"there is a vehicle {ABSENT_ID}")
    answer.refused(404)


@clause(
    "vehicles.create.returns-what-was-sent", "A created vehicle is returned with every field as sent.", SOURCE
)
@given(
    name=TEXT, make=TEXT, model=TEXT, plate=TEXT, customer=TEXT, tags=st.lists(TEXT, max_size=3, unique=True)
)
def test_returns_what_was_sent(
    vehicles: Api,
    new_vin: Callable[[], str],
    name: str,
    make: str,
    model: str,
    plate: str,
    customer: str,
    tags: list[str],
) -> None:
    vin = new_vin()
    accesses = [{"ocppIdTag": vin + tag, "authorizationStatus": "Revoked"} for tag in tags]
    fields = {"name": name, "make": make, "model": model, "vin": vin, "licensePlate": plate}
    # A name of the customer's own, so that no other spelling of it is there before.
    created = vehicles.create(**fields, customer={"name": vin + customer}, accessIds=accesses)
    expected = {**fields, "hasTelematics": False, "customer": {"name": vin + customer}, "accessIds": accesses}
    same("The vehicle", _without_ids(created), expected)


@clause("vehicles.create.can-be-fetched", "A created vehicle is fetched as it was returned.", SOURCE)
def test_can_be_fetched(vehicles: Api, vin: str) -> None:
    created = vehicles.create(
        name="Van", vin=vin, customer={"name": "Acme"}, accessIds=[{"ocppIdTag": "a"}, {"ocppIdTag": "b"}]
    )
    same("The vehicle", vehicles.vehicle(created["id"]), created)


@clause("vehicles.create.is-listed", "A created vehicle is in the list as it was returned.", SOURCE)
def test_is_listed(vehicles: Api, vin: str) -> None:
    created = vehicles.create(name="Van", vin=vin, accessIds=[{"ocppIdTag": "a"}, {"ocppIdTag": "b"}])
    listed = [vehicle for vehicle in vehicles.vehicles() if vehicle["id"] == created["id"]]
    same("The entry in the list", listed, [created])


@clause(
    "vehicles.create.once-for-all",
    "The vehicle that the suite keeps on a deployment is created with its make and VIN.",
    SOURCE,
)
def test_once_for_all(vehicle: dict[str, Any], own: Own) -> None:
    if own.made_vehicle is None and vehicle["vin"] in own.fixed_vins:
        not_observable("the vehicle was created by an earlier run")
    made = own.made_vehicle or vehicle
    same("What it is not given", [made[name] for name in ("customer", "accessIds")], [None, []])
    same("What it is given", [made["make"], made["vin"]], ["Make", vehicle["vin"]])


@clause(
    "vehicles.create.only-name-is-needed", "Only `name` is needed; all else is null, false or empty.", SOURCE
)
def test_only_name_is_needed(vehicles: Api) -> None:
    same("The vehicle", _without_ids(vehicles.create(name="Vehicle 1")), {"name": "Vehicle 1", **EMPTY})


@clause(
    "vehicles.create.null-is-omitted", "An optional field that is null is the same as one left out.", SOURCE
)
@pytest.mark.parametrize("field", NULLABLE)
def test_null_is_omitted(vehicles: Api, field: str) -> None:
    same("The vehicle", _without_ids(vehicles.create(name="Van", **{field: None})), {"name": "Van", **EMPTY})


@clause("vehicles.create.name-is-required", "A vehicle without a name is refused with 400.", SOURCE)
@pytest.mark.parametrize(
    "fields", [{}, {"name": None}, {"make": "Tesla"}], ids=["empty", "null", "other fields"]
)
def test_name_is_required(vehicles: Api, fields: dict[str, Any]) -> None:
    vehicles.post_vehicle({"vehicle": fields}).refused(400)


@clause(
    "vehicles.create.wrapper", "The fields of a vehicle stand in `vehicle`; without it, it is 400.", SOURCE
)
@pytest.mark.parametrize(
    "body", [{}, {"name": "Van"}, {"vehicle": None}, {"vehicle": []}, {"vehicle": "Van"}], ids=str
)
def test_wrapper(vehicles: Api, body: Any) -> None:
    vehicles.post_vehicle(body).refused(400)


WRONG_TYPES: dict[str, Any] = {
    "name": 1, "make": 1, "model": ["Prius"], "vin": 17, "licensePlate": True, "customer": "Acme",
    "accessIds": "tag",
}  # fmt: skip


@clause("vehicles.create.wrong-types", "A field of the wrong type is refused with 400.", SOURCE)
@pytest.mark.parametrize("field", WRONG_TYPES)
def test_wrong_types(vehicles: Api, field: str) -> None:
    vehicles.post_vehicle({"vehicle": {"name": "Van", field: WRONG_TYPES[field]}}).refused(400)


@clause("vehicles.create.fresh-ids", "Every vehicle and every access id has an id of its own.", SOURCE)
def test_fresh_ids(vehicles: Api) -> None:
    made = [
        vehicles.create(name="Van", accessIds=[{"ocppIdTag": f"{n}a"}, {"ocppIdTag": f"{n}b"}])
        for n in range(5)
    ]
    same("How many ids the created vehicles have", len({vehicle["id"] for vehicle in made}), 5)
    everything = vehicles.vehicles()
    ids = [vehicle["id"] for vehicle in everything]
    access_ids = [access["id"] for vehicle in everything for access in vehicle["accessIds"]]
    same("Vehicle ids that stand twice", twice(ids), [])
    same("Access ids that stand twice", twice(access_ids), [])
    holds("every created vehicle is there", {vehicle["id"] for vehicle in made} <= set(ids), ids)


@clause("vehicles.create.access-ids-in-order", "Access ids come back in the order they were sent in.", SOURCE)
def test_access_ids_in_order(vehicles: Api) -> None:
    tags = ["z", "a", "m", "b"]
    created = vehicles.create(name="Van", accessIds=[{"ocppIdTag": tag} for tag in tags])
    same("The tags", [access["ocppIdTag"] for access in created["accessIds"]], tags)
    fetched = vehicles.vehicle(created["id"])
    same("The tags, fetched", [access["ocppIdTag"] for access in fetched["accessIds"]], tags)


@clause(
    "vehicles.create.access-id-status",
    "Each access id has its own status, Authorized if none is given.",
    SOURCE,
)
def test_access_id_status(vehicles: Api) -> None:
    accesses = [
        {"ocppIdTag": "a", "authorizationStatus": "Revoked"},
        {"ocppIdTag": "b"},
        {"ocppIdTag": "c", "authorizationStatus": "Authorized"},
    ]
    created = vehicles.create(name="Van", accessIds=accesses)
    statuses = [access["authorizationStatus"] for access in created["accessIds"]]
    same("The statuses", statuses, ["Revoked", "Authorized", "Authorized"])


@clause(
    "vehicles.create.access-id-status-is-known", "A status other than Authorized and Revoked is 400.", SOURCE
)
@pytest.mark.parametrize("status", ["Blocked", "", None, 1])
def test_access_id_status_is_known(vehicles: Api, status: Any) -> None:
    accesses = [{"ocppIdTag": "a", "authorizationStatus": status}]
    vehicles.post_vehicle({"vehicle": {"name": "Van", "accessIds": accesses}}).refused(400)


@clause("vehicles.create.access-id-needs-a-tag", "An access id without an ocppIdTag is 400.", SOURCE)
def test_access_id_needs_a_tag(vehicles: Api) -> None:
    for access in ({}, {"ocppIdTag": None}, {"authorizationStatus": "Revoked"}, "tag"):
        vehicles.post_vehicle({"vehicle": {"name": "Van", "accessIds": [access]}}).refused(400)


@clause("vehicles.create.refused-creates-nothing", "A vehicle that is refused leaves nothing behind.", SOURCE)
def test_refused_creates_nothing(vehicles: Api, vin: str) -> None:
    before = vehicles.vehicles()
    customer = {"name": f"Customer of {vin}"}
    bad = {
        "customer": customer,
        "name": "Van",
        "vin": vin,
        "accessIds": [{"ocppIdTag": "new"}, {"ocppIdTag": "x", "authorizationStatus": "?"}],
    }
    vehicles.post_vehicle({"vehicle": bad}).refused(400)
    same("The vehicles", vehicles.vehicles(), before)
    # Nor has it taken the VIN or the tag, or made the customer.
    in_capitals = {"name": customer["name"].upper()}
    made = vehicles.create(name="Van", vin=vin, accessIds=[{"ocppIdTag": "new"}], customer=in_capitals)
    same("The customer, who was made now", made["customer"], in_capitals)
