"""Tests that share a mock share nothing else: many at once, and any interleaving of a few."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.server import served
from tests.support import FEB_2, FEB_3, FEB_4, NOW, VIN, Mock
from tests.testing.sessions import run

pytest_plugins = ["pytester"]

# --- many -----------------------------------------------------------------------------------------------

MANY = """
import http.client, json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

@pytest.mark.parametrize("n", range(COUNT))
def test_one(flipturn, n):
    now = flipturn.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n))
    flipturn.state = {"vehicles": [{"id": n + 1, "name": f"Van {n}"}]}
    fault = flipturn.fail("getVehicle", status=400 + n % 100, times=1)
    connection = http.client.HTTPConnection(urlsplit(flipturn.url).netloc)
    for status in (400 + n % 100, 200):
        connection.request("GET", f"/api/vehicles/{n + 1}", headers={"Authorization": f"Bearer {flipturn.api_key}"})
        answer = connection.getresponse()
        body = json.loads(answer.read())
        assert answer.status == status
        assert answer.headers["Date"] == now.strftime("%a, %d %b %Y %H:%M:%S GMT")
    connection.close()
    assert body["vehicle"]["name"] == f"Van {n}"
    assert [request.at for request in flipturn.requests()] == [now, now]
    assert [vehicle["id"] for vehicle in flipturn.vehicles] == [n + 1]
    assert (fault.requests, fault.struck) == (2, 1)
    assert flipturn.clock.now == now
"""


@pytest.mark.slow
@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.nightly)])
def test_tests_on_one_mock_see_nothing_of_each_other(count: int, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(MANY.replace("COUNT", str(count)))
    with served("--log", "none") as mock:
        result = run(pytester, "-p", "xdist", "-q", "-n", "2", "--flipturn-url", mock.url)
    result.assert_outcomes(passed=count)


# --- any interleaving -----------------------------------------------------------------------------------

ORGANIZATIONS = ("one", "two", "three")
_FAULT = re.compile(r"fault/[0-9,]+")

organizations = st.sampled_from(ORGANIZATIONS)
vehicle_ids = st.sampled_from([20, 456, 457, 999])
vins = st.sampled_from([VIN, "NEW-1", "NEW-2"])
instants = st.sampled_from([NOW, FEB_2, FEB_3, FEB_4])
departures = st.lists(instants.map(lambda instant: {"departureTime": instant}), max_size=3)
states = st.sampled_from([{"vehicles": []}, {"vehicles": [{"id": 20, "name": "Van", "vin": "NEW-1"}]}, {}])
names = st.sampled_from(["a", "b"])
clocks = st.one_of(
    st.builds(lambda instant: {"action": "freeze", "instant": instant}, instants),
    st.sampled_from([{"action": "freeze"}, {"action": "reset"}]),
    st.builds(
        lambda action, hours: {"action": action, "durationMillis": hours * 3_600_000},
        st.sampled_from(["advance", "offset"]),
        st.integers(0, 72),
    ),
)
faults = st.builds(
    lambda status, first, count, probability: {
        "errorStatus": status,
        "succeedFirst": first,
        "failRequestCount": count,
        "errorProbability": probability,
    },
    st.sampled_from([429, 503]),
    st.integers(0, 2),
    st.integers(1, 3),
    st.sampled_from([0.5, 1]),
)


@pytest.fixture(scope="module")
def mocks() -> dict[str, Mock]:
    """A mock for each organization alone, and one for all of them."""
    return {name: Mock(rate_limit=20) for name in (*ORGANIZATIONS, "all")}


class Interleaved(RuleBasedStateMachine):
    """Whatever is asked for an organization is asked of the mock that all share and of one that it has alone."""

    mocks: dict[str, Mock]

    @initialize()
    def begin(self) -> None:
        for mock in self.mocks.values():
            mock.client.post("/__admin/reset")
            mock.clock.set(NOW)

    def same(self, name: str, method: str, path: str, body: Any = None) -> None:
        assert _told(self.mocks["all"], name, method, path, body) == _told(
            self.mocks[name], name, method, path, body
        )

    @rule(
        name=organizations,
        path=st.sampled_from(["/api/vehicles", "/api/vehicles/457", "/api/vehicle", "/api/vehicles/20"]),
    )
    def look(self, name: str, path: str) -> None:
        self.same(name, "GET", path)

    @rule(name=organizations, vin=vins)
    def create(self, name: str, vin: str) -> None:
        self.same(name, "POST", "/api/vehicles", {"vehicle": {"name": "Van", "vin": vin}})

    @rule(name=organizations, vehicle=vehicle_ids, vin=vins)
    def update(self, name: str, vehicle: int, vin: str) -> None:
        self.same(name, "PATCH", f"/api/vehicles/{vehicle}", {"vehicle": {"vin": vin}})

    @rule(name=organizations, owner=vehicle_ids | vins, times=departures)
    def sync(self, name: str, owner: int | str, times: list[Any]) -> None:
        member = "vehicleId" if isinstance(owner, int) else "vehicleVin"
        self.same(name, "POST", "/api/departure-times/vehicle", {member: owner, "departureTimes": times})

    @rule(name=organizations, action=clocks)
    def move_clock(self, name: str, action: Any) -> None:
        self.same(name, "PUT", "/__admin/clock", action)

    @rule(name=organizations, state=states)
    def replace(self, name: str, state: Any) -> None:
        self.same(name, "PUT", "/__admin/state", state)

    @rule(
        name=organizations,
        snapshot=names,
        what=st.sampled_from([("POST", ""), ("POST", "/restore"), ("DELETE", "")]),
    )
    def keep(self, name: str, snapshot: str, what: tuple[str, str]) -> None:
        self.same(name, what[0], f"/__admin/snapshots/{snapshot}{what[1]}")

    @rule(name=organizations, method=st.sampled_from(["POST", "PATCH"]), fault=faults)
    def fail(self, name: str, method: str, fault: Any) -> None:
        self.same(name, method, "/__admin/faults", fault)

    @rule(name=organizations, path=st.sampled_from(["faults", "requests"]))
    def clear(self, name: str, path: str) -> None:
        self.same(name, "DELETE", f"/__admin/{path}")

    @rule(name=organizations)
    def reset(self, name: str) -> None:
        self.same(name, "POST", "/__admin/reset")

    @rule(instant=instants)
    def time_passes_for_all(self, instant: str) -> None:
        for mock in self.mocks.values():
            mock.clock.set(instant)

    def teardown(self) -> None:
        for name in ORGANIZATIONS:
            for path in ("state", "clock", "requests", "requests/unmatched", "faults", "snapshots"):
                self.same(name, "GET", f"/__admin/{path}")


def _told(mock: Mock, name: str, method: str, path: str, body: Any) -> tuple[Any, ...]:
    """What the mock answers, but for numbers that count through all organizations."""
    if path.startswith("/__admin"):
        path += f"?organization={name}"
    answer = mock.with_key(f"test-org-{name}").call(method, path, body)
    headers = [answer.headers.get(header) for header in ("Date", "Retry-After", "X-Mock-Reason")]
    return answer.status_code, _plain(answer.json), _plain(headers)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        counted = _counted(value)
        return {name: _plain(item) for name, item in value.items() if name not in counted}
    return _FAULT.sub("fault/N", value) if isinstance(value, str) else value


def _counted(value: dict[str, Any]) -> tuple[str, ...]:
    """Members that count through all organizations, or are in real time, of faults and exchanges."""
    if value.keys() & {"expiresInMillis", "durationMillis", "loggedDate"}:
        return ("id", "fault", "expiresInMillis", "durationMillis")
    return ()


@pytest.fixture
def machine(mocks: dict[str, Mock]) -> Iterator[type[Interleaved]]:
    Interleaved.mocks = mocks
    yield Interleaved
    del Interleaved.mocks


@pytest.mark.slow
@pytest.mark.parametrize("examples", [8, pytest.param(300, marks=pytest.mark.nightly)])
def test_organizations_behave_as_if_each_were_alone(examples: int, machine: type[Interleaved]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=40))
