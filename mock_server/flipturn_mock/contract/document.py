"""What openapi.yaml says, before any reading is applied."""

from functools import cache
from typing import Any

from flipturn_mock.contract.yaml_file import load_yaml_file
from flipturn_mock.location import contract_file


@cache
def contract_text() -> str:
    """openapi.yaml as text, read once: what is served stays what was compiled."""
    return contract_file().read_text(encoding="utf-8")


@cache
def load_document() -> dict[str, Any]:
    """The contract as written. It is shared, so nobody changes it."""
    document: dict[str, Any] = load_yaml_file(contract_file())
    return document
