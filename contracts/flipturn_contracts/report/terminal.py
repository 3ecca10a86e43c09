"""The report at the end of a terminal's output: what matters most comes last, since terminals scroll."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import wrap

from flipturn_contracts.report.model import (
    WORST_FIRST,
    ClauseResult,
    OperationSeen,
    ReadingResult,
    Report,
    Verdict,
)
from flipturn_contracts.report.text import cut, one_line, plural, shortened, visible

_BROKEN_LAST = tuple(reversed(WORST_FIRST))
_NO_JUDGEMENT = (Verdict.NOT_JUDGED, Verdict.NOT_OBSERVABLE, Verdict.NOT_RUN)
# So many characters of a reason are shown even where the window is too narrow for them.
_LEAST_ROOM = 30


def table(report: Report, width: int = 100, verbose: bool = False) -> list[str]:
    """The whole report in lines without colours; verbose adds sentences and fields and shortens no reason."""
    room = None if verbose else width
    return [
        _heading(report),
        "",
        *_clauses(report, room),
        *(line for clause in report.broken() for line in ("", *_block(clause))),
        *_section("what the documents leave open:", _readings(report, room)),
        *_section("requests:", _operations(report, room)),
        "",
        summary(report),
    ]


def summary(report: Report) -> str:
    """All verdicts in one line."""
    found = report.counts
    words = [
        plural(found[Verdict.HOLDS], "holds", "hold"),
        f"{found[Verdict.BROKEN]:,} broken",
        *(f"{found[verdict]:,} {verdict}" for verdict in _NO_JUDGEMENT if found[verdict]),
    ]
    return f"{plural(len(report.clauses), 'clause', 'clauses')}: {', '.join(words)}"


def _heading(report: Report) -> str:
    facts = f"{report.kind}, writes: {report.writes}, seed: {report.seed}, run: {report.run}"
    return one_line(f"contract of {report.target} ({facts})")


def _section(title: str, lines: Iterable[str]) -> list[str]:
    shown = list(lines)
    return ["", title, *shown] if shown else []


def _columns(rows: list[tuple[str, str]], room: int | None) -> Iterator[str]:
    """Each name and what is told of it; a name too long for its column pushes only its own row."""
    names = [one_line(name) for name, _ in rows]
    widest = 80 if room is None else max(room - _LEAST_ROOM, 0)
    column = max((len(name) for name in names if len(name) <= widest), default=0)
    for name, (_, told) in zip(names, rows, strict=True):
        beginning = f"{name:<{column}}  "
        rest = one_line(told) if room is None else shortened(told, max(room - len(beginning), _LEAST_ROOM))
        yield beginning + rest


def _clauses(report: Report, room: int | None) -> Iterator[str]:
    """A row each; those that were not judged under their reason, which many of them share."""
    holds, not_judged, broken = (
        [clause for clause in report.clauses if clause.verdict in verdicts]
        for verdicts in ((Verdict.HOLDS,), _NO_JUDGEMENT, (Verdict.BROKEN,))
    )
    if room is None:
        yield from _rows([*holds, *not_judged, *broken], room)
        return
    yield from _rows(holds, room)
    yield from _by_reason(not_judged, room)
    yield from _rows(broken, room)


def _by_reason(clauses: list[ClauseResult], room: int) -> Iterator[str]:
    told = sorted(clauses, key=lambda one: (one.verdict is Verdict.NOT_JUDGED, _told(one), one.id))
    for reason, group in groupby(told, _told):
        names = [one_line(clause.id) for clause in group]
        yield f"{len(names)} {one_line(reason)}"
        yield from wrap(
            ", ".join(names), max(room, _LEAST_ROOM), initial_indent="    ", subsequent_indent="    ",
            break_on_hyphens=False, break_long_words=False,
        )  # fmt: skip


def _rows(clauses: list[ClauseResult], room: int | None) -> Iterator[str]:
    clauses = sorted(clauses, key=lambda clause: (_BROKEN_LAST.index(clause.verdict), clause.id))
    rows = _columns([(clause.id, _told(clause)) for clause in clauses], room)
    for row, clause in zip(rows, clauses, strict=True):
        yield row
        if room is None:
            yield f"    {one_line(clause.sentence)} ({one_line(clause.source)})"


def _told(clause: ClauseResult) -> str:
    return f"{clause.verdict}: {clause.reason}" if clause.reason else str(clause.verdict)


def _block(clause: ClauseResult) -> Iterator[str]:
    """All there is to say of a broken clause; the command stands whole, since it is there to be copied."""
    yield f"BROKEN {one_line(clause.id)}"
    yield f"  {one_line(clause.sentence)} ({one_line(clause.source)})"
    yield from _labelled("expected: ", cut(clause.expected))
    yield from _labelled("got:      ", cut(clause.got))
    yield from _labelled("", clause.curl)


def _labelled(label: str, text: str) -> Iterator[str]:
    """The text after its label, further lines indented: no line of an answer can pass for one of ours."""
    for line in visible(text).split("\n") if text else []:
        yield f"  {label}{line}"
        label = " " * len(label)


def _readings(report: Report, room: int | None) -> Iterator[str]:
    told = [reading for reading in report.readings if reading.observed or room is None]
    yield from _columns([(reading.id, _answer(reading)) for reading in told], room)
    if len(told) < len(report.readings):
        yield f"{plural(len(report.readings) - len(told), 'question was', 'questions were')} not answered"


def _answer(reading: ReadingResult) -> str:
    if not reading.observed:
        return f"not observed: {reading.reason}" if reading.reason else "not observed"
    answer = f"{reading.observed} ({reading.row})"
    return f"{answer}, although {reading.in_force} is switched on" if reading.contradicts_itself else answer


def _operations(report: Report, room: int | None) -> Iterator[str]:
    rows = _columns([(seen.operation, _statuses(seen)) for seen in report.operations], room)
    for row, seen in zip(rows, report.operations, strict=True):
        yield row
        if room is None:
            yield from (f"    {one_line(field)}" for field in seen.fields)


def _statuses(seen: OperationSeen) -> str:
    counts = ", ".join(f"{status} x{number}" for status, number in sorted(seen.statuses.items()))
    return f"{plural(seen.requests, 'request', 'requests')}: {counts}" if counts else "no request"
