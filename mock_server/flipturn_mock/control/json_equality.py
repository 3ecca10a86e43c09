"""WireMock's equality of JSON, with its two ways to be less strict."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class JsonEquality:
    """Equality of two JSON values, as Python reads them, whatever the order of members.

    1 and 1.0 are equal, 1 and true are not. With `ignore_extra_elements` an object may have further
    members and an array further items, at its end or, with `ignore_array_order`, anywhere. It recurses,
    so values must not be nested too deeply.
    """

    ignore_array_order: bool = False
    ignore_extra_elements: bool = False

    def holds(self, expected: Any, actual: Any) -> bool:
        """Whether the second is all that the first expects."""
        if isinstance(expected, dict):
            return isinstance(actual, dict) and self._objects(expected, actual)
        if isinstance(expected, list):
            return isinstance(actual, list) and self._arrays(expected, actual)
        return isinstance(expected, bool) == isinstance(actual, bool) and bool(expected == actual)

    def _objects(self, expected: dict[str, Any], actual: dict[str, Any]) -> bool:
        return self._sizes(expected, actual) and all(
            name in actual and self.holds(value, actual[name]) for name, value in expected.items()
        )

    def _arrays(self, expected: list[Any], actual: list[Any]) -> bool:
        if not self._sizes(expected, actual):
            return False
        if self.ignore_array_order:
            return self._in_any_order(expected, actual)
        return all(map(self.holds, expected, actual))

    def _sizes(self, expected: Collection[Any], actual: Collection[Any]) -> bool:
        if self.ignore_extra_elements:
            return len(expected) <= len(actual)
        return len(expected) == len(actual)

    def _in_any_order(self, expected: list[Any], actual: list[Any]) -> bool:
        # Comparing each item with each takes seconds for a large array, so it is done only where it must be.
        if not self.ignore_extra_elements:
            return _unordered(expected) == _unordered(actual)
        if not _scalars(expected) <= _scalars(actual):
            return False
        candidates = [(index, item) for index, item in enumerate(actual) if isinstance(item, dict | list)]
        return _each_has_its_own(
            [index for index, item in candidates if self.holds(wanted, item)]
            for wanted in expected
            if isinstance(wanted, dict | list)
        )


def _unordered(value: Any) -> Hashable:
    """The same for all JSON that differs in order alone."""
    if isinstance(value, dict):
        return "object", frozenset((name, _unordered(member)) for name, member in value.items())
    if isinstance(value, list):
        return "array", frozenset(Counter(map(_unordered, value)).items())
    return isinstance(value, bool), value


def _scalars(items: list[Any]) -> Counter[Hashable]:
    return Counter(_unordered(item) for item in items if not isinstance(item, dict | list))


def _each_has_its_own(choices: Iterable[list[int]]) -> bool:
    """Whether everyone can have one of their choices and nobody the same: a bipartite matching.

    The first fitting item is not always the right one: `{"a": 1}` must leave `{"a": 1, "b": 2}` to
    whoever expects just that. Choices are read one by one, and no further than needed.
    """
    seen: list[list[int]] = []
    owners: dict[int, int] = {}
    for person, options in enumerate(choices):
        seen.append(options)
        if not _find_room(person, seen, owners):
            return False
    return True


def _find_room(newcomer: int, choices: list[list[int]], owners: dict[int, int]) -> bool:
    """Give the newcomer an item, if need be by moving others to a further choice of theirs (Kuhn 1955)."""
    asked_by: dict[int, int] = {}
    queue = [newcomer]
    for person in queue:
        for item in choices[person]:
            if item in asked_by:
                continue
            asked_by[item] = person
            if item not in owners:
                _move(item, newcomer, asked_by, owners)
                return True
            queue.append(owners[item])
    return False


def _move(free: int, newcomer: int, asked_by: dict[int, int], owners: dict[int, int]) -> None:
    """Everyone on the way from the free item back to the newcomer takes what they asked for."""
    held = {person: item for item, person in owners.items()}
    item = free
    while (person := asked_by[item]) != newcomer:
        owners[item] = person
        item = held[person]
    owners[item] = newcomer
