"""The mock holds itself to the contract: it does not start with a gap, and does not answer a lie."""

from typing import Any

import pytest

from flipturn_mock.app import ContractMismatch, create_app, refuse_mismatch
from flipturn_mock.contract.document import load_document
from flipturn_mock.contract.operations import Operation, read_operations
from flipturn_mock.contract.schema import Schemas
from flipturn_mock.contract.yaml_text import parse_yaml
from flipturn_mock.operations import OPERATIONS
from tests.support import Mock


def test_every_operation_has_a_function_and_the_reverse() -> None:
    assert set(read_all()) == set(OPERATIONS)


def test_an_operation_is_answered_by_the_function_of_its_name() -> None:
    for operation_id, function in OPERATIONS.items():
        assert function.__name__ == "".join(f"_{c.lower()}" if c.isupper() else c for c in operation_id)


def test_a_gap_on_either_side_is_named() -> None:
    with pytest.raises(
        ContractMismatch, match=r"^b is in openapi\.yaml but has no function; c has a function but"
    ):
        refuse_mismatch(["a", "b"], ["a", "c"])


def test_a_contract_with_a_gap_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(OPERATIONS, "getVehicle")
    with pytest.raises(ContractMismatch, match=r"getVehicle is in openapi\.yaml but has no function"):
        create_app()


STATUSES = {
    "listVehicles": {200, 400, 401, 404, 405, 429, 500},
    "getVehicle": {200, 400, 401, 404, 405, 429, 500},
    "createVehicle": {200, 400, 401, 404, 405, 409, 413, 429, 500},
    "updateVehicle": {200, 400, 401, 404, 405, 409, 413, 429, 500},
    "syncVehicleDepartureTimes": {200, 400, 401, 404, 405, 413, 429, 500},
    "batchSyncDepartureTimes": {200, 400, 401, 404, 405, 413, 429, 500},
}


def test_every_status_is_described() -> None:
    operations = read_all()
    assert {name: set(operation.answers) for name, operation in operations.items()} == STATUSES


@pytest.mark.parametrize(
    "lie",
    [
        {},
        {"vehicle": None},
        {"vehicle": {"id": 20}},
        {"vehicle": {"id": "20"}},
    ],
)
def test_an_answer_that_breaks_the_contract_is_a_500_in_the_envelope_and_logged(
    lie: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mock: Mock
) -> None:
    monkeypatch.setitem(OPERATIONS, "getVehicle", lambda _call, _fleet: lie)
    status, sentence = mock.refused("GET", "/api/vehicles/20")
    assert status == 500
    assert sentence == "The mock failed, and its log says why; this is not the request's fault"
    assert "BrokenPromise: getVehicle: " in capsys.readouterr().err


def test_a_refusal_with_a_status_that_is_not_promised_is_a_500_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mock: Mock
) -> None:
    operation = read_all()["getVehicle"]
    monkeypatch.delitem(operation.answers, 404)
    monkeypatch.setattr(
        "flipturn_mock.contract.contract.read_operations", lambda _: {**read_all(), "getVehicle": operation}
    )
    assert Mock().refused("GET", "/api/vehicles/7")[0] == 500
    assert "getVehicle: status 404 is not promised" in capsys.readouterr().err
    assert mock.refused("GET", "/api/vehicles/7")[0] == 404


def read_all() -> dict[str, Operation]:
    return read_operations(Schemas(load_document()))


def test_a_fault_of_the_mocks_own_is_a_500_whose_log_has_the_traceback_but_no_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mock = Mock(key="top-secret", keys={"top-secret": "org"})
    monkeypatch.setitem(OPERATIONS, "getVehicle", lambda _call, _fleet: 1 / 0)
    assert mock.refused("GET", "/api/vehicles/20")[0] == 500
    logged = capsys.readouterr().err
    assert "ZeroDivisionError" in logged
    assert "GET /api/vehicles/20" in logged
    assert "top-secret" not in logged


def test_examples_in_the_contract_fit_their_schemas() -> None:
    """openapi.yaml is data too: an example that its own schema refuses would mislead everybody."""
    document = load_document()
    operations = read_all()
    checked = 0
    for item in document["paths"].values():
        for described in (part for part in item.values() if isinstance(part, dict)):
            operation = operations[described["operationId"]]
            body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
            for example in body.get("examples", {}).values():
                assert operation.body is not None
                assert operation.body.breach(example["value"]) is None
                checked += 1
            for status, response in described["responses"].items():
                if "$ref" in response:
                    response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
                for example in response["content"]["application/json"].get("examples", {}).values():
                    schema = operation.answers[int(status)]
                    assert schema is not None
                    assert schema.breach(example["value"]) is None
                    checked += 1
    assert checked > 20


def test_the_contract_is_served_to_anybody_in_both_forms(mock: Mock) -> None:
    as_json = mock.client.get("/openapi.json")
    assert as_json.content_type == "application/json"
    assert as_json.json == load_document()
    as_yaml = mock.client.get("/openapi.yaml")
    assert as_yaml.content_type == "application/yaml"
    assert as_yaml.text.startswith("# The contract of the Flipturn API")


def test_the_served_yaml_follows_the_readings_like_the_json() -> None:
    client = Mock(readings={"create-status": "201", "unknown-field": "reject"}).client
    assert parse_yaml(client.get("/openapi.yaml").text) == client.get("/openapi.json").json
