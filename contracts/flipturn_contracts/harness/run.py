"""One run of the suite: what it was told, what it tests, and what it says at the end."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flipturn_contracts.harness.collector import Collector, attach
from flipturn_contracts.harness.contract import load_contract
from flipturn_contracts.harness.exchange import Answer
from flipturn_contracts.harness.faults import fault_sentence, traceback_of
from flipturn_contracts.harness.guard import Writes
from flipturn_contracts.harness.mishaps import Mishaps
from flipturn_contracts.harness.moments import MOCK_NOW, written
from flipturn_contracts.harness.options import Options
from flipturn_contracts.harness.outputs import compare, read_report, write_report
from flipturn_contracts.harness.redaction import hide_in_report
from flipturn_contracts.harness.rehearsal import Sent, plan_lines
from flipturn_contracts.harness.secrets import Secrets
from flipturn_contracts.harness.seen import Routes
from flipturn_contracts.harness.target import Target
from flipturn_contracts.report.model import ClauseResult, Report, Verdict
from flipturn_contracts.report.terminal import table

COULD_NOT_RUN = 3
_BROKEN = 1
_SHOWN = 10
_GENERATED = 2
"""Of a clause with generated values, the requests of the last example are enough."""


class Run:
    """Lives as long as pytest's session; in a worker of xdist it only attaches to reports."""

    def __init__(self, options: Options, mishaps: Mishaps) -> None:
        self.options, self._mishaps = options, mishaps
        self.contract = load_contract()
        self.routes = Routes(self.contract)
        self.target: Target | None = None
        self.tell: Callable[[str], None] = _tell_nobody
        self.collector = Collector()
        self.secrets = Secrets(options.secrets)
        self.sent = Sent()
        self.before = None if options.compare_with is None else _read(options.compare_with)
        self.could_not_run = ""
        self._fault_sentence = ""
        self.left: list[str] = []
        self._differences: list[str] = []
        self._differs = False

    def beginning(self) -> str:
        """Told before the first clause: what it takes to clear up if the run is killed."""
        if self.options.connection is None or self.options.plan or self.options.writes == Writes.NONE:
            return self.heading()
        return f"{self.heading()}; should it be killed: {self._clean_command()}"

    def _clean_command(self) -> str:
        options = self.options
        assert options.connection is not None
        writes = " --allow-writes all" if options.writes == Writes.ALL else ""
        return f"flipturn-contracts clean {options.run} --target {options.connection.url}{writes}"

    def heading(self) -> str:
        """For pytest's header."""
        where = "a mock of its own" if self.options.connection is None else self.options.connection.url
        writes = (
            ""
            if self.options.connection is None
            else f", writes: {self.options.writes}, run {self.options.run}"
        )
        return f"contracts: {where}{writes}, seed {self.options.seed}, {self.options.max_examples} examples"

    def attach(
        self,
        report: pytest.TestReport,
        item: pytest.Item,
        told: dict[str, Any],
        result: ClauseResult | None,
        error: BaseException | None,
    ) -> None:
        """Everything that the collector will want to know from this report."""
        if report.when == "setup":
            item.user_properties.append(("clause", told["id"]))
        reading = told.get("reading")
        if reading is not None:
            shown = {name: reading[name] for name in ("id", "row", "question", "allowed")}
            reading = {**shown, **getattr(item, "contract_reading", {})}
        if result is not None and result.curl and self.target is not None and self.target.control is not None:
            result = replace(result, curl=_against_a_mock(result.curl, self.target.wire.url))
        seen = {} if self.target is None else self.target.seen.take()
        is_fault = result is not None and result.verdict is Verdict.NOT_JUDGED
        attach(report, result, reading, seen, traceback_of(error, item.nodeid) if is_fault else "")

    def exchanges(self, item: pytest.Item) -> list[Answer]:
        """What was sent last, for a reader to send again."""
        recent = [] if self.target is None else [*self.target.wire.recent]
        is_generated = hasattr(getattr(item, "obj", None), "hypothesis")
        return recent[-_GENERATED:] if is_generated else recent

    def hide_keys(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Nothing that pytest prints or writes of a test may hold a key."""
        hide_in_report(report, self.secrets)

    def report(self) -> Report:
        """What was found so far."""
        options, collector = self.options, self.collector
        connection = options.connection
        return Report(
            target="a mock of its own" if connection is None else connection.url,
            kind="mock" if connection is None else "deployment",
            writes=options.writes.value,
            run=options.run,
            seed=options.seed,
            max_examples=options.max_examples,
            started=collector.started,
            finished=_now(),
            clauses=collector.clauses,
            readings=collector.readings,
            operations=collector.operations,
        )

    def announce(self, method: str, path: str, body: bytes | None) -> None:
        """Called for every request before it leaves; writes to a deployment are told at once."""
        operation = self.routes.operation(method, path)
        self.sent.requests[operation or f"{method} {path}"] += 1
        if method != "GET" and self.options.connection is not None and not self.options.plan:
            self.tell(f"sending {method} {path} {' '.join(named_vehicles(body))}")

    def conclusion(self, width: int, verbose: bool) -> Iterator[str]:
        """What stands after pytest's own lines."""
        if self.options.plan:
            self.sent.vins = 0 if self.target is None else len(self.target.own.vins())
            yield from plan_lines(self.options, self.sent)
            return
        report = self.report()
        if report.clauses:
            yield from table(report, width, verbose)
            yield from self._differences
        elif not self.collector.faults:
            yield "no clause was selected"
        for left in self.left:
            yield f"LEFT ON THE TARGET: {left}; to clear it: {self._clean_command()}"
        if self._fault_sentence:
            yield self._fault_sentence

    def finish(self) -> None:
        """Compare and write what was asked for."""
        if self.collector.faults:
            self._fault_sentence = fault_sentence(self.collector.faults, self.secrets, self.options.report)
        if self.before is not None and not self.options.plan:
            told, self._differs = compare(self.before, self.report())
            self._differences = ["", *told]
        if self.options.report is not None and not self.options.plan:
            write_report(self.report(), self.options.report)

    def exit_status(self, pytest_status: int) -> int:
        """0 all holds, 1 a clause is broken, 2 interrupted, 3 not all could be judged, 5 nothing selected.

        Of pytest's own status only what the run cannot know counts: 5, and wrong options.
        """
        if self._mishaps.interrupted:
            return pytest.ExitCode.INTERRUPTED
        if self.could_not_run or self.collector.faults:
            return COULD_NOT_RUN
        # pytest-xdist says "interrupted" when -x has stopped it.
        if pytest_status not in (pytest.ExitCode.OK, _BROKEN, pytest.ExitCode.INTERRUPTED):
            return pytest_status
        if self.options.plan:
            return 0
        judged = [clause.verdict for clause in self.collector.clauses if clause.verdict.is_judgement]
        if self.left or not judged:
            return COULD_NOT_RUN
        if Verdict.BROKEN in judged or (self.options.fail_on_difference and self._differs):
            return _BROKEN
        return pytest_status


def _against_a_mock(curl: str, url: str) -> str:
    """The mock of the run is gone by then; one that is started so answers the same."""
    return f"# flipturn-mock serve --now {written(MOCK_NOW)}\n" + curl.replace(url, "http://127.0.0.1:4080")


def named_vehicles(body: bytes | None) -> list[str]:
    """The vehicles that a body names, for a log line."""
    text = (body or b"").decode("utf-8", "replace")
    named = list(dict.fromkeys(re.findall(r'"vehicle(?:Vin|Id)": ?("[^"]*"|[^,}\]]+)', text)))
    more = [f"and {len(named) - _SHOWN} more"] if len(named) > _SHOWN else []
    return named[:_SHOWN] + more


def _read(path: Path) -> Report:
    try:
        return read_report(path)
    except (OSError, ValueError) as error:
        raise pytest.UsageError(f"--compare-with {path}: {error}") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _tell_nobody(line: str) -> None:
    """Before there is a terminal, and in a worker of xdist."""
