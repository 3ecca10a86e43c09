"""One schema of the contract, compiled: it judges, explains, and fills in what was left out."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from flipturn_mock.contract.reasons import reason
from flipturn_mock.contract.sentences import sentence
from flipturn_mock.contract.shape import Pointer, Shape, steps
from flipturn_mock.domain.errors import Invalid, Reason, Step

Place = tuple[Step, ...]
"""The steps to something in the document."""

_DOCUMENT = "urn:flipturn:contract"
_MOST_ERRORS = 50  # enough to find one that says more than a summary, few enough to stay quick
# These say that no alternative fits; another error nearby says more.
_SUMMARIES = ("oneOf", "anyOf")


class Schemas:
    """The contract as a place to compile schemas in."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._registry = jsonschema_rs.Registry([(_DOCUMENT, document)])
        self._compiled: dict[Place, Schema] = {}

    def at(self, *place: Step) -> "Schema":
        """The schema at a place in the document, compiled once: most operations answer errors alike."""
        if place not in self._compiled:
            self._compiled[place] = self._compile(place)
        return self._compiled[place]

    def _compile(self, place: Place) -> "Schema":
        pointer = "".join("/" + quote(str(step).replace("~", "~0").replace("/", "~1")) for step in place)
        validator = jsonschema_rs.Draft202012Validator(
            {"$ref": f"{_DOCUMENT}#{pointer}"},
            registry=self._registry,
            validate_formats=True,
            # Matches in time linear in the text, whatever the pattern.
            pattern_options=jsonschema_rs.RegexOptions(),
        )
        return Schema(self, place, validator)

    def lookup(self, *place: Step) -> Any:
        """What stands at a place in the document."""
        target: Any = self.document
        for step in place:
            target = target[step]
        return target

    def find(self, name: str, *place: Step) -> Any:
        """A member of the schema at a place, or of what it refers to; None if neither has it."""
        schema = self.lookup(*place)
        if name in schema or "$ref" not in schema:
            return schema.get(name)
        return self.find(name, *steps(schema["$ref"]))

    def follow(self, *place: Step) -> Place:
        """The same place, or where it refers to if there is only a reference."""
        reference = self.lookup(*place).get("$ref")
        return place if reference is None else steps(reference)


class Schema:
    """A compiled schema. jsonschema-rs both decides and explains: its errors name the schema they broke."""

    def __init__(self, schemas: Schemas, place: Place, validator: Any) -> None:
        self._schemas = schemas
        self._place = place
        self._validator = validator

    @cached_property
    def _shape(self) -> Shape:
        """What is only asked for where something comes in."""
        return Shape(self._schemas.document, self._schemas.lookup(*self._place))

    def accept(self, value: Any, whole: str) -> Any:
        """The value with its defaults filled in; raises Invalid. `whole` is what a sentence calls it."""
        if not self._validator.is_valid(value):
            raise self._refusal(value, whole)
        self._shape.complete(value)
        return value

    @property
    def default(self) -> Any:
        """What stands in for the whole value if it is left out, None if nothing does."""
        return self._shape.default

    def breach(self, value: Any) -> str | None:
        """What is wrong with the value, if anything."""
        return None if self._validator.is_valid(value) else self._refusal(value, "the whole").sentence

    def unknown(self, value: Any) -> Iterator[Pointer]:
        """Where the value has members that the schema does not name."""
        return self._shape.unknown(value)

    def _refusal(self, value: Any, whole: str) -> Invalid:
        document = self._schemas.document
        try:
            errors = list(islice(self._validator.iter_errors(value), _MOST_ERRORS))
        except ValueError:  # an error carries a copy of what it is about, and copies go only so deep
            return Invalid(f"{whole} is nested too deeply", reason=Reason("depth"))
        first = min(errors, key=lambda error: error.kind.name in _SUMMARIES)
        return Invalid(sentence(document, first, whole), reason=reason(document, self._place, first))
