"""A contract.json may be of another version, or made by hand: what is none is refused in a sentence."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from flipturn_contracts.report.text import shortened

SCHEMA = "flipturn-contract-report/2"
SCHEMA_FILE = Path(__file__).with_name("contract.schema.json")
_MESSAGE = 300


def refuse_other_shapes(document: object) -> dict[str, Any]:
    """The members of the report, without the name of the schema; ValueError if it is none."""
    if not isinstance(document, dict):
        raise ValueError(f"this is no contract report: it is {_kind(document)}, and an object is expected")
    if document.get("schema") != SCHEMA:
        named = shortened(repr(document.get("schema")), 80) if "schema" in document else "missing"
        raise ValueError(
            f"this is no contract report that can be read here: its schema is {named}, not {SCHEMA!r}"
        )
    for error in _validator().iter_errors(document):
        place = "".join(f"/{step}" for step in error.instance_path)
        message = shortened(error.message, _MESSAGE)
        raise ValueError(f"this contract report is damaged at {place or 'its top'}: {message}")
    return {name: value for name, value in document.items() if name != "schema"}


def _kind(document: object) -> str:
    return "an array" if isinstance(document, list) else shortened(repr(document), 80)


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
