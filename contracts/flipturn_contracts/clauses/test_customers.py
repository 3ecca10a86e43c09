"""A vehicle's customer: looked up by name ignoring case, made if there is none (Vehicles)."""

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import same
from flipturn_contracts.harness.clause import clause

SOURCE = "Vehicles"


@clause(
    "customers.created-if-absent", "A customer that is not known yet is created with the vehicle.", SOURCE
)
def test_created_if_absent(vehicles: Api) -> None:
    created = vehicles.create(name="Van", customer={"name": "Brand New Ltd"})
    same("The customer", vehicles.vehicle(created["id"])["customer"], {"name": "Brand New Ltd"})


@clause("customers.found-ignoring-case", "A known customer is found whatever the case of the name.", SOURCE)
@pytest.mark.parametrize("spelling", ["ACME DELIVERIES", "acme deliveries", "aCmE dElIvErIeS"])
def test_found_ignoring_case(vehicles: Api, spelling: str) -> None:
    vehicles.create(name="First", customer={"name": "Acme Deliveries"})
    second = vehicles.create(name="Second", customer={"name": spelling})
    same("The customer of the second vehicle", second["customer"], {"name": "Acme Deliveries"})


@clause(
    "customers.look-up-renames-nobody",
    "Looking a customer up in another case changes no vehicle's customer.",
    SOURCE,
)
def test_look_up_renames_nobody(vehicles: Api) -> None:
    first = vehicles.create(name="First", customer={"name": "Acme Deliveries"})
    vehicles.create(name="Second", customer={"name": "ACME DELIVERIES"})
    same("The first vehicle", vehicles.vehicle(first["id"]), first)


@clause(
    "customers.only-case-is-ignored", "Names that differ in more than case are different customers.", SOURCE
)
@pytest.mark.parametrize(
    "other",
    [
        "Acme-Deliveries",
        "Acme  Deliveries",
        "Acmé Deliveries",
        "Acme",
        "Acme Deliveries 2",
        "Acme%",
        "Acme_Deliveries",
        ".*",
    ],
)
def test_only_case_is_ignored(vehicles: Api, other: str) -> None:
    vehicles.create(name="First", customer={"name": "Acme Deliveries"})
    second = vehicles.create(name="Second", customer={"name": other})
    same("The customer of the second vehicle", second["customer"], {"name": other})


@clause("customers.name-is-needed", "A customer without a name is 400.", SOURCE)
@pytest.mark.parametrize("customer", [{}, {"name": None}, {"name": 1}, "Acme", ["Acme"]], ids=str)
def test_name_is_needed(vehicles: Api, customer: object) -> None:
    vehicles.post_vehicle({"vehicle": {"name": "Van", "customer": customer}}).refused(400)
    van = vehicles.create(name="Van")
    vehicles.patch_vehicle(van["id"], {"vehicle": {"customer": customer}}).refused(400)


@clause("customers.update-finds-ignoring-case", "An update looks the customer up ignoring case, too.", SOURCE)
def test_update_finds_ignoring_case(vehicles: Api) -> None:
    vehicles.create(name="First", customer={"name": "Acme Deliveries"})
    second = vehicles.create(name="Second")
    changed = vehicles.update(second["id"], customer={"name": "ACME deliveries"})
    same("The customer", changed["customer"], {"name": "Acme Deliveries"})


@clause("customers.update-creates", "An update with a customer that is not known creates it.", SOURCE)
def test_update_creates(vehicles: Api) -> None:
    first = vehicles.create(name="First")
    same(
        "The customer",
        vehicles.update(first["id"], customer={"name": "Newco"})["customer"],
        {"name": "Newco"},
    )
    second = vehicles.create(name="Second", customer={"name": "NEWCO"})
    same("The customer, found from another vehicle", second["customer"], {"name": "Newco"})


@clause(
    "customers.null-removes-association",
    "`customer: null` removes the association, from that vehicle only.",
    SOURCE,
)
def test_null_removes_association(vehicles: Api) -> None:
    first = vehicles.create(name="First", customer={"name": "Acme Deliveries"})
    second = vehicles.create(name="Second", customer={"name": "Acme Deliveries"})
    same("The customer", vehicles.update(first["id"], customer=None)["customer"], None)
    same("The customer, fetched", vehicles.vehicle(first["id"])["customer"], None)
    same(
        "The other vehicle's customer",
        vehicles.vehicle(second["id"])["customer"],
        {"name": "Acme Deliveries"},
    )
