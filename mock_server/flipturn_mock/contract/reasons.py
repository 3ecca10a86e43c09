"""A breach of a schema, as the rule that was broken, the place, and the row it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flipturn_mock.contract.shape import steps
from flipturn_mock.domain.errors import Reason, Step

_INWARDS = ("properties", "items")
_NAMED_BY = {"required": "property", "additionalProperties": "unexpected"}


def reason(document: Mapping[str, Any], place: Sequence[Step], error: Any) -> Reason:
    """The keyword that was broken, where in the value, and the innermost `x-row` around it.

    `error` is a ValidationError of jsonschema-rs about the schema at `place` in the document.
    """
    return Reason(error.kind.name, tuple(_pointer(error)), _row(document, place, error))


def _pointer(error: Any) -> Iterator[Step]:
    yield from error.instance_path
    named = error.kind.as_dict().get(_NAMED_BY.get(error.kind.name, ""))
    if named:
        yield named[0] if isinstance(named, list) else named


def _row(document: Mapping[str, Any], place: Sequence[Step], error: Any) -> str:
    row = ""
    schema = _at(document, place)
    # Its first step is the reference with which the schema was compiled.
    for step in error.evaluation_path[1:]:
        # A row is about a value, not about what is inside of it.
        row = "" if step in _INWARDS else _row_of(schema, error.kind.name) or row
        schema = _at(document, steps(schema["$ref"])) if step == "$ref" else _at(schema, (step,))
    return row


def _row_of(schema: Any, keyword: str) -> str:
    """What the schema itself says of a breach of the keyword, empty if nothing."""
    row = schema.get("x-row", "") if isinstance(schema, dict) else ""
    return str(row.get(keyword, "")) if isinstance(row, dict) else str(row)


def _at(target: Any, place: Sequence[Step]) -> Any:
    for step in place:
        target = target[step]
    return target
