"""What a batch answers of each item."""

from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation
from flipturn_mock.operations.call import Call
from tests.contracts.faulty.batching import Results, error_result, results
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, operation


@fault("The error of an item does not say which vehicle.")
@results
def error_of_an_item_is_vague(found: Results) -> Results:
    return [error_result(result, "Not found") if result["outcome"] == "error" else result for result in found]


@fault("The result of a failed item does not echo the id.")
@results
def failed_items_echo_nothing(found: Results) -> Results:
    return [result | {"vehicleId": None} if result["outcome"] == "error" else result for result in found]


@fault("A failed item has an empty list beside its error.")
@results
def failed_items_have_an_empty_list(found: Results) -> Results:
    return [result | {"departureTimes": []} if result["outcome"] == "error" else result for result in found]


@fault("A success has `error: null`.")
@results
def successes_have_a_null_error(found: Results) -> Results:
    return [result | {"error": None} if result["outcome"] == "success" else result for result in found]


@fault("An error is told as a success without departures: the outcome is set before the work.")
@results
def errors_are_called_successes(found: Results) -> Results:
    return [result | {"outcome": "success"} for result in found]


@fault("The error of an item is an object with a code.")
@results
def error_of_an_item_is_an_object(found: Results) -> Results:
    return [r | {"error": {"code": 404, "message": r["error"]}} if "error" in r else r for r in found]


@fault("A result leaves out identifiers that are null.")
@results
def results_leave_out_nulls(found: Results) -> Results:
    return [{name: value for name, value in result.items() if value is not None} for result in found]


@fault("A result shows the VIN that was sent, also when the vehicle is known.")
@operation("batchSyncDepartureTimes")
def result_shows_the_sent_vin(original: Operation, call: Call, fleet: Fleet) -> Json:
    sent = [item.get("vehicleVin") for item in call.body["vehicles"]]
    found = original(call, fleet)["results"]
    return {"results": [result | {"vehicleVin": vin} for result, vin in zip(found, sent, strict=True)]}


@fault("A result does not show a VIN that no vehicle has.")
@results
def result_hides_unknown_vins(found: Results) -> Results:
    return [result | {"vehicleVin": None} for result in found]
