"""What the documents leave open about batches, and how the target answers it."""

from collections.abc import Callable
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import same
from flipturn_contracts.harness.clause import reading
from flipturn_contracts.harness.exchange import Answer
from flipturn_contracts.harness.fixtures import Stored
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned

Observe = Callable[[object], None]

FAULTS: dict[str, dict[str, Any]] = {
    "no identifier": {},
    "no list": {"departureTimes": None},
    "target too high": {"departureTimes": [{"departureTime": "2031-06-01T10:20:00Z", "targetSoc": 101}]},
    "no time": {"departureTimes": [{"shiftName": "A"}]},
}


def _status(answer: Answer) -> str:
    """`200`, also for a 201, which is a reading of its own; or `400` in the envelope."""
    if answer.status not in (200, 201):
        answer.refused(400)
        return "400"
    return "200"


@reading(
    "batch-item-fault",
    "D30",
    "Does a badly formed item fail alone, or the whole request?",
    ("item", "request"),
    switch="batch-item-fault",
)
@pytest.mark.parametrize("fault", FAULTS)
def test_batch_item_fault(
    departures: Api, new_vin: Callable[[], str], now: Moments, observe: Observe, fault: str
) -> None:
    bad = {"departureTimes": []} if fault == "no identifier" else {"vehicleVin": new_vin(), **FAULTS[fault]}
    answer = departures.post_batch(
        {"vehicles": [bad, {"vehicleVin": new_vin(), "departureTimes": planned(now.at(5))}]}
    )
    if _status(answer) == "400":
        observe("request")
        return
    same("The outcomes", [result["outcome"] for result in answer.json()["results"]], ["error", "success"])
    observe("item")


@reading(
    "unmatched-vin-in-result",
    "D5",
    "Does a batch result show a VIN that no vehicle has?",
    ("the VIN", "null"),
    mock="the VIN",
)
def test_unmatched_vin_in_result(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    [result] = departures.batch({"vehicleVin": vin, "departureTimes": planned(now.at(5))})
    found = result.get("vehicleVin")
    observe({vin: "the VIN", None: "null"}.get(found, found))


@reading(
    "bare-array-as-batch",
    "D6",
    "Is a bare array taken for a batch, as the prose has it?",
    ("400", "200"),
    mock="400",
)
def test_bare_array_as_batch(departures: Api, vin: str, observe: Observe) -> None:
    observe(_status(departures.post_batch([{"vehicleVin": vin, "departureTimes": []}])))


@reading("empty-batch", "D33", "Is a batch without any item answered 200?", ("200", "400"), mock="200")
def test_empty_batch(departures: Api, observe: Observe) -> None:
    answer = departures.post_batch({"vehicles": []})
    if _status(answer) == "200":
        same("The results", answer.json()["results"], [])
    observe(_status(answer))


@reading(
    "batch-of-nothing-but-errors",
    "D34",
    "What is the status when every item fails?",
    ("200", "400", "404"),
    mock="200",
)
def test_batch_of_nothing_but_errors(departures: Api, absent_id: int, observe: Observe) -> None:
    answer = departures.post_batch({"vehicles": [{"vehicleId": absent_id, "departureTimes": []}]})
    observe(answer.must_be(200, 201, 400, 404).status if answer.status != 201 else 200)


@reading(
    "same-vehicle-twice",
    "D31",
    "What if a batch has two items for one vehicle?",
    ("the later wins", "400"),
    mock="the later wins",
)
def test_same_vehicle_twice(
    departures: Api, vin: str, now: Moments, stored: Stored, observe: Observe
) -> None:
    items = [{"vehicleVin": vin, "departureTimes": planned(now.at(hours))} for hours in (5, 6)]
    answer = departures.post_batch({"vehicles": items})
    if _status(answer) == "400":
        observe("400")
        return
    same("The outcomes", [result["outcome"] for result in answer.json()["results"]], ["success", "success"])
    found = stored.times(vin)
    observe("the later wins" if found == [now.at(6)] else f"stored: {found}")


@reading(
    "same-vehicle-by-vin-and-id",
    "D31",
    "And if one names it by VIN, the other by id?",
    ("the later wins", "400"),
    mock="the later wins",
)
def test_same_vehicle_by_vin_and_id(
    departures: Api, vehicle: dict[str, Any], now: Moments, stored: Stored, observe: Observe
) -> None:
    items: list[dict[str, Any]] = [
        {"vehicleVin": vehicle["vin"], "departureTimes": planned(now.at(5))},
        {"vehicleId": vehicle["id"], "departureTimes": planned(now.at(6))},
    ]
    if _status(departures.post_batch({"vehicles": items})) == "400":
        observe("400")
        return
    found = stored.times(vehicle["id"])
    observe("the later wins" if found == [now.at(6)] else f"stored: {found}")


@reading(
    "site-key-on-batch",
    "D35",
    "Does a key of one site fail a batch as a whole, or each item?",
    ("request", "item"),
    mock="request",
)
def test_site_key_on_batch(site_api: Api, vin: str, observe: Observe) -> None:
    answer = site_api.post_batch({"vehicles": [{"vehicleVin": vin, "departureTimes": []}]})
    if _status(answer) == "400":
        observe("request")
        return
    same("The outcomes", [result["outcome"] for result in answer.json()["results"]], ["error"])
    observe("item")
