"""The handle says what the control plane does, in a test's own terms; the same over HTTP and in process."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flipturn_mock.testing import ControlError, Flipturn
from flipturn_mock.testing.process import FlipturnMock
from tests.testing.bench import call, sync

FEB_1 = datetime(2026, 2, 1, tzinfo=UTC)
LATER = {"departureTime": "2026-02-05T11:00:00Z"}


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
    with pytest.raises(
        ControlError, match=r"No Flipturn mock answers at http://127\.0\.0\.1:9 \("
    ) as refused:
        _ = Flipturn("http://127.0.0.1:9", "a").clock.now
    assert refused.value.status is None
    assert refused.value.__suppress_context__


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


def test_a_snapshot_ends_in_peace_when_a_reset_has_put_back_more(bench: Flipturn) -> None:
    with bench.snapshot():
        bench.reset()


def test_a_request_fails_by_its_status_or_by_its_connection(bench: Flipturn) -> None:
    with pytest.raises(ValueError, match="not by both"):
        bench.fail(status=500, connection="EMPTY_RESPONSE")
