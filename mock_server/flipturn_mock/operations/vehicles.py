"""The four operations on vehicles (source: the page "Vehicles")."""

from flipturn_mock.domain.customers import Customers
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.vehicles import AccessId, Vehicle, Vehicles
from flipturn_mock.operations.call import Call
from flipturn_mock.operations.json_types import JsonObject
from flipturn_mock.operations.paging import after_cursor, pagination

# API name -> name in the domain, for the fields that are stored as they come.
_PLAIN_FIELDS = {
    "name": "name",
    "make": "make",
    "model": "model",
    "vin": "vin",
    "licensePlate": "license_plate",
}


def list_vehicles(call: Call, fleet: Fleet) -> JsonObject:
    """`{data: Vehicle[], pagination}`, in ascending order of id (V2)."""
    after = after_cursor(call.params.get("nextPageCursor"))
    vehicles, more = fleet.vehicles.page(after, int(call.readings["vehicles-page-size"]))
    last_id = vehicles[-1].id if vehicles else 0
    return {
        "data": [vehicle_to_json(vehicle) for vehicle in vehicles],
        "pagination": pagination(last_id, more),
    }


def get_vehicle(call: Call, fleet: Fleet) -> JsonObject:
    """`{vehicle: Vehicle}`; raises NotFound."""
    return {"vehicle": vehicle_to_json(fleet.vehicles.get(call.params["id"]))}


def create_vehicle(call: Call, fleet: Fleet) -> JsonObject:
    """`{vehicle: Vehicle}`; raises Conflict for a known VIN or tag, before anything is created."""
    given = call.body["vehicle"]
    _refuse_duplicate_vin(call, fleet.vehicles, given.get("vin"))
    fleet.vehicles.refuse_known_tags(item["ocppIdTag"] for item in given["accessIds"])
    vehicle = Vehicle(
        id=fleet.vehicles.ids.take(),
        **plain_fields(given),
        customer=_customer(given.get("customer"), fleet.customers),
        access_ids=tuple(
            AccessId(fleet.vehicles.access_ids.take(), item["ocppIdTag"], item["authorizationStatus"])
            for item in given["accessIds"]
        ),
    )
    fleet.vehicles.put(vehicle)
    return {"vehicle": vehicle_to_json(vehicle)}


def update_vehicle(call: Call, fleet: Fleet) -> JsonObject:
    """`{vehicle: Vehicle}`, changed in the fields that were given; raises NotFound and Conflict."""
    former = fleet.vehicles.get(call.params["id"])
    given = call.body["vehicle"]
    _refuse_duplicate_vin(call, fleet.vehicles, given.get("vin"), but=former.id)
    changes = {field: given[name] for name, field in _PLAIN_FIELDS.items() if name in given}
    if "customer" in given:
        changes["customer"] = _customer(given["customer"], fleet.customers)
    vehicle = former._replace(**changes)
    fleet.vehicles.put(vehicle)
    return {"vehicle": vehicle_to_json(vehicle)}


def plain_fields(given: JsonObject) -> JsonObject:
    """Name, make, model, VIN and licence plate under their names in the domain, None where left out."""
    return {field: given.get(name) for name, field in _PLAIN_FIELDS.items()}


def vehicle_to_json(vehicle: Vehicle) -> JsonObject:
    """The schema Vehicle: every field present, null where there is no value."""
    return {
        "id": vehicle.id,
        "name": vehicle.name,
        "make": vehicle.make,
        "model": vehicle.model,
        "vin": vehicle.vin,
        "licensePlate": vehicle.license_plate,
        "hasTelematics": vehicle.has_telematics,
        "customer": None if vehicle.customer is None else {"name": vehicle.customer},
        "accessIds": [
            {
                "id": access_id.id,
                "ocppIdTag": access_id.ocpp_id_tag,
                "authorizationStatus": access_id.authorization_status,
            }
            for access_id in vehicle.access_ids
        ],
    }


def _refuse_duplicate_vin(call: Call, vehicles: Vehicles, vin: str | None, but: int | None = None) -> None:
    if call.readings["duplicate-vin"] == "reject":
        vehicles.refuse_known_vin(vin, but)


def _customer(given: JsonObject | None, customers: Customers) -> str | None:
    return None if given is None else customers.find_or_create(given["name"])
