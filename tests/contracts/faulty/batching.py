"""Where faults of batches are put in: the items that come, the results that go."""

from collections.abc import Callable
from functools import wraps

from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation
from flipturn_mock.operations.call import Call
from tests.contracts.faulty.fault import Install
from tests.contracts.faulty.patches import Json, operation

Results = list[Json]


def results(defect: Callable[[Results], Results]) -> Install:
    """The decorated function makes other results of a batch's."""

    @wraps(defect)
    def changed(original: Operation, call: Call, fleet: Fleet) -> Json:
        return {"results": defect(original(call, fleet)["results"])}

    return operation("batchSyncDepartureTimes")(changed)


def items(defect: Callable[[list[Json], Fleet], list[Json]]) -> Install:
    """The decorated function makes other items of a batch's before they are done."""

    @wraps(defect)
    def changed(original: Operation, call: Call, fleet: Fleet) -> Json:
        call.body["vehicles"] = defect(call.body["vehicles"], fleet)
        return original(call, fleet)

    return operation("batchSyncDepartureTimes")(changed)


def error_result(result: Json, sentence: str) -> Json:
    names = ("vehicleId", "vehicleVin")
    return {**{name: result.get(name) for name in names}, "outcome": "error", "error": sentence}
