"""openapi.yaml, read once for everything in the suite that needs it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flipturn_mock.location import contract_file

# PyYAML is often installed with the C library, which is ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_contract() -> dict[str, Any]:
    """The document; nobody may change it."""
    return read_yaml(contract_file())


def read_yaml(path: Path) -> dict[str, Any]:
    """A file of our own, so it is sound."""
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - safe ones
    return document
