"""The contract of the control plane: admin.yaml together with the schemas that it borrows."""

from functools import cache
from pathlib import Path
from typing import Any

from flipturn_mock.contract.document import load_document
from flipturn_mock.contract.yaml_file import load_yaml_file
from flipturn_mock.web.fleet_file import with_fleet


def control_document(contract: dict[str, Any]) -> dict[str, Any]:
    """The whole document, beside the contract of the API that is in force."""
    own = _own()
    borrowed = with_fleet(contract)["components"]["schemas"]
    # As written: a reading says how Flipturn takes a departure time, not how the clock is set.
    given = load_document()["components"]["schemas"]["InstantInput"]
    components = own["components"]
    more = {"GivenInstant": given, "OperationId": {"enum": _operation_ids(contract)}}
    schemas = {**borrowed, **components["schemas"], **more}
    return {**own, "components": {**components, "schemas": schemas}}


def _operation_ids(contract: dict[str, Any]) -> list[str]:
    described = [item for path in contract["paths"].values() for item in path.values()]
    return [item["operationId"] for item in described if "operationId" in item]


@cache
def _own() -> dict[str, Any]:
    """admin.yaml as written. It is shared, so nobody changes it."""
    document: dict[str, Any] = load_yaml_file(Path(__file__).with_name("admin.yaml"))
    return document
