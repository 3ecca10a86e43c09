"""How many values Hypothesis draws for a clause, and that it draws the same ones for the same seed."""

import pytest
from hypothesis import HealthCheck, Phase, settings

from flipturn_contracts.harness.options import Options

_ON_A_DEPLOYMENT = 3
"""Every example costs requests there, a third of a second each."""


def load_profile(config: pytest.Config, options: Options) -> None:
    """A profile of the suite's own; nothing is remembered from earlier runs."""
    on_a_mock = options.connection is None
    settings.register_profile(
        "contracts",
        max_examples=max(1, options.max_examples // 4) if on_a_mock else _ON_A_DEPLOYMENT,
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=False,
        # A failure there is not worth a hundred more requests to make it smaller.
        phases=tuple(Phase) if on_a_mock else (Phase.explicit, Phase.generate),
        # Fixtures are shared by the examples of one test: each takes a VIN of its own instead.
        suppress_health_check=list(HealthCheck),
        stateful_step_count=8,
    )
    settings.load_profile("contracts")
    config.option.hypothesis_seed = str(options.seed)
