"""A breach of a schema, as one sentence that says what and where."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jsonschema_rs import ValidationErrorKind

Path = Sequence[str | int]

_TYPE_NAMES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


_LIMITS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
}


def sentence(document: Any, error: Any, whole: str) -> str:
    """What is wrong, e.g. `departureTimes[1].targetSoc must be at most 100`.

    `error` is a ValidationError of jsonschema-rs, `whole` the name of what was checked. Where the
    schema that was broken says `x-refusal`, that is the wording.
    """
    kind, details = error.kind.name, error.kind.as_dict()
    path: Path = error.instance_path
    if kind == "required":
        return f"{place([*path, details['property']], whole)} is required"
    if kind == "additionalProperties":
        return f"{place([*path, details['unexpected'][0]], whole)} is not a known field"
    if kind == "type" and error.instance is None:
        return f"{place(path, whole)} {_predicate(kind, details, {})}, not null"
    schema = _broken_schema(document, error)
    if isinstance(error.kind, ValidationErrorKind.OneOfMultipleValid) and "x-refusal-several" in schema:
        return f"{place(path, whole)} {schema['x-refusal-several']}"
    return f"{place(path, whole)} {_predicate(kind, details, schema)}"


def place(path: Path, whole: str) -> str:
    """`vehicles[2].departureTimes[0].targetSoc`, led by the whole if the path begins with no name."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return whole + text if text.startswith("[") else text.removeprefix(".") or whole


def _shown(option: Any) -> str:
    return option if isinstance(option, str) else json.dumps(option)


def _broken_schema(document: Any, error: Any) -> Mapping[str, Any]:
    schema = document
    for step in error.schema_path[:-1]:
        schema = schema[step]
    return schema if isinstance(schema, dict) else {}


def _predicate(kind: str, details: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    match kind:
        case "type":
            return f"must be {' or '.join(_TYPE_NAMES[name] for name in _ordered(details['types']))}"
        case "enum":
            return f"must be one of {', '.join(map(_shown, details['options']))}"
        case _ if kind in _LIMITS:
            return _LIMITS[kind].format(details["limit"])
    return str(schema.get("x-refusal", f"does not fit the contract ({kind})"))


def _ordered(types: Sequence[str]) -> list[str]:
    return sorted(types, key=lambda name: (name == "null", name))
