"""Customers: how they are looked up, made and taken away."""

import re
import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Any

from flipturn_mock.domain.customers import Customers
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation, vehicles
from flipturn_mock.operations.call import Call
from tests.contracts.faulty.fault import Install, fault
from tests.contracts.faulty.patches import Json, instead, operation, schemas


def looked_up(is_same: Callable[[str, str], bool]) -> Install:
    """The decorated function is the rule of the look-up: is the name that is looked for the one that is known?"""

    def find_or_create(customers: Customers, name: str) -> str:
        found = next((known for known in customers.names() if is_same(name, known)), None)
        return customers._spelling.setdefault(name, name) if found is None else found

    @wraps(is_same)
    def install() -> None:
        setattr(Customers, "find_or_create", find_or_create)  # noqa: B010 - mypy does not want a method to be assigned

    return install


@fault("A customer is looked up by exactly its name.")
@looked_up
def customers_are_found_by_exact_case(name: str, known: str) -> bool:
    return name == known


@fault("Accents are ignored too when a customer is looked up, by the collation utf8mb4_general_ci.")
@looked_up
def accents_of_customers_are_ignored(name: str, known: str) -> bool:
    return _plain(name) == _plain(known)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@fault("A customer is looked up by a slug of its name, which has lost blanks and punctuation.")
@looked_up
def customers_are_found_by_a_slug(name: str, known: str) -> bool:
    return re.sub(r"\W+", "-", name.casefold()) == re.sub(r"\W+", "-", known.casefold())


@fault("A customer is looked up by the beginning of its name: `ILIKE name%`.")
@looked_up
def customers_are_found_by_their_beginning(name: str, known: str) -> bool:
    return known.casefold().startswith(name.casefold())


@fault("A customer is looked up by ILIKE without escapes: `_` and `%` in a name match anything.")
@looked_up
def customers_are_found_by_a_pattern(name: str, known: str) -> bool:
    pattern = re.escape(name.casefold()).replace("%", ".*").replace("_", ".")
    return re.fullmatch(pattern, known.casefold()) is not None


@fault("Only the case of Latin letters without accents is ignored: lower() in a database with locale C.")
@looked_up
def only_ascii_case_of_customers_is_ignored(name: str, known: str) -> bool:
    return name.encode().lower() == known.encode().lower()


@fault(
    "A look-up in another spelling renames the customer for all its vehicles: INSERT ... ON CONFLICT UPDATE."
)
@operation("createVehicle", "updateVehicle")
def look_up_renames_the_customer(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    name = (call.body["vehicle"].get("customer") or {}).get("name", "")
    for vehicle in list(fleet.vehicles):
        if vehicle.customer is not None and vehicle.customer.casefold() == name.casefold():
            fleet.vehicles.put(vehicle._replace(customer=name))
    return answer


@fault("The latest spelling of a customer's name is the one that is answered.")
@instead(Customers, "find_or_create")
def latest_spelling_is_answered(find_or_create: Any, customers: Customers, name: str) -> str:
    find_or_create(customers, name)
    return name


@fault("A customer without a name is taken for no customer.")
@schemas
def customer_without_a_name_is_taken() -> Json:
    vehicles._customer = lambda given, customers: (
        customers.find_or_create(given["name"]) if given and given.get("name") else None
    )
    return {"CustomerInput": {"required": None, "properties": {"name": {"type": ["string", "null"]}}}}


@fault("A customer may be given by a plain text instead of an object.")
@schemas
def customer_may_be_a_text() -> Json:
    vehicles._customer = lambda given, customers: (
        None
        if given is None
        else customers.find_or_create(given if isinstance(given, str) else given["name"])
    )
    return {"CustomerInput": {"type": ["object", "string", "null"]}}


@fault(
    "A new customer is answered, but the vehicle is stored without it: it was saved before the customer was."
)
@operation("createVehicle")
def new_customer_is_not_kept(original: Operation, call: Call, fleet: Fleet) -> Json:
    known = len(fleet.customers.names())
    answer = original(call, fleet)
    if len(fleet.customers.names()) > known:
        vehicle = fleet.vehicles.get(answer["vehicle"]["id"])
        fleet.vehicles.put(vehicle._replace(customer=None))
    return answer


@fault("An update makes a customer of its own instead of looking for one.")
@operation("updateVehicle")
def update_looks_up_no_customer(original: Operation, call: Call, fleet: Fleet) -> Json:
    fleet.customers, kept = Customers(), fleet.customers
    try:
        answer = original(call, fleet)
    finally:
        fleet.customers = kept
    return answer


@fault("An update only finds customers; one that is not known yet is left out without a word.")
@operation("updateVehicle")
def update_creates_no_customer(original: Operation, call: Call, fleet: Fleet) -> Json:
    given = call.body["vehicle"].get("customer")
    if given and given["name"].casefold() not in {name.casefold() for name in fleet.customers.names()}:
        del call.body["vehicle"]["customer"]
    return original(call, fleet)


@fault("`customer: null` is taken for left out: the update looks whether it is truthy.")
@operation("updateVehicle")
def null_customer_is_left_alone(original: Operation, call: Call, fleet: Fleet) -> Json:
    if call.body["vehicle"].get("customer", "") is None:
        del call.body["vehicle"]["customer"]
    return original(call, fleet)


@fault("`customer: null` deletes the customer itself, and with it every vehicle's.")
@operation("updateVehicle")
def null_customer_is_deleted(original: Operation, call: Call, fleet: Fleet) -> Json:
    former = fleet.vehicles.get(call.params["id"]).customer
    answer = original(call, fleet)
    if call.body["vehicle"].get("customer", "") is None:
        for vehicle in [vehicle for vehicle in fleet.vehicles if vehicle.customer == former]:
            fleet.vehicles.put(vehicle._replace(customer=None))
    return answer


@fault("A customer goes with its last vehicle, so that its spelling is forgotten.")
@operation("createVehicle")
def customers_go_with_their_last_vehicle(original: Operation, call: Call, fleet: Fleet) -> Json:
    used = {vehicle.customer for vehicle in fleet.vehicles}
    for folded in [folded for folded, name in fleet.customers._spelling.items() if name not in used]:
        del fleet.customers._spelling[folded]
    return original(call, fleet)


@fault("A customer's name may be blank.")
@schemas
def blank_customer_is_taken() -> Json:
    return {"CustomerInput": {"properties": {"name": {"$ref": None}}}}
