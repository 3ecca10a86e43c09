"""What a test asks of the journal, and what it is told of a request."""

import json
from datetime import UTC, datetime

import pytest

from flipturn_mock.testing import ControlError, Flipturn
from tests.testing.bench import call, sync

FEB_1 = datetime(2026, 2, 1, tzinfo=UTC)
LATER = {"departureTime": "2026-02-05T11:00:00Z"}


def test_requests_are_told_with_what_became_of_them(bench: Flipturn) -> None:
    bench.clock.freeze(FEB_1)
    call(bench, "GET", "/api/vehicles?nextPageCursor=MTIz&pageSize=7")
    sync(bench, vehicleId="x", departureTimes=[])
    first, second = bench.requests()
    assert (first.method, first.path, first.status, first.at) == ("GET", "/api/vehicles", 200, FEB_1)
    assert first.query == {"nextPageCursor": "MTIz", "pageSize": "7"}
    assert first.operation_id == "listVehicles"
    assert first.warning == "?pageSize"
    assert second.json == {"vehicleId": "x", "departureTimes": []}
    assert second.headers["CONTENT-TYPE"] == "application/json"
    assert second.status == 400
    assert second.error is not None
    assert second.error in second.answer
    assert second.reason is not None
    assert "/vehicleId" in second.reason


def test_requests_are_found_by_all_that_is_said_of_them(bench: Flipturn) -> None:
    for vehicle in (20, 21, 20):
        sync(bench, vehicleId=vehicle, departureTimes=[])
    call(bench, "GET", "/api/vehicles/21")
    call(bench, "GET", "/api/vehicles/999")
    body = {"departureTimes": [], "vehicleId": 20.0}
    found = [
        bench.requests(method="POST"),
        bench.requests("getVehicle"),
        bench.requests(path="/api/vehicles/21"),
        bench.requests(json=body),
        bench.requests(json_path="$.vehicleId"),
        bench.requests(json_path={"expression": "$.vehicleId", "equalTo": "21"}),
        bench.requests("getVehicle", status=404),
        bench.requests(pattern={"urlPathPattern": "/api/vehicles/[0-9]+"}, status=200),
        bench.requests("getVehicle", json=body),
        bench.requests(json=None),
    ]
    assert [len(requests) for requests in found] == [3, 2, 1, 2, 3, 1, 1, 1, 0, 0]


def test_a_text_as_a_body_is_compared_as_that_text(bench: Flipturn) -> None:
    call(bench, "POST", "/api/vehicles", json="{}")
    call(bench, "POST", "/api/vehicles", json={})
    assert [request.json for request in bench.requests(json="{}")] == ["{}"]


def test_a_body_that_is_no_json_says_so_when_it_is_asked_for(bench: Flipturn) -> None:
    call(bench, "POST", "/api/vehicles", data="{'", headers={"Content-Type": "application/json"})
    [request] = bench.requests()
    assert request.body == "{'"
    with pytest.raises(json.JSONDecodeError):
        _ = request.json


def test_a_pattern_that_is_none_is_told_in_the_words_of_the_mock(bench: Flipturn) -> None:
    with pytest.raises(ControlError, match="urlpath"):
        bench.requests(pattern={"urlpath": "/"})


def test_a_path_there_is_not_comes_with_the_one_that_was_meant(bench: Flipturn) -> None:
    call(bench, "GET", "/api/vehicle")
    call(bench, "GET", "/api/vehicles")
    [request] = bench.unmatched()
    assert request.path == "/api/vehicle"
    assert request.nearest is not None
    assert request.nearest.startswith("listVehicles is GET /api/vehicles: ")


def test_requests_can_be_forgotten(bench: Flipturn) -> None:
    call(bench, "GET", "/api/vehicles")
    bench.forget_requests()
    assert bench.requests() == []
