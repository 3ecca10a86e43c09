"""Two runs side by side, say of the mock and of a deployment: what differs, and what cannot be compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from textwrap import wrap
from typing import Literal

from flipturn_contracts.report.model import ClauseResult, OperationSeen, Report
from flipturn_contracts.report.text import one_line, plural, shortened

_WIDTH = 100
_ABSENT = "not in this report"
_NOT_OBSERVED = "not observed"


@dataclass(frozen=True)
class Difference:
    """One thing that differs and what each side has to say of it; not `known` if one side could not tell."""

    kind: Literal["clause", "reading", "status", "field"]
    subject: str
    before: str
    after: str
    known: bool = True


def differences(before: Report, after: Report) -> tuple[Difference, ...]:
    """All differences, in a stable order: those of behaviour, then those where one side could not tell."""
    found = chain(
        _clauses(before, after), _readings(before, after), _statuses(before, after), _fields(before, after)
    )
    return tuple(sorted(found, key=lambda difference: not difference.known))


def lines(found: tuple[Difference, ...], before: Report, after: Report) -> list[str]:
    """The differences for a reader: who is compared, what differs, and what could not be compared."""
    known = [difference for difference in found if difference.known]
    unknown = [difference for difference in found if not difference.known]
    told = (
        [f"{plural(len(known), 'difference', 'differences')}:", *_told(known)]
        if known
        else [_none(before, after)]
    )
    if unknown:
        told += ["", f"not compared, since one side could not tell ({len(unknown):,}):", *_told(unknown)]
    return [_side("before", before), _side("after", after), "", *told]


def _clauses(before: Report, after: Report) -> Iterator[Difference]:
    one, other = _clauses_by_id(before), _clauses_by_id(after)
    for name in sorted(one.keys() | other.keys()):
        left, right = one.get(name), other.get(name)
        if left is None or right is None or left.verdict is not right.verdict:
            judged = [clause is not None and clause.verdict.is_judgement for clause in (left, right)]
            if any(judged):
                yield Difference("clause", name, _verdict(left), _verdict(right), all(judged))


def _clauses_by_id(report: Report) -> dict[str, ClauseResult]:
    """Of two clauses with one id the worse one counts, so that nothing broken is lost."""
    return {clause.id: clause for clause in reversed(report.worst_first())}


def _verdict(clause: ClauseResult | None) -> str:
    if clause is None:
        return _ABSENT
    return f"{clause.verdict}: {clause.reason}" if clause.reason else str(clause.verdict)


def _readings(before: Report, after: Report) -> Iterator[Difference]:
    one = {reading.id: reading.observed for reading in before.readings}
    other = {reading.id: reading.observed for reading in after.readings}
    for name in sorted(one.keys() | other.keys()):
        left, right = one.get(name, ""), other.get(name, "")
        if left != right:
            known = bool(left and right)
            yield Difference("reading", name, left or _NOT_OBSERVED, right or _NOT_OBSERVED, known)


def _asked_on_both(before: Report, after: Report) -> Iterator[tuple[str, OperationSeen, OperationSeen]]:
    """An operation that one side was not asked had no chance to differ."""
    one = {seen.operation: seen for seen in before.operations if seen.requests}
    other = {seen.operation: seen for seen in after.operations if seen.requests}
    for name in sorted(one.keys() & other.keys()):
        yield name, one[name], other[name]


def _statuses(before: Report, after: Report) -> Iterator[Difference]:
    for name, left, right in _asked_on_both(before, after):
        for status in sorted(left.statuses.keys() ^ right.statuses.keys()):
            times = (_times(left.statuses.get(status, 0)), _times(right.statuses.get(status, 0)))
            yield Difference("status", f"{name} {status}", *times)


def _times(number: int) -> str:
    return plural(number, "time", "times") if number else "never"


def _fields(before: Report, after: Report) -> Iterator[Difference]:
    for name, left, right in _asked_on_both(before, after):
        one, other = set(left.fields), set(right.fields)
        yield from (Difference("field", f"{name} {field}", "seen", "never") for field in sorted(one - other))
        yield from (Difference("field", f"{name} {field}", "never", "seen") for field in sorted(other - one))


def _side(label: str, report: Report) -> str:
    facts = f"{report.kind}, writes: {report.writes}, started {report.started}"
    return f"{label + ':':<8}{one_line(f'{report.target} ({facts})')}"


def _none(before: Report, after: Report) -> str:
    """Alike, and in how much: two reports that share nothing do not differ either."""
    one, other = _clauses_by_id(before), _clauses_by_id(after)
    judged = sum(
        one[name].verdict.is_judgement and other[name].verdict.is_judgement
        for name in one.keys() & other.keys()
    )
    left, right = ({reading.id for reading in side.readings if reading.observed} for side in (before, after))
    shared = [
        plural(judged, "clause", "clauses"),
        plural(len(left & right), "reading", "readings"),
        plural(sum(1 for _ in _asked_on_both(before, after)), "operation", "operations"),
    ]
    return f"no difference in what both sides let see: {', '.join(shared)}"


def _told(found: list[Difference]) -> Iterator[str]:
    """One line each, but the fields of an answer together: a status of one side only brings them all."""
    for heading, group in groupby(found, key=_heading):
        if heading:
            fields = ", ".join(one_line(_parts(difference)[-1]) for difference in group)
            yield from wrap(f"{heading} {fields}", _WIDTH, initial_indent="  ", subsequent_indent="      ")
        else:
            yield from map(_line, group)


def _heading(difference: Difference) -> str:
    if difference.kind != "field":
        return ""
    side = "before" if difference.after == "never" else "after"
    return f"fields of {one_line(' '.join(_parts(difference)[:2]))} only {side}:"


def _parts(difference: Difference) -> list[str]:
    """Operation, status and field; what a server calls a field may have blanks in it."""
    return difference.subject.split(" ", 2)


def _line(difference: Difference) -> str:
    change = f"{shortened(difference.before, _WIDTH)} -> {shortened(difference.after, _WIDTH)}"
    return f"  {difference.kind} {one_line(difference.subject)}: {change}"
