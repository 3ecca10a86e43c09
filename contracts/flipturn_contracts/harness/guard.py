"""What may be sent: the last check before the wire, whatever a clause or a generator came up with.

Forbidden is no Broken: it tells of a fault in the suite, not in the server.
"""

import json
import math
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from flipturn_contracts.harness.own import ABSENT_ID, Own

SYNC = "/api/departure-times/vehicle"
BATCH = "/api/departure-times/batch"
VEHICLES = "/api/vehicles"
_VEHICLE = re.compile(r"/api/vehicles/(\d+)")

_NOTHING: tuple[Any, ...] = (None, [], {})
"""What no server, however lax, can take for a name."""


class Writes(StrEnum):
    """How much of a deployment may be changed."""

    NONE = "none"
    DEPARTURES = "departures"
    ALL = "all"

    def allow(self, needed: "Writes") -> bool:
        """Whether this level includes the one that is needed."""
        order = list(Writes)
        return order.index(self) >= order.index(needed)


class Forbidden(RuntimeError):
    """Something tried to send what this run must not send; nothing left the machine."""


class Guard(Protocol):
    """Lets a request pass or raises Forbidden."""

    def check(self, method: str, path: str, body: bytes | None) -> None:
        """`path` as it will stand in the request line, with its query."""


class Open:
    """For a mock of our own: everything may be sent."""

    def check(self, method: str, path: str, body: bytes | None) -> None:
        """Nothing to say against it."""


class Deployment:
    """For a server with somebody's data: reads, and writes to nothing but what the run owns."""

    def __init__(self, writes: Writes, own: Own) -> None:
        self._writes, self._own = writes, own

    def check(self, method: str, path: str, body: bytes | None) -> None:
        """Reads pass; a write passes if its level is allowed and it can only touch what is ours."""
        if method in ("GET", "HEAD", "OPTIONS"):
            return
        needed, is_ours = self._rule(method, path)
        if needed is None or not self._writes.allow(needed):
            raise Forbidden(f"{method} {path} is not allowed with --allow-writes {self._writes}")
        if not is_ours(body or b""):
            raise Forbidden(f"{method} {path} might touch what does not belong to run {self._own.run}")

    def _rule(self, method: str, path: str) -> tuple[Writes | None, Callable[[bytes], bool]]:
        vehicle = _VEHICLE.fullmatch(path)
        if method == "POST" and path in (SYNC, BATCH):
            return Writes.DEPARTURES, self._only_our_departures
        if method == "POST" and path == VEHICLES:
            return Writes.ALL, self._only_our_vehicles
        if (
            method == "PATCH"
            and vehicle is not None
            and int(vehicle[1]) in {*self._own.vehicle_ids, ABSENT_ID}
        ):
            return Writes.ALL, self._only_our_fields
        return None, _nothing_is_ours

    def _only_our_departures(self, body: bytes) -> bool:
        """No vehicle is named but by a VIN of this run, an id of ours, or one that is known to be absent."""
        members = _members(body)
        if members is None:
            return self._harmless_as_text(body)
        return all(self._names_nobody_else(name, value) for name, value in members)

    def _names_nobody_else(self, name: str, value: Any) -> bool:
        folded = name.casefold()
        if folded == "vehiclevin":
            return value in _NOTHING or (isinstance(value, str) and self._own.owns_vin(value))
        if folded == "vehicleid":
            return numbers_in(value) <= {*self._own.vehicle_ids, ABSENT_ID}
        return True

    def _harmless_as_text(self, body: bytes) -> bool:
        """Of a body that is no JSON: it holds no id at all, and no VIN but ours."""
        text = body.decode("utf-8", "replace")
        if "vehicleid" in text.casefold() or "\\u" in text.casefold():
            return False
        after_the_name = re.split("vehiclevin", text, flags=re.IGNORECASE)[1:]
        vins = [re.match(r"""["']?\s*:\s*["']([^"']*)""", rest) for rest in after_the_name]
        return all(vin is not None and self._own.owns_vin(vin[1]) for vin in vins)

    def _only_our_vehicles(self, body: bytes) -> bool:
        """A vehicle to create must be one of the few that later runs will find again."""
        given = _given(body)
        return (
            given is not None and given.get("vin") in self._own.fixed_vins and self._customer_is_ours(given)
        )

    def _only_our_fields(self, body: bytes) -> bool:
        """A vehicle of ours keeps its VIN and its mark, by which it is found again."""
        given = _given(body)
        if given is None:
            return True
        vin_stays = "vin" not in given or given["vin"] in ([], *self._own.fixed_vins)
        mark_stays = given.get("licensePlate") in (None, [], self._own.mark)
        return vin_stays and mark_stays and self._customer_is_ours(given)

    def _customer_is_ours(self, given: dict[str, Any]) -> bool:
        """Customers cannot be deleted either, so there is one."""
        customer = given.get("customer")
        if customer in _NOTHING:
            return True
        name = customer.get("name") if isinstance(customer, dict) else ""
        return name in _NOTHING or name == self._own.customer


def _nothing_is_ours(body: bytes) -> bool:  # noqa: ARG001 - the other rules look at it
    return False


def numbers_in(value: Any) -> set[int]:
    """Every id that some server, however lax, might read out of a value."""
    if isinstance(value, float):
        return {int(value)} if math.isfinite(value) else set()
    return {
        int(digits)
        for digits in re.findall(r"\d+", json.dumps(int(value) if isinstance(value, bool) else value))
    }


def _given(body: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(body)
    except ValueError:
        return None
    given = document.get("vehicle") if isinstance(document, dict) else None
    return given if isinstance(given, dict) else None


def _members(body: bytes) -> list[tuple[str, Any]] | None:
    """Every member of every object, those that stand twice too; None if the body is no JSON."""
    found: list[tuple[str, Any]] = []

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(pairs)
        return dict(pairs)

    try:
        json.loads(body, object_pairs_hook=keep)
    except (ValueError, RecursionError):
        return None
    return found
