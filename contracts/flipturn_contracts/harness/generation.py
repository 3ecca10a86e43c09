"""Sets schemathesis up for one operation of the target: phases, checks, and values that exist there."""

import copy
from collections.abc import Callable, Sequence
from typing import Any, Literal

import schemathesis
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from flipturn_contracts.harness.gateway import PLACEHOLDER, Gateway
from flipturn_contracts.harness.options import Options
from flipturn_contracts.harness.target import Target
from flipturn_contracts.harness.views import in_force, narrow, wide

Side = Literal["all", "valid", "invalid"]
_MODES = {"all": "all", "valid": "positive", "invalid": "negative"}


def schema_for(
    target: Target,
    contract: dict[str, Any],
    operation: str | None,
    side: Side,
    ids: Sequence[int],
    options: Options,
    authorization: Callable[[], str],
) -> Any:
    """A schemathesis schema of that operation (None: of all), which sends through the target's wire."""
    config = schemathesis.Config.from_dict(_config(target, operation, side, ids, options))
    document = copy.deepcopy(_view(target, contract, side))
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = Gateway(target.wire, authorization)
    return schema


def dropped_checks(side: Side) -> list[CheckFunction]:
    """A view tells only of its own side what must be accepted or refused; an exact one tells of both."""
    dropped: dict[Side, list[CheckFunction]] = {
        "all": [],
        "valid": [negative_data_rejection],
        "invalid": [positive_data_acceptance],
    }
    return dropped[side]


def _view(target: Target, contract: dict[str, Any], side: Side) -> dict[str, Any]:
    if side == "all":
        assert target.control is not None
        return in_force(contract, target.control.readings())
    return narrow(contract) if side == "valid" else wide(contract)


def _config(
    target: Target, operation: str | None, side: Side, ids: Sequence[int], options: Options
) -> dict[str, Any]:
    coverage: dict[str, Any] = {} if target.control is not None else {"unexpected-methods": []}
    config: dict[str, Any] = {
        "seed": options.seed,
        "headers": {"Authorization": PLACEHOLDER},
        "generation": {"mode": _MODES[side]},
        "phases": {"coverage": coverage},
        "analysis": {"constants": {"enabled": False}},
    }
    if ids:
        config["dictionaries"] = {"ids": {"values": list(ids)}}
        config["parameters"] = {"path.id": {"dictionary": "ids", "probability": 0.5}}
    if operation is not None:
        config["operations"] = [{"exclude-operation-id": operation, "enabled": False}]
    return config
