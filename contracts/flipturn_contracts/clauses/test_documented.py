"""The examples of the documents, sent as they stand and answered as they show, but for listed deviations."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import Broken, not_observable, show
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.contract import load_contract
from flipturn_contracts.harness.fixtures import Clock

BEFORE_THEM = datetime(2026, 2, 1, tzinfo=UTC)
"""The documented departures are of 2026-02-05, and answered as if they were in the future."""

_NEW_ID = "ids of what is created are whatever comes next"
_TARGET = "D2: left out, the text says 90, some examples show null"
DEVIATIONS: dict[str, dict[str, str]] = {
    "listVehicles.documented": {r"data/\d+": "there may be more vehicles than the example shows"},
    "getVehicle.documented": {
        r"vehicle/accessIds/1": "V20: the examples differ in the access ids of vehicle 20"
    },
    "createVehicle.full": {r"vehicle/id": _NEW_ID, r"vehicle/accessIds/\d/id": _NEW_ID},
    "createVehicle.minimal": {r"vehicle/id": _NEW_ID},
    "syncVehicleDepartureTimes.byVehicleId": {r"departureTimes/\d/id": _NEW_ID},
    "syncVehicleDepartureTimes.byVin": {
        r"departureTimes/\d/id": _NEW_ID,
        r"departureTimes/0/targetSoc": _TARGET,
    },
    "syncVehicleDepartureTimes.byUnknownVin": {
        r"departureTimes/\d/id": _NEW_ID,
        r"departureTimes/0/targetSoc": _TARGET,
    },
    "batchSyncDepartureTimes.documented": {
        r"results/\d/departureTimes/\d/id": _NEW_ID,
        r"results/2/departureTimes/0/targetSoc": _TARGET,
    },
}
_OUTCOME = re.compile(r".*/outcome")  # D1: promised by the text, missing from the examples
_ABSENT = "(absent)"


def _examples() -> Iterator[tuple[str, str, str, Any, Any]]:
    """(name, method, path, body or None, answer) of every documented answer in the contract."""
    contract = load_contract()
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            if method not in ("get", "post", "patch"):
                continue
            sent = _of(operation.get("requestBody", {}))
            for name, answer in _of(_resolved(contract, operation["responses"]["200"])).items():
                body = sent[name]["value"] if name in sent else None
                yield f"{operation['operationId']}.{name}", method.upper(), path, body, answer["value"]


def _of(described: Any) -> dict[str, Any]:
    examples: dict[str, Any] = described.get("content", {}).get("application/json", {}).get("examples", {})
    return examples


def _resolved(contract: Any, described: Any) -> Any:
    if "$ref" not in described:
        return described
    return contract["components"]["responses"][described["$ref"].rpartition("/")[2]]


EXAMPLES = {name: rest for name, *rest in _examples()}


@clause(
    "documented.{example}", "The documented example is answered as documented.", "the documents' examples"
)
@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.usefixtures("documented_fleet")
def test_example(vehicles: Api, clock: Clock, example: str) -> None:
    method, path, body, documented = EXAMPLES[example]
    clock.at(BEFORE_THEM)
    url = path.replace("{id}", str(documented.get("vehicle", {}).get("id")))
    answer = vehicles.send(method, url) if body is None else vehicles.send(method, url, body)
    got = answer.must_be(200, 201).json()
    if got.get("pagination", {}).get("hasNextPage"):
        not_observable("the documented list is one page, and here the vehicles fill several")
    allowed = DEVIATIONS.get(example, {})
    found = [
        f"{place}: documented {show(left)}, got {show(right)}"
        for place, left, right in _differences(documented, got)
        if not _is_allowed(place, left, right, allowed)
    ]
    if found:
        raise Broken("The answer differs from the documented one", show(documented), "\n".join(found))


@pytest.fixture
def documented_fleet(vehicles: Api) -> None:
    """The vehicles that the examples name, which a mock has from the start unless it is told otherwise."""
    found = {vehicle["id"]: vehicle["vin"] for vehicle in vehicles.vehicles()}
    if found.get(20) != "demo-vin-1" or 123 not in found or found.get(456) != "1HGBH41JXMN109186":
        not_observable("it takes the vehicles of the documents")


def _differences(left: Any, right: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(place, documented, got) wherever two JSON values part."""
    if isinstance(left, dict) and isinstance(right, dict):
        for name in sorted(left.keys() | right.keys()):
            yield from _differences(left.get(name, _ABSENT), right.get(name, _ABSENT), f"{place}/{name}")
    elif isinstance(left, list) and isinstance(right, list):
        for index in range(max(len(left), len(right))):
            one, two = (side[index] if index < len(side) else _ABSENT for side in (left, right))
            yield from _differences(one, two, f"{place}/{index}")
    elif json.dumps(left) != json.dumps(right):
        yield place.removeprefix("/"), left, right


def _is_allowed(place: str, left: Any, right: Any, allowed: dict[str, str]) -> bool:
    if _OUTCOME.fullmatch(place) and right == _ABSENT:
        return True
    return any(re.fullmatch(pattern, place) and _in_kind(left, right) for pattern in allowed)


def _in_kind(left: Any, right: Any) -> bool:
    """Another id, 90 for null, one entry more or less; never a text for a number."""
    return left == _ABSENT or right == _ABSENT or {type(left), type(right)} <= {int, type(None)}
