"""The same client as it is shipped, at https://api.getflipturn.com: nothing of it knows of a mock, and no socket is opened."""

import pytest
from freezegun import freeze_time

from flipturn_mock import mock_flipturn
from tests.examples.sync_client import SyncClient, SyncFailed

MORNING = {"departureTime": "2026-02-05T06:00:00-05:00"}


def test_a_departure_arrives_at_the_time_of_the_test() -> None:
    with freeze_time("2026-02-01T00:00:00Z"), mock_flipturn(api_key="our-production-key") as flipturn:
        assert SyncClient("our-production-key").sync({20: [MORNING]}) == {}
        assert flipturn.departures(vehicle_id=20)[0]["departureTime"] == "2026-02-05T11:00:00.000Z"


def test_all_pages_are_read_however_small() -> None:
    with mock_flipturn(readings={"vehicles-page-size": 1}) as flipturn:
        vehicles = list(SyncClient(flipturn.api_key).vehicles())
        assert [vehicle["id"] for vehicle in vehicles] == [20, 21, 123, 456]
        assert len(flipturn.requests("listVehicles")) == 4


def test_a_lost_connection_is_tried_again() -> None:
    naps: list[float] = []
    with mock_flipturn() as flipturn, flipturn.fail(connection="EMPTY_RESPONSE", times=2):
        SyncClient(flipturn.api_key, sleep=naps.append).sync({20: []})
    assert naps == [1, 2]


@pytest.mark.slow
def test_five_hundred_syncs_at_once_come_through_the_rate_limit() -> None:
    naps: list[float] = []
    with freeze_time("2026-02-01T00:00:00Z") as time, mock_flipturn(rate_limit=200) as flipturn:

        def sleep(seconds: float) -> None:
            naps.append(seconds)
            time.tick(seconds)

        client = SyncClient(flipturn.api_key, tries=10, sleep=sleep)
        for _ in range(500):
            client.sync({20: []})
        assert len(flipturn.requests(status=429)) == len(naps) > 0


def test_a_wrong_key_is_told() -> None:
    with mock_flipturn(), pytest.raises(SyncFailed, match="401 Invalid API key"):
        list(SyncClient("a-key-of-nobody").vehicles())
