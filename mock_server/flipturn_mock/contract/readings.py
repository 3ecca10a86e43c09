"""The answers in force to what the documents leave open, as merge patches of the contract."""

from collections.abc import Mapping
from typing import Any

from flipturn_mock.operations.call import ReadingValue


class UnknownReading(ValueError):
    """A reading, or a value for one, that openapi.yaml does not know; the sentence lists what exists."""


def choose_readings(document: Mapping[str, Any], wanted: Mapping[str, str | int]) -> dict[str, ReadingValue]:
    """Every reading of the contract with its value in force; raises UnknownReading."""
    known = document["x-readings"]
    for name in wanted:
        if name not in known:
            raise UnknownReading(f"there is no reading {name!r}; there are {', '.join(known)}")
    return {
        name: _value(name, reading, str(wanted[name])) if name in wanted else reading["default"]
        for name, reading in known.items()
    }


def apply_readings(document: dict[str, Any], chosen: Mapping[str, ReadingValue]) -> dict[str, Any]:
    """The contract as it stands under the readings chosen; the document itself is left alone."""
    for name, value in chosen.items():
        patch = document["x-readings"][name].get("values", {}).get(value)
        if patch:
            document = merge_patch(document, patch)
    return document


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: objects are merged, null removes a member, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, change in patch.items():
        if change is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), change)
    return merged


def _value(name: str, reading: Mapping[str, Any], wanted: str) -> ReadingValue:
    if "values" not in reading:
        least = reading["minimum"]
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 9 and int(wanted) >= least):
            raise UnknownReading(f"reading {name} takes a whole number from {least} on, not {wanted!r}")
        return int(wanted)
    if wanted not in reading["values"]:
        raise UnknownReading(f"reading {name} has no value {wanted!r}; it has {', '.join(reading['values'])}")
    return wanted
