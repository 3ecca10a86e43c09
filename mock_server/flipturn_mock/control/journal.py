"""What clients have sent, and what they were answered."""

from collections.abc import Mapping
from typing import Any

from flipturn_mock.bench.exchange import Body, Exchange
from flipturn_mock.contract.operations import Operation
from flipturn_mock.control.about import DONE
from flipturn_mock.control.call import Bench, Call, shown
from flipturn_mock.control.matching import compile_pattern
from flipturn_mock.control.nearest import nearest
from flipturn_mock.domain.errors import NotFound
from flipturn_mock.domain.keys import DEFAULT_ORGANIZATION
from flipturn_mock.operations.instants import format_instant, parse_instant
from flipturn_mock.operations.json_types import JsonObject


def list_requests(call: Call, bench: Bench) -> JsonObject:
    """`{requests, meta: {total}, requestJournalDisabled}`, newest first."""
    since = parse_instant(call.params["since"]) if "since" in call.params else None
    fitting = [
        exchange
        for exchange in reversed(_kept(call, bench))
        if (since is None or exchange.at >= since)
        and not (call.params["unmatched"] and exchange.operation_id is not None)
    ]
    return _journal(
        bench,
        requests=[_exchange(exchange) for exchange in fitting[: call.params.get("limit")]],
        meta={"total": len(fitting), "dropped": _dropped(call, bench)},
    )


def get_request(call: Call, bench: Bench) -> JsonObject:
    """One exchange; raises NotFound."""
    for exchange in _kept(call, bench):
        if exchange.id == call.params["id"]:
            return _exchange(exchange)
    raise NotFound(f"There is no request {call.params['id']:.40} in this journal")


def clear_requests(call: Call, bench: Bench) -> JsonObject:
    """Forget all exchanges."""
    with bench.world.lock:
        if call.is_for_all:
            bench.world.journals.clear()
        else:
            bench.world.journals.forget(call.organization or DEFAULT_ORGANIZATION)
    return DONE


def count_requests(call: Call, bench: Bench) -> JsonObject:
    """`{count, requestJournalDisabled}`; raises Invalid for a pattern that cannot be understood."""
    return _journal(bench, count=len(_fitting(call, bench)))


def find_requests(call: Call, bench: Bench) -> JsonObject:
    """`{requests, requestJournalDisabled}`, oldest first; raises Invalid like countRequests."""
    return _journal(bench, requests=[_request(exchange) for exchange in _fitting(call, bench)])


def list_unmatched_requests(call: Call, bench: Bench) -> JsonObject:
    """Requests that no operation was meant by, each with the `nearest` one; newest first."""
    operations = bench.contract.operations
    unmatched = [exchange for exchange in reversed(_kept(call, bench)) if exchange.operation_id is None]
    told = [_exchange(exchange) | {"nearest": _nearest(exchange, operations)} for exchange in unmatched]
    return _journal(bench, requests=told)


def _kept(call: Call, bench: Bench) -> list[Exchange]:
    with bench.world.lock:
        journals = bench.world.journals
        return journals.all() if call.is_for_all else journals.of(call.organization or DEFAULT_ORGANIZATION)


def _dropped(call: Call, bench: Bench) -> int:
    with bench.world.lock:
        journals = bench.world.journals
        return journals.dropped(None if call.is_for_all else call.organization or DEFAULT_ORGANIZATION)


def _fitting(call: Call, bench: Bench) -> list[Exchange]:
    fits = compile_pattern(call.body)
    return [exchange for exchange in _kept(call, bench) if fits(exchange)]


def _journal(bench: Bench, **content: Any) -> JsonObject:
    return {**content, "requestJournalDisabled": not bench.world.journals.is_on}


def _nearest(exchange: Exchange, operations: Mapping[str, Operation]) -> JsonObject:
    found = nearest(exchange.method, exchange.target.partition("?")[0], operations.values())
    return {
        "operationId": found.operation_id,
        "method": found.method,
        "path": found.path,
        "why": found.why,
    }


def _exchange(exchange: Exchange) -> JsonObject:
    status = exchange.status or None
    return {
        "id": exchange.id,
        "organization": shown(exchange.organization),
        "operationId": exchange.operation_id,
        "request": _request(exchange),
        "responseDefinition": {"status": status},
        "response": {"status": status, **_body(exchange.answer)},
        "wasMatched": exchange.operation_id is not None,
        "reason": exchange.reason,
        "error": exchange.error,
        "warning": exchange.warning,
        "fault": exchange.fault,
        "durationMillis": exchange.duration_millis,
    }


def _request(exchange: Exchange) -> JsonObject:
    return {
        "id": exchange.id,
        "url": exchange.target,
        "absoluteUrl": exchange.base_url + exchange.target,
        "method": exchange.method,
        "clientIp": exchange.client_ip,
        "headers": dict(exchange.headers),
        **_body(exchange.sent),
        "loggedDate": exchange.at,
        "loggedDateString": format_instant(exchange.at),
    }


def _body(body: Body) -> JsonObject:
    return {
        "body": body.text.decode("utf-8", errors="replace"),
        "bodySize": body.size,
        "bodyTruncated": body.is_cut,
    }
