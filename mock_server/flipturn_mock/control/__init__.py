"""The index of the control plane: which function answers which operation of admin.yaml."""

from collections.abc import Callable, Mapping

from flipturn_mock.control import about, clock, faults, journal, snapshots, state
from flipturn_mock.control.call import Bench, Call
from flipturn_mock.operations.json_types import JsonObject

CONTROL: Mapping[str, Callable[[Call, Bench], JsonObject]] = {
    "getHealth": about.get_health,
    "getReadings": about.get_readings,
    "reset": about.reset,
    "getClock": clock.get_clock,
    "setClock": clock.set_clock,
    "getState": state.get_state,
    "putState": state.put_state,
    "listSnapshots": snapshots.list_snapshots,
    "takeSnapshot": snapshots.take_snapshot,
    "restoreSnapshot": snapshots.restore_snapshot,
    "deleteSnapshot": snapshots.delete_snapshot,
    "listRequests": journal.list_requests,
    "getRequest": journal.get_request,
    "clearRequests": journal.clear_requests,
    "countRequests": journal.count_requests,
    "findRequests": journal.find_requests,
    "listUnmatchedRequests": journal.list_unmatched_requests,
    "listFaults": faults.list_faults,
    "setFaults": faults.set_faults,
    "addFaults": faults.add_faults,
    "clearFaults": faults.clear_faults,
    "getFault": faults.get_fault,
    "deleteFault": faults.delete_fault,
}
