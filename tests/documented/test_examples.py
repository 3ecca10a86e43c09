"""Every documented example, replayed in its section's order on a fresh organization, whole bodies compared."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flipturn_mock.location import contract_file
from tests.support import Mock

SECTIONS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "examples.json").read_text(encoding="utf-8")
)

ABSENT = "(absent)"
LIST_ROW_3 = {
    "id": 123,
    "name": "Vehicle 123",
    "make": None,
    "model": None,
    "vin": None,
    "licensePlate": None,
    "hasTelematics": False,
    "customer": None,
    "accessIds": [],
}
LIST_ROW_4 = LIST_ROW_3 | {"id": 456, "name": "Vehicle 456", "vin": "1HGBH41JXMN109186"}
ACCESS_ID_124 = {"id": 124, "ocppIdTag": "id-tag-2", "authorizationStatus": "Authorized"}

# (example, place, what the document shows, what the mock answers) -> the register row that allows it.
# A row that no longer differs fails the test just as a difference that is not listed.
ALLOWED: dict[tuple[str, str, str, str], str] = {
    (example, place, json.dumps(documented), json.dumps(ours)): row
    for example, place, documented, ours, row in (
        ("list", "data/2", ABSENT, LIST_ROW_3, "the fleet also holds the vehicles of Departure Times"),
        ("list", "data/3", ABSENT, LIST_ROW_4, "the fleet also holds the vehicles of Departure Times"),
        ("get", "vehicle/accessIds/1", ACCESS_ID_124, ABSENT, "V20"),
        ("create", "vehicle/id", 20, 457, "ids of what is created"),
        ("create", "vehicle/accessIds/0/id", 123, 124, "ids of what is created"),
        ("create", "vehicle/accessIds/1/id", 124, 125, "ids of what is created"),
        ("create minimal", "vehicle/id", 20, 458, "ids of what is created"),
        ("by id", "departureTimes/0/outcome", ABSENT, "created", "D1"),
        ("by id", "departureTimes/1/outcome", ABSENT, "created", "D1"),
        ("by VIN", "departureTimes/0/outcome", ABSENT, "created", "D1"),
        ("by VIN", "departureTimes/0/targetSoc", None, 90, "D2"),
        ("by unknown VIN", "departureTimes/0/outcome", ABSENT, "created", "D1"),
        ("by unknown VIN", "departureTimes/0/targetSoc", None, 90, "D2"),
        ("batch", "results/0/departureTimes/0/outcome", ABSENT, "created", "D1"),
        ("batch", "results/2/departureTimes/0/outcome", ABSENT, "created", "D1"),
    )
}


def differences(documented: Any, ours: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """(place, documented, ours) wherever two JSON values part."""
    if isinstance(documented, dict) and isinstance(ours, dict):
        for name in documented.keys() | ours.keys():
            yield from differences(documented.get(name, ABSENT), ours.get(name, ABSENT), f"{place}/{name}")
    elif isinstance(documented, list) and isinstance(ours, list):
        for index in range(max(len(documented), len(ours))):
            left, right = (side[index] if index < len(side) else ABSENT for side in (documented, ours))
            yield from differences(left, right, f"{place}/{index}")
    elif type(documented) is not type(ours) or documented != ours:
        yield place.removeprefix("/"), json.dumps(documented), json.dumps(ours)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_example_is_answered_as_documented_but_for_the_listed_differences(section: str) -> None:
    mock = Mock(key="test-org-documents")
    method, path = section.split(" ")
    for example in SECTIONS[section]:
        answer = mock.ok(method, path, example.get("request"))
        found = {(example["name"], *difference) for difference in differences(example["response"], answer)}
        assert found == {key for key in ALLOWED if key[0] == example["name"]}


@pytest.mark.parametrize("section", SECTIONS)
def test_under_the_other_reading_the_documented_null_target_soc_is_reproduced(section: str) -> None:
    mock = Mock(readings={"omitted-target-soc": "null"})
    method, path = section.split(" ")
    for example in SECTIONS[section]:
        answer = mock.ok(method, path, example.get("request"))
        found = {(example["name"], *difference) for difference in differences(example["response"], answer)}
        expected = {key for key, row in ALLOWED.items() if key[0] == example["name"] and row != "D2"}
        if example["name"] == "batch":  # the one example that shows the default
            expected.add(("batch", "results/2/departureTimes/0/targetSoc", "90", "null"))
        assert found == expected


def test_the_documented_bad_key_is_answered_as_documented(mock: Mock) -> None:
    response = mock.client.get("/api/vehicles", headers={"Authorization": "Bearer invalid_key"})
    assert (response.status_code, response.json) == (401, {"error": "Invalid API key"})


def test_the_contract_carries_every_documented_example_with_outcome_added() -> None:
    contract = yaml.safe_load(contract_file().read_text(encoding="utf-8"))
    text = json.dumps(contract)
    for section, examples in SECTIONS.items():
        for example in examples:
            if "request" in example:
                assert json.dumps(example["request"]) in text, f"{section}: request of {example['name']}"
            assert json.dumps(with_outcome(example["response"])) in text, f"{section}: {example['name']}"


def with_outcome(response: Any) -> Any:
    """The response with `outcome: created` at the end of every listed departure (D1)."""
    if isinstance(response, list):
        return [with_outcome(item) for item in response]
    if not isinstance(response, dict):
        return response
    changed = {name: with_outcome(value) for name, value in response.items()}
    return changed | {"outcome": "created"} if "shiftName" in changed else changed
