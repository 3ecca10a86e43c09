"""The operations of the contract, each with its compiled schemas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flipturn_mock.contract.parameters import Parameter, read_parameters
from flipturn_mock.contract.schema import Place, Schema, Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Operation:
    """What the contract promises for one operation.

    `path` is a template such as `/api/vehicles/{id}`, `body` is None where no body is described,
    `needs_body` is false where it may be left out, `success` is the status of the good outcome and
    `answers` the schema of every documented status, None where it has no body.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Schema | None
    needs_body: bool
    key_scope: str | None
    success: int
    answers: Mapping[int, Schema | None]


class Unsupported(ValueError):
    """The contract describes something that this mock has no means for; the sentence names the operation."""


def read_operations(schemas: Schemas) -> dict[str, Operation]:
    """Every operation of the contract, by operationId; raises Unsupported."""
    return {
        item[method]["operationId"]: _operation(schemas, path, method)
        for path, item in schemas.document["paths"].items()
        for method in METHODS
        if method in item
    }


def by_path(operations: Mapping[str, Operation]) -> dict[str, dict[str, Operation]]:
    """The operations of each path, by method."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in operations.values():
        paths.setdefault(operation.path, {})[operation.method] = operation
    return paths


def _operation(schemas: Schemas, path: str, method: str) -> Operation:
    here = ("paths", path, method)
    item = schemas.document["paths"][path]
    described = item[method]
    body = schemas.follow(*here, "requestBody") if "requestBody" in described else None
    try:
        answers = dict(_answers(schemas, here, described["responses"]))
        return Operation(
            id=described["operationId"],
            method=method.upper(),
            path=path,
            parameters=(
                *read_parameters(schemas, ("paths", path), item),
                *read_parameters(schemas, here, described),
            ),
            body=None if body is None else _content(schemas, body),
            needs_body=body is not None and schemas.lookup(*body).get("required", False),
            key_scope=described.get("x-key-scope"),
            success=min(answers),
            answers=answers,
        )
    except ValueError as error:
        raise Unsupported(f"{described['operationId']}: {error}") from None


def _answers(
    schemas: Schemas, here: Place, responses: Mapping[str, Any]
) -> Iterator[tuple[int, Schema | None]]:
    for status in responses.keys() - {"default"}:
        yield int(status), _content(schemas, schemas.follow(*here, "responses", status))


def _content(schemas: Schemas, holder: Place) -> Schema | None:
    """The schema of a body, None where none is described."""
    if "content" not in schemas.lookup(*holder):
        return None
    return schemas.at(*holder, "content", "application/json", "schema")
