"""What the documents leave open about departure times, and how the target answers it."""

from collections.abc import Callable
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import Broken, same, show
from flipturn_contracts.harness.clause import reading
from flipturn_contracts.harness.fixtures import Stored
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned
from flipturn_contracts.harness.outcomes import ids, in_order, times

Observe = Callable[[object], None]


@reading(
    "omitted-target-soc",
    "D2",
    "What is the targetSoc of a departure that leaves it out?",
    ("90", "null"),
    switch="omitted-target-soc",
)
def test_omitted_target_soc(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    [answered] = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    observe(show(answered.get("targetSoc")))


@reading("omitted-target-soc-in-batch", "D2", "And in a batch?", ("90", "null"), switch="omitted-target-soc")
def test_omitted_target_soc_in_batch(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    [result] = departures.batch({"vehicleVin": vin, "departureTimes": planned(now.at(5))})
    observe(show(result["departureTimes"][0].get("targetSoc")))


@reading(
    "omitted-target-soc-stored",
    "D2",
    "And what is stored for it?",
    ("90", "null"),
    switch="omitted-target-soc",
)
def test_omitted_target_soc_stored(
    departures: Api, vin: str, now: Moments, stored: Stored, observe: Observe
) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    observe(show(stored.of(vin)[0]["targetSoc"]))


@reading("sync-status", "D7", "Which status has a sync?", ("200", "201"), mock="200")
def test_sync_status(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    observe(departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5))}).status)


@reading(
    "order-of-departures",
    "D27",
    "In which order do the departures of an answer stand?",
    ("as sent", "another"),
    mock="as sent",
)
def test_order_of_departures(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    sent = [now.at(hours) for hours in (9, -5, 7, 8, -9, 5)]
    answered = times(departures.sync(vehicleVin=vin, departureTimes=planned(*sent)))
    same("The times", in_order(answered), in_order(sent))
    observe("as sent" if answered == sent else "another")


NULLS: dict[str, dict[str, Any]] = {name: {name: None} for name in ("shiftName", "routeName", "targetSoc")}


@reading(
    "null-optional-field",
    "D15",
    "Is null for an optional field refused, or the same as leaving it out?",
    ("reject", "omit"),
    switch="null-optional-field",
)
@pytest.mark.parametrize("field", NULLS)
def test_null_optional_field(departures: Api, vin: str, now: Moments, observe: Observe, field: str) -> None:
    answer = departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5), **NULLS[field])})
    observe({"400": "reject", "taken": "omit"}[answer.taken_or(400)])


@reading(
    "null-identifier",
    "D15",
    "Is null for the identifier that is not used refused?",
    ("reject", "omit"),
    switch="null-optional-field",
)
def test_null_identifier(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    answer = departures.post_sync(
        {"vehicleVin": vin, "vehicleId": None, "departureTimes": planned(now.at(5))}
    )
    observe({"400": "reject", "taken": "omit"}[answer.taken_or(400)])


@reading(
    "outcome-in-departures",
    "D1",
    "Does every departure of an answer tell its outcome?",
    ("always", "never"),
    mock="always",
)
def test_outcome_in_departures(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), now.at(-5)))
    told = {"outcome" in one for one in answered}
    observe("sometimes" if len(told) > 1 else "always" if told == {True} else "never")


@reading(
    "skipped-departure",
    "D3",
    "What does a departure that was skipped show besides `id: null`?",
    ("what was sent", "nothing"),
    mock="what was sent",
)
def test_skipped_departure(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    sent = planned(now.at(-5), shiftName="S", routeName="R", targetSoc=70)
    [answered] = departures.sync(vehicleVin=vin, departureTimes=sent)
    names = [answered.get(name) for name in ("shiftName", "routeName", "targetSoc")]
    observe(
        {'["S", "R", 70]': "what was sent", "[null, null, null]": "nothing"}.get(show(names), show(names))
    )


@reading(
    "owner-of-a-skipped-departure",
    "D3",
    "Does a departure that was skipped show whose it is?",
    ("yes", "no"),
    mock="yes",
)
def test_owner_of_a_skipped_departure(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    [answered] = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(-5)))
    observe({vin: "yes", None: "no"}.get(answered.get("vehicleVin"), answered.get("vehicleVin")))


SHIFTS = {"empty": "", "blank": " ", "blanks-around": " Early "}


@reading(
    "shift-name-{kind}",
    "X15",
    "Is a shiftName with blanks, or of nothing, kept as it is?",
    ("kept", "changed", "400"),
    mock="kept",
)
@pytest.mark.parametrize("kind", SHIFTS)
def test_shift_name(departures: Api, vin: str, now: Moments, observe: Observe, kind: str) -> None:
    sent = planned(now.at(5), shiftName=SHIFTS[kind])
    answer = departures.post_sync({"vehicleVin": vin, "departureTimes": sent})
    if answer.taken_or(400) == "400":
        observe("400")
    else:
        observe("kept" if answer.json()["departureTimes"][0]["shiftName"] == SHIFTS[kind] else "changed")


@reading(
    "same-time-twice",
    "D28",
    "Is the same departureTime twice in a request kept twice?",
    ("both kept", "one kept", "400"),
    mock="both kept",
)
def test_same_time_twice(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    answer = departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5), now.at(5))})
    if answer.taken_or(400) == "400":
        observe("400")
    else:
        found = set(ids(answer.json()["departureTimes"]))
        observe({1: "one kept", 2: "both kept"}.get(len(found), "none kept"))


@reading(
    "ids-of-a-repeated-sync",
    "D38",
    "Has a departure that is sent again the same id as before?",
    ("fresh", "reused"),
    mock="fresh",
)
def test_ids_of_a_repeated_sync(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    first, second = (
        ids(departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))) for _ in range(2)
    )
    observe("reused" if first == second else "fresh")


@reading("target-with-a-fraction", "D14", "May targetSoc have a fraction?", ("taken", "400"), mock="taken")
def test_target_with_a_fraction(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    body = {"vehicleVin": vin, "departureTimes": planned(now.at(5), targetSoc=80.5)}
    answer = departures.post_sync(body)
    if answer.taken_or(400) == "taken":
        same("The targetSoc", answer.json()["departureTimes"][0]["targetSoc"], 80.5)
    observe(answer.taken_or(400))


@reading(
    "target-as-text", "D14", "Is a targetSoc taken that is a number in quotes?", ("400", "taken"), mock="400"
)
def test_target_as_text(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    observe(
        departures.post_sync(
            {"vehicleVin": vin, "departureTimes": planned(now.at(5), targetSoc="80")}
        ).taken_or(400)
    )


@reading("blank-vin", "D16", "Is a blank vehicleVin no identifier, or a VIN?", ("400", "taken"), mock="400")
@pytest.mark.parametrize("blank", ["", " ", "\t"], ids=repr)
def test_blank_vin(vehicles: Api, observe: Observe, blank: str) -> None:
    observe(vehicles.post_sync({"vehicleVin": blank, "departureTimes": []}).taken_or(400))


@reading(
    "vin-with-a-line-end", "D17", "Is a VIN taken that ends in a line end?", ("400", "taken"), mock="400"
)
def test_vin_with_a_line_end(departures: Api, vin: str, observe: Observe) -> None:
    observe(departures.post_sync({"vehicleVin": vin + "\n", "departureTimes": []}).taken_or(400))


@reading(
    "vin-in-another-case", "D18", "Does a VIN in another case mean the vehicle?", ("no", "yes"), mock="no"
)
def test_vin_in_another_case(vehicles: Api, vehicle: dict[str, Any], now: Moments, observe: Observe) -> None:
    [found] = vehicles.sync(vehicleVin=vehicle["vin"].swapcase(), departureTimes=planned(now.at(5)))
    observe("no" if found["vehicleId"] is None else "yes")


@reading(
    "vin-with-blanks-around",
    "D18",
    "Does a VIN with blanks around it mean the vehicle?",
    ("no", "yes", "400"),
    mock="no",
)
def test_vin_with_blanks_around(
    vehicles: Api, vehicle: dict[str, Any], now: Moments, observe: Observe
) -> None:
    answer = vehicles.post_sync({"vehicleVin": f" {vehicle['vin']} ", "departureTimes": planned(now.at(5))})
    if answer.taken_or(400) == "400":
        observe("400")
    else:
        observe("no" if answer.json()["departureTimes"][0]["vehicleId"] is None else "yes")


@reading(
    "id-as-text", "D20", "Is a vehicleId taken that is a number in quotes?", ("400", "taken"), mock="400"
)
def test_id_as_text(vehicles: Api, vehicle: dict[str, Any], observe: Observe) -> None:
    observe(vehicles.post_sync({"vehicleId": str(vehicle["id"]), "departureTimes": []}).taken_or(400))


@reading(
    "vin-given-by-update",
    "D23",
    "Is what waits under a VIN linked too if the VIN came by an update?",
    ("linked", "not linked"),
    mock="linked",
)
def test_vin_given_by_update(vehicles: Api, vin: str, now: Moments, stored: Stored, observe: Observe) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    van = vehicles.create(name="Van")
    vehicles.update(van["id"], vin=vin)
    vehicles.sync(vehicleId=van["id"], departureTimes=planned(now.at(6)))
    waiting = stored.times(vin)
    same("The times of the vehicle", stored.times(van["id"]), [now.at(6)])
    observe("not linked" if waiting else "linked")


@reading(
    "vin-removed-afterwards",
    "D24",
    "Whose are a vehicle's departures when its VIN is removed?",
    ("the vehicle's", "the VIN's"),
    mock="the vehicle's",
)
def test_vin_removed_afterwards(
    vehicles: Api, vehicle: dict[str, Any], now: Moments, stored: Stored, observe: Observe
) -> None:
    vehicles.sync(vehicleVin=vehicle["vin"], departureTimes=planned(now.at(5)))
    vehicles.update(vehicle["id"], vin=None)
    [found] = vehicles.sync(vehicleVin=vehicle["vin"], departureTimes=planned(now.at(6)))
    if found["vehicleId"] is not None:
        raise Broken("A VIN that was removed still means the vehicle", "vehicleId: null", show(found))
    owners = {"the vehicle's": stored.times(vehicle["id"]), "the VIN's": stored.times(vehicle["vin"])}
    same("How many departures there are", sum(map(len, owners.values())), 2)
    observe("the vehicle's" if owners["the vehicle's"] == [now.at(5)] else "the VIN's")
