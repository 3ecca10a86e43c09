"""What every clause says of every fault: `python -m tests.contracts.faulty.matrix [FAULT...]`."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict

from tests.contracts.faulty.catalogue import FAULTS
from tests.contracts.faulty.declaring import declare
from tests.contracts.faulty.running import Outcome, Task, run_tasks

SAMPLE = (
    *("auth.missing-key", "vehicles.create.can-be-fetched", "vehicles.get.same-as-list", "json.whitespace"),
    *("departures.sync.replaces-all-future", "batch.one-result-each", "orphans.linked-by-vin"),
    *("vehicles.update.sets", "departures.time.close-to-now", "readings.create-status"),
)
"""When not all clauses are run, two of these that it does not declare must hold on it, in turn."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is not as the faults declare it; 1 if there is anything."""
    options = _read(arguments)
    matrix = Matrix(options.json)
    names = options.faults or list(FAULTS)
    put: dict[str, Callable[[str], frozenset[str] | None]] = {
        "all": lambda _: None,
        "declared": wanted,
        "once": lambda name: COVER[name],
    }
    if options.clauses == "once":
        names = [name for name in names if name in COVER]
    tasks = [Task(name, put[options.clauses](name)) for name in names]
    run_tasks([Task(None), *tasks], options.jobs, matrix.told)
    if options.write:
        declare(matrix.broken)
    if not options.json:
        matrix.conclude(whole=not options.faults)
    return 1 if matrix.mismatches else 0


def wanted(name: str) -> frozenset[str]:
    """What a fault declares, and a few clauses that it does not."""
    return FAULTS[name].breaks | sample(name)


def sample(name: str) -> frozenset[str]:
    """Two clauses that the fault does not declare, others for the next fault."""
    others = [clause for clause in SAMPLE if clause not in FAULTS[name].breaks]
    first = list(FAULTS).index(name) % len(others)
    return frozenset((others + others)[first : first + 2])


def cover() -> dict[str, frozenset[str]]:
    """Few faults that together break each clause: the specific ones first, which say most of a clause."""
    left: frozenset[str] = frozenset().union(*(fault.breaks for fault in FAULTS.values()))
    chosen: dict[str, frozenset[str]] = {}
    for most in (_SPECIFIC, len(left)):
        faults = [fault for fault in FAULTS.values() if len(fault.breaks) <= most]
        while faults and left & (best := max(faults, key=lambda fault: len(fault.breaks & left))).breaks:
            chosen[best.name] = best.breaks & left
            left -= best.breaks
    return chosen


_SPECIFIC = 6
"""Clauses that a fault may break to be called specific."""

COVER = cover()


def mismatch(outcome: Outcome) -> str:
    """What is not as declared, empty if nothing is."""
    declared = frozenset[str]() if outcome.fault is None else FAULTS[outcome.fault].breaks
    declared &= outcome.verdicts.keys()
    parts = [outcome.trouble] if outcome.trouble else []
    parts += [] if outcome.verdicts else ["no clause was run"]
    parts += [f"+{clause}" for clause in sorted(outcome.broken - declared)]
    parts += [f"-{clause}" for clause in sorted(declared - outcome.broken)]
    return " ".join(parts)


class Matrix:
    """Prints each outcome as it comes, as a row or as JSON, and remembers what the end has to say."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._clauses: frozenset[str] = frozenset()
        self.broken: dict[str, frozenset[str]] = {}
        self.mismatches = 0

    def told(self, outcome: Outcome) -> None:
        """Take in one outcome; that of the mock as it is has all the clauses."""
        if outcome.fault is None:
            self._clauses = frozenset(outcome.verdicts)
        elif not outcome.trouble:
            self.broken[outcome.fault] = outcome.broken
        self.mismatches += bool(mismatch(outcome))
        line = json.dumps(asdict(outcome)) if self._as_json else row(outcome)
        print(line, flush=True)  # noqa: T201 - the command's output

    def conclude(self, whole: bool) -> None:
        """Counts, and what nobody catches and nothing breaks; the latter is known after a whole run only."""
        print(f"\n{self.mismatches} rows are not as declared (+ went red undeclared, - stayed green)")  # noqa: T201
        uncaught = [fault for fault, broken in self.broken.items() if not broken]
        print("\n".join(_listed("faults that no clause catches", uncaught)))  # noqa: T201
        if whole:
            unbroken = sorted(self._clauses.difference(*self.broken.values()))
            self.mismatches += len(unbroken)
            print("\n".join(_listed("clauses that no fault breaks", unbroken)))  # noqa: T201


def row(outcome: Outcome) -> str:
    """Fault, how many clauses went red, how many it declares, and what differs."""
    name = outcome.fault or "(no fault)"
    declared = 0 if outcome.fault is None else len(FAULTS[outcome.fault].breaks)
    return f"{name:<50} {len(outcome.broken):>3} of {declared:<3} {mismatch(outcome)}".rstrip()


def _listed(what: str, names: Iterable[str]) -> Iterator[str]:
    listed = list(names)
    yield f"{len(listed)} {what}{':' if listed else ''}"
    yield from (f"  {name}" for name in listed)


def _known(name: str) -> str:
    if name not in FAULTS:
        raise argparse.ArgumentTypeError(f"there is no fault {name!r}")
    return name


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.contracts.faulty.matrix", description=__doc__)
    add = parser.add_argument
    add("faults", nargs="*", metavar="FAULT", type=_known, help="only these (default: all)")
    add("--jobs", type=int, default=2, help="faults at a time (default %(default)s)")
    add(
        "--clauses",
        choices=("all", "declared", "once"),
        default="all",
        help="put to each fault all clauses, what it declares and a small sample, "
        "or so much of what it declares that each clause is put to one fault (default %(default)s)",
    )
    add("--write", action="store_true", help="write what went red into the faults as what they declare")
    add("--json", action="store_true", help="a line of JSON for each fault, and nothing else")
    options = parser.parse_args(arguments)
    if options.write and options.clauses != "all":
        parser.error("--write needs to know of every clause, so it requires --clauses all")
    return options


if __name__ == "__main__":
    sys.exit(main())
