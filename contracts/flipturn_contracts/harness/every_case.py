"""Sends every case that schemathesis generates for one operation, without its pytest plugin.

Schemathesis has no public function for this. Its two public ways are the command line and a pytest
plugin, and the plugin uses private parts of pytest: under pytest 9.2 every test of it dies. What both
ways share is `create_test`, which turns an operation into one Hypothesis test with all phases. This
module is the only place that calls it. It is the reason for the narrow range in pyproject.toml.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import settings
from schemathesis.core.failures import Failure
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.generation.overrides import with_config_headers

from flipturn_contracts.harness.broken import Broken


def every_case(schema: Any, operation: str, max_examples: int, send: Callable[[Any], None]) -> None:
    """Call `send` with each case of the examples, of the coverage phase and of fuzzing.

    Raises Broken with all that the checks of schemathesis found, or whatever else `send` raised.
    """

    def test(case: Any) -> None:
        send(case)

    found = schema.find_operation_by_id(operation)
    config = HypothesisTestConfig(
        project=schema.config,
        modes=list(HypothesisTestMode),
        seed=schema.config.seed,
        override=with_config_headers(schema.config, operation=found),
    )
    told = settings(settings.get_profile("contracts"), max_examples=max_examples, derandomize=True)
    with failures_are_broken():
        create_test(operation=found, test_func=told(test), config=config)()


@contextmanager
def failures_are_broken() -> Iterator[None]:
    """What a check of schemathesis says becomes one Broken; every other error stays what it is."""
    try:
        yield
    except BaseExceptionGroup as group:
        failures = [_told(failure) for failure in _leaves(group) if isinstance(failure, Failure)]
        if not failures:
            raise
        raise Broken("\n".join(dict.fromkeys(failures))) from group


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _told(failure: Failure) -> str:
    """The text of a failure is only its title; what was wrong stands in its message."""
    title, message = str(failure), failure.message
    return f"{title}: {message}" if message and message not in title else title
