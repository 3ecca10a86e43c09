"""Parameters of every kind that the API has, also those that none of the operations so far uses."""

from typing import Any

import pytest
from flask import Flask, request

from flipturn_mock.contract.operations import Unsupported, read_operations
from flipturn_mock.contract.schema import Schemas
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.web.reading import read_parameters, unknown_parameters

ENUM = {"type": "string", "enum": ["a", "b"]}
QUERY: dict[str, Any] = {
    "siteIds[]": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
    "alertRecipientIds": {"type": "array", "items": {"$ref": "#/components/schemas/Id"}},
    "includeIntervals": {"type": "boolean", "default": False},
    "limit": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
    "factor": {"type": "number"},
    "kind": {"$ref": "#/components/schemas/Kind"},
}


def document(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """A contract of one operation."""
    answer = {"description": "d", "content": {"application/json": {"schema": True}}}
    schemas = {
        "Id": {"type": "integer", "minimum": 1},
        "Kind": {"$ref": "#/components/schemas/Enum"},
        "Enum": ENUM,
    }
    operation = {
        "operationId": "listThings",
        "parameters": parameters,
        "responses": {"200": answer, "204": {}},
    }
    return {"paths": {"/things": {"get": operation}}, "components": {"schemas": schemas}}


OPERATION = read_operations(
    Schemas(document([{"name": name, "in": "query", "schema": schema} for name, schema in QUERY.items()]))
)["listThings"]
DEFAULTS = {"includeIntervals": False, "limit": 50}


def read(query: str) -> dict[str, Any]:
    with Flask("test").test_request_context(f"/things?{query}"):
        return read_parameters(OPERATION, request, {})


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", {}),
        ("siteIds[]=101&siteIds[]=102", {"siteIds[]": [101, 102]}),
        ("siteIds%5B%5D=101", {"siteIds[]": [101]}),
        ("siteIds=101&siteIds=102", {"siteIds[]": [101, 102]}),
        ("alertRecipientIds=1&alertRecipientIds=2", {"alertRecipientIds": [1, 2]}),
        ("alertRecipientIds[]=3", {"alertRecipientIds": [3]}),
        ("includeIntervals=true", {"includeIntervals": True}),
        ("includeIntervals=false", {"includeIntervals": False}),
        ("limit=500", {"limit": 500}),
        ("factor=-1.5", {"factor": -1.5}),
        ("factor=2", {"factor": 2}),
        ("kind=b", {"kind": "b"}),
    ],
)
def test_a_parameter_is_read_by_its_type_and_defaults_stand_in(query: str, values: dict[str, Any]) -> None:
    assert read(query) == DEFAULTS | values


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("siteIds[]=1,2", "siteIds[0] must be an integer"),
        ("siteIds[]=1&siteIds[]=2&siteIds=3&siteIds=4", "siteIds must have at most 3 items"),
        ("alertRecipientIds=0", "alertRecipientIds[0] must be at least 1"),
        ("includeIntervals=1", "includeIntervals must be true or false"),
        ("includeIntervals=True", "includeIntervals must be true or false"),
        ("includeIntervals=", "includeIntervals must be true or false"),
        ("limit=0", "limit must be at least 1"),
        ("limit=501", "limit must be at most 500"),
        ("limit=1e2", "limit must be an integer"),
        ("limit=05", "limit must be an integer"),
        ("limit=1&limit=2", "limit is given more than once"),
        ("factor=nan", "factor must be a number"),
        ("factor=.5", "factor must be a number"),
        ("kind=c", "kind must be one of a, b"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(query: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(query)
    assert refused.value.sentence == sentence


def test_a_list_is_known_by_both_its_names() -> None:
    with Flask("test").test_request_context("/things?siteIds=1&alertRecipientIds[]=1&limit[]=1"):
        assert unknown_parameters(OPERATION, request) == ["limit[]"]


def test_an_answer_may_have_no_body() -> None:
    assert OPERATION.answers[204] is None


@pytest.mark.parametrize(
    ("parameter", "reason"),
    [
        ({"name": "x", "in": "header", "schema": {"type": "string"}}, "parameter x is in the header"),
        ({"name": "x", "in": "query", "schema": {"type": "object"}}, "parameter x is of type object"),
        ({"name": "x", "in": "query", "schema": {}}, "parameter x is of type None"),
    ],
)
def test_a_kind_that_the_mock_has_no_means_for_does_not_start(parameter: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unsupported) as refused:
        read_operations(Schemas(document([parameter])))
    assert str(refused.value) == f"listThings: {reason}"
