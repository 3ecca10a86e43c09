"""The last check before the wire: what a run on a deployment may send, and what never leaves."""

import json
from typing import Any

import pytest

from flipturn_contracts.harness.guard import BATCH, SYNC, VEHICLES, Deployment, Forbidden, Writes
from flipturn_contracts.harness.own import ABSENT_ID, Own

MINE = "CONTRACT-abcd-001"


def guard(writes: Writes = Writes.ALL) -> Deployment:
    own = Own("abcd")
    own.vehicle_ids.add(700)
    own.vehicle_vin = "CONTRACT-VEHICLE-1"
    return Deployment(writes, own)


def passes(method: str, path: str, body: Any = None, writes: Writes = Writes.ALL) -> bool:
    sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    try:
        guard(writes).check(method, path, sent)
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize("writes", list(Writes))
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reads_pass_at_every_level(method: str, writes: Writes) -> None:
    assert passes(method, "/api/vehicles?nextPageCursor=x", writes=writes)


@pytest.mark.parametrize("writes", list(Writes))
@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "QUERY", "get", "FOO"])
def test_an_undocumented_method_never_passes(method: str, writes: Writes) -> None:
    assert not passes(method, "/api/vehicles/700", writes=writes)
    assert not passes(method, SYNC, {"vehicleVin": MINE, "departureTimes": []}, writes)


def test_each_level_allows_what_it_says_and_no_more() -> None:
    requests: list[tuple[str, str, Any]] = [
        ("POST", SYNC, {"vehicleVin": MINE, "departureTimes": []}),
        ("POST", VEHICLES, {"vehicle": {"name": "x", "vin": "CONTRACT-VEHICLE-2"}}),
        ("PATCH", f"{VEHICLES}/700", {"vehicle": {"name": "x"}}),
    ]
    allowed = {
        writes: [passes(method, path, body, writes) for method, path, body in requests] for writes in Writes
    }
    assert allowed == {
        Writes.NONE: [False, False, False],
        Writes.DEPARTURES: [True, False, False],
        Writes.ALL: [True, True, True],
    }


@pytest.mark.parametrize(
    "vin", ["1HGBH41JXMN109186", "CONTRACT-efgh-001", "contract-abcd-001", "", " ", "CONTRACT-VEHICLE-2"]
)
def test_no_vin_passes_but_the_runs_own(vin: str) -> None:
    assert not passes("POST", SYNC, {"vehicleVin": vin, "departureTimes": []})
    assert not passes(
        "POST", BATCH, {"vehicles": [{"vehicleVin": MINE}, {"vehicleVin": vin, "departureTimes": []}]}
    )


@pytest.mark.parametrize(
    "value", [20, "20", " 20 ", "20abc", "x20", 20.7, True, [20], {"id": 20}, "0x14", 1e3, -20]
)
def test_nothing_passes_that_a_lax_server_could_take_for_a_real_id(value: Any) -> None:
    assert not passes("POST", SYNC, {"vehicleId": value, "departureTimes": []})
    assert not passes("POST", SYNC, {"vehicleVin": MINE, "vehicleId": value, "departureTimes": []})
    assert not passes("POST", BATCH, {"vehicles": [{"VEHICLEID": value, "departureTimes": []}]})
    assert not passes("POST", BATCH, [{"vehicleId": value, "departureTimes": []}])


@pytest.mark.parametrize("value", [ABSENT_ID, str(ABSENT_ID), ABSENT_ID + 0.5, None, "none", [], {}, 700])
def test_an_id_that_is_absent_ours_or_none_at_all_passes(value: Any) -> None:
    assert passes("POST", SYNC, {"vehicleId": value, "departureTimes": []})


@pytest.mark.parametrize(
    "body",
    [
        b'{"vehicleVin": "CONTRACT-abcd-001", "vehicleVin": "REAL", "departureTimes": []}',
        b'{"vehicleVin": "REAL", "vehicleVin": "CONTRACT-abcd-001", "departureTimes": []}',
        b'{"vehicleId": 20, "vehicleId": 2147483647, "departureTimes": []}',
        b'{"vehicleVin": "REAL", "departureTimes": [',
        b'{"vehicleId": 20, "departureTimes": [],}',
        b'{"vehicle\\u0049d": 20, "departureTimes": []',
        b"{'vehicleVin': 'REAL', 'departureTimes': []}",
        b'{"vehicle\\u0049d": 20, "departureTimes": []}',
        '{"vehicleId": 20, "departureTimes": []}'.encode("utf-16"),
    ],
)
def test_what_stands_twice_or_is_no_json_is_looked_at_too(body: bytes) -> None:
    assert not passes("POST", SYNC, body)


@pytest.mark.parametrize(
    "path", [f"{VEHICLES}/20", f"{VEHICLES}/700/", f"{VEHICLES}/%37%30%30", f"{VEHICLES}/0700x"]
)
def test_no_vehicle_is_changed_but_ours(path: str) -> None:
    assert not passes("PATCH", path, {"vehicle": {"name": "x"}})


@pytest.mark.parametrize("vehicle", [{"vin": None}, {"vin": "REAL"}, {"customer": {"name": "Acme"}}])
def test_a_change_of_ours_keeps_the_vin_and_makes_no_customer(vehicle: dict[str, Any]) -> None:
    assert not passes("PATCH", f"{VEHICLES}/700", {"vehicle": vehicle})


@pytest.mark.parametrize("vehicle", [{"name": "x"}, {"name": "x", "vin": "REAL"}, {"name": "x", "vin": MINE}])
def test_only_the_vehicles_that_are_found_again_are_created(vehicle: dict[str, Any]) -> None:
    assert not passes("POST", VEHICLES, {"vehicle": vehicle})
