"""Sequences of operations, following the links of openapi.yaml; only where a scenario can start afresh."""

from typing import Any

import pytest
from hypothesis import settings

from flipturn_contracts.harness.broken import not_observable
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.every_case import failures_are_broken
from flipturn_contracts.harness.generation import schema_for
from flipturn_contracts.harness.options import Options
from flipturn_contracts.harness.run import Run
from flipturn_contracts.harness.target import Target


@pytest.fixture
def scenario(target: Target, contract_options: Options, contract_run: Run) -> Any:
    """A state machine whose every run has an organization of its own."""
    if target.control is None:
        not_observable("it takes a server that forgets between scenarios")
    organization = [target.new_organization()]
    schema = schema_for(
        target,
        contract_run.contract,
        None,
        "all",
        [vehicle["id"] for vehicle in target.api(organization[0]).page()["data"]],
        contract_options,
        lambda: f"Bearer test-org-{organization[0]}",
    )

    class Scenario(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            organization[0] = target.new_organization()

    return Scenario


@clause(
    "conformance.sequences",
    "What an operation returns can be used by the next, as the links say, and every answer is as described.",
    "openapi.yaml",
)
def test_sequences(scenario: Any, contract_options: Options) -> None:
    examples = max(1, contract_options.max_examples // 4)
    told = settings(settings.get_profile("contracts"), max_examples=examples, derandomize=True)
    with failures_are_broken():
        scenario.run(settings=told)
