"""How it says no, and that it says so whatever it is sent (Pagination and errors)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import holds, same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.fixtures import Stored
from flipturn_contracts.harness.guard import VEHICLES
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned

ERRORS = "Pagination and errors"

_KEYS = st.sampled_from(["departureTimes", "vehicles", "departureTime", "targetSoc", "shiftName"]) | st.text(
    max_size=5
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@clause("errors.unknown-path", "A path that no operation has is 404, in the envelope.", ERRORS)
def test_unknown_path(api: Api) -> None:
    api.get("/api/no-such-endpoint").refused(404)


@clause("errors.envelope", 'Every refusal is JSON: `{"error": "<sentence>"}`.', ERRORS)
def test_envelope(departures: Api, vin: str, absent_id: int) -> None:
    refusals = (
        departures.with_authorization("Bearer this-key-does-not-exist").get(VEHICLES),
        departures.get(f"{VEHICLES}/{absent_id}"),
        departures.get("/api/no-such-endpoint"),
        departures.post_sync({"vehicleVin": vin}),
        departures.post_sync({"vehicleId": absent_id, "departureTimes": []}),
        departures.post_sync(b'{"departureTimes": '),
        departures.post_batch({}),
    )
    for answer in refusals:
        answer.refused(400, 401, 404)
        content_type = answer.headers.get("content-type", "")
        holds(
            "a refusal is application/json",
            content_type.split(";")[0].strip().lower() == "application/json",
            content_type,
        )


MALFORMED = {
    "cut short": b'{"vehicleVin": "%s", "departureTimes": [',
    "text after it": b'{"vehicleVin": "%s", "departureTimes": []} x',
    "single quotes": b"{'vehicleVin': '%s', 'departureTimes': []}",
    "a comma too many": b'{"vehicleVin": "%s", "departureTimes": [],}',
    "empty": b"",
    "not UTF-8": b'{"vehicleVin": "%s\xff", "departureTimes": []}',
}


@clause("json.malformed", "A body that is no JSON is 400.", ERRORS)
@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed(departures: Api, vin: str, kind: str) -> None:
    body = MALFORMED[kind]
    departures.post_sync(body % vin.encode() if b"%s" in body else body).refused(400)


@clause("json.not-an-object", "A body that is JSON but no object is 400.", ERRORS)
@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"text"', b"true"])
def test_not_an_object(departures: Api, body: bytes) -> None:
    departures.post_sync(body).refused(400)


@clause("json.no-number", "NaN and Infinity are no JSON, and no targetSoc.", "Departure Times")
@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_no_number(departures: Api, vin: str, now: Moments, number: bytes) -> None:
    departure = b'{"departureTime": "%s", "targetSoc": %s}' % (now.at(5).encode(), number)
    departures.post_sync(b'{"vehicleVin": "%s", "departureTimes": [%s]}' % (vin.encode(), departure)).refused(
        400
    )


@clause("json.whitespace", "Blanks and line ends around a body mean nothing, as in any JSON.", "RFC 8259")
def test_whitespace(departures: Api, vin: str) -> None:
    body = b'\r\n\t {"vehicleVin": "%s",\n "departureTimes": []} \n' % vin.encode()
    departures.post_sync(body).must_be(200, 201)


@clause("json.escapes", "A text that is written with escapes is the same text.", "RFC 8259")
def test_escapes(departures: Api, vin: str, now: Moments) -> None:
    departure = b'{"departureTime": "%s", "shiftName": "Fr\\u00fch\\/\\ud83d\\ude9a"}' % now.at(5).encode()
    body = b'{"vehicleVin": "%s", "departureTimes": [%s]}' % (vin.encode(), departure)
    [answered] = departures.post_sync(body).must_be(200, 201).json()["departureTimes"]
    same("The shiftName", answered["shiftName"], "Früh/🚚")


@clause(
    "json.deep-nesting", "A body nested a hundred thousand deep is refused, and the server lives on.", ERRORS
)
def test_deep_nesting(departures: Api) -> None:
    answer = departures.post_sync(b"[" * 100_000 + b"]" * 100_000)
    holds("it is refused as the client's fault", 400 <= answer.status < 500, answer.status)
    departures.get(VEHICLES).must_be(200)


@clause("json.huge-numbers", "A number that nothing can hold is refused, not a fault of the server.", ERRORS)
@pytest.mark.parametrize("digits", [30, 400, 5000])
def test_huge_numbers(departures: Api, vin: str, now: Moments, digits: int) -> None:
    departure = b'{"departureTime": "%s", "targetSoc": %s}' % (now.at(5).encode(), b"9" * digits)
    departures.post_sync(b'{"vehicleVin": "%s", "departureTimes": [%s]}' % (vin.encode(), departure)).refused(
        400
    )


@clause("json.any-body-is-answered", "Whatever JSON is sent, the answer is no fault of the server.", ERRORS)
@given(body=JSON)
def test_any_body_is_answered(departures: Api, new_vin: Callable[[], str], body: Any) -> None:
    vin = new_vin()
    for sent in (
        body,
        {"vehicleVin": vin, "departureTimes": body},
        {"vehicleVin": vin, "departureTimes": [body]},
    ):
        answer = departures.post_sync(sent)
        holds("it is answered as a success or as the client's fault", answer.status < 500, answer.shown)
    departures.sync(vehicleVin=vin, departureTimes=[])


@clause(
    "json.odd-texts", "A name of any characters is kept as it is, or refused as a whole.", "Departure Times"
)
@pytest.mark.parametrize(
    "name", ["Früh 🚚", "‏שלום", "a" * 300, "'; DROP TABLE vehicles;--", "<b>&amp;</b>", "%s{}\\"]
)
def test_odd_texts(departures: Api, vin: str, now: Moments, name: str) -> None:
    answer = departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5), shiftName=name)})
    if answer.must_be(200, 201, 400).status != 400:
        same("The shiftName", answer.json()["departureTimes"][0]["shiftName"], name)


@clause("errors.refused-changes-nothing", "A sync that is refused leaves what was stored.", "Departure Times")
def test_refused_changes_nothing(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    for body in (
        {"vehicleVin": vin},
        {"vehicleVin": vin, "departureTimes": None},
        {"vehicleVin": vin, "departureTimes": {}},
        {"vehicleVin": vin, "departureTimes": ["x"]},
        {"vehicleVin": vin, "departureTimes": [{}]},
    ):
        departures.post_sync(body).refused(400)
    same("The departures that are stored", stored.times(vin), [now.at(5)])
