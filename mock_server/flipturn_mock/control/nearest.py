"""Which operation a request may have been meant for that fits none, and what keeps it from fitting."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from flipturn_mock.contract.operations import Operation

_LONGEST_PATH = 300
_MOST_SEGMENTS = 16
_LONGEST_SHOWN = 80

# What it costs to read a path as a template, in hundredths of a segment that is missing.
_SLIP = 5
_PARAMETER = 10
_MISSING = 100
_TOO_MUCH = 100
_UNLIKE = 105
_ALIKE = 0.6


class Nearest(NamedTuple):
    """An operation: its id, its method, the template of its path, and a sentence that says the difference."""

    operation_id: str
    method: str
    path: str
    why: str


class _Reading(NamedTuple):
    """A way to read a path as a template: what it costs, and what is wrong with the path then."""

    cost: int
    faults: tuple[str, ...]


def nearest(method: str, path: str, operations: Iterable[Operation]) -> Nearest:
    """The operation with the nearest path and, of those, with the nearest method; of equal ones the first.

    `path` is without a query; of a very long one only the beginning counts. There must be an operation.
    """
    known = list(operations)
    segments = _segments(path)
    readings = {template: _read(_segments(template), segments) for template in {one.path for one in known}}
    found = min(known, key=lambda one: (readings[one.path].cost, -_likeness(method, one.method)))
    methods = [one.method for one in known if one.path == found.path]
    reasons = _reasons(path, found.path, readings[found.path])
    if method not in methods:
        subject = found.path if reasons else "the path"
        reasons.append(f"{subject} has {_enumeration(methods)}, not {_shown(method)}")
    return Nearest(found.id, found.method, found.path, "; ".join(reasons) or "nothing is different")


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path[:_LONGEST_PATH].removeprefix("/").split("/")[:_MOST_SEGMENTS])


# A client that is wrong is wrong again and again.
@lru_cache(maxsize=1024)
def _read(template: tuple[str, ...], path: tuple[str, ...]) -> _Reading:
    """The cheapest reading: Levenshtein's distance, with segments for letters."""

    @cache
    def cheapest(i: int, j: int) -> _Reading:
        if template[i : i + 1] == path[j : j + 1] != ():
            return cheapest(i + 1, j + 1)
        ways = []
        if i < len(template) and j < len(path):
            ways.append(_plus(_read_segment(template[i], path[j]), cheapest(i + 1, j + 1)))
        if i < len(template):
            ways.append(_plus(_Reading(_MISSING, (f"{template[i]} is missing",)), cheapest(i + 1, j)))
        if j < len(path):
            ways.append(_plus(_skip(path[j], is_last=j + 1 == len(path)), cheapest(i, j + 1)))
        return min(ways, key=lambda way: way.cost, default=_Reading(0, ()))

    return cheapest(0, 0)


def _plus(first: _Reading, rest: _Reading) -> _Reading:
    return _Reading(first.cost + rest.cost, (*first.faults, *rest.faults))


def _skip(segment: str, is_last: bool) -> _Reading:
    if segment:
        return _Reading(_TOO_MUCH, (f"{_shown(segment)} is too much",))
    return _Reading(_SLIP, ("it ends with a slash" if is_last else "it has two slashes in a row",))


def _read_segment(wanted: str, given: str) -> _Reading:
    if wanted.startswith("{"):
        return _Reading(_PARAMETER, ()) if given else _Reading(_MISSING, (f"{wanted} is empty",))
    if given.lower() == wanted.lower():
        return _Reading(_SLIP, ("it differs in upper and lower case",))
    likeness = _likeness(wanted, given)
    cost = round(100 * (1 - likeness)) if likeness >= _ALIKE else _UNLIKE
    return _Reading(cost, (f"it has {_shown(given)} for {wanted}",))


@lru_cache(maxsize=1024)
def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


def _reasons(path: str, template: str, reading: _Reading) -> list[str]:
    if not reading.faults:
        return []
    if reading.cost >= _MISSING * max(len(_segments(path)), len(_segments(template))):
        return [f"the path {_shown(path)} resembles none, and {template} is the nearest"]
    return [f"the path {_shown(path)} is not {template}: {_enumeration(dict.fromkeys(reading.faults))}"]


def _enumeration(parts: Iterable[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
