"""The table of bad input: each row is refused in the envelope, with the right status, and changes nothing."""

import json
from typing import Any

import pytest

from tests.support import Mock

SYNC = "/api/departure-times/vehicle"
SOON = '"2026-02-05T06:00:00Z"'


def sync_with(extra: str) -> bytes:
    """A sound sync of vehicle 123 that would change something, with more text inside."""
    return f'{{"vehicleId": 123, "departureTimes": [{{"departureTime": {SOON}}}]{extra}}}'.encode()


TEXTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The request body is empty"),
    "malformed": (b"{'vehicleId': 123}", "The request body is not JSON"),
    "truncated": (sync_with("")[:-1], "The request body is not JSON"),
    "two values": (sync_with("") * 2, "The request body is not JSON from line 1, column "),
    "not UTF-8": (
        sync_with(', "x": "\xff"').decode().encode("latin-1"),
        "The request body is not UTF-8: byte",
    ),
    "UTF-16": (sync_with("").decode().encode("utf-16"), "The request body is not UTF-8"),
    "byte order mark": (b"\xef\xbb\xbf" + sync_with(""), "The request body must not begin with a byte order"),
    "NaN": (sync_with(', "x": NaN'), "The request body is not JSON: NaN"),
    "Infinity": (sync_with(', "x": Infinity'), "The request body is not JSON: Infinity"),
    "-Infinity": (sync_with(', "x": -Infinity'), "The request body is not JSON: -Infinity"),
    "1e999": (sync_with(', "x": 1e999'), "The request body has a number out of range: 1e999"),
    "duplicate key": (sync_with(', "vehicleId": 20'), 'The request body has the member "vehicleId" twice'),
    "duplicate key deep down": (sync_with(', "x": [{"a": 1, "a": 2}]'), "The request body has the member"),
    "nesting": (b"[" * 100_000, "The request body is nested too deeply"),
    "nested objects": (b'{"a":' * 100_000, "The request body is nested too deeply"),
    "nesting that can be read but not told of": (
        b'{"vehicleId": %s%s, "departureTimes": []}' % (b"[" * 400, b"]" * 400),
        "The request body is nested too deeply",
    ),
    "5,000 digits": (sync_with(f', "x": {"9" * 5000}'), "The request body has a number with too many digits"),
    "5,000-digit id": (
        f'{{"vehicleId": {"9" * 5000}, "departureTimes": []}}'.encode(),
        "The request body has",
    ),
    "lone surrogate": (sync_with(', "x": "\\ud800"'), "The request body has an escaped surrogate"),
    "surrogates the wrong way round": (
        sync_with(', "x": "\\udc00\\ud800"'),
        "The request body has an escaped",
    ),
    "surrogate as a name": (sync_with(', "\\udfff": 1'), "The request body has an escaped surrogate"),
    "raw control character": (sync_with(', "x": "\n"'), "The request body is not JSON from line 1, column "),
    "a number": (b"1", "The request body must be an object"),
    "a string": (b'"x"', "The request body must be an object"),
    "null": (b"null", "The request body must be an object"),
    "an array": (b"[" + sync_with("") + b"]", "The request body must be an object"),
    "NUL in a known text": (
        sync_with("").replace(b"}]", b', "shiftName": "a\\u0000b"}]'),
        "departureTimes[0].shiftName must not contain control characters",
    ),
    "control in a known text": (
        sync_with("").replace(b"}]", b', "routeName": "\\u001b[2J"}]'),
        "departureTimes[0].routeName must not contain control characters",
    ),
    "an id that is true": (b'{"vehicleId": true, "departureTimes": []}', "vehicleId must be an integer"),
    "an id that is 1.5": (b'{"vehicleId": 1.5, "departureTimes": []}', "vehicleId must be an integer"),
    "an id that is text": (b'{"vehicleId": "123", "departureTimes": []}', "vehicleId must be an integer"),
    "a VIN with a final line end": (
        b'{"vehicleVin": "V\\n", "departureTimes": []}',
        "vehicleVin must not be blank and must not contain control characters",
    ),
    "no identifier": (b'{"departureTimes": []}', "The request body must give vehicleId or vehicleVin"),
    "both identifiers": (
        b'{"vehicleId": 123, "vehicleVin": "V", "departureTimes": []}',
        "The request body must give only one of vehicleId and vehicleVin",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_bad_body_is_400_and_changes_nothing(name: str, mock: Mock) -> None:
    body, beginning = TEXTS[name]
    mock.sync(vehicleId=123, departureTimes=[{"departureTime": "2026-02-04T00:00:00Z"}])
    before = mock.state()
    status, sentence = mock.refused("POST", SYNC, body)
    assert status == 400
    assert sentence.startswith(beginning)
    assert len(sentence) < 300
    assert mock.state() == before


@pytest.mark.parametrize("path", ["/api/vehicles", "/api/departure-times/batch"])
@pytest.mark.parametrize("name", ["empty", "malformed", "NaN", "duplicate key", "nesting", "lone surrogate"])
def test_every_operation_with_a_body_reads_it_as_strictly(path: str, name: str, mock: Mock) -> None:
    assert mock.refused("POST", path, TEXTS[name][0])[0] == 400


def test_unknown_fields_may_hold_anything_that_is_json(mock: Mock) -> None:
    body = sync_with(', "x": "\\u0000\\u001b", "y": [{"\\u0000": [1e300, -0.0, 123456789012345678901]}]')
    assert mock.call("POST", SYNC, body).status_code == 200


def test_deep_but_bearable_nesting_in_an_unknown_field_is_no_fault(mock: Mock) -> None:
    assert mock.call("POST", SYNC, sync_with(f', "x": {"[" * 400}{"]" * 400}')).status_code == 200


def test_1_0_is_the_integer_1(mock: Mock) -> None:
    body = b'{"vehicleId": 1.23e2, "departureTimes": [{"departureTime": %s, "targetSoc": 80.0}]}'
    response = mock.call("POST", SYNC, body % SOON.encode())
    assert response.status_code == 200
    assert '"vehicleId":123,' in response.text
    assert '"targetSoc":80,' in response.text
    assert mock.refused("POST", SYNC, b'{"vehicleId": 1e20, "departureTimes": []}')[1] == (
        "Vehicle with id 100000000000000000000 not found"
    )


TYPES = {
    None: "Content-Type is missing, it must be application/json",
    "text/plain": "Content-Type must be application/json, not text/plain",
    "application/x-www-form-urlencoded": "Content-Type must be application/json, not application/x-www-form-",
    "multipart/form-data; boundary=x": "Content-Type must be application/json, not multipart/form-data",
    "application/jsonp": "Content-Type must be application/json",
    "text/json": "Content-Type must be application/json",
    "application/json,application/json": "Content-Type must be application/json",
}


@pytest.mark.parametrize("content_type", TYPES)
def test_a_body_that_is_not_called_json_is_400(content_type: str | None, mock: Mock) -> None:
    response = mock.client.post(
        SYNC,
        data=sync_with(""),
        content_type=content_type,
        headers={"Authorization": "Bearer test-org"},
    )
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"].startswith(TYPES[content_type])
    assert mock.stored(vehicleId=123) == []


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/merge-patch+json",
    ],
)
def test_json_by_any_of_its_names_is_read(content_type: str, mock: Mock) -> None:
    response = mock.client.post(
        SYNC, data=sync_with(""), content_type=content_type, headers={"Authorization": "Bearer test-org"}
    )
    assert response.status_code == 200


@pytest.mark.parametrize("path", [SYNC, "/api/vehicles", "/api/departure-times/batch"])
def test_a_body_over_the_limit_is_413(path: str) -> None:
    mock = Mock(max_body=100)
    assert mock.refused("POST", path, b" " * 101) == (413, "The request body is over 100 bytes")
    assert mock.refused("POST", path, b" " * 100)[0] == 400


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/api/", "/api/vehicles/", "//api/vehicles", "/api//vehicles", "/api/vehicles/20/", "/API/vehicles",
     "/api/vehicles/%00", "/api/vehicles/20%2F21", "/api/vehicles/20/21", "/api/vehicles/%FF", "/api/vehicles/%",
     "/api/vehicles/..%2f20", "/api/departure-times", "/api/vehicles/" + "9" * 5000, "/api/vehicles/20%0d%0aX:1"],
)  # fmt: skip
def test_a_path_that_is_not_there_is_404(path: str, mock: Mock) -> None:
    assert mock.refused("GET", path) == (404, "Not found")


METHODS = {
    "/api/vehicles": "GET, HEAD, POST",
    "/api/vehicles/20": "GET, HEAD, PATCH",
    SYNC: "POST",
    "/api/departure-times/batch": "POST",
}


ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (path, method)
        for path, has in METHODS.items()
        for method in ALL_METHODS
        if method not in has.split(", ")
    ],
)
def test_a_method_that_the_path_has_not_is_405_with_allow(path: str, method: str, mock: Mock) -> None:
    response = mock.call(method, path)
    assert response.status_code == 405
    assert response.headers["Allow"] == METHODS[path]
    assert response.json == {"error": f"Method not allowed, this path has {METHODS[path]}"}


def test_head_is_get_without_a_body(mock: Mock) -> None:
    head, get = mock.call("HEAD", "/api/vehicles"), mock.call("GET", "/api/vehicles")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(get.data))


KEYS = [
    None, "", "Bearer", "Bearer ", "Bearer  test-org", "bearer-test-org", "test-org", "Basic dGVzdC1vcmc6",
    "Token test-org", "Bearer test-org ", "Bearer TEST-ORG", "Bearer test", "Bearer test-org-", "Bearer test-orgx",
    "Bearer test-org-a b", "Bearer test-org-ü", "Bearer test-org-" + "x" * 65, "Bearer test-org,Bearer test-org",
    "Bearer test-user", "Bearer test-site-a/b",
]  # fmt: skip


@pytest.mark.parametrize("header", KEYS)
def test_any_other_key_scheme_or_no_header_is_401(header: str | None, mock: Mock) -> None:
    headers = {} if header is None else {"Authorization": header}
    for path in ("/api/vehicles", "/nowhere"):
        response = mock.client.get(path, headers=headers)
        assert (response.status_code, response.json) == (401, {"error": "Invalid API key"})


class TestOrderOfRefusals:
    """401, 404 path, 405, 413, Content-Type, key scope, body, 404 vehicle, 409: each hides what follows."""

    faults: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (401, "Invalid API key", {"key": "wrong"}),
        (404, "Not found", {"path": "/api/nowhere"}),
        (405, "Method not allowed", {"method": "DELETE"}),
        (413, "The request body is over", {"body": b"{" + b" " * 1000}),
        (400, "Content-Type must be", {"content_type": "text/plain"}),
        (400, "API key must be organization-scoped", {"key": "test-site"}),
        (400, "The request body is not JSON", {"body": b"{"}),
        (404, "Vehicle with id 999 not found", {"body": b'{"vehicleId": 999, "departureTimes": []}'}),
    )

    @pytest.mark.parametrize("first", range(len(faults)))
    def test_the_first_fault_is_the_one_that_is_told(self, first: int) -> None:
        mock = Mock(max_body=500)
        call: dict[str, Any] = {
            "method": "POST",
            "path": SYNC,
            "key": "test-org",
            "content_type": "application/json",
        }
        for _, _, fault in reversed(self.faults[first:]):
            call |= fault
        response = mock.client.open(
            call["path"],
            method=call["method"],
            data=call["body"],
            content_type=call["content_type"],
            headers={"Authorization": f"Bearer {call['key']}"},
        )
        status, beginning, _ = self.faults[first]
        assert response.status_code == status
        assert json.loads(response.text)["error"].startswith(beginning)

    def test_a_vehicle_that_is_not_there_hides_a_conflict(self, mock: Mock) -> None:
        change = {"vehicle": {"vin": "demo-vin-1"}}
        assert mock.refused("PATCH", "/api/vehicles/999", change)[0] == 404
        assert mock.refused("PATCH", "/api/vehicles/21", change)[0] == 409
