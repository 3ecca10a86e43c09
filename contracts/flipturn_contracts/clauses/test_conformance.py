"""Every operation, by requests that schemathesis generates from openapi.yaml, with all of its checks."""

from collections.abc import Iterator
from typing import Any

import pytest

from flipturn_contracts.harness.broken import Broken
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.contract import load_contract
from flipturn_contracts.harness.every_case import every_case
from flipturn_contracts.harness.generated import Cases
from flipturn_contracts.harness.generation import Side, dropped_checks, schema_for
from flipturn_contracts.harness.options import Options
from flipturn_contracts.harness.target import Target

_CONTRACT = load_contract()
OPERATIONS = {
    operation["operationId"]: (method.upper(), path)
    for path, item in _CONTRACT["paths"].items()
    for method, operation in item.items()
    if method in ("get", "post", "put", "patch", "delete")
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every operation; on a deployment, whose readings are not known, from two sides."""
    if "side" in metafunc.fixturenames:
        metafunc.parametrize("operation", OPERATIONS, scope="function")
        metafunc.parametrize("side", ["valid", "invalid"] if metafunc.config.option.target else ["all"])


@pytest.fixture
def cases(target: Target, operation: str) -> Iterator[Cases]:
    """Prepares each case, and puts back at the end what the cases have changed."""
    cases = Cases(target, *OPERATIONS[operation])
    yield cases
    cases.finish()


@pytest.fixture
def generated_schema(
    target: Target, operation: str, side: Side, cases: Cases, contract_options: Options
) -> Any:
    """The operation as schemathesis wants it."""
    return schema_for(target, _CONTRACT, operation, side, cases.ids, contract_options, cases.authorization)


@clause(
    "conformance.{operation}",
    "Whatever is sent, status, headers and body are as described; what is valid is accepted, else refused.",
    "openapi.yaml",
)
def test_conforms(
    generated_schema: Any, cases: Cases, operation: str, side: Side, contract_options: Options
) -> None:
    def send(case: Any) -> None:
        cases.prepare(case)
        try:
            response = case.call_and_validate(excluded_checks=dropped_checks(side))
        except BaseException:
            cases.blame(case)
            raise
        cases.take(response.status_code)

    every_case(generated_schema, operation, contract_options.max_examples, send)
    if side != "invalid" and not cases.succeeded:
        raise Broken(f"{operation} never answered 2xx to a valid request, so nothing is known of its success")
