"""The sync client, tested over HTTP: every test has an organization of its own on the session's mock."""

from collections.abc import Iterator

import pytest

from flipturn_mock.testing import Flipturn
from tests.examples.sync_client import SyncClient, SyncFailed

MORNING = {"departureTime": "2026-02-05T06:00:00-05:00", "shiftName": "Morning Route"}


@pytest.fixture
def naps() -> list[float]:
    """How long the client has waited each time, without anybody waiting."""
    return []


@pytest.fixture
def client(flipturn: Flipturn, naps: list[float]) -> Iterator[SyncClient]:
    flipturn.clock.freeze("2026-02-01T00:00:00Z")
    client = SyncClient(flipturn.api_key, flipturn.url, sleep=naps.append)
    yield client
    client.close()


def test_a_departure_arrives(client: SyncClient, flipturn: Flipturn) -> None:
    assert client.sync({20: [MORNING]}) == {}
    [departure] = flipturn.departures(vehicle_id=20)
    assert departure["departureTime"] == "2026-02-05T11:00:00.000Z"


def test_a_vehicle_that_is_not_there_does_not_hold_up_the_others(
    client: SyncClient, flipturn: Flipturn
) -> None:
    assert client.sync({999: [MORNING], 20: [MORNING]}) == {999: "Vehicle with id 999 not found"}
    assert len(flipturn.departures(vehicle_id=20)) == 1


def test_a_large_fleet_goes_in_batches(client: SyncClient, flipturn: Flipturn) -> None:
    flipturn.state = {"vehicles": [{"id": n, "name": f"Van {n}"} for n in range(1, 251)]}
    assert client.sync({n: [MORNING] for n in range(1, 251)}) == {}
    sent = flipturn.requests("batchSyncDepartureTimes")
    assert [len(request.json["vehicles"]) for request in sent] == [100, 100, 50]


def test_all_pages_are_read(client: SyncClient, flipturn: Flipturn) -> None:
    flipturn.state = {"vehicles": [{"id": n, "name": f"Van {n}"} for n in range(1, 121)]}
    assert [vehicle["id"] for vehicle in client.vehicles()] == list(range(1, 121))


def test_a_client_that_is_too_fast_waits_as_long_as_it_is_told(
    client: SyncClient, flipturn: Flipturn, naps: list[float]
) -> None:
    with flipturn.fail(status=429, retry_after=7, times=2):
        assert client.sync({20: [MORNING]}) == {}
    assert naps == [7, 7]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_bad_moment_is_waited_out(
    client: SyncClient, flipturn: Flipturn, naps: list[float], status: int
) -> None:
    with flipturn.fail("batchSyncDepartureTimes", status=status, times=2):
        client.sync({20: [MORNING]})
    assert naps == [1, 2]


def test_an_answer_that_is_lost_on_the_way_leaves_no_departure_twice(
    client: SyncClient, flipturn: Flipturn
) -> None:
    with flipturn.fail(connection="CONNECTION_RESET_BY_PEER", processed=True, times=1) as fault:
        client.sync({20: [MORNING]})
    assert fault.struck == 1
    assert len(flipturn.requests("batchSyncDepartureTimes")) == 2
    assert len(flipturn.departures(vehicle_id=20)) == 1


def test_a_departure_that_has_left_stays_when_the_plan_changes(
    client: SyncClient, flipturn: Flipturn
) -> None:
    client.sync({20: [MORNING]})
    flipturn.clock.advance(days=5)
    client.sync({20: []})
    assert len(flipturn.departures(vehicle_id=20)) == 1


def test_after_five_tries_it_gives_up(client: SyncClient, flipturn: Flipturn, naps: list[float]) -> None:
    with flipturn.fail(status=503) as fault, pytest.raises(SyncFailed, match="503 Service Unavailable"):
        client.sync({20: [MORNING]})
    assert fault.struck == 5
    assert naps == [1, 2, 4, 8]


def test_a_key_of_one_site_is_not_tried_twice(flipturn: Flipturn) -> None:
    client = SyncClient(flipturn.site_key, flipturn.url)
    with pytest.raises(SyncFailed, match="400 API key must be organization-scoped"):
        client.sync({20: [MORNING]})
    client.close()
    assert len(flipturn.requests(status=400)) == 1
