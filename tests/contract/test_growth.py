"""A further resource is described in openapi.yaml and written in two places, and everything else carries it."""

import copy
from typing import Any

import pytest

from flipturn_mock.contract.document import load_document
from flipturn_mock.domain.errors import Refusal
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import OPERATIONS
from flipturn_mock.operations.call import Call
from tests.support import Mock

ITEM = {
    "type": "object",
    "required": ["tag"],
    "properties": {"tag": {"type": "string"}, "status": {"type": "string", "default": "Authorized"}},
}


def described(operation_id: str, **rest: Any) -> dict[str, Any]:
    """An operation of the new resource, with the answers that every operation has."""
    refusals = load_document()["paths"]["/api/vehicles"]["post"]["responses"].items()
    answers = {status: answer for status, answer in refusals if status != "200"}
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": operation_id,
        "responses": {"200": {"description": "d", "content": content}} | answers,
    } | rest


def read_tag(call: Call, _fleet: Fleet) -> dict[str, Any]:
    return {"id": call.params["id"], "scope": call.key.scope}


def sync_tags(call: Call, _fleet: Fleet) -> dict[str, Any]:
    results: list[Any] = []
    for item in call.body["tags"]:
        try:
            results.append(call.check("Tag", item))
        except Refusal as refusal:
            results.append(refusal.sentence)
    return {"results": results}


@pytest.fixture
def mock(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """A mock whose contract has /api/tags/{id} and, beside it, /api/tags/batch."""
    grown = copy.deepcopy(load_document())
    tags = {"type": "object", "required": ["tags"], "properties": {"tags": {"type": "array"}}}
    body = {"content": {"application/json": {"schema": tags}}}
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    grown["components"]["schemas"]["Tag"] = ITEM
    grown["paths"]["/api/tags/{id}"] = {"get": described("getTag", parameters=[parameter])}
    grown["paths"]["/api/tags/batch"] = {"put": described("syncTags", requestBody=body)}
    monkeypatch.setattr("flipturn_mock.contract.contract.load_document", lambda: grown)
    monkeypatch.setitem(OPERATIONS, "getTag", read_tag)
    monkeypatch.setitem(OPERATIONS, "syncTags", sync_tags)
    return Mock(key="test-site")


def test_its_operations_are_answered(mock: Mock) -> None:
    assert mock.ok("GET", "/api/tags/7") == {"id": 7, "scope": "site"}
    body = {"tags": [{"tag": "a"}, {}, {"tag": "b", "status": "Revoked"}]}
    assert mock.ok("PUT", "/api/tags/batch", body)["results"] == [
        {"tag": "a", "status": "Authorized"},
        "tag is required",
        {"tag": "b", "status": "Revoked"},
    ]


def test_a_literal_path_is_never_taken_for_the_template_beside_it(mock: Mock) -> None:
    for method in ("GET", "PATCH", "DELETE", "OPTIONS"):
        response = mock.call(method, "/api/tags/batch")
        assert (response.status_code, response.headers["Allow"]) == (405, "PUT")
    assert mock.call("PUT", "/api/tags/7").headers["Allow"] == "GET, HEAD"


def closed(document: dict[str, Any], schema: Any) -> bool:
    """Whether every object that a request body describes refuses unknown members."""
    while "$ref" in schema and "properties" not in schema:
        reference = schema["$ref"].removeprefix("#/").split("/")
        schema = document
        for step in reference:
            schema = schema[step]
    parts = [
        *schema.get("properties", {}).values(),
        *filter(None, [schema.get("items")]),
        *schema.get("anyOf", []),
    ]
    is_open = "properties" in schema and schema.get("additionalProperties") is not False
    return not is_open and all(closed(document, part) for part in parts)


def test_unknown_field_reject_reaches_every_object_of_every_request_body() -> None:
    """A new resource that forgets to be named under this reading is found here."""
    document = Mock(readings={"unknown-field": "reject"}).client.get("/openapi.json").json or {}
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "requestBody" in operation
    ]
    assert len(bodies) == 4
    assert all(closed(document, body) for body in bodies)
    assert not closed(load_document(), bodies[0])
