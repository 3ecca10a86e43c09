"""What a schema says of an object besides yes and no: which members it names, and their defaults."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from flipturn_mock.domain.errors import Step

Pointer = tuple[Step, ...]


class Shape:
    """The named members of a schema, through references and alternatives alike.

    Defaults count only where the schema holds for certain: what is merely one of several
    alternatives may not be what the value is meant as.
    """

    def __init__(self, document: Mapping[str, Any], schema: Mapping[str, Any], certain: bool = True) -> None:
        self._members: dict[str, Shape] = {}
        self._defaults: dict[str, Any] = {}
        self._items: Shape | None = None
        self._null_is_absent = False
        self.default: Any = None
        for part, holds in _parts(document, schema, certain):
            self._null_is_absent |= holds and part.get("x-null-is-absent", False)
            if holds and self.default is None:
                self.default = part.get("default")
            if "items" in part:
                self._items = Shape(document, part["items"], holds)
            for name, member in part.get("properties", {}).items():
                shape = self._members.setdefault(name, Shape(document, member, holds))
                if shape.default is not None:
                    self._defaults[name] = shape.default
        # Only these need a look inside.
        self._nested = {name: shape for name, shape in self._members.items() if shape}

    def __bool__(self) -> bool:
        return bool(self._members) or bool(self._items)

    def complete(self, value: Any) -> None:
        """Fill in, in place, the defaults of absent members; `x-null-is-absent` drops nulls first."""
        if isinstance(value, list) and self._items:
            for item in value:
                self._items.complete(item)
        elif isinstance(value, dict):
            self._complete_object(value)

    def _complete_object(self, value: dict[str, Any]) -> None:
        if self._null_is_absent:
            for name in [name for name in self._members if value.get(name, name) is None]:
                del value[name]
        for name, default in self._defaults.items():
            if name not in value:
                value[name] = deepcopy(default) if isinstance(default, list | dict) else default
        for name, shape in self._nested.items():
            if name in value:
                shape.complete(value[name])

    def unknown(self, value: Any, at: Pointer = ()) -> Iterator[Pointer]:
        """Where members stand that the schema does not name, in document order."""
        if isinstance(value, list) and self._items:
            for index, item in enumerate(value):
                yield from self._items.unknown(item, (*at, index))
        elif isinstance(value, dict) and self._members:
            strangers = value.keys() - self._members.keys()
            for name in value if strangers else self._nested:
                if name in strangers:
                    yield (*at, name)
                elif name in self._nested and name in value:
                    yield from self._nested[name].unknown(value[name], (*at, name))


def _parts(document: Mapping[str, Any], schema: Any, holds: bool) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """The schema and every schema it refers to or combines, each with whether it holds for certain."""
    if not isinstance(schema, dict):
        return
    yield schema, holds
    if "$ref" in schema:
        target: Any = document
        for step in steps(schema["$ref"]):
            target = target[step]
        yield from _parts(document, target, holds)
    for combination in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(combination, ()):
            yield from _parts(document, branch, holds and combination == "allOf")


def steps(reference: str) -> tuple[str, ...]:
    """The place that a reference within the document, `#/components/...`, points to."""
    return tuple(
        step.replace("~1", "/").replace("~0", "~") for step in reference.removeprefix("#/").split("/")
    )
