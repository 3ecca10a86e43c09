"""Fixtures and settings that all tests share, and the three tiers in which they run."""

import gc
import os
import signal

import freezegun
import pytest
from hypothesis import settings

from tests.support import Mock

# The same examples on every run of a commit, and no judgement on how slow the machine is.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=40)
settings.register_profile("nightly", deadline=None, max_examples=1000)

# A test that holds the time does not hold pytest's, or its durations would be nonsense.
freezegun.configure(extend_ignore_list=["_pytest", "pytest", "xdist", "execnet"])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Everything by day is `pytest`; `--nightly` adds what takes too long for that."""
    parser.addoption("--nightly", action="store_true", help="run the nightly tests too, with more examples")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks at how many processes there shall be
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Run the whole of the tests in two processes; a run of named files or tests stays in one."""
    option = config.option
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # which must not start workers of its own
    is_whole = config.args_source is not pytest.Config.ArgsSource.ARGS
    wants_one = option.usepdb or option.collectonly
    if is_whole and not is_worker and option.numprocesses is None and not wants_one:
        option.numprocesses = min(2, os.cpu_count() or 1)
        option.dist = "worksteal"


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples Hypothesis draws, and let Ctrl-C reach the processes that tests start.

    A shell without job control has what it starts in the background ignore it, and so would they.
    """
    settings.load_profile("nightly" if config.option.nightly else "steady")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the nightly tests, unless they are asked for; they are slow in any case.

    The tests of the fault matrix come first. They wait for a process that goes on beside other tests.
    """
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    for item in nightly:
        item.add_marker("slow")
    if nightly and not config.option.nightly:
        config.hook.pytest_deselected(items=nightly)
        items[:] = [item for item in items if item not in nightly]
    items.sort(key=lambda item: "matrix" not in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: it would look through all of it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def _shared_mock() -> Mock:
    return Mock()


@pytest.fixture
def mock(_shared_mock: Mock) -> Mock:
    """A mock with the documented fleet, at 2026-02-01T00:00:00Z.

    To compile the contract for every test would take most of the time, so the tests of a process
    share one mock. It is reset before each of them.
    """
    _shared_mock.begin_anew()
    return _shared_mock
