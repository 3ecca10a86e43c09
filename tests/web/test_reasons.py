"""X-Mock-Reason: which rule refused a request, where, and what it rests on."""

from typing import Any

import pytest

from tests.support import Mock, at

SYNC, BATCH = "/api/departure-times/vehicle", "/api/departure-times/batch"


def reason(mock: Mock, method: str, path: str, body: Any = None, **headers: str) -> str | None:
    return mock.call(method, path, body, **headers).headers.get("X-Mock-Reason")


def departure(**fields: Any) -> dict[str, Any]:
    return {"vehicleId": 123, "departureTimes": [{"departureTime": "2026-02-05T06:00:00Z", **fields}]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (departure(targetSoc=101), "rule=maximum; pointer=#/departureTimes/0/targetSoc; row=D14"),
        (departure(targetSoc=None), "rule=type; pointer=#/departureTimes/0/targetSoc; row=D15"),
        (departure(shiftName=None), "rule=type; pointer=#/departureTimes/0/shiftName; row=D15"),
        (departure(shiftName="\n"), "rule=pattern; pointer=#/departureTimes/0/shiftName"),
        (departure(departureTime="x"), "rule=pattern; pointer=#/departureTimes/0/departureTime; row=D11"),
        ({"vehicleId": 123}, "rule=required; pointer=#/departureTimes; row=D29"),
        ({"vehicleVin": " ", "departureTimes": []}, "rule=pattern; pointer=#/vehicleVin; row=D16"),
        ({"departureTimes": []}, "rule=oneOf"),
        ({"vehicleId": 9, "departureTimes": []}, "rule=vehicle-id; row=V14"),
        (b"{", "rule=json; row=X1"),
        (b"[" * 100_000, "rule=json; row=X1"),
    ],
)
def test_a_refused_sync_names_rule_place_and_row(body: Any, expected: str, mock: Mock) -> None:
    assert reason(mock, "POST", SYNC, body) == expected


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/api/vehicles/x", None, "rule=path-parameter; pointer=?id; row=V15"),
        ("GET", "/api/vehicles/9", None, "rule=vehicle-id; row=V14"),
        ("GET", "/api/vehicles?nextPageCursor=x", None, "rule=pattern; pointer=?nextPageCursor; row=X5"),
        ("GET", "/api/vehicles?nextPageCursor=MTA0&nextPageCursor=MTA0", None, "rule=repeated; pointer=?nextPageCursor"),
        ("GET", "/api/nope", None, "rule=path"),
        ("DELETE", "/api/vehicles/20", None, "rule=method; row=X8"),
        ("POST", "/api/vehicles", {"vehicle": {}}, "rule=required; pointer=#/vehicle/name"),
        ("POST", "/api/vehicles", {"vehicle": {"name": " "}}, "rule=pattern; pointer=#/vehicle/name; row=V4"),
        ("POST", "/api/vehicles", {"vehicle": {"name": "n", "vin": "demo-vin-1"}}, "rule=vin; row=V5"),
        ("PATCH", "/api/vehicles/20", {"vehicle": {"name": None}}, "rule=type; pointer=#/vehicle/name; row=V3"),
        ("PATCH", "/api/vehicles/20", {}, "rule=required; pointer=#/vehicle; row=V18"),
        ("POST", BATCH, [], "rule=type; row=D6"),
    ],
)  # fmt: skip
def test_so_does_any_other_refusal(method: str, path: str, body: Any, expected: str, mock: Mock) -> None:
    assert reason(mock, method, path, body) == expected


def test_a_wrong_key_a_wrong_kind_of_key_and_a_wrong_type_are_told_apart(mock: Mock) -> None:
    assert reason(mock.with_key("nobody"), "GET", "/api/vehicles") == "rule=key; row=X6"
    assert reason(mock.with_key("test-site"), "POST", SYNC, departure()) == "rule=key-scope; row=D36"
    response = mock.client.post(SYNC, data=b"{}", headers={"Authorization": "Bearer test-org"})
    assert response.headers["X-Mock-Reason"] == "rule=content-type; row=X2"


def test_a_reading_that_refuses_unknown_fields_says_where_they_are() -> None:
    mock = Mock(readings={"unknown-field": "reject"})
    body = departure(**{"target;SOC,": 1})
    expected = "rule=additionalProperties; pointer=#/departureTimes/0/target%3BSOC%2C; row=X3"
    assert reason(mock, "POST", SYNC, body) == expected
    assert reason(mock, "GET", "/api/vehicles?x=1") == "rule=unknown-parameter; pointer=?x; row=X3"


def test_a_batch_that_is_answered_names_the_faults_of_its_items(mock: Mock) -> None:
    items = [{"vehicleId": 9, "departureTimes": []}, {"vehicleId": 123, "departureTimes": at("x")}]
    response = mock.call("POST", BATCH, {"vehicles": [*items, {"vehicleId": 123, "departureTimes": []}]})
    assert response.status_code == 200
    assert response.headers["X-Mock-Reason"] == (
        "rule=vehicle-id; pointer=#/vehicles/0; row=V14, "
        "rule=pattern; pointer=#/vehicles/1/departureTimes/0/departureTime; row=D11"
    )


def test_of_very_many_faults_ten_are_named_and_the_rest_counted(mock: Mock) -> None:
    items = [{"vehicleId": 9, "departureTimes": []}] * 1000
    header = reason(mock, "POST", BATCH, {"vehicles": items}) or ""
    assert header.count("rule=") == 10
    assert header.endswith(", +990 more")


def test_what_is_answered_without_a_refusal_has_no_reason(mock: Mock) -> None:
    assert reason(mock, "GET", "/api/vehicles/20") is None


def test_a_deployment_look_alike_gives_none() -> None:
    assert reason(Mock(admin=False), "GET", "/api/nope") is None
