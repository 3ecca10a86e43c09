"""openapi.yaml as it holds for the target: exactly, if its readings are known, else seen from two sides."""

import copy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flipturn_contracts.harness.contract import read_yaml

_TOLERANCE = Path(__file__).parent.parent / "tolerance.yaml"


def in_force(contract: dict[str, Any], readings: Mapping[str, str]) -> dict[str, Any]:
    """The contract under these readings."""
    for name, value in readings.items():
        patch = contract["x-readings"][name].get("values", {}).get(value, {})
        contract = merged(contract, patch)
    return contract


def narrow(contract: dict[str, Any]) -> dict[str, Any]:
    """What every faithful server accepts, and anything that one of them may answer."""
    return _view(contract, "narrow")


def wide(contract: dict[str, Any]) -> dict[str, Any]:
    """What some faithful server accepts, and anything that one of them may answer."""
    return _view(contract, "wide")


def merged(target: Any, patch: Any) -> Any:
    """RFC 7396; neither argument is changed.

    The mock has the same few lines: the suite must not import what it tests.
    """
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _view(contract: dict[str, Any], name: str) -> dict[str, Any]:
    tolerance = _tolerance()
    contract = in_force(contract, tolerance[name]["readings"])
    for part in (tolerance["responses"], tolerance[name]):
        for entry in part["patches"]:
            contract = merged(contract, entry["patch"])
    return contract


@cache
def _tolerance() -> dict[str, Any]:
    return read_yaml(_TOLERANCE)
