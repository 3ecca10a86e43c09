"""What one run of the contract suite found: the table, the page and the file are made from it."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal, Self

from flipturn_contracts.report.shape import SCHEMA, refuse_other_shapes

Kind = Literal["mock", "deployment"]
Writes = Literal["none", "departures", "all"]


class Verdict(StrEnum):
    """What became of a promise."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_JUDGED = "could not be judged"
    NOT_OBSERVABLE = "not observable here"
    NOT_RUN = "not run"

    @property
    def is_judgement(self) -> bool:
        """Whether the server was asked and its answer told."""
        return self in (Verdict.HOLDS, Verdict.BROKEN)


WORST_FIRST = (
    *(Verdict.BROKEN, Verdict.NOT_JUDGED),
    *(Verdict.NOT_OBSERVABLE, Verdict.NOT_RUN, Verdict.HOLDS),
)


@dataclass(frozen=True, kw_only=True)
class ClauseResult:
    """A promise and what became of it; what there is no need to tell is empty."""

    id: str
    sentence: str
    source: str
    verdict: Verdict
    reason: str = ""
    expected: str = ""
    got: str = ""
    curl: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ReadingResult:
    """A question the documents leave open, and how the server answers it.

    `observed` is empty when no answer was seen, `in_force` when the server cannot tell what is switched on.
    """

    id: str
    row: str
    question: str
    allowed: tuple[str, ...]
    observed: str = ""
    in_force: str = ""
    reason: str = ""

    @property
    def contradicts_itself(self) -> bool:
        """Whether the server does something else than it says it does."""
        return bool(self.observed and self.in_force) and self.observed != self.in_force


@dataclass(frozen=True, kw_only=True)
class OperationSeen:
    """What the server answered to one operation, with all clauses taken together."""

    operation: str
    requests: int
    statuses: dict[str, int]
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """One run: who was asked, what was allowed, and all that was found."""

    target: str
    kind: Kind
    writes: Writes
    run: str
    seed: int
    max_examples: int
    started: str
    finished: str
    clauses: tuple[ClauseResult, ...]
    readings: tuple[ReadingResult, ...]
    operations: tuple[OperationSeen, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many clauses got each verdict, zeros included."""
        found = Counter(clause.verdict for clause in self.clauses)
        return {verdict: found[verdict] for verdict in Verdict}

    def worst_first(self) -> tuple[ClauseResult, ...]:
        """All clauses, the broken ones first, then by id: they ran in some shuffled order."""
        return tuple(sorted(self.clauses, key=lambda clause: (WORST_FIRST.index(clause.verdict), clause.id)))

    def broken(self) -> tuple[ClauseResult, ...]:
        """The clauses that do not hold, by id."""
        return tuple(clause for clause in self.worst_first() if clause.verdict is Verdict.BROKEN)

    def to_json(self) -> dict[str, Any]:
        """The document that contract.schema.json describes, of nothing but JSON's own types."""
        document: dict[str, Any] = json.loads(json.dumps({"schema": SCHEMA, **asdict(self)}))
        return document

    @classmethod
    def from_json(cls, document: object) -> Self:
        """The report of such a document; anything else is a ValueError that says what is wrong with it."""
        members = refuse_other_shapes(document)
        return cls(
            **{
                **members,
                "clauses": tuple(map(_clause, members["clauses"])),
                "readings": tuple(map(_reading, members["readings"])),
                "operations": tuple(map(_operation, members["operations"])),
            }
        )


def _clause(members: dict[str, Any]) -> ClauseResult:
    return ClauseResult(**{**members, "verdict": Verdict(members["verdict"])})


def _reading(members: dict[str, Any]) -> ReadingResult:
    return ReadingResult(**{**members, "allowed": tuple(members["allowed"])})


def _operation(members: dict[str, Any]) -> OperationSeen:
    return OperationSeen(**{**members, "fields": tuple(members["fields"])})
