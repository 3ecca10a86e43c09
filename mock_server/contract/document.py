"""Where openapi.yaml is, and what it says before any reading is applied."""

from functools import cache
from pathlib import Path
from typing import Any

from mock_server.contract.yaml_file import load_yaml_file


def contract_file() -> Path:
    """One level up in a checkout or an editable install, in a folder of its own beside an installed wheel."""
    above = Path(__file__).resolve().parent.parent.parent
    places = (above / "openapi.yaml", above / "flipturn_contract" / "openapi.yaml")
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"openapi.yaml is missing; looked for {' and '.join(map(str, places))}")


@cache
def contract_text() -> str:
    """openapi.yaml as text, read once: what is served stays what was compiled."""
    return contract_file().read_text(encoding="utf-8")


@cache
def load_document() -> dict[str, Any]:
    """The contract as written. It is shared, so nobody changes it."""
    document: dict[str, Any] = load_yaml_file(contract_file())
    return document
