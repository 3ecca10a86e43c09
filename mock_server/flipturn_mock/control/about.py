"""What the mock is, and how it begins anew."""

from time import monotonic

from flipturn_mock.control.call import Bench, Call
from flipturn_mock.operations.instants import format_instant
from flipturn_mock.operations.json_types import JsonObject

DONE: JsonObject = {"status": "ok"}


def get_health(_: Call, bench: Bench) -> JsonObject:
    """`{status, message, version, uptimeInSeconds, timestamp}`; answers as soon as the mock is ready."""
    return {
        "status": "healthy",
        "message": "The Flipturn mock is ready",
        "version": bench.version,
        "uptimeInSeconds": max(0, int(monotonic() - bench.began)),
        "timestamp": format_instant(bench.clock.now()),
    }


def get_readings(_: Call, bench: Bench) -> JsonObject:
    """`{readings: {name: {value, default, values, row, question}}}`; value is the one in force."""
    return {"readings": {name: _reading(name, bench) for name in bench.contract.readings}}


def reset(call: Call, bench: Bench) -> JsonObject:
    """Forget one organization, or all of them and how the clock was moved."""
    with bench.world.lock:
        bench.world.reset(None if call.is_for_all else call.organization)
    if call.organization is None or call.is_for_all:
        bench.clock.rewind()
    return DONE


def _reading(name: str, bench: Bench) -> JsonObject:
    described = bench.contract.document["x-readings"][name]
    return {
        "value": bench.contract.readings[name],
        "default": described["default"],
        "values": list(described.get("values", ())) or f"whole numbers from {described['minimum']} on",
        "row": described["row"],
        "question": described["question"],
    }
