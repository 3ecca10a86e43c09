"""How a sync may name its vehicle."""

from typing import Any

from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.web.json_text import parse_json, to_json
from flipturn_mock.web.pipeline import Pipeline
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, instead, schemas, while_refusing
from tests.contracts.faulty.syncing import body_read, departures_of


@fault("A sync that names no vehicle is a success that does nothing.")
@body_read
def nobody_is_synced_in_silence(body: Json) -> Any:
    if not {"vehicleId", "vehicleVin"} & body.keys() and departures_of(body):
        return {"vehicleVin": "nobody", "departureTimes": []}
    return body


@fault("Of two identifiers the id counts.")
@body_read
def id_goes_before_vin(body: Json) -> Any:
    if {"vehicleId", "vehicleVin"} <= body.keys():
        del body["vehicleVin"]
    return body


@fault("Of two identifiers the VIN counts.")
@body_read
def vin_goes_before_id(body: Json) -> Any:
    if {"vehicleId", "vehicleVin"} <= body.keys():
        del body["vehicleId"]
    return body


@fault("Two identifiers are taken if they mean the same vehicle.")
@instead(Pipeline, "_fitting_body")
def two_identifiers_may_agree(fitting_body: Any, own: Pipeline, operation: Any, entry: Any) -> Any:
    body = parse_json(entry.body) if entry.body else None
    if operation.id == "syncVehicleDepartureTimes" and isinstance(body, dict):
        vehicle = entry.organization.fleet.vehicles.with_vin(str(body.get("vehicleVin")))
        if vehicle is not None and vehicle.id == body.get("vehicleId"):
            del body["vehicleVin"]
            entry.body = to_json(body)
    return fitting_body(own, operation, entry)


@fault("A VIN that is a number is taken for its text.")
@body_read
def vin_may_be_a_number(body: Json) -> Any:
    return body | {"vehicleVin": str(body["vehicleVin"])} if isinstance(body.get("vehicleVin"), int) else body


@fault("A vehicleId with a fraction is cut off.")
@body_read
def fraction_of_an_id_is_cut(body: Json) -> Any:
    return body | {"vehicleId": int(body["vehicleId"])} if isinstance(body.get("vehicleId"), float) else body


@fault("A vehicleId in quotes is taken for a number.")
@body_read
def id_may_be_in_quotes(body: Json) -> Any:
    return body | {"vehicleId": int(body["vehicleId"])} if str(body.get("vehicleId", "")).isdigit() else body


@fault("A vehicleVin that is a list is a server error.")
@body_read
def odd_identifiers_crash(body: Json) -> Any:
    hash(body.get("vehicleVin"))
    return body


@fault("A blank VIN is a VIN like any other.")
@schemas
def blank_vins_are_taken() -> Json:
    return {"VehicleSync": {"properties": {"vehicleVin": {"$ref": None}}}}


@fault("A VIN that ends in a line end is taken: `$` in its pattern.")
@schemas
def vins_may_end_in_a_line_end() -> Json:
    return {"VehicleSync": {"properties": {"vehicleVin": {"$ref": None, "pattern": r"\S"}}}}


@fault("A sync that is refused for its two identifiers has changed both schedules.")
@while_refusing("syncVehicleDepartureTimes")
def two_identifiers_are_refused_too_late(body: Any, fleet: Fleet, _now: int) -> None:
    if isinstance(body, dict) and {"vehicleId", "vehicleVin"} <= body.keys():
        for owner in (body["vehicleId"], body["vehicleVin"]):
            fleet.departures._keep(owner, [])


@fault("A vehicleId with a fraction is a server error, of the database.")
@body_read
def fraction_of_an_id_crashes(body: Json) -> Any:
    if isinstance(body.get("vehicleId"), float):
        raise TypeError("invalid input syntax for type integer")
    return body


@fault("A vehicleVin that is true, or a list of one, is taken for its text.")
@body_read
def vin_may_be_anything(body: Json) -> Any:
    vin = body.get("vehicleVin", "")
    return body if isinstance(vin, str | None) else body | {"vehicleVin": str(vin)}


@fault("A shift or route that is a number is taken: the language makes a text of it.")
@body_read
def names_may_be_numbers(body: Json) -> Any:
    for departure in departures_of(body):
        for name in ("shiftName", "routeName"):
            if isinstance(departure.get(name), int):
                departure[name] = str(departure[name])
    return body
