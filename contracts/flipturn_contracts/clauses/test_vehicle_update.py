"""Changing a vehicle: what is left out stays, what is null goes (Vehicles)."""

from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import same
from flipturn_contracts.harness.clause import clause

SOURCE = "Vehicles"
FULL: dict[str, Any] = {
    "name": "Van", "make": "Ford", "model": "E-Transit", "licensePlate": "F 1", "customer": {"name": "Acme"},
    "accessIds": [{"ocppIdTag": "tag-1"}, {"ocppIdTag": "tag-2", "authorizationStatus": "Revoked"}],
}  # fmt: skip
CHANGES: dict[str, Any] = {
    "name": "Changed", "make": "Toyota", "model": "Prius", "vin": "CHANGED-VIN", "licensePlate": "NEW 1",
    "customer": {"name": "Somebody else"},
}  # fmt: skip


@pytest.fixture
def full(vehicles: Api, vin: str) -> dict[str, Any]:
    """A vehicle with a value in every field."""
    return vehicles.create(**FULL, vin=vin)


@clause("vehicles.update.sets", "A field that is given is changed, and every other stays as it was.", SOURCE)
@pytest.mark.parametrize("field", CHANGES)
def test_sets(vehicles: Api, full: dict[str, Any], field: str) -> None:
    changed = vehicles.update(full["id"], **{field: CHANGES[field]})
    same("The vehicle", changed, {**full, field: CHANGES[field]})


@clause(
    "vehicles.update.null-removes",
    "A field that is null is removed, and every other stays as it was.",
    SOURCE,
)
@pytest.mark.parametrize("field", ["make", "model", "vin", "licensePlate", "customer"])
def test_null_removes(vehicles: Api, full: dict[str, Any], field: str) -> None:
    same("The vehicle", vehicles.update(full["id"], **{field: None}), {**full, field: None})


@clause(
    "vehicles.update.is-kept", "A change is there when the vehicle is fetched and listed afterwards.", SOURCE
)
def test_is_kept(api: Api, vehicle: dict[str, Any]) -> None:
    # So that caches have something to be wrong about.
    api.vehicle(vehicle["id"])
    api.vehicles()
    changed = api.update(vehicle["id"], name="Contract vehicle, renamed", model="Changed", make=None)
    same("The vehicle, fetched", api.vehicle(vehicle["id"]), changed)
    listed = [entry for entry in api.vehicles() if entry["id"] == vehicle["id"]]
    same("The vehicle, listed", listed, [changed])


@clause(
    "vehicles.update.returns-the-whole", "A change is answered with the whole vehicle as it now is.", SOURCE
)
def test_returns_the_whole(api: Api, vehicle: dict[str, Any]) -> None:
    changed = api.update(vehicle["id"], name="Contract vehicle, renamed", model="Changed")
    same("The vehicle", changed, {**vehicle, "name": "Contract vehicle, renamed", "model": "Changed"})


@clause("vehicles.update.nothing", "A change of no field changes nothing.", SOURCE)
def test_nothing(api: Api, vehicle: dict[str, Any]) -> None:
    same("The vehicle", api.update(vehicle["id"]), api.vehicle(vehicle["id"]))
    same("The vehicle, fetched", api.vehicle(vehicle["id"]), vehicle)


@clause("vehicles.update.unknown-id", "Changing a vehicle that does not exist is 404.", SOURCE)
def test_unknown_id(vehicles: Api, absent_id: int) -> None:
    vehicles.patch_vehicle(absent_id, {"vehicle": {"name": "Van"}}).refused(404)


@clause("vehicles.update.access-ids-stay", "An update does not change the access ids.", SOURCE)
def test_access_ids_stay(vehicles: Api, full: dict[str, Any]) -> None:
    vehicles.patch_vehicle(full["id"], {"vehicle": {"name": "Renamed", "accessIds": []}})
    same("The access ids", vehicles.vehicle(full["id"])["accessIds"], full["accessIds"])


@clause("vehicles.update.only-that-vehicle", "An update changes no other vehicle.", SOURCE)
def test_only_that_vehicle(vehicles: Api, full: dict[str, Any]) -> None:
    other = vehicles.create(name="Other", make="Ford")
    before = [vehicle for vehicle in vehicles.vehicles() if vehicle["id"] != full["id"]]
    vehicles.update(full["id"], name="Changed", make=None, customer=None)
    same("The other vehicles", [entry for entry in vehicles.vehicles() if entry["id"] != full["id"]], before)
    same("One of them, fetched", vehicles.vehicle(other["id"]), other)


@clause(
    "vehicles.update.wrong-types",
    "A field of the wrong type is 400, and none of the others is changed.",
    SOURCE,
)
@pytest.mark.parametrize("field", ["name", "make", "model", "customer"])
def test_wrong_types(api: Api, vehicle: dict[str, Any], field: str) -> None:
    good = {"model": "Changed"} if field != "model" else {"name": "Changed"}
    api.patch_vehicle(vehicle["id"], {"vehicle": {**good, field: []}}).refused(400)
    same("The vehicle", api.vehicle(vehicle["id"]), vehicle)


@clause(
    "vehicles.update.numbers-for-texts",
    "A number is no text: it is 400 for every field, and nothing is changed.",
    SOURCE,
)
@pytest.mark.parametrize("field", ["name", "make", "model", "vin", "licensePlate", "customer"])
def test_numbers_for_texts(vehicles: Api, full: dict[str, Any], field: str) -> None:
    good = {"model": "Changed"} if field != "model" else {"name": "Changed"}
    vehicles.patch_vehicle(full["id"], {"vehicle": {**good, field: 17}}).refused(400)
    same("The vehicle", vehicles.vehicle(full["id"]), full)


@clause("vehicles.update.wrapper", "The fields stand in `vehicle`; without it, it is 400.", SOURCE)
@pytest.mark.parametrize("body", [{}, {"name": "Van"}, {"vehicle": None}, {"vehicle": []}, b"[]"], ids=str)
def test_wrapper(api: Api, vehicle: dict[str, Any], body: Any) -> None:
    api.patch_vehicle(vehicle["id"], body).refused(400)
    same("The vehicle", api.vehicle(vehicle["id"]), vehicle)
