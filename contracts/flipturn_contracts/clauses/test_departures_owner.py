"""Whose departures they are: by id, by VIN, and by a VIN that no vehicle has yet (Departure Times)."""

from typing import Any

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.fixtures import Clock, Stored
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned
from flipturn_contracts.harness.outcomes import chosen, ids

SOURCE = "Departure Times"
OWNER = ("vehicleId", "vehicleVin")


@clause("departures.owner.by-id", "A sync by vehicleId belongs to that vehicle.", SOURCE)
def test_by_id(departures: Api, vehicle: dict[str, Any], now: Moments) -> None:
    answered = departures.sync(vehicleId=vehicle["id"], departureTimes=planned(now.at(5), now.at(6)))
    same("The vehicleId", [one["vehicleId"] for one in answered], [vehicle["id"]] * 2)


@clause(
    "departures.owner.by-known-vin",
    "A VIN that a vehicle has means that vehicle: its id is filled in.",
    SOURCE,
)
def test_by_known_vin(departures: Api, vehicle: dict[str, Any], now: Moments) -> None:
    answered = departures.sync(vehicleVin=vehicle["vin"], departureTimes=planned(now.at(5), now.at(6)))
    same("The vehicleId", [one["vehicleId"] for one in answered], [vehicle["id"]] * 2)


@clause(
    "departures.owner.known-vin-is-null",
    "`vehicleVin` is null in the answer when the vehicle is known.",
    SOURCE,
)
def test_known_vin_is_null(departures: Api, vehicle: dict[str, Any], now: Moments) -> None:
    answered = departures.sync(vehicleVin=vehicle["vin"], departureTimes=planned(now.at(5)))
    answered += departures.sync(vehicleId=vehicle["id"], departureTimes=planned(now.at(5)))
    same("The vehicleVin", [one["vehicleVin"] for one in answered], [None, None])


@clause(
    "departures.owner.by-unknown-vin",
    "A VIN that no vehicle has is no error: vehicleVin is set, vehicleId null.",
    SOURCE,
)
def test_by_unknown_vin(departures: Api, vin: str, now: Moments) -> None:
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(6)))
    same("The owner", chosen(answered, *OWNER), [{"vehicleId": None, "vehicleVin": vin}] * 2)


@clause(
    "departures.owner.clear-unknown-vin",
    "Clearing by a VIN that nobody has ever named is 200 and empty.",
    SOURCE,
)
def test_clear_unknown_vin(departures: Api, vin: str) -> None:
    same("The answer", departures.sync(vehicleVin=vin, departureTimes=[]), [])


@clause(
    "departures.owner.vin-and-id-are-one",
    "A sync by VIN and one by id replace each other's departures.",
    SOURCE,
)
def test_vin_and_id_are_one(departures: Api, vehicle: dict[str, Any], now: Moments, stored: Stored) -> None:
    departures.sync(vehicleId=vehicle["id"], departureTimes=planned(now.at(5)))
    departures.sync(vehicleVin=vehicle["vin"], departureTimes=planned(now.at(6)))
    same("The times that are stored", stored.times(vehicle["id"]), [now.at(6)])
    departures.sync(vehicleId=vehicle["id"], departureTimes=planned(now.at(7)))
    same("The times that are stored", stored.times(vehicle["id"]), [now.at(7)])
    same("What is stored under the VIN", stored.of(vehicle["vin"]), [])


@clause(
    "departures.owner.creates-no-vehicle", "A sync by a VIN that no vehicle has creates no vehicle.", SOURCE
)
def test_creates_no_vehicle(departures: Api, vehicles: Api, vin: str, now: Moments) -> None:
    before = vehicles.vehicles()
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    same("The vehicles", vehicles.vehicles(), before)


@clause(
    "departures.owner.vin-of-a-late-vehicle",
    "A VIN is looked up among all the vehicles, not just the first page.",
    SOURCE,
)
def test_vin_of_a_late_vehicle(vehicles: Api, vin: str, now: Moments) -> None:
    for number in range(60):
        vehicles.create(name=f"Vehicle {number}")
    late = vehicles.create(name="Late", vin=vin)
    [answered] = vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    same("The vehicleId", answered["vehicleId"], late["id"])


@clause(
    "departures.owner.vin-is-matched-whole",
    "A VIN means the vehicle that has all of it, not one that has more.",
    SOURCE,
)
def test_vin_is_matched_whole(vehicles: Api, vin: str, now: Moments) -> None:
    vehicles.create(name="Longer", vin=vin + "-LONGER")
    [shorter] = vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    [longest] = vehicles.sync(vehicleVin=vin + "-LONGER-STILL", departureTimes=planned(now.at(5)))
    same("The vehicleId", [shorter["vehicleId"], longest["vehicleId"]], [None, None])


@clause(
    "orphans.wait",
    "Departures of an unknown VIN wait under it until a sync after its vehicle was created.",
    SOURCE,
)
def test_wait(vehicles: Api, vin: str, now: Moments, stored: Stored) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    before = stored.of(vin)
    vehicles.create(name="Van", vin=vin)
    same("What waits under the VIN", stored.of(vin), before)


@clause(
    "orphans.linked-by-vin",
    "The next sync by VIN gives them to the vehicle, and replaces the future ones.",
    SOURCE,
)
def test_linked_by_vin(vehicles: Api, vin: str, now: Moments, clock: Clock, stored: Stored) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(1), now.at(5)))
    van = vehicles.create(name="Van", vin=vin)
    clock.pass_hours(2)
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(8)))
    same("The vehicle's times", stored.times(van["id"]), [now.at(1), now.at(8)])
    same("What waits under the VIN", stored.of(vin), [])


@clause("orphans.linked-by-id", "The next sync by id does the same.", SOURCE)
def test_linked_by_id(vehicles: Api, vin: str, now: Moments, clock: Clock, stored: Stored) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(1), now.at(5)))
    van = vehicles.create(name="Van", vin=vin)
    clock.pass_hours(2)
    vehicles.sync(vehicleId=van["id"], departureTimes=planned(now.at(8)))
    same("The vehicle's times", stored.times(van["id"]), [now.at(1), now.at(8)])
    same("What waits under the VIN", stored.of(vin), [])


@clause(
    "orphans.cleared-with-the-vehicle",
    "Clearing a vehicle's schedule clears what waited under its VIN, too.",
    SOURCE,
)
def test_cleared_with_the_vehicle(vehicles: Api, vin: str, now: Moments, stored: Stored) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    van = vehicles.create(name="Van", vin=vin)
    vehicles.sync(vehicleVin=vin, departureTimes=[])
    same("All that is stored", [*stored.of(vin), *stored.of(van["id"])], [])


@clause("orphans.linked-once", "They are linked once: nothing is doubled by further syncs.", SOURCE)
def test_linked_once(vehicles: Api, vin: str, now: Moments, clock: Clock, stored: Stored) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(1)))
    vehicles.create(name="Van", vin=vin)
    clock.pass_hours(2)
    for _ in range(3):
        vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(8)))
    same(
        "The times that are stored",
        sorted(one["departureTime"] for one in stored.all()),
        [now.at(1), now.at(8)],
    )


@clause("orphans.keep-what-they-were", "Linking changes the owner of a departure and nothing else.", SOURCE)
def test_keep_what_they_were(vehicles: Api, vin: str, now: Moments, clock: Clock, stored: Stored) -> None:
    sent = planned(now.at(1), shiftName="Early", routeName="R", targetSoc=77)
    created = ids(vehicles.sync(vehicleVin=vin, departureTimes=sent))
    van = vehicles.create(name="Van", vin=vin)
    clock.pass_hours(2)
    vehicles.sync(vehicleVin=vin, departureTimes=[])
    fields = ("id", "departureTime", "shiftName", "routeName", "targetSoc", "vehicleVin")
    expected = [{"id": created[0], **sent[0], "vehicleVin": None}]
    same("The departure", chosen(stored.of(van["id"]), *fields), expected)


@clause(
    "orphans.replaced-under-the-vin", "A further sync by the unknown VIN replaces what waits there.", SOURCE
)
def test_replaced_under_the_vin(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(6)))
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(7)))
    same("The times that are stored", stored.times(vin), [now.at(7)])


@clause("orphans.of-another-vin-stay", "A sync links nothing that waits under another VIN.", SOURCE)
def test_of_another_vin_stay(vehicles: Api, vin: str, now: Moments, stored: Stored) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    van = vehicles.create(name="Van", vin=vin + "-2")
    vehicles.sync(vehicleId=van["id"], departureTimes=planned(now.at(6)))
    plain = vehicles.create(name="No VIN")
    vehicles.sync(vehicleId=plain["id"], departureTimes=planned(now.at(7)))
    same("What waits under the first VIN", stored.times(vin), [now.at(5)])
