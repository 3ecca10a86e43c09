"""The contract suite goes red where it should: every faulty server breaks the clauses that it declares."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.contracts.faulty.catalogue import FAULTS
from tests.contracts.faulty.fault import DECLARED
from tests.contracts.faulty.matrix import mismatch
from tests.contracts.faulty.running import Outcome
from tests.server import CLEAN

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="faulty servers are forked, which this system cannot"
)


class Matrix:
    """A process that puts to each fault what it declares; outcomes are read when they are asked for."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._outcomes: dict[str | None, Outcome] = {}

    def of(self, fault: str | None) -> Outcome:
        """The outcome of a fault; of None, that of the mock as it is."""
        assert self._process.stdout is not None
        while fault not in self._outcomes:
            line = self._process.stdout.readline()
            assert line, (
                "the matrix ended; run it by hand to see why: python -m tests.contracts.faulty.matrix"
            )
            outcome = Outcome(**json.loads(line))
            self._outcomes[outcome.fault] = outcome
        return self._outcomes[fault]


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest) -> Iterator[Matrix]:
    """Runs the faults whose tests were selected."""
    callspecs = (getattr(item, "callspec", None) for item in request.session.items)
    asked = {spec.params["fault"] for spec in callspecs if spec is not None and "fault" in spec.params}
    command = [sys.executable, "-m", "tests.contracts.faulty.matrix", "--declared", "--json"]
    process = subprocess.Popen(
        [*command, f"--jobs={os.cpu_count() or 2}", *[name for name in FAULTS if name in asked]],
        # What servers that crash have to say would fill a pipe that nobody reads.
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=CLEAN, encoding="utf-8",
    )  # fmt: skip
    with process:
        yield Matrix(process)
        process.terminate()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_what_it_declares_and_nothing_of_a_sample(matrix: Matrix, fault: str) -> None:
    assert mismatch(matrix.of(fault)) == ""


def test_the_mock_as_it_is_breaks_no_clause(matrix: Matrix) -> None:
    assert mismatch(matrix.of(None)) == ""


def test_every_clause_is_broken_by_some_fault(matrix: Matrix) -> None:
    declared = frozenset().union(*(fault.breaks for fault in FAULTS.values()))
    assert sorted(matrix.of(None).verdicts.keys() - declared) == []


def test_every_clause_that_a_fault_declares_exists(matrix: Matrix) -> None:
    declared = frozenset().union(*(fault.breaks for fault in FAULTS.values()))
    assert sorted(declared - matrix.of(None).verdicts.keys()) == []


def test_every_fault_declares_something_and_every_declaration_has_its_fault() -> None:
    assert {name for name, clauses in DECLARED.items() if clauses} == FAULTS.keys()
