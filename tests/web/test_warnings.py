"""Unknown fields are ignored, and named in X-Mock-Warning; no value ever breaks the header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_mock.web.warnings import warning
from tests.support import Mock

SYNC = "/api/departure-times/vehicle"
SOON = "2026-02-02T00:00:00Z"


def test_a_misspelt_field_is_named_by_its_pointer(mock: Mock) -> None:
    body = {"vehicleId": 123, "departureTimes": [{"departureTime": SOON, "targetSOC": 80}]}
    response = mock.call("POST", SYNC, body)
    assert response.status_code == 200
    assert response.headers["X-Mock-Warning"] == "#/departureTimes/0/targetSOC"


def test_a_sound_request_has_no_warning(mock: Mock) -> None:
    assert "X-Mock-Warning" not in mock.call("GET", "/api/vehicles").headers
    body = {"vehicleId": 123, "departureTimes": [{"departureTime": SOON}]}
    assert "X-Mock-Warning" not in mock.call("POST", SYNC, body).headers


def test_a_refused_request_names_its_unknown_fields_too(mock: Mock) -> None:
    response = mock.call("POST", SYNC, {"vehicelId": 123, "departureTimes": []})
    assert (response.status_code, response.headers["X-Mock-Warning"]) == (400, "#/vehicelId")
    assert response.json == {
        "error": "The request body must give vehicleId or vehicleVin (unknown here: vehicelId)"
    }


def test_a_refusal_names_three_unknown_fields_at_most(mock: Mock) -> None:
    sentence = mock.refused("POST", SYNC, {"a": 1, "b" * 1000: 1, "c": 1, "d": 1})[1]
    assert sentence == f"departureTimes is required (unknown here: a, {'b' * 64}, c, ...)"


def test_a_warning_does_not_stick_to_the_next_request(mock: Mock) -> None:
    mock.call("POST", SYNC, {"x": 1})
    assert "X-Mock-Warning" not in mock.call("POST", SYNC, b"{").headers


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/api/vehicles", {"x": 1, "vehicle": {"name": "n", "y": 1}}, "#/x, #/vehicle/y"),
        ("POST", "/api/vehicles", {"vehicle": {"name": "n", "customer": {"name": "c", "z": 1}}}, "#/vehicle/customer/z"),
        ("POST", "/api/vehicles", {"vehicle": {"name": "n", "accessIds": [{"ocppIdTag": "t", "w": 1}]}}, "#/vehicle/accessIds/0/w"),
        ("PATCH", "/api/vehicles/20", {"vehicle": {"nmae": "n"}}, "#/vehicle/nmae"),
        ("POST", "/api/departure-times/batch", {"vehicles": [{}, {"departureTimes": [{"a": 1}]}]}, "#/vehicles/1/departureTimes/0/a"),
        ("POST", "/api/departure-times/batch", {"vehicles": [{"vin": "V"}]}, "#/vehicles/0/vin"),
        ("GET", "/api/vehicles?nextPageCursr=x&page=2", None, "?nextPageCursr, ?page"),
    ],
)  # fmt: skip
def test_every_level_is_looked_at(method: str, path: str, body: object, expected: str, mock: Mock) -> None:
    assert mock.call(method, path, body).headers["X-Mock-Warning"] == expected


def test_names_are_escaped_as_pointer_and_as_fragment(mock: Mock) -> None:
    names = ["a/b", "m~n", "c%d", "e,f", 'g"h', "ü", "\u0000\r\nX-Evil: 1", " ", ""]
    response = mock.call("POST", SYNC, dict.fromkeys(names, 1))
    assert response.headers["X-Mock-Warning"] == (
        "#/a~1b, #/m~0n, #/c%25d, #/e%2Cf, #/g%22h, #/%C3%BC, #/%00%0D%0AX-Evil:%201, #/%20, #/"
    )


def test_ten_are_named_and_the_rest_counted(mock: Mock) -> None:
    body = {"vehicleId": 123, "departureTimes": [{"departureTime": SOON, "x": 1}] * 13}
    named = [f"#/departureTimes/{index}/x" for index in range(10)]
    assert mock.call("POST", SYNC, body).headers["X-Mock-Warning"] == ", ".join([*named, "+3 more"])


@given(
    st.lists(st.lists(st.text() | st.integers(0)).map(tuple), max_size=30), st.lists(st.text(), max_size=20)
)
def test_a_warning_is_visible_ascii_of_bounded_length(
    pointers: list[tuple[str | int, ...]], parameters: list[str]
) -> None:
    header = warning(pointers, parameters)
    assert all(" " <= character <= "~" for character in header)
    assert len(header.split(", ")) <= 11
    assert bool(header) is bool(pointers or parameters)


def test_a_name_of_a_megabyte_stays_short(mock: Mock) -> None:
    assert len(mock.call("POST", SYNC, {"x" * 1_000_000: 1}).headers["X-Mock-Warning"]) < 1000
