"""The list of vehicles and its pages."""

import random
from dataclasses import replace
from typing import Any

from flipturn_mock.domain.errors import Invalid
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.vehicles import Vehicles
from flipturn_mock.operations import Operation, vehicles
from flipturn_mock.operations.call import Call
from flipturn_mock.operations.json_types import JsonObject
from flipturn_mock.operations.paging import after_cursor, pagination
from flipturn_mock.web import pipeline
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Asked, Json, Reply, exchange, instead, operation

SIZE = 50


def _cursor(call: Call) -> int:
    """A cursor of numbers, read as a number of rows."""
    return after_cursor(call.params.get("nextPageCursor"))


@fault(
    "A page begins one vehicle too late: its cursor names the first vehicle of the next page, and `>` skips it."
)
@instead(Vehicles, "page")
def page_begins_too_late(page: Any, known: Vehicles, after: int, size: int) -> Any:
    return page(known, after + 1 if after else 0, size)


@fault("A page begins with the last vehicle of the one before: `>=`.")
@instead(Vehicles, "page")
def page_repeats_the_last_vehicle(page: Any, known: Vehicles, after: int, size: int) -> Any:
    return page(known, max(0, after - 1), size)


@fault(
    "The last vehicle of the last page is missing: the row that tells whether there are more is cut off always."
)
@instead(Vehicles, "page")
def last_vehicle_is_cut_off(page: Any, known: Vehicles, after: int, size: int) -> Any:
    found, more = page(known, after, size)
    return found if more or len(found) < 6 else found[:-1], more


@fault("The list ends after a hundred vehicles.")
@operation("listVehicles")
def list_ends_after_a_hundred(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    before = sum(1 for vehicle in fleet.vehicles if vehicle.id <= _cursor(call))
    if before + len(page["data"]) >= 100:
        page["pagination"] = {"hasNextPage": False, "nextPageCursor": None}
    return page


def _rows(call: Call, rows: list[Any]) -> Json:
    """A page by OFFSET: the cursor counts rows."""
    start = _cursor(call)
    page = rows[start : start + SIZE]
    return {
        "data": [vehicles.vehicle_to_json(vehicle) for vehicle in page],
        "pagination": pagination(start + SIZE, start + SIZE < len(rows)),
    }


@fault("Pages are counted in rows, newest first: vehicles move on while others are added.")
@operation("listVehicles")
def pages_are_counted_from_the_newest(_: Operation, call: Call, fleet: Fleet) -> Json:
    return _rows(call, list(fleet.vehicles)[::-1])


@fault("Pages are counted in rows, by name: those that are added stand in between.")
@operation("listVehicles")
def pages_are_counted_by_name(_: Operation, call: Call, fleet: Fleet) -> Json:
    return _rows(call, sorted(fleet.vehicles, key=lambda vehicle: (vehicle.name or "", vehicle.id)))


@fault("The list has no ORDER BY: it comes as it happens to, page by page.")
@operation("listVehicles")
def list_has_no_order(_: Operation, call: Call, fleet: Fleet) -> Json:
    rows = list(fleet.vehicles)
    if len(rows) > SIZE:
        _DICE.shuffle(rows)
    return _rows(call, rows)


_DICE = random.Random(1)


@fault("The list is the newest first; its cursors are right.")
@operation("listVehicles")
def list_is_newest_first(_: Operation, call: Call, fleet: Fleet) -> Json:
    before = _cursor(call) or 10**9
    rows = [vehicle for vehicle in list(fleet.vehicles)[::-1] if vehicle.id < before]
    page = rows[:SIZE]
    last = page[-1].id if page else 0
    return {
        "data": [vehicles.vehicle_to_json(vehicle) for vehicle in page],
        "pagination": pagination(last, len(rows) > SIZE),
    }


@fault("A vehicle with a customer stands twice in the list: a join without DISTINCT.")
@operation("listVehicles")
def list_doubles_rows(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return {
        **page,
        "data": [vehicle for vehicle in page["data"] for _ in range(2 if vehicle["customer"] else 1)],
    }


def _paged(page: Json, **changes: Any) -> Json:
    return {**page, "pagination": {**page["pagination"], **changes}}


@fault("The last page has a cursor, too.")
@operation("listVehicles")
def last_page_has_a_cursor(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return _paged(page, nextPageCursor=page["pagination"]["nextPageCursor"] or "MTA0")


@fault("The last page has no nextPageCursor: nulls are left out.")
@operation("listVehicles")
def last_page_leaves_out_the_cursor(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return {**page, "pagination": {name: v for name, v in page["pagination"].items() if v is not None}}


@fault("Every page says that there is another: the last one leads to itself.")
@operation("listVehicles")
def there_is_always_another_page(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return _paged(page, hasNextPage=True, nextPageCursor=page["pagination"]["nextPageCursor"] or "OTk5OTk5")


@fault("The cursor is not looked at, since the parameter has another name: every page is the first.")
@operation("listVehicles")
def cursor_is_not_looked_at(original: Operation, call: Call, fleet: Fleet) -> Json:
    return original(replace(call, params={}), fleet)


@fault("A page with others after it has no cursor.")
@operation("listVehicles")
def cursor_is_missing(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return _paged(page, nextPageCursor=None)


@fault("The cursor is a number instead of a text.")
@operation("listVehicles")
def cursor_is_a_number(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    more = page["pagination"]["hasNextPage"]
    return _paged(page, nextPageCursor=page["data"][-1]["id"] if more else None)


_USED: set[tuple[str, str]] = set()


@fault("A cursor works once: it is a token that is used up.")
@operation("listVehicles")
def cursors_work_once(original: Operation, call: Call, fleet: Fleet) -> Json:
    cursor = (call.key.organization, call.params.get("nextPageCursor", ""))
    page = original(call, fleet)
    if cursor[1] and cursor in _USED:
        return {"data": [], "pagination": pagination(0, has_next_page=False)}
    _USED.add(cursor)
    return page


@fault("Fields that are null are left out of listed vehicles.")
@operation("listVehicles")
def list_leaves_out_nulls(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return {
        **page,
        "data": [{name: v for name, v in vehicle.items() if v is not None} for vehicle in page["data"]],
    }


@fault("hasNextPage is a text.")
@operation("listVehicles")
def more_is_a_text(original: Operation, call: Call, fleet: Fleet) -> Json:
    page = original(call, fleet)
    return _paged(page, hasNextPage=str(page["pagination"]["hasNextPage"]).lower())


@fault("A cursor that is none is a server error: base64 of anything.")
@exchange
def odd_cursor_crashes(asked: Asked) -> Reply:
    reply = asked.answer()
    is_odd = asked.path == "/api/vehicles" and asked.method == "GET" and reply.code == 400
    return reply.as_json({"error": "Internal server error"}, "500 Internal Server Error") if is_odd else reply


@fault("A cursor that is none leads to the first page.")
@instead(pipeline, "read_parameters")
def odd_cursor_is_ignored(read_parameters: Any, operation: Any, request: Any, path_values: Any) -> JsonObject:
    try:
        found: JsonObject = read_parameters(operation, request, path_values)
    except Invalid:
        return {}
    return found
