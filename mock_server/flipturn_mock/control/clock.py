"""The clock of the process, and those that organizations have of their own."""

from flipturn_mock.bench.organization import Organization
from flipturn_mock.control.call import Bench, Call, shown
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.operations.instants import format_instant, parse_instant
from flipturn_mock.operations.json_types import JsonObject


def get_clock(call: Call, bench: Bench) -> JsonObject:
    """`{organization, status, currentInstant, currentEpochMillis, frozen, own}`."""
    if call.organization is None or call.is_for_all:
        return _shown(bench, None)
    with bench.world.lock:
        return _shown(bench, bench.organization(call))


def set_clock(call: Call, bench: Bench) -> JsonObject:
    """Move one clock, or with `*` the clock of the process and whatever would be left behind."""
    with bench.world.lock:
        if call.organization is None:
            _move_process(call.body, bench)
        elif call.is_for_all:
            _move_all(call.body, bench)
        else:
            _move_own(call.body, bench.organization(call), bench)
    return get_clock(call, bench)


def _move_process(body: JsonObject, bench: Bench) -> None:
    match body["action"]:
        case "freeze":
            bench.clock.freeze(_instant(body, bench.clock.now()))
        case "advance":
            bench.clock.advance(body["durationMillis"])
        case "reset":
            bench.clock.reset()
        case _:
            raise Invalid("action offset is for an organization: it is from the clock of the process")


def _move_all(body: JsonObject, bench: Bench) -> None:
    clocks = [organization.clock for organization in bench.world.organizations()]
    if body["action"] == "advance":
        # The others go with the clock of the process. Tried first: a refusal leaves all as they were.
        clocks = [clock for clock in clocks if clock.is_frozen]
        for clock in clocks:
            clock.copy().advance(body["durationMillis"], 0)
    _move_process(body, bench)
    for clock in clocks:
        if body["action"] == "advance":
            clock.advance(body["durationMillis"], 0)
        else:
            clock.follow()


def _move_own(body: JsonObject, organization: Organization, bench: Bench) -> None:
    process = bench.clock.now()
    match body["action"]:
        case "freeze":
            organization.clock.freeze(_instant(body, organization.clock.now(process)))
        case "advance":
            organization.clock.advance(body["durationMillis"], process)
        case "offset":
            organization.clock.offset(body["durationMillis"], process)
        case _:
            organization.clock.follow()


def _instant(body: JsonObject, now: int) -> int:
    return parse_instant(body["instant"]) if "instant" in body else now


def _shown(bench: Bench, organization: Organization | None) -> JsonObject:
    now, status = bench.clock.now(), str(bench.clock.status)
    is_own = organization is not None and organization.clock.is_own
    if organization is not None and is_own:
        now = organization.clock.now(now)
        runs = "ticking" if status == "real" else status
        status = "frozen" if organization.clock.is_frozen else runs
    return {
        "organization": shown(organization.name) if organization else None,
        "status": status,
        "currentInstant": format_instant(now),
        "currentEpochMillis": now,
        "frozen": status == "frozen",
        "own": is_own,
    }
