"""What the documents leave open about requests as such, and how the target answers it."""

from collections.abc import Callable
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.clause import reading
from flipturn_contracts.harness.guard import SYNC, VEHICLES
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned

Observe = Callable[[object], None]


@reading(
    "unknown-field",
    "X3",
    "What becomes of a field that the documents do not know?",
    ("ignore", "reject"),
    switch="unknown-field",
)
@pytest.mark.parametrize("place", ["body", "departure"])
def test_unknown_field(departures: Api, vin: str, now: Moments, observe: Observe, place: str) -> None:
    odd = {"noSuchField": 1}
    body: dict[str, Any] = {
        "vehicleVin": vin,
        "departureTimes": planned(now.at(5), **(odd if place == "departure" else {})),
    }
    answer = departures.post_sync({**body, **(odd if place == "body" else {})})
    observe({"taken": "ignore", "400": "reject"}[answer.taken_or(400)])


@reading(
    "unknown-query-parameter", "X3", "And of a query parameter?", ("ignore", "reject"), switch="unknown-field"
)
def test_unknown_query_parameter(api: Api, observe: Observe) -> None:
    observe({"taken": "ignore", "400": "reject"}[api.get(f"{VEHICLES}?noSuchParameter=1").taken_or(400)])


@reading("content-type", "X2", "What if a body is not said to be JSON?", ("400", "415", "taken"), mock="400")
@pytest.mark.parametrize("said", ["text/plain", "application/x-www-form-urlencoded"])
def test_content_type(departures: Api, vin: str, observe: Observe, said: str) -> None:
    body = b'{"vehicleVin": "%s", "departureTimes": []}' % vin.encode()
    observe(departures.send("POST", SYNC, body, {"Content-Type": said}).taken_or(400, 415))


@reading(
    "odd-cursor",
    "X4",
    "What if a nextPageCursor is none that was given out?",
    ("400", "404", "taken"),
    mock="400",
)
@pytest.mark.parametrize("cursor", ["%21", "not-a-cursor", "MTA0MTA0MTA0MTA0MTA0MTA0MTA0MTA0"])
def test_odd_cursor(api: Api, observe: Observe, cursor: str) -> None:
    observe(api.get(f"{VEHICLES}?nextPageCursor={cursor}").taken_or(400, 404))


@reading(
    "unknown-path-without-key", "X7", "Is the key looked at before the path?", ("401", "404"), mock="401"
)
def test_unknown_path_without_key(api: Api, observe: Observe) -> None:
    answer = api.with_authorization(None).get("/api/no-such-endpoint")
    answer.refused(401, 404)
    observe(answer.status)


@reading(
    "wrong-key-and-bad-body",
    "D40",
    "Is the key looked at before the body?",
    ("401", "400"),
    mock="401",
)
@pytest.mark.parametrize("kind", ["cut short", "no list", "bare list"])
def test_wrong_key_and_bad_body(departures: Api, vin: str, observe: Observe, kind: str) -> None:
    body: Any = {"cut short": b"{", "no list": {"vehicleVin": vin}, "bare list": []}[kind]
    answer = departures.with_authorization("Bearer this-key-does-not-exist").post_sync(body)
    answer.refused(401, 400)
    observe(answer.status)


@reading(
    "wrong-key-and-bad-query",
    "D40",
    "Is the key looked at before the query?",
    ("401", "400"),
    mock="401",
)
def test_wrong_key_and_bad_query(api: Api, observe: Observe) -> None:
    answer = api.with_authorization("Bearer this-key-does-not-exist").get(f"{VEHICLES}?nextPageCursor=%21")
    answer.refused(401, 400)
    observe(answer.status)


@reading("wrong-method", "X8", "What if a path does not have the method?", ("404", "405"), mock="405")
@pytest.mark.parametrize(("method", "path"), [("PUT", VEHICLES), ("DELETE", f"{VEHICLES}/20"), ("GET", SYNC)])
def test_wrong_method(vehicles: Api, observe: Observe, method: str, path: str) -> None:
    answer = vehicles.send(method, path)
    answer.refused(404, 405)
    observe(answer.status)


@reading(
    "duplicate-members", "X1", "What if a member stands twice in an object?", ("400", "taken"), mock="400"
)
def test_duplicate_members(departures: Api, new_vin: Callable[[], str], observe: Observe) -> None:
    vins = (new_vin().encode(), new_vin().encode())
    observe(
        departures.post_sync(
            b'{"vehicleVin": "%s", "vehicleVin": "%s", "departureTimes": []}' % vins
        ).taken_or(400)
    )


@reading(
    "byte-order-mark",
    "X1",
    "Is a body that begins with a byte order mark taken?",
    ("400", "taken"),
    mock="400",
)
def test_byte_order_mark(departures: Api, vin: str, observe: Observe) -> None:
    body = b'\xef\xbb\xbf{"vehicleVin": "%s", "departureTimes": []}' % vin.encode()
    observe(departures.post_sync(body).taken_or(400))


@reading("lone-surrogate", "X1", "Is a text taken that is half a character?", ("400", "taken"), mock="400")
def test_lone_surrogate(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    departure = b'{"departureTime": "%s", "shiftName": "\\ud800"}' % now.at(5).encode()
    body = b'{"vehicleVin": "%s", "departureTimes": [%s]}' % (vin.encode(), departure)
    observe(departures.post_sync(body).taken_or(400))
