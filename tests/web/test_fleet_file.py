"""Fleet files: what they may hold, and errors that name file, place and reason."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from flipturn_mock.web.fleet_file import STARTING_FLEET, UnreadableFleet
from tests.support import Mock, at

WHOLE = """
customers:
  - name: Nobody's
vehicles:
  - name: First          # ids that are left out are made up
  - {id: 7, name: Seventh, vin: V7, customer: {name: Acme}, accessIds: [{ocppIdTag: a}, {id: 3, ocppIdTag: b}]}
  - {id: 2, name: null, make: M, model: O, licensePlate: L, hasTelematics: true, customer: {name: ACME}}
departureTimes:
  - {vehicleId: 7, departureTime: 2026-01-31T23:00:00-05:00, shiftName: S, routeName: R, targetSoc: 50}
  - {vehicleVin: ORPHAN, departureTime: 2020-01-01T00:00Z, outcome: created}
  - {id: 5, vehicleVin: ORPHAN, vehicleId: null, departureTime: "2027-01-01T00:00", targetSoc: null}
nextIds: {vehicle: 100}
"""


def written(folder: Path, text: str | bytes, name: str = "fleet.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_fleet_file_holds_everything_the_state_view_shows(tmp_path: Path) -> None:
    state = Mock(fleet=written(tmp_path, WHOLE)).state()
    assert [customer["name"] for customer in state["customers"]] == ["Nobody's", "Acme"]
    assert [(vehicle["id"], vehicle["name"]) for vehicle in state["vehicles"]] == [
        (2, None),
        (7, "Seventh"),
        (100, "First"),
    ]
    assert state["vehicles"][0]["hasTelematics"] is True
    assert state["vehicles"][0]["customer"] == {"name": "Acme"}
    assert [item["id"] for item in state["vehicles"][1]["accessIds"]] == [4, 3]
    assert [
        (item["id"], item["vehicleId"], item["vehicleVin"], item["departureTime"], item["targetSoc"])
        for item in state["departureTimes"]
    ] == [
        (5, None, "ORPHAN", "2027-01-01T00:00:00.000Z", None),
        (1001, 7, None, "2026-02-01T04:00:00.000Z", 50),
        (1002, None, "ORPHAN", "2020-01-01T00:00:00.000Z", 90),
    ]
    assert state["nextIds"] == {"vehicle": 101, "accessId": 5, "departureTime": 1003}


def test_what_the_state_view_gives_a_fleet_file_takes(tmp_path: Path) -> None:
    mock = Mock(fleet=written(tmp_path, WHOLE))
    mock.sync(vehicleVin="V7", departureTimes=at("2026-02-02T00:00Z"))
    mock.create(name="n", vin="NEW", accessIds=[{"ocppIdTag": "t", "authorizationStatus": "Revoked"}])
    mock.ok("PATCH", "/api/vehicles/2", {"vehicle": {"customer": {"name": "Other"}, "licensePlate": None}})
    state = mock.state()
    again = Mock(fleet=written(tmp_path, json.dumps(state), "state.json"))
    assert again.state() == state
    assert again.create(name="next")["id"] == mock.create(name="next")["id"]


def test_an_access_id_that_is_made_up_is_not_one_given_further_on(tmp_path: Path) -> None:
    fleet = "vehicles: [{id: 1, accessIds: [{ocppIdTag: a}]}, {id: 2, accessIds: [{id: 1, ocppIdTag: b}]}]"
    state = Mock(fleet=written(tmp_path, fleet)).state()
    assert [vehicle["accessIds"][0]["id"] for vehicle in state["vehicles"]] == [2, 1]


@pytest.mark.parametrize("reading", ["90", "null"])
def test_a_target_soc_of_null_is_given_and_taken_as_null(reading: str, tmp_path: Path) -> None:
    text = "departureTimes: [{vehicleVin: V, departureTime: 2026-01-01T00:00Z, targetSoc: null}]"
    mock = Mock(fleet=written(tmp_path, text), readings={"omitted-target-soc": reading})
    assert mock.state()["departureTimes"][0]["targetSoc"] is None


def test_the_starting_fleet_is_a_fleet_file_like_any_other(mock: Mock) -> None:
    assert Mock(fleet=STARTING_FLEET).state() == mock.state()


def test_a_fleet_of_nothing_is_no_fleet_at_all(tmp_path: Path) -> None:
    assert Mock(fleet=written(tmp_path, "{}")).state()["vehicles"] == []


@pytest.mark.parametrize("end", ["json", "JSON", "yaml", "yml", "txt"])
def test_json_and_yaml_are_told_apart_by_the_ending(end: str, tmp_path: Path) -> None:
    fleet = written(tmp_path, '{"vehicles": [{"name": "n"}]}', f"fleet.{end}")
    assert len(Mock(fleet=fleet).state()["vehicles"]) == 1


def test_duplicate_vins_are_taken_under_the_reading_that_allows_them(tmp_path: Path) -> None:
    fleet = written(tmp_path, "vehicles: [{name: a, vin: V}, {name: b, vin: V}]")
    assert len(Mock(fleet=fleet, readings={"duplicate-vin": "allow"}).state()["vehicles"]) == 2


BAD: dict[str, tuple[Any, str]] = {
    "empty": (b"", "the file must be an object"),
    "a list": ("- 1", "the file must be an object"),
    "not YAML": ("vehicles:\n  - {name: [}", "line 2, column 13: this is not YAML ("),
    "a tab": ("vehicles:\n\t- 1", "line 2, column 1: this is not YAML ("),
    "not UTF-8": (b"vehicles: \xff", "the file is not UTF-8: byte 10"),
    "binary": (b"\x00\x01\x02", "this is not YAML ("),
    "NaN": ("vehicles: [{id: .nan}]", "the file holds what JSON cannot"),
    "a set": ("vehicles: !!set {a}", "the file holds what JSON cannot ("),
    "a date that is none": ("vehicles: !!timestamp foo", "a tag does not fit its value ("),
    "a number that is none": ("vehicles: !!int ''", "a tag does not fit its value ("),
    "neither true nor false": ("vehicles: !!bool maybe", "a tag does not fit its value ("),
    "a part twice": ("vehicles: []\nvehicles: [{name: n}]", "line 2, column 1: vehicles stands twice"),
    "nesting": ("vehicles: " + "[" * 100_000, "line 1, column 110: nested too deeply"),
    "nesting beyond what a parser may read": ("vehicles: " + "[" * 1500, "line 1, column 110: nested too deeply"),
    "nesting of blocks": ("- " * 101 + "x", "line 1, column 201: nested too deeply"),
    "nesting of mappings": ("{a: " * 101, "line 1, column 401: nested too deeply"),
    "nesting of what is not YAML": ("[" * 50 + "}", "line 1, column 51: this is not YAML ("),
    "deep but bearable nesting": ("vehicles: " + "[" * 90 + "]" * 90, "vehicles[0] must be an object"),
    "an id that no cursor can carry": ("vehicles: [{id: 1000000000000000000}]", "vehicles[0].id must be at most 9"),
    "a Python object": ("vehicles: !!python/object/apply:os.system [true]", "line 1, column 11: JSON has no such value ("),
    "a number as a name": ("vehicles: [{name: 5}]", "vehicles[0].name must be a string or null"),
    "an unknown member": ("vehicles: [{name: n, nmae: x}]", "vehicles[0].nmae is not a known field"),
    "an unknown part": ("vehicels: []", "vehicels is not a known field"),
    "a blank VIN": ("vehicles: [{vin: ' '}]", "vehicles[0].vin must not be blank"),
    "a status that is none": (
        "vehicles: [{accessIds: [{ocppIdTag: t, authorizationStatus: revoked}]}]",
        "vehicles[0].accessIds[0].authorizationStatus must be one of Authorized, Revoked",
    ),
    "an id of 0": ("vehicles: [{id: 0}]", "vehicles[0].id must be at least 1"),
    "an id twice": ("vehicles: [{id: 1}, {id: 2}, {id: 1}]", "vehicles[2].id is the same as vehicles[0].id"),
    "a VIN twice": ("vehicles: [{vin: V}, {vin: V}]", "vehicles[1].vin is the same as vehicles[0].vin"),
    "a tag twice": (
        "vehicles: [{accessIds: [{ocppIdTag: t}]}, {accessIds: [{ocppIdTag: u}, {ocppIdTag: t}]}]",
        "vehicles[1].accessIds[1].ocppIdTag is the same as vehicles[0].accessIds[0].ocppIdTag",
    ),
    "an access id twice": (
        "vehicles: [{accessIds: [{id: 1, ocppIdTag: t}, {id: 1, ocppIdTag: u}]}]",
        "vehicles[0].accessIds[1].id is the same as vehicles[0].accessIds[0].id",
    ),
    "a departure id twice": (
        "departureTimes: [{id: 1, vehicleVin: V, departureTime: 2026-01-01T00:00Z}, {id: 1, vehicleVin: W, departureTime: 2026-01-01T00:00Z}]",
        "departureTimes[1].id is the same as departureTimes[0].id",
    ),
    "a departure of nobody": (
        "departureTimes: [{departureTime: 2026-01-01T00:00Z}]",
        "departureTimes[0] must give vehicleId or vehicleVin",
    ),
    "a departure of a vehicle that is not there": (
        "departureTimes: [{vehicleId: 9, departureTime: 2026-01-01T00:00Z}]",
        "departureTimes[0].vehicleId is 9, but no vehicle here has that id",
    ),
    "a departure on no day": (
        "departureTimes: [{vehicleVin: V, departureTime: 2026-02-30T00:00:00Z}]",
        "departureTimes[0].departureTime must be an existing ISO 8601 date and time",
    ),
    "too full a battery": (
        "departureTimes: [{vehicleVin: V, departureTime: 2026-01-01T00:00Z, targetSoc: 101}]",
        "departureTimes[0].targetSoc must be at most 100",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_an_error_names_file_place_and_reason(name: str, tmp_path: Path) -> None:
    text, reason = BAD[name]
    path = written(tmp_path, text)
    with pytest.raises(UnreadableFleet) as refused:
        Mock(fleet=path)
    assert str(refused.value).startswith(f"{path}: {reason}")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "the file is empty, JSON was expected"),
        (b"{", "the file is not JSON from line 1, column 2 on ("),
        (b'{"vehicles": [], "vehicles": []}', 'the file has the member "vehicles" twice'),
    ],
)
def test_a_json_file_is_read_as_strictly_as_a_body(text: bytes, reason: str, tmp_path: Path) -> None:
    path = written(tmp_path, text, "fleet.json")
    with pytest.raises(UnreadableFleet) as refused:
        Mock(fleet=path)
    assert str(refused.value).startswith(f"{path}: {reason}")


def test_a_deeply_nested_json_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, '{"vehicles": ' + "[" * 500 + "]" * 500 + "}", "fleet.json")
    with pytest.raises(UnreadableFleet, match="the file is nested too deeply"):
        Mock(fleet=path)


def test_a_vehicle_with_the_highest_id_can_be_paged_past(tmp_path: Path) -> None:
    fleet = written(
        tmp_path, "vehicles: [{id: 999999999999999998, name: a}, {id: 999999999999999999, name: b}]"
    )
    mock = Mock(fleet=fleet, readings={"vehicles-page-size": "1"})
    cursor = mock.ok("GET", "/api/vehicles")["pagination"]["nextPageCursor"]
    assert mock.ok("GET", f"/api/vehicles?nextPageCursor={cursor}")["data"][0]["name"] == "b"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "nowhere", errno.ENOENT), (tmp_path, errno.EISDIR)):
        with pytest.raises(UnreadableFleet) as refused:
            Mock(fleet=path)
        assert str(refused.value) == f"{path}: the file cannot be read ({os.strerror(reason)})"
