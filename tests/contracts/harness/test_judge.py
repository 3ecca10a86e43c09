"""What an error says of a clause: that it is broken, that nobody can tell, or nothing at all."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from flipturn_contracts.harness import moments
from flipturn_contracts.harness.broken import Broken
from flipturn_contracts.harness.guard import Forbidden
from flipturn_contracts.harness.judge import graver, judge
from flipturn_contracts.report.model import ClauseResult, Verdict

TOLD = {"id": "a.b", "sentence": "It is so.", "source": "Vehicles", "case": ""}


def judged(error: BaseException | None, when: str = "call", outcome: str = "failed") -> ClauseResult | None:
    flags = {name: name == outcome for name in ("passed", "failed", "skipped")}
    report: Any = SimpleNamespace(
        when=when, duration=0.5, longrepr=("file", 1, "Skipped: not run: x"), **flags
    )
    return judge(TOLD, report, error, [])


def verdict(error: BaseException | None, when: str = "call") -> Verdict | None:
    result = judged(error, when)
    return None if result is None else result.verdict


def stumbled() -> Exception:
    try:
        moments.read(5)
    except ValueError as error:
        return error
    raise AssertionError("it reads a number as an instant")


@pytest.mark.parametrize("when", ["setup", "call", "teardown"])
@pytest.mark.parametrize(
    "error",
    [
        Broken("It differs"),
        stumbled(),
        ExceptionGroup("several", [KeyError("ours"), Broken("It differs")]),
        ExceptionGroup("several", [ExceptionGroup("more", [stumbled()])]),
    ],
    ids=["broken", "stumbled", "a group", "a group in a group"],
)
def test_what_the_server_did_breaks_a_clause(error: BaseException, when: str) -> None:
    assert verdict(error, when) is Verdict.BROKEN


@pytest.mark.parametrize("when", ["setup", "call", "teardown"])
@pytest.mark.parametrize(
    "error",
    [
        KeyError("a name of ours"),
        AttributeError("no such attribute"),
        AssertionError("an assert of ours"),
        ImportError("no such module"),
        Forbidden("it might touch what is not ours"),
        requests.exceptions.InvalidURL("x"),
        SystemExit(1),
        pytest.fail.Exception("by a library"),
        ExceptionGroup("several", [KeyError("ours"), NameError("ours")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_we_or_a_library_did_says_nothing_of_the_server(error: BaseException, when: str) -> None:
    assert verdict(error, when) is Verdict.NOT_JUDGED


def test_the_reason_is_one_line_with_the_kind_of_the_error() -> None:
    result = judged(NameError("name 'x' is not defined\nand more"))
    assert result is not None
    assert result.reason == "NameError: name 'x' is not defined"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), pytest.exit.Exception("the target is gone")])
def test_the_end_of_the_run_says_nothing_at_all(error: BaseException) -> None:
    assert verdict(error) is None


def test_of_two_results_for_one_clause_the_graver_counts() -> None:
    order = [
        *(Verdict.BROKEN, Verdict.NOT_JUDGED, Verdict.HOLDS),
        *(Verdict.NOT_OBSERVABLE, Verdict.NOT_RUN),
    ]
    results = [ClauseResult(id="a", sentence="", source="", verdict=one) for one in order]
    assert [graver(lesser, worse).verdict for worse, lesser in pairwise(results)] == order[:-1]
