"""What a sync does to a vehicle's schedule (Departure Times, steps and notes)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.fixtures import Clock, Stored
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned
from flipturn_contracts.harness.outcomes import chosen, ids, in_order, outcomes, times, twice

SOURCE = "Departure Times"
HOURS = st.lists(st.integers(-50, 50).filter(lambda hours: hours != 0), max_size=6, unique=True)


@clause(
    "departures.sync.replaces-all-future",
    "A sync deletes all future departures of the vehicle first.",
    SOURCE,
)
def test_replaces_all_future(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(6), now.at(24 * 400)))
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(7)))
    same("The departures that are stored", stored.times(vin), [now.at(7)])


@clause(
    "departures.sync.is-the-last-request",
    "What is stored is what was last asked for, if it is in the future.",
    SOURCE,
)
@given(first=HOURS, second=HOURS)
def test_is_the_last_request(
    departures: Api,
    new_vin: Callable[[], str],
    now: Moments,
    stored: Stored,
    first: list[int],
    second: list[int],
) -> None:
    vin = new_vin()
    for hours in (first, second):
        departures.sync(vehicleVin=vin, departureTimes=planned(*map(now.at, hours)))
    distinct = sorted({now.at(hours) for hours in second if hours > 0})
    same("The times that are stored", sorted(set(stored.times(vin))), distinct)


@clause(
    "departures.sync.created-or-skipped",
    "A departure in the past is skipped, one in the future created.",
    SOURCE,
)
@given(hours=HOURS)
def test_created_or_skipped(
    departures: Api, new_vin: Callable[[], str], now: Moments, hours: list[int]
) -> None:
    answered = departures.sync(vehicleVin=new_vin(), departureTimes=planned(*map(now.at, hours)))
    expected = {now.at(hour): "created" if hour > 0 else "skipped" for hour in hours}
    same("The outcomes", dict(zip(times(answered), outcomes(answered), strict=True)), expected)


@clause("departures.sync.every-one-returned", "Every departure of the request is returned.", SOURCE)
@given(hours=HOURS)
def test_every_one_returned(
    departures: Api, new_vin: Callable[[], str], now: Moments, hours: list[int]
) -> None:
    sent = [now.at(hour) for hour in hours]
    answered = departures.sync(vehicleVin=new_vin(), departureTimes=planned(*sent))
    same("The times", in_order(times(answered)), in_order(sent))


@clause(
    "departures.sync.skipped-has-no-id",
    "A departure that is skipped has `id: null`, one that is created an id.",
    SOURCE,
)
def test_skipped_has_no_id(departures: Api, vin: str, now: Moments) -> None:
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(-2), now.at(2)))
    past = [one["id"] for one in answered if times([one]) == [now.at(-2)]]
    same("The id of the one in the past", past, [None])
    same("How many have an id", len(ids(answered)), 1)


@clause("departures.sync.skipped-is-not-stored", "A departure that is skipped is not stored.", SOURCE)
def test_skipped_is_not_stored(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(-2), now.at(2), now.at(-24 * 365)))
    same("The departures that are stored", stored.times(vin), [now.at(2)])


@clause(
    "departures.sync.all-past",
    "A sync of nothing but past departures skips them, and still clears the future.",
    SOURCE,
)
def test_all_past(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(-1), now.at(-2)))
    same("The outcomes", outcomes(answered), ["skipped", "skipped"])
    same("The departures that are stored", stored.times(vin), [])


NAMES = {"shiftName": "Morning Route", "routeName": "Route 42", "targetSoc": 80}


@clause("departures.sync.fields-returned", "Shift, route and target are returned as sent.", SOURCE)
def test_fields_returned(departures: Api, vin: str, now: Moments) -> None:
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(6), **NAMES))
    same("The fields", chosen(answered, *NAMES), [NAMES, NAMES])


@clause("departures.sync.each-its-own-fields", "Each departure has its own shift, route and target.", SOURCE)
def test_each_its_own_fields(departures: Api, vin: str, now: Moments) -> None:
    sent = [
        {"departureTime": now.at(5), "shiftName": "A", "targetSoc": 70},
        {"departureTime": now.at(6), "routeName": "R", "targetSoc": 0},
        {"departureTime": now.at(7), "shiftName": "B", "routeName": "S", "targetSoc": 100},
    ]
    answered = departures.sync(vehicleVin=vin, departureTimes=sent)
    fields = ("shiftName", "routeName", "targetSoc")
    found = dict(zip(times(answered), chosen(answered, *fields), strict=True))
    same("The fields", found, dict(zip(times(sent), chosen(sent, *fields), strict=True)))


@clause("departures.sync.fields-stored", "Shift, route and target are stored as sent.", SOURCE)
def test_fields_stored(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), **NAMES))
    same("The fields that are stored", chosen(stored.of(vin), *NAMES), [NAMES])


@clause(
    "departures.sync.same-time-new-fields",
    "A departure that is sent again at the same time has its new fields.",
    SOURCE,
)
def test_same_time_new_fields(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), shiftName="Old", targetSoc=20))
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), **NAMES))
    same("The fields that are stored", chosen(stored.of(vin), *NAMES), [NAMES])


@clause("departures.sync.names-default-null", "A shift or route that is left out is null.", SOURCE)
def test_names_default_null(departures: Api, vin: str, now: Moments) -> None:
    [answered] = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    same("Its names", [answered["shiftName"], answered["routeName"]], [None, None])


@clause("departures.sync.shape", "A departure in an answer has every documented field.", SOURCE)
def test_shape(departures: Api, vin: str, now: Moments) -> None:
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(-5)))
    fields = {"id", "vehicleId", "vehicleVin", "departureTime", "shiftName", "routeName", "targetSoc"}
    same("The fields that are missing", [sorted(fields - one.keys()) for one in answered], [[], []])


@clause(
    "departures.sync.past-is-left",
    "A departure that was future when it was stored stays once its time has passed.",
    SOURCE,
)
def test_past_is_left(departures: Api, vin: str, now: Moments, clock: Clock, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(1), now.at(5), **NAMES))
    before = stored.of(vin)
    clock.pass_hours(2)
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(8)))
    same("The times that are stored", stored.times(vin), [now.at(1), now.at(8)])
    same("The past one", stored.of(vin)[0], before[0])


@clause("departures.sync.past-survives-clearing", "Clearing a schedule leaves the past.", SOURCE)
def test_past_survives_clearing(
    departures: Api, vin: str, now: Moments, clock: Clock, stored: Stored
) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(1), now.at(5)))
    clock.pass_hours(2)
    departures.sync(vehicleVin=vin, departureTimes=[])
    same("The times that are stored", stored.times(vin), [now.at(1)])


@clause(
    "departures.sync.past-is-not-doubled",
    "Sending a departure again after its time does not store it twice.",
    SOURCE,
)
def test_past_is_not_doubled(departures: Api, vin: str, now: Moments, clock: Clock, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(1), now.at(5)))
    clock.pass_hours(2)
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(1), now.at(5)))
    same("The outcomes", outcomes(answered), ["skipped", "created"])
    same("The times that are stored", stored.times(vin), [now.at(1), now.at(5)])


@clause(
    "departures.sync.clears",
    "An empty list clears all future departures and is answered by an empty list.",
    SOURCE,
)
def test_clears(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(6)))
    same("The answer", departures.sync(vehicleVin=vin, departureTimes=[]), [])
    same("The departures that are stored", stored.times(vin), [])


@clause(
    "departures.sync.clearing-answers-empty",
    "Clearing is answered 200 with an empty list, also if there was nothing.",
    SOURCE,
)
def test_clearing_answers_empty(departures: Api, vin: str, now: Moments) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    for _ in range(2):
        answer = departures.post_sync({"vehicleVin": vin, "departureTimes": []}).must_be(200, 201).json()
        same("The departures in the answer", answer.get("departureTimes"), [])


@clause("departures.sync.ids-are-its-own", "No two stored departures have the same id.", SOURCE)
def test_ids_are_its_own(departures: Api, new_vin: Callable[[], str], now: Moments, stored: Stored) -> None:
    for _ in range(3):
        departures.sync(vehicleVin=new_vin(), departureTimes=planned(now.at(5), now.at(6)))
    found = [one["id"] for one in stored.all()]
    same("Ids that stand twice", twice(found), [])


@clause("departures.sync.answered-ids-differ", "The departures of an answer have an id each.", SOURCE)
def test_answered_ids_differ(departures: Api, vin: str, now: Moments) -> None:
    answered = ids(departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(6), now.at(7))))
    same("How many ids there are", len(set(answered)), 3)


@clause(
    "departures.sync.answer-is-what-is-stored",
    "The created departures of an answer are those that are stored.",
    SOURCE,
)
def test_answer_is_what_is_stored(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    answered = departures.sync(
        vehicleVin=vin, departureTimes=planned(now.at(5), now.at(-5), now.at(6), **NAMES)
    )
    fields = ("id", "vehicleId", "vehicleVin", "departureTime", *NAMES)
    created = [one for one in answered if one["id"] is not None]
    same("What is stored", chosen(stored.of(vin), *fields), chosen(created, *fields))


@clause(
    "departures.sync.other-vehicles-stay", "A sync touches no departures but those of its vehicle.", SOURCE
)
def test_other_vehicles_stay(
    departures: Api, new_vin: Callable[[], str], vehicle: dict[str, Any], now: Moments, stored: Stored
) -> None:
    mine, other = new_vin(), new_vin()
    departures.sync(vehicleVin=other, departureTimes=planned(now.at(5)))
    departures.sync(vehicleId=vehicle["id"], departureTimes=planned(now.at(5)))
    for sent in (planned(now.at(6)), []):
        departures.sync(vehicleVin=mine, departureTimes=sent)
        same("The other VIN's departures", stored.times(other), [now.at(5)])
        same("The vehicle's departures", stored.times(vehicle["id"]), [now.at(5)])


@clause("departures.sync.many", "A schedule of hundreds of departures is stored whole.", SOURCE)
@pytest.mark.parametrize("count", [101, 500])
def test_many(departures: Api, vin: str, now: Moments, stored: Stored, count: int) -> None:
    sent = [now.at(hour) for hour in range(1, count + 1)]
    same(
        "The times in the answer", times(departures.sync(vehicleVin=vin, departureTimes=planned(*sent))), sent
    )
    same("The times that are stored", stored.times(vin), sent)
