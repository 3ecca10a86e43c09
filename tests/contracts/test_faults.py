"""The contract suite goes red where it should: every faulty server breaks the clauses that it declares."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pytest

from tests.contracts.faulty.catalogue import FAULTS
from tests.contracts.faulty.fault import DECLARED
from tests.contracts.faulty.matrix import COVER, mismatch
from tests.contracts.faulty.running import Outcome
from tests.server import CLEAN, eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="faulty servers are forked, which this system cannot"),
]

ENDED = "ended"
LONGEST = 900.0
"""Seconds for the whole matrix on a machine that is busy."""


class Matrix:
    """The outcomes of faults, which one process puts out as lines of a file that all workers read."""

    def __init__(self, file: Path) -> None:
        self._file, self._read, self._has_ended = file, 0, False
        self._outcomes: dict[str | None, Outcome] = {}

    def of(self, fault: str | None) -> Outcome:
        """The outcome of a fault, or of the mock as it is for None. Waits until it is there."""
        eventually(lambda: self._has(fault), LONGEST)
        return self._outcomes[fault]

    def _has(self, fault: str | None) -> bool:
        for line in self._new_lines():
            if line == ENDED:
                self._has_ended = True
            else:
                outcome = Outcome(**json.loads(line))
                self._outcomes[outcome.fault] = outcome
        is_there = fault in self._outcomes
        assert is_there or not self._has_ended, (
            "the matrix ended; run python -m tests.contracts.faulty.matrix"
        )
        return is_there

    def _new_lines(self) -> list[str]:
        """The lines that have come since the last look, but for one that is not complete yet."""
        with self._file.open("rb") as lines:
            lines.seek(self._read)
            new = lines.read()
        complete = new[: new.rfind(b"\n") + 1]
        self._read += len(complete)
        return complete.decode().splitlines()


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """Runs the faults whose tests were selected. The first worker that asks does it for the others too."""
    # Under pytest-xdist each worker has a folder of its own in one that they share.
    mine = tmp_path_factory.getbasetemp()
    file = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "outcomes.jsonl"
    try:
        out = file.open("x", encoding="utf-8")
    except FileExistsError:
        yield Matrix(file)
        return
    with out, _running(_asked(request.session), out):
        yield Matrix(file)


def _asked(session: pytest.Session) -> list[str]:
    callspecs = (getattr(item, "callspec", None) for item in session.items)
    asked = {spec.params["fault"] for spec in callspecs if spec is not None and "fault" in spec.params}
    return [name for name in FAULTS if name in asked]


@contextmanager
def _running(faults: list[str], out: TextIO) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.contracts.faulty.matrix", "--clauses=once", "--json"]
    process = subprocess.Popen(
        [*command, f"--jobs={os.cpu_count() or 2}", *faults],
        # What servers that crash have to say would fill a pipe that nobody reads.
        stdout=out, stderr=subprocess.DEVNULL, env=CLEAN,
    )  # fmt: skip
    ended = threading.Thread(target=lambda: (process.wait(), out.write(f"{ENDED}\n"), out.flush()))
    ended.start()
    try:
        yield
        ended.join()  # other workers may still wait for outcomes
    finally:
        process.terminate()
        ended.join()


@pytest.mark.parametrize("fault", COVER)
def test_a_fault_breaks_the_clauses_that_must_notice_it(matrix: Matrix, fault: str) -> None:
    """Each clause is put to one fault here; the nightly matrix puts every clause to every fault."""
    assert mismatch(matrix.of(fault)) == ""


def test_the_mock_as_it_is_breaks_no_clause(matrix: Matrix) -> None:
    assert mismatch(matrix.of(None)) == ""


def test_every_clause_is_broken_by_some_fault(matrix: Matrix) -> None:
    declared = frozenset().union(*(fault.breaks for fault in FAULTS.values()))
    assert sorted(matrix.of(None).verdicts.keys() - declared) == []


def test_every_clause_that_a_fault_declares_exists(matrix: Matrix) -> None:
    declared = frozenset().union(*(fault.breaks for fault in FAULTS.values()))
    assert sorted(declared - matrix.of(None).verdicts.keys()) == []


def test_every_fault_can_still_be_put_into_the_mock() -> None:
    check = [sys.executable, "-m", "tests.contracts.faulty", "--check"]
    done = subprocess.run(check, capture_output=True, text=True, env=CLEAN, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_every_fault_declares_something_and_every_declaration_has_its_fault() -> None:
    assert {name for name, clauses in DECLARED.items() if clauses} == FAULTS.keys()
