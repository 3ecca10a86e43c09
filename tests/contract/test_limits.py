"""The table of limits: for each, a value just inside and one just outside, and everybody agrees on both.

Everybody is: the mock, the contract as jsonschema-rs reads it, and the contract as jsonschema reads it.
"""

import copy
import json
import re
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from flipturn_mock.contract.document import load_document
from tests.support import Mock

CREATE, UPDATE = ("POST", "/api/vehicles"), ("PATCH", "/api/vehicles/21")
SYNC, BATCH = ("POST", "/api/departure-times/vehicle"), ("POST", "/api/departure-times/batch")

FIELDS = {"name": "N", "make": "M", "model": "M", "vin": "V", "licensePlate": "L", "customer": {"name": "C"}}

GOOD: dict[tuple[str, str], Any] = {
    CREATE: {"vehicle": FIELDS | {"accessIds": [{"ocppIdTag": "T", "authorizationStatus": "Revoked"}]}},
    UPDATE: {"vehicle": FIELDS},
    SYNC: {
        "vehicleVin": "V",
        "departureTimes": [
            {"departureTime": "2026-02-05T06:00:00Z", "shiftName": "S", "routeName": "R", "targetSoc": 50}
        ],
    },
    BATCH: {"vehicles": []},
}
ABSENT = object()
ONLY_ID = {"vehicleId": 123, "departureTimes": []}

TEXT = [
    ("", "\u0000"),
    ("a b", "a\nb"),
    ("ü€𝄞", "a\u007f"),
    ("\u00a0", "\u0080"),
    ("x", "x\n"),
    ("~", "\u009f"),
]
SEEN = [
    (" x ", ""),
    ("x", " "),
    ("\u200b", "\u3000"),
    ("x\u00a0", "\u00a0"),
    ("-", "\ufeff"),
    ("x", "\u2028"),
    ("x", "x\n"),
    ("x", "\u0000x"),
]

# (operation, field, inside, outside, register row)
ROWS: list[tuple[tuple[str, str], str, Any, Any, str]] = []


def rows(operation: tuple[str, str], field: str, row: str, *pairs: tuple[Any, Any]) -> None:
    """Add pairs of a value inside and one outside; ABSENT leaves the field out."""
    ROWS.extend((operation, field, inside, outside, row) for inside, outside in pairs)


for where in (CREATE, UPDATE):
    rows(where, "vehicle", "V18", ({"name": "n"}, ABSENT), ({"name": "n"}, []), ({"name": "n"}, None))
    rows(where, "vehicle/name", "V4", *SEEN)
    rows(where, "vehicle/name", "V3", ("x", None), ("x", 1))
    for plain in ("make", "model", "licensePlate"):
        rows(where, f"vehicle/{plain}", "X15", *TEXT, ("x" * 10_000, 1))
        rows(where, f"vehicle/{plain}", "A.9", (None, False), (ABSENT, {}))
    rows(where, "vehicle/vin", "D16 D17", *SEEN)
    rows(where, "vehicle/vin", "A.9", (None, 1), (ABSENT, []))
    rows(where, "vehicle/customer", "A.9", (None, "C"), (ABSENT, []), ({"name": "C"}, {}))
    rows(where, "vehicle/customer/name", "V12", *SEEN)
    rows(where, "vehicle/customer/name", "V12", ("x", None), ("x", ABSENT), ("x", 1))
rows(CREATE, "vehicle/name", "V3", ("x", ABSENT))
rows(CREATE, "vehicle/accessIds", "V17", ([], None), (ABSENT, {}), ([], "T"))
rows(CREATE, "vehicle/accessIds/0/ocppIdTag", "V8", *SEEN)
rows(CREATE, "vehicle/accessIds/0/ocppIdTag", "V8", ("x", ABSENT), ("x", None), ("x", 1))
rows(CREATE, "vehicle/accessIds/0/authorizationStatus", "V16", ("Authorized", "authorized"), ("Revoked", "x"))
rows(CREATE, "vehicle/accessIds/0/authorizationStatus", "V16", (ABSENT, None))
rows(UPDATE, "vehicle", "V18", ({}, "x"))
rows(SYNC, "vehicleVin", "D16 D17", *SEEN)
rows(SYNC, "vehicleVin", "D15", ("V", None), ("V", 1), ("V", ABSENT))
rows(SYNC, "vehicleId", "B.12", (ABSENT, 123))
rows(SYNC, "", "D20", (ONLY_ID, ONLY_ID | {"vehicleId": "123"}), (ONLY_ID, ONLY_ID | {"vehicleId": 1.5}))
rows(SYNC, "", "D20", (ONLY_ID, ONLY_ID | {"vehicleId": True}), (ONLY_ID, ONLY_ID | {"vehicleId": None}))
rows(SYNC, "", "X1", (ONLY_ID, []), (ONLY_ID, "x"), (ONLY_ID, None))
rows(SYNC, "departureTimes", "D29", ([], ABSENT), ([], None), ([], {}), ([], "x"))
rows(SYNC, "departureTimes/0", "D29", ({"departureTime": "2026-02-05T06:00Z"}, {}))
rows(SYNC, "departureTimes/0", "D29", ({"departureTime": "2026-02-05T06:00Z"}, "2026-02-05T06:00Z"))
rows(
    SYNC,
    "departureTimes/0/targetSoc",
    "D14",
    (0, -0.01),
    (100, 100.01),
    (0.5, "50"),
    (99.99, True),
    (-0.0, -1),
)
rows(SYNC, "departureTimes/0/targetSoc", "D15", (ABSENT, None))
for shown in ("shiftName", "routeName"):
    rows(SYNC, f"departureTimes/0/{shown}", "X15", *TEXT, ("x" * 10_000, 1))
    rows(SYNC, f"departureTimes/0/{shown}", "D15", (ABSENT, None))
rows(
    SYNC,
    "departureTimes/0/departureTime",
    "D10 D11",
    ("0002-01-01T00:00Z", "0001-12-31T23:59:59Z"),
    ("9998-12-31T23:59:59Z", "9999-01-01T00:00:00Z"),
    ("0004-02-29T00:00:00Z", "0000-02-29T00:00:00Z"),
    ("2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z"),
    ("2000-02-29T00:00:00Z", "1900-02-29T00:00:00Z"),
    ("2026-02-28T00:00:00Z", "2026-02-30T00:00:00Z"),
    ("2026-04-30T00:00:00Z", "2026-04-31T00:00:00Z"),
    ("2026-12-31T00:00:00Z", "2026-13-01T00:00:00Z"),
    ("2026-01-01T00:00:00Z", "2026-00-01T00:00:00Z"),
    ("2026-01-31T00:00:00Z", "2026-01-32T00:00:00Z"),
    ("2026-01-01T00:00:00Z", "2026-01-00T00:00:00Z"),
    ("2026-01-01T23:59:59Z", "2026-01-01T24:00:00Z"),
    ("2026-01-01T23:59:59Z", "2026-01-01T23:60:00Z"),
    ("2016-12-31T23:59:59Z", "2016-12-31T23:59:60Z"),
    ("2026-01-01T00:00Z", "2026-01-01T00Z"),
    ("2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00.Z"),
    ("2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00,1Z"),
    ("2026-01-01T00:00:00", "2026-01-01"),
    ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00z"),
    ("2026-01-01T00:00:00Z", "2026-01-01t00:00:00Z"),
    ("2026-01-01T00:00:00Z", "2026-01-01 00:00:00Z"),
    ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z\n"),
    ("2026-01-01T00:00:00Z", " 2026-01-01T00:00:00Z"),
    ("2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00+24:00"),
    ("2026-01-01T00:00:00-05:30", "2026-01-01T00:00:00-05:60"),
    ("2026-01-01T00:00:00+05:30", "2026-01-01T00:00:00+0530"),
    ("2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00+05"),
    ("2026-01-01T00:00:00Z", "20260101T000000Z"),
    ("2026-01-01T00:00:00Z", "2026-W01-4T00:00:00Z"),
    ("2026-01-01T00:00:00Z", "2026-001T00:00:00Z"),
    ("2026-01-01T00:00:00Z", "٢٠٢٦-01-01T00:00:00Z"),
    ("2026-01-01T00:00:00Z", ""),
    ("2026-01-01T00:00:00Z", 1767225600),
    ("2026-01-01T00:00:00Z", None),
    ("2026-01-01T00:00:00Z", ABSENT),
)
rows(BATCH, "vehicles", "D30 D33", ([], ABSENT), ([], None), ([], {}), ([{}], [1]), ([{"x": 1}], [[]]))
rows(BATCH, "", "D6", ({"vehicles": []}, [ONLY_ID]))


def with_value(operation: tuple[str, str], field: str, value: Any) -> Any:
    """The good body of the operation with one field set or left out."""
    if not field:
        return value
    body = copy.deepcopy(GOOD[operation])
    *path, last = [int(step) if step.isdigit() else step for step in field.split("/")]
    holder = body
    for step in path:
        holder = holder[step]
    if value is ABSENT:
        holder.pop(last, None)
    else:
        holder[last] = value
    return body


URI = "urn:contract"
OPERATION = {CREATE: "/api/vehicles", UPDATE: "/api/vehicles/{id}", SYNC: SYNC[1], BATCH: BATCH[1]}


def reference(operation: tuple[str, str]) -> dict[str, str]:
    """Where the contract describes the body of an operation."""
    path = OPERATION[operation].replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    return {
        "$ref": f"{URI}#/paths/{path}/{operation[0].lower()}/requestBody/content/application~1json/schema"
    }


def by_jsonschema_rs(operation: tuple[str, str], body: Any) -> bool:
    """The verdict of jsonschema-rs."""
    registry = jsonschema_rs.Registry([(URI, load_document())])
    return jsonschema_rs.Draft202012Validator(reference(operation), registry=registry).is_valid(body)


def by_jsonschema(operation: tuple[str, str], body: Any) -> bool:
    """The verdict of jsonschema, but for a final line end, which its `$` looks past."""
    resource: Resource[Any] = DRAFT202012.create_resource(load_document())
    registry: Registry[Any] = Registry().with_resource(URI, resource)
    return Draft202012Validator(reference(operation), registry=registry).is_valid(body)


def short(value: Any) -> str:
    """A value as part of a test id."""
    return "absent" if value is ABSENT else json.dumps(value)[:30]


@pytest.fixture(scope="module")
def shared_mock() -> Mock:
    return Mock()


@pytest.mark.parametrize(
    ("operation", "field", "inside", "outside"),
    [row[:4] for row in ROWS],
    ids=[f"{row} {' '.join(op)} {field}: {short(a)} / {short(b)}" for op, field, a, b, row in ROWS],
)
def test_inside_is_accepted_and_outside_is_refused_by_contract_and_mock_alike(
    operation: tuple[str, str], field: str, inside: Any, outside: Any, shared_mock: Mock
) -> None:
    shared_mock.client.post("/__admin/reset")
    good, bad = with_value(operation, field, inside), with_value(operation, field, outside)
    assert by_jsonschema_rs(operation, good) and by_jsonschema(operation, good)  # noqa: PT018 - one claim
    assert shared_mock.call(*operation, good).status_code == 200
    assert not by_jsonschema_rs(operation, bad)
    if not (isinstance(outside, str) and outside.endswith("\n")):
        assert not by_jsonschema(operation, bad)
    before = shared_mock.state()
    status, sentence = shared_mock.refused(*operation, json.dumps(bad).encode())
    assert status == 400
    assert shared_mock.state() == before
    assert "does not fit the contract" not in sentence
    if field and outside is not ABSENT and "must give" not in sentence:
        assert sentence.startswith(as_place(field)), sentence


def as_place(field: str) -> str:
    """`departureTimes/0/targetSoc` as a sentence writes it: `departureTimes[0].targetSoc`."""
    return re.sub(r"/(\d+)", r"[\1]", field).replace("/", ".")


CURSORS = [
    ("MQ==", "MQ="),
    ("MTA0", "MTA"),
    ("OTk5OTk5OTk5OTk5OTk5OTk5", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"),
    ("MDA=", "YQ=="),
    ("MTA=", "MTB="),
    ("MQ==", ""),
    ("MQ==", "MQ==\n"),
    ("MQ==", "-1"),
    ("MQ==", "é"),
]


@pytest.mark.parametrize(("inside", "outside"), CURSORS)
def test_a_cursor_is_the_base64_of_decimal_digits(inside: str, outside: str, mock: Mock) -> None:
    schema = load_document()["components"]["schemas"]["Cursor"]
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(inside)
    assert not jsonschema_rs.Draft202012Validator(schema).is_valid(outside)
    assert mock.client.get(
        "/api/vehicles",
        query_string={"nextPageCursor": inside},
        headers={"Authorization": "Bearer test-org"},
    ).status_code == 200  # fmt: skip
    refused = mock.client.get(
        "/api/vehicles",
        query_string={"nextPageCursor": outside},
        headers={"Authorization": "Bearer test-org"},
    )
    assert refused.status_code == 400
    assert refused.json is not None
    assert refused.json["error"].startswith("nextPageCursor must")


PATH_IDS = [("20", "x"), ("21", "+21"), ("123", "0123"), ("456", "456.0"), ("20", "٢٠"), ("20", "20%0A")]


@pytest.mark.parametrize(("inside", "outside"), PATH_IDS)
def test_a_path_id_is_an_integer_and_anything_else_is_not_found(
    inside: str, outside: str, mock: Mock
) -> None:
    assert mock.call("GET", f"/api/vehicles/{inside}").status_code == 200
    assert mock.refused("GET", f"/api/vehicles/{outside}") == (404, "Not found")


@pytest.mark.parametrize("unknown", [0, -5, 999999, 10**39])
def test_an_integer_that_no_vehicle_has_is_a_vehicle_not_found(unknown: int, mock: Mock) -> None:
    sentence = f"Vehicle with id {unknown} not found"
    assert mock.refused("GET", f"/api/vehicles/{unknown}") == (404, sentence)
    body = {"vehicleId": unknown, "departureTimes": []}
    assert mock.refused(*SYNC, body) == (404, sentence)
