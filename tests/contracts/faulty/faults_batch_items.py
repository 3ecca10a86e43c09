"""What a batch does with an item that a sync does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flipturn_mock.domain.departures import Departure, Departures
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation
from flipturn_mock.operations.call import Call
from flipturn_mock.web import pipeline
from tests.contracts.faulty.batching import Results, error_result, items, results
from tests.contracts.faulty.fault import Install, fault
from tests.contracts.faulty.patches import Json, instead, operation, schemas
from tests.contracts.faulty.syncing import Sync


@fault("A batch leaves out names that a sync takes: its items have a schema of their own.")
@items
def batch_loses_routes(given: list[Json], _: Fleet) -> list[Json]:
    for item in given:
        for departure in item["departureTimes"] if isinstance(item.get("departureTimes"), list) else []:
            departure.pop("routeName", None) if isinstance(departure, dict) else None
    return given


@fault("All items of a batch get the names of the first.")
@items
def items_share_their_names(given: list[Json], fleet: Fleet) -> list[Json]:
    first = ((given or [{}])[0].get("departureTimes") or [{}])[0]
    for item in given:
        for departure in item.get("departureTimes") or []:
            if isinstance(departure, dict) and "shiftName" in departure:
                departure["shiftName"] = first.get("shiftName")
    return given


def in_a_batch(part: str) -> Callable[[Callable[..., Any]], Install]:
    """The decorated function stands in for a method of Departures as long as a batch is being done."""

    def decorate(defect: Callable[..., Any]) -> Install:
        @wraps(defect)
        def changed(original: Operation, call: Call, fleet: Fleet) -> Json:
            method = getattr(Departures, part)
            setattr(Departures, part, lambda *given: defect(method, *given))
            try:
                return original(call, fleet)
            finally:
                setattr(Departures, part, method)

        return operation("batchSyncDepartureTimes")(changed)

    return decorate


@fault("A batch only adds.")
@in_a_batch("sync")
def batch_only_adds(*given: Any) -> list[Departure]:
    sync = Sync(*given)
    former = sync.kept
    answer = sync.done()
    sync.keep({one.id: one for one in (*former, *sync.kept)}.values())
    return answer


@fault("A batch stores past departures, too.")
@in_a_batch("sync")
def batch_skips_nothing(*given: Any) -> list[Departure]:
    sync = Sync(*given)
    sync.now = 0
    return sync.done()


@fault("A batch links nothing.")
@in_a_batch("link")
def batch_links_nothing(*_: Any) -> None:
    return


@fault("A batch does not look VINs up.")
@operation("batchSyncDepartureTimes")
def batch_looks_no_vin_up(original: Operation, call: Call, fleet: Fleet) -> Json:
    known, fleet.vehicles._by_vin = fleet.vehicles._by_vin, {}
    try:
        answer = original(call, fleet)
    finally:
        fleet.vehicles._by_vin = known
    return answer


@fault("A batch takes VINs only.")
@items
def batch_takes_no_ids(given: list[Json], fleet: Fleet) -> list[Json]:
    return [
        item if item.get("vehicleId") not in fleet.vehicles._by_id else {"departureTimes": []}
        for item in given
    ]


@fault("In a batch, a VIN that no vehicle has is an error.")
@results
def unknown_vin_fails_in_a_batch(found: Results) -> Results:
    return [
        error_result(result, f"Vehicle with VIN {result['vehicleVin']} not found")
        if result["outcome"] == "success" and result["vehicleId"] is None
        else result
        for result in found
    ]


@fault("A batch without `vehicles` is a batch of none.")
@schemas
def missing_items_are_none() -> Json:
    return {"BatchSync": {"required": None, "properties": {"vehicles": {"default": []}}}}


@fault("A batch whose `vehicles` is a text or a number is a server error.")
@instead(pipeline, "parse_json")
def odd_batches_crash(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    if isinstance(body, dict) and "vehicles" in body:
        list(body["vehicles"])
    return body


@fault("A bare array is taken for a batch.")
@instead(pipeline, "parse_json")
def bare_array_is_a_batch(parse_json: Any, raw: bytes) -> Any:
    body = parse_json(raw)
    return (
        {"vehicles": body}
        if isinstance(body, list) and all(isinstance(one, dict) and one for one in body)
        else body
    )


@fault("In a batch, a targetSoc that is left out is null.")
@operation("batchSyncDepartureTimes")
def omitted_target_is_null_in_a_batch(original: Operation, call: Call, fleet: Fleet) -> Json:
    told = ["targetSoc" in str(item) for item in call.body["vehicles"]]
    answer = original(call, fleet)
    for is_told, result in zip(told, answer["results"], strict=True):
        for departure in [] if is_told else result.get("departureTimes", []):
            departure["targetSoc"] = None
    return answer
