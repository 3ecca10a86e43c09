"""The mock in the test's own process: under the test's own time, and gone without a trace."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from freezegun import freeze_time

from flipturn_mock import mock_flipturn
from flipturn_mock.contract.readings import UnknownReading
from flipturn_mock.testing import ControlError, Flipturn
from flipturn_mock.testing.intercept import UnexpectedHost
from tests.server import PATIENCE

URL = "https://api.getflipturn.com"


def vehicles(key: str, client: Any = requests) -> Any:
    return client.get(f"{URL}/api/vehicles", headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)


def names(flipturn: Flipturn) -> list[str]:
    return [vehicle["name"] for vehicle in vehicles(flipturn.api_key).json()["data"]]


@pytest.mark.parametrize("client", [requests, httpx])
def test_a_client_is_answered_where_it_calls(client: Any) -> None:
    with mock_flipturn() as flipturn:
        assert flipturn.url == URL
        assert vehicles(flipturn.api_key, client).status_code == 200
        assert [request.headers["Host"] for request in flipturn.requests()] == ["api.getflipturn.com"]


def test_the_mock_shows_the_time_of_the_test_and_its_clock_goes_on_top() -> None:
    with mock_flipturn() as flipturn, freeze_time("2026-02-01T00:00:00Z") as time:
        assert flipturn.clock.now == datetime(2026, 2, 1, tzinfo=UTC)
        flipturn.clock.advance(days=1)
        time.tick(3600)
        assert flipturn.clock.now == datetime(2026, 2, 2, 1, tzinfo=UTC)
        assert vehicles(flipturn.api_key).headers["Date"] == "Mon, 02 Feb 2026 01:00:00 GMT"
        assert datetime.now(UTC) == datetime(2026, 2, 1, 1, tzinfo=UTC)


def test_moving_its_clock_leaves_the_time_of_the_process_alone() -> None:
    with mock_flipturn() as flipturn:
        flipturn.clock.freeze("2031-01-01T00:00:00Z")
        assert abs(datetime.now(UTC) - datetime(2031, 1, 1, tzinfo=UTC)).days > 0


def test_a_key_of_ones_own_is_let_in_for_the_handles_organization() -> None:
    with mock_flipturn(api_key="our-production-key") as flipturn:
        flipturn.state = {"vehicles": [{"name": "Van"}]}
        assert flipturn.api_key == "our-production-key"
        assert names(flipturn) == ["Van"]
        assert vehicles(flipturn.site_key).json() == vehicles(flipturn.api_key).json()
        assert "our-production-key" not in repr([flipturn, flipturn.requests()[0].headers])
    with mock_flipturn():
        assert vehicles("our-production-key").status_code == 401


def test_it_starts_as_it_is_told(tmp_path: Path) -> None:
    fleet = tmp_path / "fleet.yaml"
    fleet.write_text("vehicles: [{name: One}, {name: Two}]")
    with mock_flipturn(fleet=fleet, readings={"vehicles-page-size": 1}) as flipturn:
        assert names(flipturn) == ["One"]
    fleet.write_text("vehicles: [{name: Three}]")
    with mock_flipturn(fleet=fleet, readings={"vehicles-page-size": 1}) as flipturn:
        assert names(flipturn) == ["Three"]
    with mock_flipturn(empty=True, rate_limit=1) as flipturn:
        assert names(flipturn) == []
        assert vehicles(flipturn.api_key).status_code == 429
    with mock_flipturn(prefer=True) as flipturn:
        headers = {"Authorization": f"Bearer {flipturn.api_key}", "Prefer": "code=503"}
        assert requests.get(f"{URL}/api/vehicles", headers=headers, timeout=PATIENCE).status_code == 503


def test_what_it_cannot_be_told_is_an_error_at_once() -> None:
    with pytest.raises(UnknownReading), mock_flipturn(readings={"no-such": "1"}):
        pass


def test_nothing_of_one_use_is_there_in_the_next() -> None:
    for _ in range(2):
        with mock_flipturn() as flipturn:
            assert len(names(flipturn)) == 4
            assert len(flipturn.requests()) == 1
            flipturn.state = {"vehicles": []}
            flipturn.clock.freeze("2031-01-01T00:00:00Z")
            flipturn.fail()
            flipturn.snapshot("one")
    with mock_flipturn() as flipturn:
        assert flipturn.control.call("GET", "/snapshots") == {"snapshots": []}
        assert not flipturn.clock.is_frozen


def test_a_test_that_fails_inside_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError), mock_flipturn() as flipturn:
        flipturn.state = {"vehicles": [{"id": 1 // 0}]}
    with mock_flipturn() as flipturn:
        assert len(names(flipturn)) == 4


def test_one_inside_another_is_another_mock() -> None:
    with mock_flipturn() as outer:
        outer.state = {"vehicles": []}
        with mock_flipturn() as inner:
            assert len(names(inner)) == 4
        assert names(outer) == []
        assert len(outer.requests()) == 1


def test_threads_are_answered_together() -> None:
    found: list[int] = []
    with mock_flipturn() as flipturn:
        threads = [
            threading.Thread(target=lambda: found.extend(map(len, [names(flipturn)]))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [4] * 8
        assert len(flipturn.requests()) == 8


@mock_flipturn(api_key="decorated")
def test_it_decorates_a_function() -> None:
    assert vehicles("decorated").ok


def test_another_host_is_an_error_that_names_it() -> None:
    with mock_flipturn(), pytest.raises(UnexpectedHost, match=r"example\.org"):
        requests.get("https://example.org", timeout=PATIENCE)


def test_a_client_cannot_reach_the_control_plane() -> None:
    with mock_flipturn():
        assert requests.get(f"{URL}/__admin/state", timeout=PATIENCE).status_code == 403


def test_the_mocks_sentence_is_in_the_error() -> None:
    with mock_flipturn() as flipturn, pytest.raises(ControlError, match="vehicles"):
        flipturn.state = {"vehicles": 7}


def test_the_key_that_everybody_knows_is_of_the_organization_that_one_looks_at() -> None:
    with mock_flipturn() as flipturn:
        assert flipturn.api_key == "test-org"
        assert vehicles("test-org").status_code == 200
        assert vehicles("test-site").status_code == 200
        assert [request.status for request in flipturn.requests()] == [200, 200]
