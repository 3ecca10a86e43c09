"""Sets schemathesis up for one operation of the target: phases, checks, and values that exist there."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import schemathesis
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from contracts.harness.gateway import PLACEHOLDER, Gateway
from contracts.harness.options import Options
from contracts.harness.own import Own
from contracts.harness.target import Target
from contracts.harness.views import in_force, narrow, wide

Side = Literal["all", "valid", "invalid"]
_MODES = {"all": "all", "valid": "positive", "invalid": "negative"}


@dataclass(frozen=True)
class Values:
    """Ids and VINs that lead to success, fed in with the generated ones."""

    ids: tuple[int, ...]
    vins: tuple[str, ...]


def schema_for(
    target: Target,
    contract: dict[str, Any],
    operation: str | None,
    side: Side,
    values: Values,
    options: Options,
    authorization: Callable[[], str],
) -> Any:
    """A schemathesis schema of that operation (None: of all), which sends through the target's wire."""
    config = schemathesis.Config.from_dict(_config(target, operation, side, values, options))
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


def known_values(target: Target, organization: str, own: Own) -> Values:
    """From the target's own list of vehicles; on a deployment no VIN but the run's own."""
    vehicles = target.api(organization).page()["data"]
    vins = [str(vehicle["vin"]) for vehicle in vehicles if vehicle["vin"]]
    return Values(
        tuple(vehicle["id"] for vehicle in vehicles[:20]),
        tuple(vins[:20]) if target.control is not None else tuple(own.pool(3)),
    )


def _view(target: Target, contract: dict[str, Any], side: Side) -> dict[str, Any]:
    if side == "all":
        assert target.control is not None
        return in_force(contract, target.control.readings())
    return narrow(contract) if side == "valid" else wide(contract)


def _config(
    target: Target, operation: str | None, side: Side, values: Values, options: Options
) -> dict[str, Any]:
    coverage: dict[str, Any] = {} if target.control is not None else {"unexpected-methods": []}
    dictionaries: dict[str, dict[str, list[Any]]] = {
        "ids": {"values": list(values.ids)},
        "vins": {"values": list(values.vins)},
    }
    parameters = {}
    if values.ids:
        parameters["path.id"] = {"dictionary": "ids", "probability": 0.5}
    if values.vins:
        parameters["body.vehicleVin"] = {"dictionary": "vins", "probability": 0.5}
    config: dict[str, Any] = {
        "seed": options.seed,
        "headers": {"Authorization": PLACEHOLDER},
        "generation": {
            "mode": _MODES[side],
            "max-examples": options.max_examples,
            "deterministic": True,
            "database": "none",
        },
        "phases": {"coverage": coverage},
        "analysis": {"constants": {"enabled": False}},
        "suppress-health-check": ["all"],
        "dictionaries": {name: words for name, words in dictionaries.items() if words["values"]},
        "parameters": parameters,
    }
    if operation is not None:
        config["operations"] = [{"exclude-operation-id": operation, "enabled": False}]
    return config
