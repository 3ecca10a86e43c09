"""The operations of the contract, each with its compiled schemas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.contract.schema import Schema, Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path or query parameter."""

    name: str
    location: str
    required: bool
    type: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Operation:
    """What the contract promises for one operation.

    `path` is a template such as `/api/vehicles/{id}`, `body` is None where no body is described,
    `success` is the status of the good outcome and `answers` the schema of every documented status.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Schema | None
    key_scope: str | None
    success: int
    answers: Mapping[int, Schema]


def read_operations(document: dict[str, Any]) -> dict[str, Operation]:
    """Every operation of the contract, by operationId."""
    schemas = Schemas(document)
    return {operation.id: operation for operation in _operations(schemas, document)}


def _operations(schemas: Schemas, document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield _operation(schemas, path, method)


def _operation(schemas: Schemas, path: str, method: str) -> Operation:
    here = ("paths", path, method)
    item = schemas.document["paths"][path]
    described = item[method]
    answers = dict(_answers(schemas, here, described["responses"]))
    parameters = (*_parameters(schemas, ("paths", path), item), *_parameters(schemas, here, described))
    body = None
    if "requestBody" in described:
        body = schemas.at(*here, "requestBody", "content", "application/json", "schema")
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        parameters=parameters,
        body=body,
        key_scope=described.get("x-key-scope"),
        success=min(answers),
        answers=answers,
    )


def _answers(
    schemas: Schemas, here: tuple[str, ...], responses: Mapping[str, Any]
) -> Iterator[tuple[int, Schema]]:
    for status in responses:
        response = schemas.follow(*here, "responses", status)
        yield int(status), schemas.at(*response, "content", "application/json", "schema")


def _parameters(schemas: Schemas, here: tuple[str, ...], holder: Mapping[str, Any]) -> Iterator[Parameter]:
    for index, _ in enumerate(holder.get("parameters", ())):
        place = schemas.follow(*here, "parameters", index)
        parameter = schemas.lookup(*place)
        schema = schemas.lookup(*schemas.follow(*place, "schema"))
        yield Parameter(
            name=parameter["name"],
            location=parameter["in"],
            required=parameter.get("required", False),
            type=schema["type"],
            schema=schemas.at(*place, "schema"),
        )
