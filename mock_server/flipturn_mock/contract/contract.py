"""The contract in force: openapi.yaml under the readings that were chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flipturn_mock.contract.document import load_document
from flipturn_mock.contract.operations import Operation, by_path, read_operations
from flipturn_mock.contract.readings import apply_readings, choose_readings
from flipturn_mock.contract.schema import Schema, Schemas
from flipturn_mock.operations.call import ReadingValue


@dataclass(frozen=True, slots=True)
class Contract:
    """The document under its readings, its operations by operationId and its schemas by name.

    `is_changed` tells whether any reading makes the document another than the one written.
    """

    document: dict[str, Any]
    readings: Mapping[str, ReadingValue]
    operations: Mapping[str, Operation]
    schemas: Mapping[str, Schema]
    is_changed: bool

    def by_path(self) -> dict[str, dict[str, Operation]]:
        """The operations of each path, by method."""
        return by_path(self.operations)


def read_contract(wanted: Mapping[str, ReadingValue]) -> Contract:
    """The contract under the readings wanted; raises UnknownReading."""
    written = load_document()
    readings = choose_readings(written, wanted)
    document = apply_readings(written, readings)
    schemas = Schemas(document)
    return Contract(
        document,
        readings,
        read_operations(schemas),
        {name: schemas.at("components", "schemas", name) for name in document["components"]["schemas"]},
        is_changed=document is not written,
    )
