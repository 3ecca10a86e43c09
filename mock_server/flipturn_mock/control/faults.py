"""Faults that a user plans: set, added, listed and taken away."""

from flipturn_mock.bench.faults import Fault, Faults, Rule
from flipturn_mock.control.call import ALL, Bench, Call, shown
from flipturn_mock.domain.errors import Conflict, NotFound, Unable
from flipturn_mock.operations.json_types import JsonObject

# Members of FaultInput in admin.yaml, as Rule names them.
_PLAIN = {
    "operationId": "operation_id",
    "errorStatus": "error_status",
    "retryAfter": "retry_after",
    "errorProbability": "error_probability",
    "seed": "seed",
    "latencyMillis": "latency_millis",
    "latencyJitterMillis": "latency_jitter_millis",
    "succeedFirst": "succeed_first",
    "failRequestCount": "fail_request_count",
    "quotaLimit": "quota_limit",
    "quotaWindowMillis": "quota_window_millis",
    "quotaErrorStatus": "quota_error_status",
    "fault": "fault",
    "processed": "processed",
    "truncateBodyAtFraction": "truncate_body_at_fraction",
    "timeToLiveMillis": "time_to_live_millis",
}
_DELIVERY = ("latencyMillis", "latencyJitterMillis", "fault", "chunkedDribbleDelay", "truncateBodyAtFraction")
_MOST_FAULTS = 100
_DEFAULT = Rule()


def list_faults(call: Call, bench: Bench) -> JsonObject:
    """`{faults: [...]}` that hold, in the order they are asked."""
    with bench.world.lock:
        return _listed(call, bench)


def set_faults(call: Call, bench: Bench) -> JsonObject:
    """The same, after the faults given have taken the place of those there were; raises Unable."""
    rules = _rules(call)
    with bench.world.lock:
        faults = _faults(call, bench)
        faults.clear()
        faults.add(rules)
        return _listed(call, bench)


def add_faults(call: Call, bench: Bench) -> JsonObject:
    """The same, after the faults given have been added; raises Conflict, Unable."""
    rules = _rules(call)
    with bench.world.lock:
        faults = _faults(call, bench)
        if len(list(faults)) + len(rules) > _MOST_FAULTS:
            raise Conflict(f"There may be {_MOST_FAULTS} faults at a time")
        faults.add(rules)
        return _listed(call, bench)


def get_fault(call: Call, bench: Bench) -> JsonObject:
    """One fault, also one that has ended lately; raises NotFound."""
    name = call.params["id"]
    with bench.world.lock:
        fault = _faults(call, bench).find(name) or bench.world.faults.find(name)
        if fault is None:
            raise NotFound(f"There is no fault {name:.40} here")
        is_for_all = bench.world.faults.find(name) is fault
        return _shown(fault, ALL if is_for_all else shown(bench.organization(call).name))


def clear_faults(call: Call, bench: Bench) -> JsonObject:
    """None are left; with `*` those of single organizations are taken away too."""
    with bench.world.lock:
        _faults(call, bench).clear()
        for organization in bench.organizations(call):
            organization.faults.clear()
        return _listed(call, bench)


def delete_fault(call: Call, bench: Bench) -> JsonObject:
    """Those that are left; raises NotFound."""
    with bench.world.lock:
        if not _faults(call, bench).remove(call.params["id"]):
            raise NotFound(f"There is no fault {call.params['id']:.40} here, or its time is over")
        return _listed(call, bench)


def _faults(call: Call, bench: Bench) -> Faults:
    return bench.world.faults if call.is_for_all else bench.organization(call).faults


def _listed(call: Call, bench: Bench) -> JsonObject:
    for_all = [_shown(fault, ALL) for fault in bench.world.faults]
    if call.is_for_all:
        return {"faults": for_all}
    organization = bench.organization(call)
    own = [_shown(fault, shown(organization.name)) for fault in organization.faults]
    return {"faults": [*for_all, *own]}


def _rules(call: Call) -> list[Rule]:
    given = call.body if isinstance(call.body, list) else [call.body]
    for item in given:
        _refuse_impossible(item, call)
    return [_rule(item) for item in given]


def _refuse_impossible(item: JsonObject, call: Call) -> None:
    for name in _DELIVERY:
        if name in item and not call.can_deliver:
            raise Unable(f"{name} takes flipturn-mock serve or mock_flipturn, this server cannot do it")


def _rule(item: JsonObject) -> Rule:
    dribble = item.get("chunkedDribbleDelay", {})
    return Rule(
        **{field: item[name] for name, field in _PLAIN.items() if name in item},
        number_of_chunks=dribble.get("numberOfChunks", 1),
        dribble_millis=dribble.get("totalDuration", 0),
    )


def _shown(fault: Fault, whose: str | None) -> JsonObject:
    rule = fault.rule
    given = {
        name: getattr(rule, field)
        for name, field in _PLAIN.items()
        if getattr(rule, field) != getattr(_DEFAULT, field)
    }
    if rule.number_of_chunks > 1 or rule.dribble_millis:
        given["chunkedDribbleDelay"] = {
            "numberOfChunks": rule.number_of_chunks,
            "totalDuration": rule.dribble_millis,
        }
    return {
        "id": fault.id,
        "organization": whose,
        **given,
        "requests": fault.requests,
        "struck": fault.struck,
        "expiresInMillis": max(0, fault.milliseconds_left),
    }
