"""Turns what pytest reports of a test into what the suite says of a clause."""

from dataclasses import replace
from typing import Any

import pytest

from flipturn_contracts.harness.broken import NOT_OBSERVABLE, NOT_RUN, Broken
from flipturn_contracts.harness.exchange import Answer
from flipturn_contracts.harness.stumbling import stumbled
from flipturn_contracts.report.model import ClauseResult, Verdict

_GRAVEST_FIRST = (
    *(Verdict.BROKEN, Verdict.NOT_JUDGED, Verdict.HOLDS),
    *(Verdict.NOT_OBSERVABLE, Verdict.NOT_RUN),
)
_STOPS = (KeyboardInterrupt, pytest.exit.Exception)


def clause_of(item: pytest.Item) -> dict[str, Any] | None:
    """Id, sentence and source of the clause that a test stands for."""
    marker = item.get_closest_marker("clause")
    if marker is None:
        return None
    callspec = getattr(item, "callspec", None)
    parameters = {} if callspec is None else {name: str(value) for name, value in callspec.params.items()}
    told = {**marker.kwargs, "id": marker.kwargs["id"].format(**parameters)}
    if "reading" in told:
        told["reading"] = {**told["reading"], "id": told["reading"]["id"].format(**parameters)}
    # Which of several tests for one clause it was; what stands in the id need not be said again.
    rest = [value for name, value in parameters.items() if f"{{{name}}}" not in marker.kwargs["id"]]
    return {**told, "case": ", ".join(rest)}


def judge(
    told: dict[str, Any], report: pytest.TestReport, error: BaseException | None, recent: list[Answer]
) -> ClauseResult | None:
    """The clause's verdict as far as one phase of its test tells; None if that went well and says nothing."""
    if report.passed and report.when != "call":
        return None
    if isinstance(error, _STOPS):
        return None  # Ctrl-C says nothing of the server
    base = ClauseResult(
        id=told["id"], sentence=told["sentence"], source=told["source"], verdict=Verdict.HOLDS, reason="",
        expected="", got="", curl="", seconds=report.duration,
    )  # fmt: skip
    if report.passed:
        return base
    if report.skipped:
        return _skipped(base, report)
    if _says_something_of_the_server(error):
        return _broken(base, error, recent, told["case"])
    return replace(base, verdict=Verdict.NOT_JUDGED, reason=_first_line(error))


def graver(one: ClauseResult, two: ClauseResult) -> ClauseResult:
    """Of two results for one clause the one that counts, with the time of both."""
    first, _ = sorted((one, two), key=lambda result: _GRAVEST_FIRST.index(result.verdict))
    return replace(first, seconds=one.seconds + two.seconds)


def _skipped(base: ClauseResult, report: pytest.TestReport) -> ClauseResult:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if reason.startswith(NOT_OBSERVABLE):
        return replace(base, verdict=Verdict.NOT_OBSERVABLE, reason=reason.removeprefix(NOT_OBSERVABLE))
    return replace(base, verdict=Verdict.NOT_RUN, reason=reason.removeprefix(NOT_RUN))


def _broken(base: ClauseResult, error: BaseException | None, recent: list[Answer], case: str) -> ClauseResult:
    broken = _find_broken(error)
    if broken is None:
        # A clause that stumbled over an answer: show what it stumbled over.
        expected, got, reason = "", (recent[-1].shown if recent else ""), _lines(error)
    else:
        expected, got, reason = broken.expected, broken.got, broken.what
    reason = f"{case}: {reason}" if case else reason
    curl = "\n".join(answer.curl for answer in recent)
    return replace(base, verdict=Verdict.BROKEN, reason=reason, expected=expected, got=got, curl=curl)


def _says_something_of_the_server(error: BaseException | None) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return any(map(_says_something_of_the_server, error.exceptions))
    return isinstance(error, Broken) or stumbled(error)


def _find_broken(error: BaseException | None) -> Broken | None:
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(_find_broken, error.exceptions)), None)
    return error if isinstance(error, Broken) else None


def _lines(error: BaseException | None) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(dict.fromkeys(_lines(inner) for inner in error.exceptions))
    return f"{type(error).__name__}: {error}"


def _first_line(error: BaseException | None) -> str:
    if error is None:
        return "pytest reports a failure without an error"
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
