"""Whose a departure is: vehicles by id and by VIN, and VINs that no vehicle has yet."""

from typing import Any

from flipturn_mock.domain.departures import Departures
from flipturn_mock.domain.errors import NotFound
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.vehicles import Vehicle, Vehicles
from flipturn_mock.operations import Operation
from flipturn_mock.operations import departures as operations
from flipturn_mock.operations.call import Call
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, instead, operation
from tests.contracts.faulty.syncing import answered


@fault("The answer shows the VIN that was sent, also when the vehicle is known.")
@operation("syncVehicleDepartureTimes")
def sent_vin_is_always_shown(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    vin = call.body.get("vehicleVin")
    return {
        "departureTimes": [one | {"vehicleVin": vin or one["vehicleVin"]} for one in answer["departureTimes"]]
    }


@fault("A sync by id shows the vehicle's VIN, too.")
@operation("syncVehicleDepartureTimes")
def vin_of_the_vehicle_is_shown(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    if not isinstance(call.body.get("vehicleId"), int):
        return answer
    vin = fleet.vehicles.get(call.body["vehicleId"]).vin
    return {"departureTimes": [one | {"vehicleVin": vin} for one in answer["departureTimes"]]}


@fault("The id of a departure's vehicle is a text.")
@answered
def vehicle_id_is_a_text(answer: list[Json], _: list[Json]) -> list[Json]:
    return [one | {"vehicleId": one["vehicleId"] and str(one["vehicleId"])} for one in answer]


@fault("A VIN is never looked up: departures always stay under it.")
@instead(Vehicles, "with_vin")
def vins_are_never_looked_up(_: Any, known: Vehicles, vin: str) -> None:
    return None


@fault("A VIN is looked up among the first fifty vehicles: the service reads one page of its own API.")
@instead(Vehicles, "with_vin")
def vins_are_looked_up_on_the_first_page(_: Any, known: Vehicles, vin: str) -> Vehicle | None:
    first, _more = known.page(0, 50)
    return next((vehicle for vehicle in first if vehicle.vin == vin), None)


@fault("A VIN means the vehicle whose VIN begins like it.")
@instead(Vehicles, "with_vin")
def vins_match_by_their_beginning(_: Any, known: Vehicles, vin: str) -> Vehicle | None:
    return next(
        (vehicle for vehicle in known if vehicle.vin is not None and vehicle.vin.startswith(vin)), None
    )


@fault("A VIN means a vehicle ignoring case.")
@instead(Vehicles, "with_vin")
def vins_match_in_any_case(_: Any, known: Vehicles, vin: str) -> Vehicle | None:
    return next((vehicle for vehicle in known if (vehicle.vin or "").casefold() == vin.casefold()), None)


@fault("A VIN means a vehicle ignoring blanks around it.")
@instead(Vehicles, "with_vin")
def vins_match_with_blanks(with_vin: Any, known: Vehicles, vin: str) -> Any:
    return with_vin(known, vin.strip())


@fault("A VIN that no vehicle has shows vehicleId 0.")
@answered
def unknown_vehicle_has_id_0(answer: list[Json], _: list[Json]) -> list[Json]:
    return [one | {"vehicleId": one["vehicleId"] or 0} for one in answer]


@fault("Clearing by a VIN that has nothing is 404.")
@instead(operations, "sync_departures")
def clearing_nothing_is_404(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    is_known = not isinstance(named, str) or vehicles.with_vin(named) or stored.of(named)
    if not is_known and not wanted:
        raise NotFound(f"Vehicle with VIN {named} not found")
    return sync(vehicles, stored, named, wanted, now)


@fault("A sync by an unknown VIN makes a vehicle for it.")
@operation("syncVehicleDepartureTimes")
def unknown_vin_makes_a_vehicle(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    vin = call.body.get("vehicleVin")
    if vin and fleet.vehicles.with_vin(vin) is None and call.body["departureTimes"]:
        made = Vehicle(
            id=fleet.vehicles.ids.take(), name=vin
        )  # found by its name later, so nothing else changes
        fleet.vehicles.put(made)
    return answer


@fault("A sync by VIN and one by id keep schedules of their own.")
@instead(operations, "sync_departures")
def vin_and_id_are_two_schedules(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    vehicle = vehicles.with_vin(named) if isinstance(named, str) else None
    if vehicle is None:
        return sync(vehicles, stored, named, wanted, now)
    outcome = stored.sync(named, wanted, now)
    return vehicle.id, [one._replace(vehicle_id=vehicle.id, vehicle_vin=None) for one in outcome]


@fault("An unknown vehicleId is taken, and its departures are stored for nobody.")
@instead(operations, "sync_departures")
def unknown_id_is_taken(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    try:
        return sync(vehicles, stored, named, wanted, now)
    except NotFound:
        return named, stored.sync(named, wanted, now)


@fault("An unknown vehicleId is 404 only once its departures are stored.")
@instead(operations, "sync_departures")
def unknown_id_is_refused_too_late(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    try:
        return sync(vehicles, stored, named, wanted, now)
    except NotFound:
        stored.sync(named, wanted, now)
        raise


@fault("An unknown vehicleId is a success if there is nothing to store for it.")
@instead(operations, "sync_departures")
def clearing_an_unknown_id_succeeds(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    try:
        return sync(vehicles, stored, named, wanted, now)
    except NotFound:
        if wanted:
            raise
        return named, []


@fault("When a vehicle's VIN is removed, its departures go back to the VIN.")
@operation("updateVehicle")
def removed_vin_takes_departures_along(original: Operation, call: Call, fleet: Fleet) -> Json:
    former = fleet.vehicles.get(call.params["id"])
    answer = original(call, fleet)
    if former.vin is not None and answer["vehicle"]["vin"] is None:
        theirs = fleet.departures._by_owner.pop(former.id, ())
        fleet.departures._keep(
            former.vin, [d._replace(vehicle_id=None, vehicle_vin=former.vin) for d in theirs]
        )
    return answer
