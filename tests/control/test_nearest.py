"""A request that no operation was meant by is told the nearest one, and in a sentence what is different."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flipturn_mock.contract.operations import Operation
from flipturn_mock.control.nearest import Nearest, nearest


def operation(name: str) -> Operation:
    """One that bears its method and path as its id."""
    method, path = name.split()
    return Operation(
        id=name,
        method=method,
        path=path,
        parameters=(),
        body=None,
        needs_body=False,
        key_scope=None,
        success=200,
        answers={},
    )


API = [
    operation(name)
    for name in (
        "GET /api/vehicles",
        "POST /api/vehicles",
        "GET /api/vehicles/{id}",
        "PATCH /api/vehicles/{id}",
        "POST /api/departure-times/vehicle",
        "POST /api/departure-times/batch",
        "GET /api/charge-points/{id}/sessions",
        "GET /api/charge-points/{id}/sessions/{session}",
    )
]


def of(request: str) -> Nearest:
    method, _, path = request.partition(" ")
    return nearest(method, path, API)


@pytest.mark.parametrize(
    ("request_line", "expected", "why"),
    [
        ("DELETE /api/vehicles/20", "GET /api/vehicles/{id}", "the path has GET and PATCH, not DELETE"),
        ("PUT /api/vehicles/20", "PATCH /api/vehicles/{id}", "the path has GET and PATCH, not PUT"),
        ("GET /api/departure-times/batch", "POST /api/departure-times/batch", "the path has POST, not GET"),
        ("patch /api/vehicles/20", "PATCH /api/vehicles/{id}", "the path has GET and PATCH, not patch"),
    ],
)
def test_a_wrong_method_is_told_those_of_the_path(request_line: str, expected: str, why: str) -> None:
    assert (of(request_line).operation_id, of(request_line).why) == (expected, why)


@pytest.mark.parametrize(
    ("request_line", "expected", "difference"),
    [
        ("GET /api/vehicle", "GET /api/vehicles", "it has vehicle for vehicles"),
        ("PATCH /api/vehicle/20", "PATCH /api/vehicles/{id}", "it has vehicle for vehicles"),
        ("POST /api/departureTimes/batch", "POST /api/departure-times/batch", "it has departureTimes for departure-times"),
        ("POST /api/departure-times/7", "POST /api/departure-times/vehicle", "it has 7 for vehicle"),
        ("GET /api/vehicles/", "GET /api/vehicles", "it ends with a slash"),
        ("GET /api/vehicles/20/", "GET /api/vehicles/{id}", "it ends with a slash"),
        ("GET /api//vehicles", "GET /api/vehicles", "it has two slashes in a row"),
        ("GET //api/vehicles", "GET /api/vehicles", "it has two slashes in a row"),
        ("GET /API/Vehicles", "GET /api/vehicles", "it differs in upper and lower case"),
        ("GET /vehicles", "GET /api/vehicles", "api is missing"),
        ("GET /vehicles/20", "GET /api/vehicles/{id}", "api is missing"),
        ("POST /departure-times/vehicle", "POST /api/departure-times/vehicle", "api is missing"),
        ("PATCH /api/v1/vehicles/20", "PATCH /api/vehicles/{id}", "v1 is too much"),
        ("GET /v1/vehicles", "GET /api/vehicles", "it has v1 for api"),
        ("POST /api/departure-times", "POST /api/departure-times/vehicle", "vehicle is missing"),
        ("POST /api/departure-times/vehicle/20", "POST /api/departure-times/vehicle", "20 is too much"),
        ("GET /api/charge-points/sessions", "GET /api/charge-points/{id}/sessions", "{id} is missing"),
        ("GET /api/charge-points//sessions", "GET /api/charge-points/{id}/sessions", "{id} is empty"),
        ("GET /Api/vehicle/", "GET /api/vehicles", "it differs in upper and lower case, it has vehicle for vehicles and it ends with a slash"),
    ],
)  # fmt: skip
def test_a_wrong_path_is_told_what_is_different(request_line: str, expected: str, difference: str) -> None:
    found = of(request_line)
    assert found.operation_id == expected
    assert found.why == f"the path {request_line.split()[1]} is not {found.path}: {difference}"


def test_the_path_counts_for_more_than_the_method() -> None:
    found = of("DELETE /api/vehicle/20")
    assert found.operation_id == "GET /api/vehicles/{id}"
    assert found.why.endswith("; /api/vehicles/{id} has GET and PATCH, not DELETE")


@pytest.mark.parametrize("path", ["/", "", "*", "/foo/bar", "/favicon.ico"])
def test_a_path_that_resembles_none_is_told_so(path: str) -> None:
    assert of(f"GET {path}").why == f"the path {path} resembles none, and /api/vehicles is the nearest"


def test_of_operations_that_are_equally_near_it_is_the_first() -> None:
    for order in (API, API[::-1]):
        first = next(one.id for one in order if one.path.startswith("/api/departure-times/"))
        assert nearest("POST", "/api/departure-times", order).operation_id == first


def test_of_a_long_path_only_the_beginning_counts() -> None:
    long = "GET /api/vehicles/" + "x" * 300
    assert of(long + "/sessions") == of(long)
    for path in ("/api/vehicles/" + "x" * 60_000, "/" * 60_000, "/".join(map(str, range(10_000)))):
        assert len(of(f"GET {path}").why) < 800


SEGMENTS = st.lists(st.sampled_from(["", "api", "API", "vehicles", "vehicle", "20", "v1", "batch", "{id}"]))


@given(st.sampled_from(["GET", "DELETE", ""]) | st.text(), SEGMENTS.map("/".join) | st.text())
@example("GET", "/api/vehicles")
def test_every_request_is_told_something(method: str, path: str) -> None:
    found = nearest(method, path, API)
    assert any(found[:3] == (one.id, one.method, one.path) for one in API)
    assert found.why
