"""Writes the report's files, and reads the one to compare with."""

import json
from pathlib import Path

from flipturn_contracts.report.compare import differences, lines
from flipturn_contracts.report.html import page
from flipturn_contracts.report.model import Report


def write_report(report: Report, folder: Path) -> None:
    """contract.json and contract.html; junit.xml is pytest's own."""
    folder.mkdir(parents=True, exist_ok=True)
    document = json.dumps(report.to_json(), indent=2)
    (folder / "contract.json").write_text(document + "\n", encoding="utf-8")
    (folder / "contract.html").write_text(page(report), encoding="utf-8")


def read_report(path: Path) -> Report:
    """A contract.json; ValueError with a sentence if it is none, OSError if it cannot be read."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ValueError("this is no JSON document") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON document: {error}") from None
    return Report.from_json(document)


def compare(before: Report, after: Report) -> tuple[list[str], bool]:
    """What differs, for a reader, and whether anything is known to."""
    found = differences(before, after)
    return lines(found, before, after), any(difference.known for difference in found)
