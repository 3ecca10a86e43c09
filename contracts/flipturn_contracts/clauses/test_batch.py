"""Many vehicles in one request: each for itself, in order (Departure Times, batch)."""

from collections.abc import Callable
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import holds, same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.fixtures import Stored
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned
from flipturn_contracts.harness.outcomes import chosen, outcomes, times

SOURCE = "Departure Times"


def _ask(owner: str | int, *times: str) -> dict[str, Any]:
    name = "vehicleId" if isinstance(owner, int) else "vehicleVin"
    return {name: owner, "departureTimes": planned(*times)}


def _outcomes(results: list[dict[str, Any]]) -> list[Any]:
    return [result.get("outcome") for result in results]


@clause("batch.one-result-each", "Every item has its result, in the order of the request.", SOURCE)
def test_one_result_each(departures: Api, new_vin: Callable[[], str], absent_id: int, now: Moments) -> None:
    vins = [new_vin() for _ in range(4)]
    items = [
        _ask(vins[3], now.at(5)),
        _ask(absent_id),
        _ask(vins[0], now.at(6)),
        _ask(vins[2]),
        _ask(vins[1], now.at(7)),
    ]
    results = departures.batch(*items)
    same("The outcomes", _outcomes(results), ["success", "error", "success", "success", "success"])
    found = [times(result.get("departureTimes", [])) for result in results]
    same("The times", found, [[now.at(5)], [], [now.at(6)], [], [now.at(7)]])


@clause(
    "batch.unknown-id-fails-alone",
    "An unknown vehicleId is that item's error and leaves the others unaffected.",
    SOURCE,
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_unknown_id_fails_alone(
    departures: Api, new_vin: Callable[[], str], absent_id: int, now: Moments, stored: Stored, place: int
) -> None:
    vins = [new_vin(), new_vin()]
    items = [_ask(vin, now.at(5)) for vin in vins]
    items.insert(place, _ask(absent_id, now.at(5)))
    results = departures.batch(*items)
    same("The outcome of that item", results[place]["outcome"], "error")
    same("What the others have stored", [stored.times(vin) for vin in vins], [[now.at(5)], [now.at(5)]])


@clause("batch.error-text", "The error of an unknown vehicleId is `Vehicle with id <id> not found`.", SOURCE)
def test_error_text(departures: Api, vin: str, absent_id: int, now: Moments) -> None:
    # With one that succeeds, since a batch of nothing but errors may be refused as a whole (D34).
    _, result = departures.batch(_ask(vin, now.at(5)), _ask(absent_id, now.at(5)))
    same("The error", result.get("error"), f"Vehicle with id {absent_id} not found")


@clause("batch.unknown-id-is-echoed", "The result of an unknown vehicleId shows that id.", SOURCE)
def test_unknown_id_is_echoed(departures: Api, vin: str, absent_id: int, now: Moments) -> None:
    _, result = departures.batch(_ask(vin, now.at(5)), _ask(absent_id, now.at(5)))
    same("The vehicleId", result.get("vehicleId"), absent_id)


@clause("batch.success-or-error", "A result has departures or an error, never both.", SOURCE)
def test_success_or_error(departures: Api, vin: str, absent_id: int, now: Moments) -> None:
    good, bad = departures.batch(_ask(vin, now.at(5)), _ask(absent_id, now.at(5)))
    holds("a success has departureTimes and no error", "departureTimes" in good and "error" not in good, good)
    holds(
        "an error has a text and no departureTimes",
        "departureTimes" not in bad and bool(bad.get("error")),
        bad,
    )


@clause("batch.shape", "A result has vehicleId, vehicleVin and outcome.", SOURCE)
def test_shape(departures: Api, vin: str, absent_id: int, now: Moments) -> None:
    for result in departures.batch(_ask(vin, now.at(5)), _ask(absent_id, now.at(5))):
        same(
            "The fields that are missing", sorted({"vehicleId", "vehicleVin", "outcome"} - result.keys()), []
        )


@clause("batch.item-is-a-sync", "Each item does what a sync of its own does.", SOURCE)
def test_item_is_a_sync(departures: Api, new_vin: Callable[[], str], now: Moments, stored: Stored) -> None:
    one, two = new_vin(), new_vin()
    departures.sync(vehicleVin=one, departureTimes=planned(now.at(5)))
    departures.sync(vehicleVin=two, departureTimes=planned(now.at(5)))
    results = departures.batch(_ask(one, now.at(6), now.at(-6)), _ask(two))
    same("The outcomes of the first", outcomes(results[0]["departureTimes"]), ["created", "skipped"])
    same("What is stored", [stored.times(one), stored.times(two)], [[now.at(6)], []])


@clause("batch.fields", "Shift, route and target come back as sent, for each item its own.", SOURCE)
def test_fields(departures: Api, new_vin: Callable[[], str], now: Moments) -> None:
    sent = [
        {"shiftName": "A", "routeName": "R", "targetSoc": 10},
        {"shiftName": "B", "routeName": "S", "targetSoc": 20},
    ]
    items = [{"vehicleVin": new_vin(), "departureTimes": planned(now.at(5), **fields)} for fields in sent]
    found = [chosen(result["departureTimes"], *sent[0]) for result in departures.batch(*items)]
    same("The fields", found, [[fields] for fields in sent])


@clause(
    "batch.known-vin", "A VIN that a vehicle has shows as the vehicle's id, and as null for the VIN.", SOURCE
)
def test_known_vin(departures: Api, vehicle: dict[str, Any], now: Moments) -> None:
    [result] = departures.batch(_ask(vehicle["vin"], now.at(5)))
    expected = {"vehicleId": vehicle["id"], "vehicleVin": None}
    same("The result's vehicle", chosen([result], *expected), [expected])
    same("Its departure's vehicle", chosen(result["departureTimes"], *expected), [expected])


@clause("batch.by-id", "An item may name its vehicle by id.", SOURCE)
def test_by_id(departures: Api, vehicle: dict[str, Any], now: Moments) -> None:
    [result] = departures.batch(_ask(vehicle["id"], now.at(5)))
    same("The outcome", result["outcome"], "success")
    owner = {"vehicleId": vehicle["id"], "vehicleVin": None}
    same("The result's vehicle", chosen([result], *owner), [owner])
    same("Its departure's vehicle", chosen(result["departureTimes"], *owner), [owner])


@clause("batch.unknown-vin", "A VIN that no vehicle has is a success.", SOURCE)
def test_unknown_vin(departures: Api, vin: str, now: Moments) -> None:
    [result] = departures.batch(_ask(vin, now.at(5)))
    same("The outcome", result["outcome"], "success")
    owner = chosen(result["departureTimes"], "vehicleId", "vehicleVin")
    same("Its departure's vehicle", owner, [{"vehicleId": None, "vehicleVin": vin}])


@clause("batch.failed-item-changes-nothing", "A faulty item leaves its vehicle's schedule as it was.", SOURCE)
@pytest.mark.parametrize(
    "fault",
    [
        {"departureTimes": None},
        {"departureTimes": [{"departureTime": "tomorrow"}]},
        {"departureTimes": planned("2031-01-01T00:00:00Z") + planned("2031-01-02T00:00:00Z", targetSoc=101)},
    ],
    ids=["no list", "no time", "one of two too high"],
)
def test_failed_item_changes_nothing(
    departures: Api, vin: str, now: Moments, stored: Stored, fault: dict[str, Any]
) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    answer = departures.post_batch({"vehicles": [{"vehicleVin": vin, **fault}]}).must_be(200, 201, 400)
    if answer.status != 400:
        same("The outcomes", _outcomes(answer.json()["results"]), ["error"])
    same("The times that are stored", stored.times(vin), [now.at(5)])


@clause("batch.linking", "An item links what waited under its VIN, as a sync does.", SOURCE)
def test_linking(vehicles: Api, vin: str, now: Moments, stored: Stored) -> None:
    vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    van = vehicles.create(name="Van", vin=vin)
    vehicles.batch(_ask(vin, now.at(6)))
    same("The vehicle's times", stored.times(van["id"]), [now.at(6)])
    same("What waits under the VIN", stored.of(vin), [])


@clause("batch.list-is-required", "A batch without a list `vehicles` is 400.", SOURCE)
@pytest.mark.parametrize("body", [{}, {"vehicles": None}, {"vehicles": "all"}, {"vehicles": 1}], ids=str)
def test_list_is_required(departures: Api, body: dict[str, Any]) -> None:
    departures.post_batch(body).refused(400)


@clause(
    "batch.item-no-object", "An item that is no object is refused, alone or with the whole request.", SOURCE
)
@pytest.mark.parametrize("item", [None, 1, "x", []], ids=repr)
def test_item_no_object(departures: Api, vin: str, now: Moments, item: Any) -> None:
    answer = departures.post_batch({"vehicles": [item, _ask(vin, now.at(5))]})
    if answer.status >= 300:
        answer.refused(400)
        return
    same("The outcome of the item that is no object", answer.json()["results"][0].get("outcome"), "error")


@clause("batch.refused-changes-nothing", "A batch that is refused as a whole has stored nothing.", SOURCE)
@pytest.mark.parametrize("item", [None, 1, "x", []], ids=repr)
def test_refused_changes_nothing(departures: Api, vin: str, now: Moments, stored: Stored, item: Any) -> None:
    answer = departures.post_batch({"vehicles": [_ask(vin, now.at(5)), item]})
    if answer.status == 400:
        same("The departures that are stored", stored.times(vin), [])


@clause("batch.many", "A batch of a hundred vehicles is done whole.", SOURCE)
def test_many(vehicles: Api, new_vin: Callable[[], str], now: Moments, stored: Stored) -> None:
    vins = [new_vin() for _ in range(100)]
    results = vehicles.batch(*(_ask(vin, now.at(5)) for vin in vins))
    same("How many succeeded", _outcomes(results).count("success"), 100)
    owners = sorted(one["vehicleVin"] for one in stored.all())
    same("Whose departures are stored", owners, sorted(vins))


@clause(
    "batch.mixed-faults",
    "Items with neither, both or a wrong identifier fail without harm to the good ones.",
    SOURCE,
)
def test_mixed_faults(departures: Api, vin: str, absent_id: int, now: Moments) -> None:
    bad = [
        {"departureTimes": []},
        {"vehicleVin": vin, "vehicleId": absent_id, "departureTimes": []},
        {"vehicleVin": [], "departureTimes": []},
    ]
    answer = departures.post_batch({"vehicles": [*bad, _ask(vin, now.at(5))]})
    if answer.status >= 300:  # a badly formed item may also fail the whole request (D30)
        answer.refused(400)
        return
    same("The outcomes", _outcomes(answer.json()["results"]), ["error", "error", "error", "success"])
