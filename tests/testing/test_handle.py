"""The handle says what the control plane does, in a test's own terms; the same over HTTP and in process."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from mock_server.testing import ControlError, Flipturn, mock_flipturn
from mock_server.testing.process import FlipturnMock

FEB_1 = datetime(2026, 2, 1, tzinfo=UTC)
LATER = {"departureTime": "2026-02-05T11:00:00Z"}


@pytest.fixture(params=["over HTTP", "in process"])
def bench(request: pytest.FixtureRequest) -> Iterator[Flipturn]:
    if request.param == "over HTTP":
        yield request.getfixturevalue("flipturn")
    else:
        with mock_flipturn() as flipturn:
            yield flipturn


def call(
    flipturn: Flipturn, method: str, path: str, key: str | None = None, **sent: Any
) -> requests.Response:
    headers = {"Authorization": f"Bearer {key or flipturn.api_key}"} | sent.pop("headers", {})
    return requests.request(method, flipturn.url + path, headers=headers, timeout=5, **sent)


def sync(flipturn: Flipturn, **body: Any) -> requests.Response:
    return call(flipturn, "POST", "/api/departure-times/vehicle", json=body)


# --- keys and names -------------------------------------------------------------------------------------


def test_its_keys_reach_its_organization(bench: Flipturn) -> None:
    assert call(bench, "GET", "/api/vehicles").ok
    assert call(bench, "GET", "/api/vehicles", bench.site_key).ok
    assert len(bench.requests("listVehicles")) == 2


def test_no_key_stands_in_what_a_traceback_shows(bench: Flipturn) -> None:
    with bench.fail() as fault, bench.snapshot() as snapshot:
        shown = [bench, bench.clock, bench.control, fault, snapshot]
        assert not [thing for thing in shown if bench.api_key in repr(thing)]
    call(bench, "GET", "/api/vehicles", "a-stranger's-key")
    call(bench, "GET", "/api/vehicles")
    assert bench.api_key not in repr(bench.requests())
    assert bench.requests()[0].headers["authorization"] == "Bearer [REDACTED]"


@pytest.mark.parametrize("name", ["", "a b", "*", "ä", "a" * 65, "a\n"])
def test_what_cannot_be_a_name_is_told_at_once(name: str) -> None:
    with pytest.raises(ValueError, match="1 to 64 letters"):
        Flipturn("http://127.0.0.1:1", name)


# --- the clock ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "instant",
    [
        "2026-02-01T00:00:00Z",
        "2026-02-01T01:00:00+01:00",
        "2026-02-01T00:00:00",
        FEB_1,
        datetime(2026, 2, 1),
        FEB_1.astimezone(),
        FEB_1 + timedelta(microseconds=999),
    ],
)
def test_a_clock_is_frozen_at_any_way_to_say_an_instant(bench: Flipturn, instant: str | datetime) -> None:
    assert bench.clock.freeze(instant) == FEB_1
    assert bench.clock.is_frozen
    assert bench.clock.now == FEB_1


def test_a_frozen_clock_advances_and_stays_frozen(bench: Flipturn) -> None:
    bench.clock.freeze(FEB_1)
    assert bench.clock.advance(days=1, hours=2) == FEB_1 + timedelta(days=1, hours=2)
    assert bench.clock.advance(timedelta(minutes=1), seconds=1.5, milliseconds=1) == bench.clock.now


def test_a_clock_runs_ahead_or_behind_until_it_is_reset(bench: Flipturn) -> None:
    there = bench.clock.now
    assert bench.clock.offset(days=-10) < there - timedelta(days=9)
    assert bench.clock.offset(timedelta(days=10)) > there + timedelta(days=9)
    assert not bench.clock.is_frozen
    assert bench.clock.reset() < there + timedelta(days=1)


def test_freezing_without_an_instant_stops_where_the_clock_is(bench: Flipturn) -> None:
    bench.clock.offset(days=-1000)
    assert bench.clock.freeze() == bench.clock.now


def test_the_clock_decides_what_is_past(bench: Flipturn) -> None:
    bench.clock.freeze("2026-02-06T00:00:00Z")
    assert (
        sync(bench, vehicleId=20, departureTimes=[LATER]).json()["departureTimes"][0]["outcome"] == "skipped"
    )
    bench.clock.freeze(FEB_1)
    assert (
        sync(bench, vehicleId=20, departureTimes=[LATER]).json()["departureTimes"][0]["outcome"] == "created"
    )


@pytest.mark.parametrize(
    "do", [lambda c: c.advance(days=-1), lambda c: c.freeze("noon"), lambda c: c.offset(days=10**7)]
)
def test_what_a_clock_cannot_do_is_told_in_the_words_of_the_mock(bench: Flipturn, do: Any) -> None:
    with pytest.raises(ControlError) as refused:
        do(bench.clock)
    assert refused.value.status == 400
    assert str(refused.value)


def test_a_unit_there_is_not_is_an_error_here(bench: Flipturn) -> None:
    with pytest.raises(TypeError, match="fortnights"):
        bench.clock.advance(fortnights=1)  # type: ignore[call-arg] # the point


# --- the journal ----------------------------------------------------------------------------------------


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
    with pytest.raises(ValueError, match="Expecting"):
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


# --- faults ---------------------------------------------------------------------------------------------


def test_a_failure_is_over_after_its_times_and_counts(bench: Flipturn) -> None:
    fault = bench.fail("listVehicles", status=503, times=1, after=1)
    assert [call(bench, "GET", "/api/vehicles").status_code for _ in range(3)] == [200, 503, 200]
    assert (fault.requests, fault.struck) == (3, 1)
    assert [request.fault for request in bench.requests(status=503)] == [fault.id]


def test_a_failure_is_a_500_of_every_operation_if_nothing_is_said(bench: Flipturn) -> None:
    with bench.fail() as fault:
        assert call(bench, "GET", "/api/vehicles").status_code == 500
        assert call(bench, "GET", "/api/vehicles/20").status_code == 500
    assert call(bench, "GET", "/api/vehicles").status_code == 200
    assert (fault.requests, fault.struck) == (2, 2)


def test_a_fault_that_was_taken_away_keeps_its_counts_and_may_be_taken_away_again(bench: Flipturn) -> None:
    with bench.fail() as fault:
        call(bench, "GET", "/api/vehicles")
        fault.remove()
        assert call(bench, "GET", "/api/vehicles").ok
    assert fault.struck == 1


def test_a_fault_that_others_took_away_does_not_pass_for_one_that_never_struck(bench: Flipturn) -> None:
    with bench.fail() as fault:
        call(bench, "GET", "/api/vehicles")
        bench.clear_faults()
        with pytest.raises(ControlError, match="is gone"):
            _ = fault.struck


def test_faults_end_one_by_one(bench: Flipturn) -> None:
    with bench.fail(status=503):
        with bench.fail("getVehicle", status=429, retry_after=3):
            pass
        assert call(bench, "GET", "/api/vehicles/20").status_code == 503


def test_a_fault_ends_by_itself(bench: Flipturn) -> None:
    bench.fail(time_to_live=timedelta(milliseconds=1))
    bench.fail(time_to_live=0.001)
    for _ in range(200):
        if call(bench, "GET", "/api/vehicles").ok:
            break
    assert call(bench, "GET", "/api/vehicles").ok


def test_some_requests_fail_the_same_way_for_the_same_seed(bench: Flipturn) -> None:
    outcomes = []
    for _ in range(2):
        with bench.fail(probability=0.5, seed=7):
            outcomes.append([call(bench, "GET", "/api/vehicles").status_code for _ in range(12)])
    assert outcomes[0] == outcomes[1]
    assert set(outcomes[0]) == {200, 500}


@pytest.mark.parametrize(
    "connection", ["CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"]
)
def test_a_lost_connection_is_the_clients_own_error(bench: Flipturn, connection: Any) -> None:
    with bench.fail(connection=connection), pytest.raises(requests.ConnectionError):
        call(bench, "GET", "/api/vehicles")
    assert bench.requests()[0].status is None


def test_what_is_processed_is_done_and_only_its_answer_lost(bench: Flipturn) -> None:
    body = {"vehicle": {"name": "Van"}}
    with (
        bench.fail("createVehicle", connection="EMPTY_RESPONSE", processed=True),
        pytest.raises(requests.ConnectionError),
    ):
        call(bench, "POST", "/api/vehicles", json=body)
    assert bench.vehicles[-1]["name"] == "Van"


def test_a_late_answer_is_a_timeout_of_the_client(bench: Flipturn) -> None:
    with bench.delay("listVehicles", seconds=60, times=1) as fault, pytest.raises(requests.ReadTimeout):
        requests.get(
            f"{bench.url}/api/vehicles", headers={"Authorization": f"Bearer {bench.api_key}"}, timeout=0.05
        )
    assert fault.struck == 1


def test_a_limit_is_by_the_organizations_clock(bench: Flipturn) -> None:
    bench.clock.freeze(FEB_1)
    bench.limit(requests=2, seconds=60, retry_after=60)
    statuses = [call(bench, "GET", "/api/vehicles").status_code for _ in range(3)]
    bench.clock.advance(seconds=60)
    assert [*statuses, call(bench, "GET", "/api/vehicles").status_code] == [200, 200, 429, 200]


def test_whatever_else_the_control_plane_takes_can_be_set(bench: Flipturn) -> None:
    with (
        bench.add_fault({"truncateBodyAtFraction": 0.5}),
        pytest.raises(requests.exceptions.ChunkedEncodingError),
    ):
        call(bench, "GET", "/api/vehicles")


def test_a_misspelt_operation_is_told_with_those_there_are(bench: Flipturn) -> None:
    with pytest.raises(ControlError, match="listVehicles"):
        bench.fail("listVehicle")


# --- what is stored -------------------------------------------------------------------------------------


def test_what_is_stored_is_replaced_and_given_back(bench: Flipturn) -> None:
    before = bench.state
    bench.state = {"vehicles": [{"id": 7, "name": "Van 7"}]}
    assert [vehicle["id"] for vehicle in bench.vehicles] == [7]
    bench.state = before
    assert bench.state == before


def test_departures_are_found_by_vehicle_and_by_vin_linked_or_not(bench: Flipturn) -> None:
    bench.clock.freeze(FEB_1)
    sync(bench, vehicleId=456, departureTimes=[LATER])
    sync(bench, vehicleVin="UNKNOWN-1", departureTimes=[LATER, LATER])
    vin = next(vehicle["vin"] for vehicle in bench.vehicles if vehicle["id"] == 456)
    found = [
        bench.departures(),
        bench.departures(456),
        bench.departures(vin=vin),
        bench.departures(vin="UNKNOWN-1"),
    ]
    assert [len(departures) for departures in found] == [3, 1, 1, 2]


def test_a_snapshot_is_put_back_as_often_as_one_likes(bench: Flipturn) -> None:
    snapshot = bench.snapshot()
    for _ in range(2):
        bench.state = {"vehicles": []}
        snapshot.restore()
        assert len(bench.vehicles) == snapshot.vehicles == 4


def test_a_snapshot_ends_with_its_block_also_the_hundred_and_first(bench: Flipturn) -> None:
    for _ in range(101):
        with bench.snapshot():
            pass
    with bench.snapshot("before"):
        bench.state = {"vehicles": []}
    assert len(bench.vehicles) == 4


def test_a_reset_leaves_nothing(bench: Flipturn) -> None:
    bench.clock.freeze(FEB_1)
    bench.state = {"vehicles": []}
    bench.fail()
    call(bench, "GET", "/api/vehicles")
    bench.reset()
    assert call(bench, "GET", "/api/vehicles").ok
    assert len(bench.vehicles) == 4
    assert len(bench.requests()) == 1
    assert not bench.clock.is_frozen


# --- a mock that is not there ---------------------------------------------------------------------------


def test_a_mock_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ControlError, match=r"No Flipturn mock answers at http://127\.0\.0\.1:9: ") as refused:
        _ = Flipturn("http://127.0.0.1:9", "a").clock.now
    assert refused.value.status is None
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:4080", "ftp://a", "http://", "http://a:b@c", "http://a:x", "http://a/b"]
)
def test_what_cannot_be_the_url_of_a_mock_is_told_at_once(url: str) -> None:
    with pytest.raises(ControlError, match="http://HOST:PORT"):
        Flipturn(url, "a")


def test_a_connection_that_the_mock_has_dropped_is_made_again(flipturn_mock: FlipturnMock) -> None:
    flipturn = Flipturn(flipturn_mock.url, "dropped")
    assert flipturn.vehicles
    sender: Any = flipturn.control._send
    sender._connection.sock.shutdown(2)  # as good as dropped
    assert flipturn.vehicles
    sender.close()
