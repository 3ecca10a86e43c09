"""Gathers what the tests of a run report, also from other processes, into one report."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from flipturn_contracts.harness.judge import graver
from flipturn_contracts.report.model import ClauseResult, OperationSeen, ReadingResult, Verdict


class Collector:
    """A pytest plugin that sees every report, in the process that prints the result."""

    def __init__(self) -> None:
        self.started = _now()
        self._clauses: dict[str, ClauseResult] = {}
        self._readings: dict[str, dict[str, Any]] = {}
        self._statuses: dict[str, Counter[str]] = {}
        self._fields: dict[str, set[str]] = {}
        self.faults: list[str] = []
        """A text for each fault that is not the server's."""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module of clauses that cannot be imported."""
        if report.failed:
            self.faults.append(f"{report.nodeid}\n{report.longreprtext}\n")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what `attach` has put there."""
        told = getattr(report, "contract", None)
        if told is None:  # pytest-xdist tells in such a report that a worker has crashed
            self.faults.append(f"{report.nodeid}\n{report.longreprtext}\n")
            return
        if told["fault"]:
            self.faults.append(told["fault"])
        if told["clause"] is not None:
            self._take(told["clause"], told["reading"])
        for operation, seen in told["seen"].items():
            self._statuses.setdefault(operation, Counter()).update(seen["statuses"])
            self._fields.setdefault(operation, set()).update(seen["fields"])

    def _take(self, clause: dict[str, Any], reading: dict[str, Any] | None) -> None:
        result = ClauseResult(**{**clause, "verdict": Verdict(clause["verdict"])})
        former = self._clauses.get(result.id)
        self._clauses[result.id] = result if former is None else graver(former, result)
        if reading is not None:
            known = self._readings.setdefault(result.id, {})
            answers = [known.get("observed", ""), reading.get("observed", "")]
            known.update(reading)
            # One question may be put in several ways, and be answered differently.
            known["observed"] = " / ".join(sorted({answer for answer in answers if answer}))

    @property
    def clauses(self) -> tuple[ClauseResult, ...]:
        """By id, since tests run in any order."""
        return tuple(result for _, result in sorted(self._clauses.items()))

    @property
    def readings(self) -> tuple[ReadingResult, ...]:
        """By id; one that was not observed has its clause's reason."""
        return tuple(
            ReadingResult(
                id=told["id"],
                row=told["row"],
                question=told["question"],
                allowed=tuple(told["allowed"]),
                observed=told.get("observed", ""),
                in_force=told.get("in_force", ""),
                reason="" if told.get("observed") else self._clauses[clause].reason,
            )
            for clause, told in sorted(self._readings.items())
        )

    @property
    def operations(self) -> tuple[OperationSeen, ...]:
        """By operationId."""
        return tuple(
            OperationSeen(
                operation=operation,
                requests=statuses.total(),
                statuses=dict(sorted(statuses.items())),
                fields=tuple(sorted(self._fields[operation])),
            )
            for operation, statuses in sorted(self._statuses.items())
        )


def attach(
    report: pytest.TestReport,
    result: ClauseResult | None,
    reading: dict[str, Any] | None,
    seen: dict[str, Any],
    fault: str,
) -> None:
    """Put all that on the report, as JSON, so that it reaches the collector from another process too."""
    report.contract = {  # type: ignore[attr-defined]
        "clause": None if result is None else {**asdict(result), "verdict": str(result.verdict.value)},
        "reading": reading,
        "seen": seen,
        "fault": fault,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
