"""What an operation receives besides the fleet: everything it may depend on, and nothing ambient."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flipturn_mock.domain.errors import Refusal, Step
from flipturn_mock.domain.keys import Key
from flipturn_mock.operations.json_types import JsonObject

ReadingValue = str | int

Pointer = tuple[Step, ...]

Note = Callable[[Pointer, Refusal], None]
"""(steps to a part of the body, why it was refused): for what is refused while the whole is not."""

Check = Callable[[str, Any], JsonObject]
"""(name of a schema, value) -> the value with the contract's defaults filled in; raises Invalid."""


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted call.

    `key` is who calls, `params` are path and query parameters by name, `body` has passed the
    contract and carries its defaults, `now` is the one instant of the request (milliseconds since
    1970), `check` puts part of a body to a schema of the contract, `readings` are the answers in
    force to what the documents leave open, `note` takes down a part of the body that was refused.
    """

    key: Key
    params: Mapping[str, Any]
    body: JsonObject
    now: int
    check: Check
    readings: Mapping[str, ReadingValue]
    note: Note
