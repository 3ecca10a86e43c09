"""Each reading: what it changes, in the mock and in the contract that the mock serves."""

from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from flipturn_mock.contract.document import load_document
from flipturn_mock.contract.readings import UnknownReading, apply_readings, choose_readings, merge_patch
from tests.support import Mock, at

SYNC = ("POST", "/api/departure-times/vehicle")
OTHER = {
    "omitted-target-soc": "null",
    "naive-departure-time": "reject",
    "null-optional-field": "omit",
    "batch-item-fault": "request",
    "duplicate-vin": "allow",
    "unknown-field": "reject",
    "create-status": "201",
    "vehicles-page-size": "2",
}


def test_the_table_here_knows_every_reading() -> None:
    assert set(OTHER) == set(load_document()["x-readings"])


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHER)
def test_the_contract_in_force_is_a_valid_openapi_document(name: str) -> None:
    document = load_document()
    chosen = choose_readings(document, {name: OTHER[name]})
    validate(apply_readings(document, chosen))


def test_the_contract_as_written_is_a_valid_openapi_document() -> None:
    validate(load_document())


def test_by_default_the_contract_is_in_force_as_written() -> None:
    document = load_document()
    assert apply_readings(document, choose_readings(document, {})) is document


@pytest.mark.parametrize("name", OTHER)
def test_the_control_plane_shows_the_value_in_force(name: str) -> None:
    readings = (Mock(readings={name: OTHER[name]}).client.get("/__admin/readings").json or {})["readings"]
    assert str(readings[name]["value"]) == OTHER[name]
    assert all(reading["value"] == reading["default"] for other, reading in readings.items() if other != name)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"nope": "x"}, "there is no reading 'nope'; there are omitted-target-soc, naive-departure-time"),
        ({"omitted-target-soc": "80"}, "reading omitted-target-soc has no value '80'; it has 90, null"),
        ({"vehicles-page-size": "0"}, "reading vehicles-page-size takes a whole number from 1 on, not '0'"),
        ({"vehicles-page-size": "-1"}, "reading vehicles-page-size takes a whole number"),
        ({"vehicles-page-size": "ten"}, "reading vehicles-page-size takes a whole number"),
        ({"vehicles-page-size": "9" * 5000}, "reading vehicles-page-size takes a whole number"),
    ],
)
def test_an_unknown_name_or_value_is_refused_with_what_exists(wanted: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnknownReading, match="reading") as refused:
        Mock(readings=wanted)
    assert str(refused.value).startswith(sentence)


def test_omitted_target_soc_null_stores_and_answers_null() -> None:
    mock = Mock(readings={"omitted-target-soc": "null"})
    assert mock.sync(vehicleId=123, departureTimes=at("2026-02-02T00:00Z"))[0]["targetSoc"] is None
    assert mock.stored(vehicleId=123)[0]["targetSoc"] is None


def test_naive_departure_time_reject_asks_for_an_offset() -> None:
    mock = Mock(readings={"naive-departure-time": "reject"})
    for sound in ("2026-02-02T00:00Z", "2026-02-02T00:00:00.5-05:00"):
        mock.sync(vehicleId=123, departureTimes=at(sound))
    body = {"vehicleId": 123, "departureTimes": at("2026-02-02T00:00:00")}
    sentence = "departureTimes[0].departureTime must end in Z or in an offset such as -05:00"
    assert mock.refused(*SYNC, body) == (400, sentence)


class TestNullOptionalField:
    def test_omit_takes_null_as_left_out(self) -> None:
        mock = Mock(readings={"null-optional-field": "omit"})
        nothing = dict.fromkeys(("shiftName", "routeName", "targetSoc"))
        departure = mock.sync(
            vehicleId=123, vehicleVin=None, departureTimes=[{"departureTime": "2026-02-02T00:00Z"} | nothing]
        )[0]
        assert (departure["vehicleId"], departure["shiftName"], departure["targetSoc"]) == (123, None, 90)
        assert mock.sync(vehicleVin="NEW", vehicleId=None, departureTimes=[]) == []

    @pytest.mark.parametrize("identifiers", [{"vehicleId": None}, {"vehicleId": None, "vehicleVin": None}])
    def test_omit_still_asks_for_one_identifier(self, identifiers: dict[str, None]) -> None:
        mock = Mock(readings={"null-optional-field": "omit"})
        status, sentence = mock.refused(*SYNC, {"departureTimes": [], **identifiers})
        assert (status, "must give vehicleId or vehicleVin" in sentence) == (400, True)

    def test_omit_does_not_reach_the_required_fields(self) -> None:
        mock = Mock(readings={"null-optional-field": "omit"})
        for departures in (None, [{"departureTime": None}]):
            body = {"vehicleId": 1, "departureTimes": departures}
            assert mock.refused(*SYNC, body)[0] == 400


def test_batch_item_fault_request_refuses_the_whole_request_but_not_for_an_unknown_vehicle() -> None:
    mock = Mock(readings={"batch-item-fault": "request"})
    sound = {"vehicleId": 123, "departureTimes": at("2026-02-02T00:00Z")}
    body = {"vehicles": [sound, {"vehicleId": 20, "departureTimes": at("never")}]}
    status, sentence = mock.refused("POST", "/api/departure-times/batch", body)
    assert (status, sentence[:46]) == (400, "vehicles[1].departureTimes[0].departureTime mu")
    assert mock.stored(vehicleId=123) == []
    outcomes = [result["outcome"] for result in mock.batch(sound, {"vehicleId": 7, "departureTimes": []})]
    assert outcomes == ["success", "error"]


def test_duplicate_vin_allow_lets_two_vehicles_have_one_vin() -> None:
    mock = Mock(readings={"duplicate-vin": "allow"})
    assert mock.create(name="n", vin="demo-vin-1")["vin"] == "demo-vin-1"
    mock.ok("PATCH", "/api/vehicles/21", {"vehicle": {"vin": "demo-vin-1"}})
    assert mock.refused("POST", "/api/vehicles", {"vehicle": {"name": "n", "accessIds": [{"ocppIdTag": "id-tag-1"}]}})[0] == 409  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "place"),
    [
        (*SYNC, {"vehicleId": 1, "departureTimes": [{"departureTime": "2026-02-02T00:00Z", "x": 1}]}, "departureTimes[0].x"),
        (*SYNC, {"vehicleId": 1, "departureTimes": [], "x": 1}, "x"),
        ("POST", "/api/vehicles", {"vehicle": {"name": "n", "customer": {"name": "c", "id": 1}}}, "vehicle.customer.id"),
        ("POST", "/api/vehicles", {"vehicle": {"name": "n", "accessIds": [{"ocppIdTag": "t", "x": 1}]}}, "vehicle.accessIds[0].x"),
        ("POST", "/api/vehicles", {"vehicle": {"name": "n", "id": 1}}, "vehicle.id"),
        ("POST", "/api/vehicles", {"vehicle": {"name": "n"}, "x": 1}, "x"),
        ("PATCH", "/api/vehicles/20", {"vehicle": {"accessIds": []}}, "vehicle.accessIds"),
        ("PATCH", "/api/vehicles/20", {"vehicle": {}, "x": 1}, "x"),
        ("POST", "/api/departure-times/batch", {"vehicles": [], "x": 1}, "x"),
    ],
)  # fmt: skip
def test_unknown_field_reject_names_the_field(method: str, path: str, body: Any, place: str) -> None:
    mock = Mock(readings={"unknown-field": "reject"})
    assert mock.refused(method, path, body) == (400, f"{place} is not a known field")
    assert Mock().call(method, path, body).status_code in (200, 404)


def test_unknown_field_reject_reaches_batch_items_and_query_parameters() -> None:
    mock = Mock(readings={"unknown-field": "reject"})
    assert mock.batch({"vehicleId": 20, "departureTimes": [], "x": 1})[0]["error"] == "x is not a known field"
    sentence = "?nextPageCursr is not a known query parameter"
    assert mock.refused("GET", "/api/vehicles?nextPageCursr=MTA0") == (400, sentence)


def test_create_status_201_is_served_and_promised() -> None:
    mock = Mock(readings={"create-status": "201"})
    assert mock.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}}).status_code == 201
    assert mock.call("PATCH", "/api/vehicles/20", {"vehicle": {}}).status_code == 200
    served = mock.client.get("/openapi.json").json or {}
    assert {"200", "201"} & set(served["paths"]["/api/vehicles"]["post"]["responses"]) == {"201"}


def test_the_served_contract_accepts_what_the_reading_accepts() -> None:
    for name, value, accepted in (
        ("null-optional-field", "omit", True),
        ("null-optional-field", "reject", False),
    ):
        served = Mock(readings={name: value}).client.get("/openapi.json").json or {}
        registry = jsonschema_rs.Registry([("urn:x", served)])
        schema = {"$ref": "urn:x#/components/schemas/VehicleSync"}
        validator = jsonschema_rs.Draft202012Validator(schema, registry=registry)
        body: dict[str, Any] = {"vehicleId": 1, "vehicleVin": None, "departureTimes": []}
        assert validator.is_valid(body) is accepted


@pytest.mark.parametrize(
    ("target", "patch", "merged"),
    [
        ({"a": 1}, {"a": 2, "b": 3}, {"a": 2, "b": 3}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": 3}}, {"a": {"c": 2, "d": 3}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1}, {"a": {"b": None}}, {"a": {}}),
        ([1], {"a": 1}, {"a": 1}),
        ({"a": 1}, [1], [1]),
    ],
)
def test_merge_patch_is_rfc_7396(target: Any, patch: Any, merged: Any) -> None:
    assert merge_patch(target, patch) == merged
