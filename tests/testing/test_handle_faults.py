"""What a test makes go wrong, as its client sees it, and how it is counted and ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from flipturn_mock.testing import ControlError, Flipturn
from tests.server import PATIENCE, eventually
from tests.testing.bench import call

FEB_1 = datetime(2026, 2, 1, tzinfo=UTC)
LATER = {"departureTime": "2026-02-05T11:00:00Z"}


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


def test_a_fault_that_others_took_away_still_knows_how_often_it_struck(bench: Flipturn) -> None:
    with bench.fail() as fault:
        call(bench, "GET", "/api/vehicles")
        bench.clear_faults()
        assert fault.struck == 1
    assert fault.struck == 1


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
            f"{bench.url}/api/vehicles",
            headers={"Authorization": f"Bearer {bench.api_key}"},
            timeout=(PATIENCE, 0.2),
        )
    eventually(lambda: fault.struck)  # a busy mock comes to it later
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
