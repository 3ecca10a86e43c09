"""Reports to test with: short ones from the parts a test names, and one of the size of a real run."""

from dataclasses import replace
from typing import Any

from flipturn_contracts.report.model import ClauseResult, OperationSeen, ReadingResult, Report, Verdict

_GENERIC = {
    "answers-as-written": "Every answer has a status, a type and a body that the contract names for it.",
    "needs-a-key": "Without a valid key the answer is 401, and nothing of the fleet is told.",
    "says-no-in-json": "A refusal is an object with one sentence in `error`.",
    "refuses-wrong-types": "A value of another type than the documented one is refused with 400.",
    "keeps-text-whole": "Text comes back as it was sent, whatever its script or length.",
    "refuses-broken-json": "A body that is no JSON is refused with 400.",
    "refuses-other-methods": "A method that is not documented for the path is refused and changes nothing.",
    "answers-head-like-get": "HEAD is answered with the status and the headers of GET.",
    "takes-unknown-fields": "A field nobody documents does not change what the documented ones do.",
    "is-safe-to-repeat": "The same request put twice leads to the same state.",
    "says-429-when-asked-too-often": "A key that asks more than 200 times in a minute is told so with 429.",
    "answers-in-time": "An answer comes within ten seconds.",
    "shows-nothing-of-others": "Nothing of another organization can be read or changed.",
    "names-the-fault": "A refusal of a faulty body names the place of the fault.",
    "is-not-cached": "No answer may be kept by a cache in between.",
}
_OPERATIONS = {
    "vehicles.list": "listVehicles",
    "vehicles.create": "createVehicle",
    "vehicles.get": "getVehicle",
    "vehicles.update": "updateVehicle",
    "departures.sync": "syncVehicleDepartureTimes",
    "departures.batch": "batchSyncDepartureTimes",
}
CURL = """curl -sS https://api.example.com/api/departure-times/vehicle \\
  -H "Authorization: Bearer $FLIPTURN_API_KEY" -H 'Content-Type: application/json' \\
  -d '{"vehicleId": 20, "departureTimes": [{"departureTime": "2026-02-05T11:00:00.000Z"}]}'"""


def clause(name: str, verdict: Verdict = Verdict.HOLDS, **members: Any) -> ClauseResult:
    """A clause about which only the named is told."""
    return ClauseResult(
        id=name, verdict=verdict, **{"sentence": "It is so.", "source": "Vehicles", **members}
    )


def reading(name: str = "omitted-target-soc", **members: Any) -> ReadingResult:
    """The first reading of the README, unless told otherwise."""
    told = {"row": "D2", "question": "targetSoc left out: 90 or null?", "allowed": ("90", "null")}
    return ReadingResult(id=name, **{**told, **members})


def seen(operation: str = "getVehicle", *fields: str, **statuses: int) -> OperationSeen:
    """An operation that was answered as told, for example `s200=3`."""
    counts = {name.removeprefix("s"): number for name, number in statuses.items()}
    return OperationSeen(operation=operation, requests=sum(counts.values()), statuses=counts, fields=fields)


def report(*clauses: ClauseResult, **members: Any) -> Report:
    """A run with these clauses and nothing else."""
    told: dict[str, Any] = {
        "target": "http://127.0.0.1:4080",
        "kind": "mock",
        "writes": "all",
        "run": "r-7f3a",
        "seed": 1,
        "max_examples": 20,
        "started": "2026-02-01T10:00:00Z",
        "finished": "2026-02-01T10:01:12Z",
        "readings": (),
        "operations": (),
    }
    return Report(clauses=clauses, **{**told, **members})


def real_size() -> Report:
    """About a hundred clauses of all verdicts, as a deployment that may not be written to freely gives them."""
    clauses = [
        clause(
            f"{part}.{name}",
            sentence=sentence,
            source="Vehicles" if "vehicles" in part else "Departure Times",
        )
        for part in _OPERATIONS
        for name, sentence in _GENERIC.items()
    ]
    for place, verdict, reason in (
        (10, Verdict.NOT_OBSERVABLE, "no key of another organization was given"),
        (11, Verdict.NOT_RUN, "it would spend the quota of a minute; --quota allows it"),
        (16, Verdict.NOT_RUN, "writes are limited to departures"),
        (27, Verdict.NOT_RUN, "writes are limited to departures"),
        (48, Verdict.NOT_OBSERVABLE, "the fleet has fewer vehicles than fit on one page"),
        (81, Verdict.NOT_OBSERVABLE, "stored departures cannot be read back from a deployment"),
    ):
        clauses[place] = replace(clauses[place], verdict=verdict, reason=reason)
    clauses.append(BROKEN)
    return report(
        *clauses,
        target="https://api.example.com",
        kind="deployment",
        writes="departures",
        readings=READINGS,
        operations=tuple(seen(name, *FIELDS, s200=40, s400=12, s401=3) for name in _OPERATIONS.values()),
    )


BROKEN = clause(
    "departures.sync.skips-past-times",
    Verdict.BROKEN,
    sentence="A departure in the past is not stored; it comes back in its place with outcome `skipped`.",
    source="Departure Times",
    reason="the second departure has outcome created",
    expected='{"outcome": "skipped", "id": null} at departureTimes[1]',
    got='{\n  "id": 1002,\n  "departureTime": "2026-01-05T11:00:00.000Z",\n  "outcome": "created"\n}',
    curl=CURL,
    seconds=0.31,
)
READINGS = (
    reading(observed="90", in_force="90"),
    reading(
        "naive-departure-time",
        row="D10",
        question="What does a departureTime without an offset mean?",
        allowed=("utc", "reject"),
        observed="reject",
        in_force="utc",
    ),
    reading(
        "duplicate-vin",
        row="V5",
        question="May two vehicles have one VIN?",
        allowed=("reject", "allow"),
        reason="writes are limited to departures",
    ),
)
FIELDS = (
    "200 vehicle.accessIds[].authorizationStatus",
    "200 vehicle.accessIds[].id",
    "200 vehicle.accessIds[].ocppIdTag",
    "200 vehicle.customer.name",
    "200 vehicle.id",
    "200 vehicle.name",
    "400 error",
    "401 error",
)
