"""The contract in force: openapi.yaml under the readings that were chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.contract.document import load_document
from mock_server.contract.operations import Operation, read_operations
from mock_server.contract.readings import apply_readings, choose_readings
from mock_server.operations.call import ReadingValue


@dataclass(frozen=True, slots=True)
class Contract:
    """The document, the readings it stands under, and its operations by operationId."""

    document: dict[str, Any]
    readings: Mapping[str, ReadingValue]
    operations: Mapping[str, Operation]

    @property
    def is_as_written(self) -> bool:
        """Whether no reading changes the document."""
        return self.document is load_document()

    @property
    def allows_duplicate_vin(self) -> bool:
        """Whether vehicles of one organization may share a VIN (V5)."""
        return self.readings["duplicate-vin"] == "allow"


def read_contract(wanted: Mapping[str, str]) -> Contract:
    """The contract under the readings wanted; raises UnknownReading."""
    written = load_document()
    readings = choose_readings(written, wanted)
    document = apply_readings(written, readings)
    return Contract(document, readings, read_operations(document))
