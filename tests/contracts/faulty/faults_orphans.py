"""Departures that wait under a VIN until its vehicle exists, and how they are linked to it."""

from typing import Any

from flipturn_mock.domain.departures import Departure, Departures, is_future
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.vehicles import Vehicles
from flipturn_mock.operations import Operation
from flipturn_mock.operations import departures as operations
from flipturn_mock.operations.call import Call
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, instead, operation
from tests.contracts.faulty.syncing import Sync, instead_of_sync


@fault("Departures are linked as soon as their vehicle is created, instead of at its next sync.")
@operation("createVehicle")
def orphans_are_linked_at_creation(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    if answer["vehicle"]["vin"] is not None:
        fleet.departures.link(answer["vehicle"]["vin"], answer["vehicle"]["id"])
    return answer


@fault("Creating a vehicle drops what waits under its VIN.")
@operation("createVehicle")
def creation_drops_orphans(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    fleet.departures._by_owner.pop(answer["vehicle"]["vin"], None)
    return answer


@fault("What waits under a VIN is never linked.")
@instead(Departures, "link")
def orphans_are_never_linked(_: Any, stored: Departures, vin: str, vehicle_id: int) -> None:
    return


@fault("What waits under a VIN is linked by a sync by VIN only.")
@instead(operations, "sync_departures")
def orphans_are_linked_by_vin_only(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    waiting = (
        {}
        if isinstance(named, str)
        else {vin: d for vin, d in stored._by_owner.items() if isinstance(vin, str)}
    )
    for vin in waiting:
        del stored._by_owner[vin]
    try:
        return sync(vehicles, stored, named, wanted, now)
    finally:
        stored._by_owner.update(waiting)


@fault("What waits under a VIN is linked by a sync by id only.")
@instead(operations, "sync_departures")
def orphans_are_linked_by_id_only(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    vehicle = vehicles.with_vin(named) if isinstance(named, str) else None
    waiting = stored._by_owner.pop(named, ()) if vehicle is not None else ()
    try:
        return sync(vehicles, stored, named, wanted, now)
    finally:
        if waiting:
            stored._by_owner[named] = waiting


@fault("Linking copies: what waited stays under its VIN, too.")
@instead(Departures, "link")
def linking_copies(link: Any, stored: Departures, vin: str, vehicle_id: int) -> None:
    waiting = stored.of(vin)
    link(stored, vin, vehicle_id)
    stored._keep(vin, list(waiting))


@fault("Linking runs twice, once in the job and once in the request, and the past is doubled.")
@instead(Departures, "link")
def linking_runs_twice(link: Any, stored: Departures, vin: str, vehicle_id: int) -> None:
    waiting = [departure._replace(id=stored.ids.take()) for departure in stored.of(vin)]
    link(stored, vin, vehicle_id)
    stored._keep(
        vehicle_id,
        [*stored.of(vehicle_id), *(one._replace(vehicle_id=vehicle_id, vehicle_vin=None) for one in waiting)],
    )


@fault("Linked departures get new ids.")
@instead(Departures, "link")
def linking_renumbers(link: Any, stored: Departures, vin: str, vehicle_id: int) -> None:
    stored._keep(vin, [departure._replace(id=stored.ids.take()) for departure in stored.of(vin)])
    link(stored, vin, vehicle_id)


@fault("Linked departures lose their targets: the copy was written before the field was there.")
@instead(Departures, "link")
def linking_loses_targets(link: Any, stored: Departures, vin: str, vehicle_id: int) -> None:
    stored._keep(vin, [departure._replace(target_soc=90) for departure in stored.of(vin)])
    link(stored, vin, vehicle_id)


@fault("Linked departures keep their VIN beside the id.")
@instead(Departures, "link")
def linked_departures_keep_their_vin(link: Any, stored: Departures, vin: str, vehicle_id: int) -> None:
    is_waiting = bool(stored.of(vin))
    link(stored, vin, vehicle_id)
    if is_waiting:
        stored._keep(vehicle_id, [departure._replace(vehicle_vin=vin) for departure in stored.of(vehicle_id)])


@fault("Linking drops those that have left in the meantime.")
@instead(operations, "sync_departures")
def linking_drops_the_past(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    for vin in [vin for vin in stored._by_owner if isinstance(vin, str) and vehicles.with_vin(vin)]:
        stored._keep(
            vin, [departure for departure in stored.of(vin) if is_future(departure.departure_time, now)]
        )
    return sync(vehicles, stored, named, wanted, now)


@fault("What is linked is not replaced: linking comes after the delete.")
@instead(operations, "sync_departures")
def linking_comes_after_the_delete(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    vehicle = vehicles.with_vin(named) if isinstance(named, str) else vehicles.get(named)
    waiting = () if vehicle is None or vehicle.vin is None else stored._by_owner.pop(vehicle.vin, ())
    answer = sync(vehicles, stored, named, wanted, now)
    if vehicle is not None and waiting:
        linked = [departure._replace(vehicle_id=vehicle.id, vehicle_vin=None) for departure in waiting]
        stored._keep(vehicle.id, [*stored.of(vehicle.id), *linked])
    return answer


@fault("A sync by an unknown VIN replaces nothing: `vehicle_id = NULL` finds no row.")
@instead_of_sync
def unknown_vins_pile_up(sync: Sync) -> list[Departure]:
    former = sync.future if isinstance(sync.owner, str) else []
    answer = sync.done()
    sync.keep([*former, *sync.kept])
    return answer


@fault("Whatever waits is linked to the vehicle that syncs, whichever VIN it waits under.")
@instead(operations, "sync_departures")
def any_orphan_is_linked(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    vehicle = vehicles.with_vin(named) if isinstance(named, str) else vehicles.get(named)
    for vin in [vin for vin in stored._by_owner if isinstance(vin, str) and vehicle is not None]:
        stored.link(vin, vehicle.id if vehicle else 0)
    return sync(vehicles, stored, named, wanted, now)


@fault("A vehicle also gets what waits under the beginning of its VIN.")
@instead(Departures, "link")
def orphans_match_by_their_beginning(link: Any, stored: Departures, vin: str, vehicle_id: int) -> None:
    for waiting in [owner for owner in stored._by_owner if isinstance(owner, str) and vin.startswith(owner)]:
        link(stored, waiting, vehicle_id)


@fault("A vehicle without a VIN gets whatever waits: its VIN of null matches all.")
@instead(operations, "sync_departures")
def orphans_go_to_vehicles_without_a_vin(
    sync: Any, vehicles: Vehicles, stored: Departures, named: Any, wanted: Any, now: int
) -> Any:
    if isinstance(named, int) and vehicles.get(named).vin is None:
        for vin in [vin for vin in stored._by_owner if isinstance(vin, str)]:
            stored.link(vin, named)
    return sync(vehicles, stored, named, wanted, now)


@fault("A VIN that came by an update links nothing: what waits under it is marked as done.")
@operation("updateVehicle")
def updated_vins_link_nothing(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    vin = call.body["vehicle"].get("vin")
    waiting = fleet.departures._by_owner.pop(vin, ())
    if waiting:  # as a VIN that no sync will ever look for
        fleet.departures._by_owner[_Done(vin)] = waiting
    return answer


class _Done(str):
    """A VIN that looks like another and is not equal to it."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other
