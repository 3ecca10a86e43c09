"""Path and query parameters: described in the contract, written as text in a request."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flipturn_mock.contract.schema import Place, Schema, Schemas
from flipturn_mock.domain.errors import Invalid, Reason

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_BOOLEANS = {"true": True, "false": False}
_MOST_DIGITS = 4000  # just below the number of digits that Python converts
_TYPES = ("string", "integer", "number", "boolean")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation; `type` is that of its value, or of its items if it `is_list`."""

    name: str
    location: str
    required: bool
    is_list: bool
    type: str
    schema: Schema

    def read(self, given: Sequence[str]) -> Any:
        """The value of the texts that a request gives; raises Invalid.

        A text that is none of the parameter's type is left to the schema to refuse.
        """
        if not self.is_list and len(given) > 1:
            reason = Reason("repeated", parameter=self.name)
            raise Invalid(f"{self.name} is given more than once", reason=reason)
        values = [_value(self.type, text) for text in given]
        try:
            return self.schema.accept(values if self.is_list else values[0], self.name.removesuffix("[]"))
        except Invalid as refusal:
            told = refusal.reason._replace(pointer=(), parameter=self.name)
            raise Invalid(refusal.sentence, reason=told) from None


def read_parameters(schemas: Schemas, here: Place, holder: Mapping[str, Any]) -> Iterator[Parameter]:
    """The parameters that a path or an operation describes; raises ValueError for other kinds."""
    for index, _ in enumerate(holder.get("parameters", ())):
        place = schemas.follow(*here, "parameters", index)
        described = schemas.lookup(*place)
        if described["in"] not in ("path", "query"):
            raise ValueError(f"parameter {described['name']} is in the {described['in']}")
        kind = schemas.find("type", *place, "schema")
        is_list = kind == "array"
        if is_list:
            kind = schemas.find("type", *place, "schema", "items")
        if kind not in _TYPES:
            raise ValueError(f"parameter {described['name']} is of type {kind}")
        yield Parameter(
            name=described["name"],
            location=described["in"],
            required=described.get("required", False),
            is_list=is_list,
            type=kind,
            schema=schemas.at(*place, "schema"),
        )


def _value(kind: str, text: str) -> Any:
    if kind == "integer" and _INTEGER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        return float(text)
    return _BOOLEANS.get(text, text) if kind == "boolean" else text
