"""Many vehicles in one request: order, isolation, and what a batch does that a sync does not."""

from typing import Any

from flipturn_mock.domain.errors import Invalid, NotFound
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation, departures
from flipturn_mock.operations.call import Call
from flipturn_mock.web import pipeline
from tests.contracts.faulty.batching import Results, items, results
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, contract, instead, operation, while_refusing


@fault("Results come sorted by vehicle: they are collected in a map.")
@results
def results_are_sorted(found: Results) -> Results:
    return sorted(found, key=lambda result: str(result["vehicleVin"] or result["vehicleId"]))


@fault("Errors come after the successes.")
@results
def errors_come_last(found: Results) -> Results:
    return sorted(found, key=lambda result: result["outcome"] == "error")


@fault("Items that failed have no result.")
@results
def failed_items_have_no_result(found: Results) -> Results:
    return [result for result in found if result["outcome"] == "success"]


@fault("The last item is dropped: an off-by-one where the batch is cut into chunks.")
@items
def last_item_is_dropped(given: list[Json], _: Fleet) -> list[Json]:
    return given[:-1] if len(given) > 2 else given


@fault("Only the first fifty items are done.")
@items
def only_fifty_items_are_done(given: list[Json], _: Fleet) -> list[Json]:
    return given[:50]


@fault("All results are answered, but only the first fifty items are stored.")
@operation("batchSyncDepartureTimes")
def only_fifty_items_are_stored(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    for result in answer["results"][50:]:
        fleet.departures._by_owner.pop(result["vehicleVin"], None)
    return answer


@fault("A batch of more than fifty is refused.")
@items
def large_batches_are_refused(given: list[Json], _: Fleet) -> list[Json]:
    if len(given) > 50:
        raise Invalid("vehicles must have at most 50 items")
    return given


@fault("A batch of no items is refused.")
@items
def empty_batch_is_refused(given: list[Json], _: Fleet) -> list[Json]:
    if not given:
        raise Invalid("vehicles must not be empty")
    return given


@fault("Two items for one vehicle are both stored: they run side by side.")
@operation("batchSyncDepartureTimes")
def items_for_one_vehicle_add_up(original: Operation, call: Call, fleet: Fleet) -> Json:
    given: list[Json] = call.body["vehicles"]
    found: Results = []
    for item in given:
        owner: Any = item.get("vehicleVin")
        former = (
            fleet.departures.of(owner)
            if owner in [one.get("vehicleVin") for one in given[: len(found)]]
            else ()
        )
        call.body["vehicles"] = [item]
        found += original(call, fleet)["results"]
        fleet.departures._keep(owner, [*former, *fleet.departures.of(owner)]) if former else None
    return {"results": found}


@fault("Of two items for one vehicle the first one wins.")
@operation("batchSyncDepartureTimes")
def first_item_for_a_vehicle_wins(original: Operation, call: Call, fleet: Fleet) -> Json:
    call.body["vehicles"].reverse()
    return {"results": original(call, fleet)["results"][::-1]}


@fault("A vehicle that is named by VIN and by id is done by VIN last.")
@operation("batchSyncDepartureTimes")
def items_by_id_are_done_first(original: Operation, call: Call, fleet: Fleet) -> Json:
    given = call.body["vehicles"]
    order = sorted(range(len(given)), key=lambda index: "vehicleId" not in given[index])
    call.body["vehicles"] = [given[index] for index in order]
    done = dict(zip(order, original(call, fleet)["results"], strict=True))
    return {"results": [done[index] for index in range(len(given))]}


@fault("An unknown vehicleId fails the whole batch with 404.")
@results
def unknown_id_fails_the_batch(found: Results) -> Results:
    for result in found:
        if str(result.get("error")).endswith("not found"):
            raise NotFound(result["error"])
    return found


@fault("One failed item rolls back the others, whose results still say success.")
@operation("batchSyncDepartureTimes")
def failed_item_rolls_back_the_others(original: Operation, call: Call, fleet: Fleet) -> Json:
    before = fleet.departures.copy()
    answer = original(call, fleet)
    if any(result["outcome"] == "error" for result in answer["results"]):
        fleet.departures = before
    return answer


@fault("The batch stops at the first failed item: those after it are not done.")
@items
def batch_stops_at_the_first_failure(given: list[Json], fleet: Fleet) -> list[Json]:
    known = [item.get("vehicleId") is None or item["vehicleId"] in fleet.vehicles._by_id for item in given]
    return given[: known.index(False) + 1] if False in known else given


@fault("An item that is badly formed has cleared its vehicle's schedule by then.")
@items
def bad_item_clears(given: list[Json], fleet: Fleet) -> list[Json]:
    for item in given:
        if not isinstance(item.get("departureTimes"), list) or "tomorrow" in str(item):
            fleet.departures._by_owner.pop(item.get("vehicleVin", ""), None)
    return given


@fault("An item whose list is null clears its vehicle's schedule.")
@items
def null_list_of_an_item_clears(given: list[Json], _: Fleet) -> list[Json]:
    return [{**item, "departureTimes": item.get("departureTimes") or []} for item in given]


@fault("An item without an identifier fails the whole batch.")
@operation("batchSyncDepartureTimes")
def bad_item_fails_the_batch(original: Operation, call: Call, fleet: Fleet) -> Json:
    for item in call.body["vehicles"]:
        call.check("VehicleSync", item)
    return original(call, fleet)


@fault("An item without an identifier fails the whole batch once the others are done.")
@operation("batchSyncDepartureTimes")
def bad_item_fails_the_batch_too_late(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    for result in answer["results"]:
        if result["outcome"] == "error" and not result["error"].endswith("not found"):
            raise Invalid(result["error"])
    return answer


@fault("An item that is no object is a server error.")
@contract
def odd_items_crash() -> Json:
    return {"components": {"schemas": {"BatchSync": {"properties": {"vehicles": {"items": True}}}}}}


@fault("An item that is no object is left out, so that results no longer answer items.")
@instead(pipeline, "parse_json")
def odd_items_are_left_out(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if isinstance(body, dict) and isinstance(body.get("vehicles"), list):
        body["vehicles"] = [item for item in body["vehicles"] if isinstance(item, dict)]
    return body


@fault("An item that is no object refuses the batch when the others are stored.")
@while_refusing("batchSyncDepartureTimes")
def odd_items_are_refused_too_late(body: Any, fleet: Fleet, now: int) -> None:
    items = body.get("vehicles") if isinstance(body, dict) else None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            departures._sync(item, now, fleet)


@fault("An item with both identifiers is done, by its VIN.")
@items
def item_may_have_both_identifiers(given: list[Json], _: Fleet) -> list[Json]:
    return [
        {name: value for name, value in item.items() if name != "vehicleId"} if "vehicleVin" in item else item
        for item in given
    ]


@fault("An item without any identifier is a success of nothing.")
@results
def nobodys_item_succeeds(found: Results) -> Results:
    return [
        {"vehicleId": None, "vehicleVin": None, "outcome": "success", "departureTimes": []}
        if result["outcome"] == "error" and result["vehicleId"] is None and result["vehicleVin"] is None
        else result
        for result in found
    ]


@fault("A batch of nothing but errors is 400.")
@results
def all_errors_are_400(found: Results) -> Results:
    if found and all(str(result.get("error")).endswith("not found") for result in found):
        raise Invalid("No item could be done")
    return found
