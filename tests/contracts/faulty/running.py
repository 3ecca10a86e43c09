"""Runs the clauses against many faults in little time: the suite is collected once, then forked for every fault."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

import pytest
from _pytest.main import pytest_runtestloop as run_tests

from flipturn_contracts.harness import target
from flipturn_contracts.harness.collector import Collector
from flipturn_contracts.harness.judge import clause_of
from flipturn_contracts.report.model import Verdict
from tests.contracts.faulty.catalogue import FAULTS
from tests.contracts.faulty.forking import Forks
from tests.contracts.faulty.serving import ForkedMock, warm_up

GENERATED = "conformance."
"""Clauses with generated requests take seconds to minutes each, and are no part of this."""

_OPTIONS = (
    *("-s", "-q", "--tb=native", "-p", "no:cacheprovider", "-p", "no:randomly"),
    *(
        "--ignore=contracts/flipturn_contracts/clauses/test_conformance.py",
        "--ignore=contracts/flipturn_contracts/clauses/test_stateful.py",
    ),
)


@dataclass(frozen=True)
class Task:
    """A fault and the clauses to put to it; no fault is the mock as it is, no clauses are all of them."""

    fault: str | None
    clauses: frozenset[str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the verdict of each clause; `trouble` says why there are none."""

    fault: str | None
    verdicts: Mapping[str, str]
    trouble: str = ""

    @property
    def broken(self) -> frozenset[str]:
        """The clauses that went red."""
        return frozenset(name for name, verdict in self.verdicts.items() if verdict == "broken")


def run_tasks(tasks: Sequence[Task], jobs: int, told: Callable[[Outcome], None]) -> None:
    """Run every task, `jobs` at a time, and tell each outcome as it comes."""
    runs = _ManyRuns(tasks, jobs, _printing_to(sys.stdout, told))
    with redirect_stdout(StringIO()) as said:  # pytest's own report knows nothing of what the forks run
        pytest.main([*_OPTIONS, "contracts"], plugins=[runs])
    if not runs.were_done:
        raise RuntimeError(f"the suite could not be collected:\n{said.getvalue()}")


def _printing_to(out: TextIO, told: Callable[[Outcome], None]) -> Callable[[Outcome], None]:
    def tell(outcome: Outcome) -> None:
        with redirect_stdout(out):
            told(outcome)

    return tell


class _ManyRuns:
    """A pytest plugin: what was collected is run once for every task, never in this process."""

    def __init__(self, tasks: Sequence[Task], jobs: int, told: Callable[[Outcome], None]) -> None:
        self._tasks, self._jobs, self._told = tasks, jobs, told
        self.were_done = False

    def pytest_sessionstart(self) -> None:
        """Before tests are collected, which take up the settings that are there."""
        _do_not_shrink()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        if session.testsfailed:
            raise session.Interrupted("errors during collection")
        warm_up()
        forks = Forks[Task](self._jobs, lambda task: _verdicts(session, task))
        for task, verdicts, trouble in forks.map(self._tasks):
            self._told(Outcome(task.fault, verdicts, trouble))
        self.were_done = True
        return True


class _OnceIsEnough:
    """A pytest plugin: of a clause that is broken already, no further case is run."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Nothing of what is left could make it whole again."""
        told = clause_of(item)
        broken = [clause.id for clause in self._collector.clauses if clause.verdict is Verdict.BROKEN]
        if told is not None and told["id"] in broken:
            pytest.skip("broken already")


def _verdicts(session: pytest.Session, task: Task) -> dict[str, str]:
    """In a fork: run the task's clauses in this copy of the session."""
    fault = None if task.fault is None else FAULTS[task.fault]
    setattr(target, "MockProcess", lambda _, options: ForkedMock(fault, options))  # noqa: B010 - of another type
    session.items = [item for item in session.items if _is_wanted(item, task.clauses)]
    collector = session.config.pluginmanager.get_plugin("flipturn_contracts.collector")
    assert isinstance(collector, Collector)
    session.config.pluginmanager.register(_OnceIsEnough(collector))
    run_tests(session)
    return {clause.id: clause.verdict.value for clause in collector.clauses}


def _do_not_shrink() -> None:
    """That a clause goes red is enough; the smallest example is for those who read it."""
    from hypothesis import Phase, settings  # its pytest plugin wants to be the first to import it

    suites = settings.get_profile("contracts")
    quick = settings(suites, phases=(Phase.explicit, Phase.generate), report_multiple_bugs=False)
    settings.register_profile("faulty", quick)
    settings.load_profile("faulty")


def _is_wanted(item: pytest.Item, clauses: frozenset[str] | None) -> bool:
    told = clause_of(item)
    if told is None or told["id"].startswith(GENERATED):
        return False
    return clauses is None or told["id"] in clauses
