"""What a fault is: a defect that a real backend could have, and the clauses that must notice it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Install = Callable[[], None]
"""Puts the defect into the mock of this process; there is no way back."""

DECLARED_FILE = Path(__file__).with_name("declared.json")
DECLARED: dict[str, list[str]] = json.loads(DECLARED_FILE.read_text(encoding="utf-8"))
"""Fault -> the complete list of clauses that go red on it, those with generated requests left out."""


@dataclass(frozen=True)
class Fault:
    """`breaks` are the clauses that it declares to break."""

    name: str
    sentence: str
    breaks: frozenset[str]
    install: Install


FAULTS: dict[str, Fault] = {}
"""Every fault by name; `catalogue` fills it."""


def fault(sentence: str) -> Callable[[Install], Fault]:
    """The decorated function puts a fault of its name into the mock; see `patches` for how.

    `sentence` says what is wrong, and how a real backend gets there.
    """

    def register(install: Install) -> Fault:
        name = install.__name__.replace("_", "-")
        if name in FAULTS:
            raise ValueError(f"there are two faults named {name}")
        FAULTS[name] = Fault(name, sentence, frozenset(DECLARED.get(name, ())), install)
        return FAULTS[name]

    return register
