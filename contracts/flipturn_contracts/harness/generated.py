"""Prepares generated cases for the target, each on its own, and sees whether any succeeded."""

from typing import Any

from flipturn_contracts.harness.broken import not_run
from flipturn_contracts.harness.guard import Writes
from flipturn_contracts.harness.options import KEY
from flipturn_contracts.harness.own import Own
from flipturn_contracts.harness.tame import tame_sync, tame_update, with_known_vins
from flipturn_contracts.harness.target import Target
from flipturn_contracts.harness.vehicle import claimed_vehicle, restore

_NEEDED = {
    "GET": Writes.NONE,
    "/api/departure-times/vehicle": Writes.DEPARTURES,
    "/api/departure-times/batch": Writes.DEPARTURES,
    "/api/vehicles/{id}": Writes.ALL,
}
"""What generated requests need on a deployment; an operation that is not named never gets any there."""

_KNOWN = 20


class Cases:
    """The cases of one operation. On a mock each has an organization of its own: none depends on another."""

    def __init__(self, target: Target, method: str, path: str) -> None:
        self._target, self._method, self._path = target, method, path
        self._organization = target.new_organization()
        self._authorization = f"Bearer {KEY}"
        self.succeeded = False
        self._own = target.own if target.control is None else Own("mock")
        if target.control is None:
            self._refuse_what_is_not_allowed()
        self._vins: list[str] = []
        self.ids = self._known_ids()

    def authorization(self) -> str:
        """The key for the case that is being sent."""
        return self._authorization

    def prepare(self, case: Any) -> None:
        """On a mock, an organization of its own and VINs known there; else nothing but what is the run's."""
        if self._target.control is not None:
            self._authorization = f"Bearer test-org-{self._target.new_organization()}"
            if case.meta.generation.mode.is_positive:
                case.body = with_known_vins(case.body, self._vins)
            return
        if self._method == "POST":
            case.body = tame_sync(case.body, self._own)
        elif self._method == "PATCH":
            case.path_parameters = {"id": next(iter(self._own.vehicle_ids))}
            case.body = tame_update(case.body, self._own)

    def take(self, status: int) -> None:
        """What a case was answered."""
        self.succeeded = self.succeeded or 200 <= status < 300

    def blame(self, case: Any) -> None:
        """Of all that was sent, the probes of the checks included, remember this case alone."""
        recent = self._target.wire.recent
        blamed = [answer for answer in recent if case.id in answer.sent_headers.values()]
        recent.clear()
        recent.extend(blamed[:1])

    def finish(self) -> None:
        """Put back what generated updates have changed."""
        if self._target.control is None and self._method == "PATCH":
            restore(self._target.api(self._organization), self._own, self.ids[0])

    def _refuse_what_is_not_allowed(self) -> None:
        needed = _NEEDED.get(self._method, _NEEDED.get(self._path))
        if needed is None:
            not_run("vehicles cannot be deleted, so generated ones are never sent to a deployment")
        if not self._target.writes.allow(needed):
            not_run(f"needs --allow-writes {needed}")

    def _known_ids(self) -> list[int]:
        """Of vehicles that are there, so that success is reached; to change, only the run's own."""
        api = self._target.api(self._organization)
        if self._target.control is None and self._method == "PATCH":
            return [claimed_vehicle(api, self._own)["id"]]
        vehicles = api.page()["data"][:_KNOWN]
        self._vins = [str(vehicle["vin"]) for vehicle in vehicles if vehicle["vin"]]
        return [vehicle["id"] for vehicle in vehicles]
