"""Writes what went red on each fault into `declared.json`, for a person to judge in the diff."""

import json
from collections.abc import Mapping

from tests.contracts.faulty.fault import DECLARED, DECLARED_FILE


def declare(found: Mapping[str, frozenset[str]]) -> None:
    """Replace what these faults declare by what they break."""
    declared = {**DECLARED, **{name: sorted(clauses) for name, clauses in found.items()}}
    DECLARED_FILE.write_text(json.dumps(dict(sorted(declared.items())), indent=1) + "\n", encoding="utf-8")
