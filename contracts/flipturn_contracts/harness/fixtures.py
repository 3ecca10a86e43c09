"""What a clause can ask for. What the target lacks, or the run does not allow, is told by name."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import not_observable, not_run, same
from flipturn_contracts.harness.clause import ANY_NUMBER
from flipturn_contracts.harness.guard import VEHICLES, Writes
from flipturn_contracts.harness.judge import clause_of
from flipturn_contracts.harness.moments import MOCK_NOW, Moments
from flipturn_contracts.harness.own import ABSENT_ID, Own
from flipturn_contracts.harness.target import Target
from flipturn_contracts.harness.vehicle import claimed_vehicle, restore

Json = dict[str, Any]


class Clock:
    """A clock that a clause may move."""

    def __init__(self, target: Target) -> None:
        assert target.control is not None
        self._control = target.control

    def at(self, instant: datetime) -> None:
        """Hold it at this instant."""
        self._control.freeze(instant)

    def pass_hours(self, hours: float) -> None:
        """Let so many hours go by."""
        self._control.freeze(self._control.now() + timedelta(hours=hours))


class Stored:
    """A view of the departures that an organization has stored, which the API itself does not give."""

    def __init__(self, target: Target, organization: str) -> None:
        assert target.control is not None
        self._control, self._organization = target.control, organization

    def all(self) -> list[Json]:
        """Every stored departure, by id."""
        return sorted(
            self._control.departures(self._organization), key=lambda stored: str(stored["id"]).zfill(12)
        )

    def of(self, owner: int | str) -> list[Json]:
        """Those of a vehicle's id, or of a VIN that no vehicle had."""
        name = "vehicleId" if isinstance(owner, int) else "vehicleVin"
        return [stored for stored in self.all() if stored[name] == owner]

    def times(self, owner: int | str) -> list[str]:
        """When those leave, earliest first."""
        return sorted(stored["departureTime"] for stored in self.of(owner))


@pytest.fixture
def own(target: Target) -> Own:
    """What this run, or on a mock this test, may call its own."""
    return target.own if target.control is None else Own("mock")


@pytest.fixture
def organization(target: Target) -> str:
    """An organization of this test's own; on a deployment there is only the key's."""
    return target.new_organization()


@pytest.fixture
def api(target: Target, organization: str) -> Api:
    """Reads with the key; what may be written is up to other fixtures, and to the guard."""
    return target.api(organization)


@pytest.fixture
def departures(target: Target, api: Api) -> Api:
    """The API, allowed to sync departures of `vin` and `vehicle`."""
    _need(target, Writes.DEPARTURES)
    return api


@pytest.fixture
def new_vin(departures: Api, own: Own) -> Callable[[], str]:  # noqa: ARG001 - a VIN is made to be synced
    """Makes VINs that no vehicle and no departure has."""
    return own.next_vin


@pytest.fixture
def vin(new_vin: Callable[[], str]) -> str:
    """A VIN that no vehicle and no departure has."""
    return new_vin()


@pytest.fixture
def absent_id(target: Target, api: Api) -> int:
    """The id of a vehicle that does not exist, which is looked up first."""
    if target.control is None and target.own.absent_id_status is None:
        target.own.absent_id_status = api.get(f"{VEHICLES}/{ABSENT_ID}").status
    if target.control is None and target.own.absent_id_status != 404:
        not_run(f"vehicle {ABSENT_ID} should be absent, and GET does not answer 404")
    return ABSENT_ID


@pytest.fixture
def vehicle(target: Target, api: Api, own: Own) -> Iterator[Json]:
    """A vehicle with a VIN that may be changed, and whose departures may be; put back afterwards."""
    _need(target, Writes.ALL)
    if target.control is not None:
        yield api.create(name="Contract vehicle", vin=own.next_vin(), make="Make", licensePlate="PLATE")
        return
    found = claimed_vehicle(api, own)
    yield found
    restore(api, own, found["id"])


@pytest.fixture
def vehicles(target: Target, api: Api) -> Api:
    """The API, allowed to create and change vehicles freely: only where they can be forgotten."""
    if target.control is None:
        not_observable("it takes vehicles made for the purpose, and nothing documented deletes a vehicle")
    return api


@pytest.fixture
def many_vehicles(target: Target, api: Api) -> None:
    """More than a page of vehicles, where vehicles can be made for the purpose."""
    if target.control is not None:
        for number in range(120):
            api.create(name=f"Vehicle {number}")


@pytest.fixture
def site_api(target: Target, organization: str) -> Api:
    """The API called with a key of one site."""
    api = target.site_api(organization)
    if api is None:
        not_observable("it takes a key of one site (--site-key-env)")
    return api


@pytest.fixture
def other(target: Target) -> Api:
    """The API called with the key of another organization."""
    if target.control is None:
        not_observable("it takes a key of another organization")
    return target.api(target.new_organization())


@pytest.fixture
def clock(target: Target, now: Moments) -> Clock:  # noqa: ARG001 - which holds it first, and lets it go
    """A clock to move."""
    if target.control is None:
        not_observable("it takes a clock that can be moved")
    return Clock(target)


@pytest.fixture
def stored(target: Target, organization: str) -> Stored:
    """A view of what is stored."""
    if target.control is None:
        not_observable("it takes a view of stored departures, which the API does not give")
    return Stored(target, organization)


@pytest.fixture
def now(target: Target) -> Iterator[Moments]:
    """The server's time: held on a mock, told by its Date header on a deployment."""
    if target.control is None:
        yield Moments(target.now())
        return
    target.control.freeze(MOCK_NOW)
    yield Moments(MOCK_NOW)
    target.control.release()


@pytest.fixture
def observe(request: pytest.FixtureRequest, target: Target) -> Callable[[object], None]:
    """Takes the answer to a question that the documents leave open, and judges it."""
    told = clause_of(request.node)
    assert told is not None
    question = told["reading"]

    def judge(answer: object) -> None:
        __tracebackhide__ = True
        in_force = _in_force(target, question)
        request.node.contract_reading = {"observed": str(answer), "in_force": in_force}
        if not _is_allowed(str(answer), question["allowed"]):
            same(f'The answer to "{question["question"]}"', str(answer), " or ".join(question["allowed"]))
        if in_force:
            same(f"The reading {question['id']} that is in force", str(answer), in_force)

    return judge


def _is_allowed(answer: str, allowed: tuple[str, ...]) -> bool:
    return answer in allowed or (ANY_NUMBER in allowed and answer.isdigit())


def _in_force(target: Target, question: Json) -> str:
    """What the mock says is switched on, or what it has settled on; a deployment tells neither."""
    if target.control is None:
        return ""
    if question["switch"]:
        return target.control.readings()[question["switch"]]
    return str(question["mock"])


def _need(target: Target, writes: Writes) -> None:
    if not target.writes.allow(writes):
        not_run(f"needs --allow-writes {writes}")
