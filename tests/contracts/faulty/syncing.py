"""Where faults of departure times are put in: the sync of one schedule, and what is answered of it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flipturn_mock.domain.departures import Departure, Departures, Owner, Planned, is_future
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation
from flipturn_mock.operations.call import Call
from flipturn_mock.web import pipeline
from tests.contracts.faulty.fault import Install
from tests.contracts.faulty.patches import Json, instead, operation


class Sync:
    """One call of Departures.sync, which `done` makes: whose schedule, what is wanted of it, and when."""

    def __init__(
        self, sync: Any, stored: Departures, owner: Owner, wanted: Iterable[Planned], now: int
    ) -> None:
        self._sync = sync
        self.stored, self.owner, self.wanted, self.now = stored, owner, list(wanted), now

    def done(self) -> list[Departure]:
        """What the mock does and answers, for the values that this has by then."""
        answer: list[Departure] = self._sync(self.stored, self.owner, self.wanted, self.now)
        return answer

    @property
    def kept(self) -> tuple[Departure, ...]:
        """What is stored for the owner."""
        return self.stored.of(self.owner)

    def keep(self, departures: Iterable[Departure]) -> None:
        """Store these for the owner, and no others."""
        self.stored._keep(self.owner, list(departures))

    @property
    def future(self) -> list[Departure]:
        """Of what is stored, the part that a sync replaces."""
        return [departure for departure in self.kept if is_future(departure.departure_time, self.now)]


def instead_of_sync(defect: Callable[[Sync], list[Departure]]) -> Install:
    """The decorated function stands in for Departures.sync."""

    @wraps(defect)
    def changed(*call: Any) -> list[Departure]:
        return defect(Sync(*call))

    return instead(Departures, "sync")(changed)


def answered(defect: Callable[[list[Json], list[Json]], list[Json]]) -> Install:
    """The decorated function makes another answer of a sync's, and of a batch item's: `(departures, those sent)`."""

    @wraps(defect)
    def changed(original: Operation, call: Call, fleet: Fleet) -> Json:
        answer = original(call, fleet)
        results = answer.get("results", [answer])
        for sent, result in zip(call.body.get("vehicles", [call.body]), results, strict=True):
            if "departureTimes" in result:
                result["departureTimes"] = defect(result["departureTimes"], sent["departureTimes"])
        return answer

    return operation("syncVehicleDepartureTimes", "batchSyncDepartureTimes")(changed)


def body_read(defect: Callable[[Json], Any]) -> Install:
    """The decorated function gets a sync's body before it is judged, and may return another."""

    @wraps(defect)
    def changed(parse: Any, raw: bytes) -> Any:
        body = parse(raw)
        is_sync = isinstance(body, dict) and not {"vehicle", "vehicles"} & body.keys()
        return defect(body) if is_sync else body

    return instead(pipeline, "parse_json")(changed)


def departures_of(body: Json) -> list[Json]:
    """Those of a body that are objects."""
    given = body.get("departureTimes")
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
