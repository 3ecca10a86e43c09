"""What many tests need: a mock at a known instant, without a socket, and a short way to call it."""

import copy
import json
from typing import Any

from werkzeug.test import TestResponse

from flipturn_mock.app import create_app
from flipturn_mock.clock import Clock
from flipturn_mock.operations.instants import parse_instant
from flipturn_mock.settings import Settings

NOW = "2026-02-01T00:00:00.000Z"
FEB_2, FEB_3, FEB_4 = (f"2026-02-0{day}T00:00:00.000Z" for day in (2, 3, 4))
VIN = "1HGBH41JXMN109186"  # of vehicle 456


class StoppedClock(Clock):
    """A clock that shows what the test says, without touching the time of the process."""

    def __init__(self, instant: str = NOW) -> None:
        super().__init__()
        self.set(instant)

    def set(self, instant: str) -> None:
        self._instant = parse_instant(instant)

    def now(self) -> int:
        return self._instant


class Mock:
    """A mock in process, called with the key of one organization."""

    def __init__(self, key: str = "test-org", **settings: Any) -> None:
        self.clock = StoppedClock()
        self.app = create_app(Settings(**settings), self.clock)
        self.client = self.app.test_client()
        self.key = key

    def begin_anew(self) -> None:
        """Forget everything that a test has done to it."""
        self.clock.set(NOW)
        self.client = self.app.test_client()
        answer = self.client.post("/__admin/reset")
        assert answer.status_code == 200, answer.text

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """A call with the key; `body` is sent as JSON unless it is bytes."""
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.key}"} | headers}
        if isinstance(body, bytes):
            sent |= {"data": body, "content_type": "application/json"}
        elif body is not None:
            sent |= {"data": json.dumps(body).encode(), "content_type": "application/json"}
        return self.client.open(path, method=method, **sent)

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON, which must be a success."""
        response = self.call(method, path, body)
        assert response.status_code in (200, 201), response.text
        return response.json

    def with_key(self, key: str) -> "Mock":
        """The same mock, called with another key."""
        other = copy.copy(self)
        other.key, other.client = key, self.app.test_client()
        return other

    def refused(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and sentence of an answer, which must be the documented envelope and nothing else."""
        response = self.call(method, path, body, **headers)
        assert response.status_code >= 400, response.text
        assert response.content_type == "application/json"
        answer = json.loads(response.text)
        assert list(answer) == ["error"]
        assert isinstance(answer["error"], str)
        return response.status_code, answer["error"]

    def sync(self, **body: Any) -> list[dict[str, Any]]:
        """The departures of a sync that must succeed."""
        answer: list[dict[str, Any]] = self.ok("POST", "/api/departure-times/vehicle", body)["departureTimes"]
        return answer

    def batch(self, *vehicles: Any) -> list[dict[str, Any]]:
        """The results of a batch that must be accepted."""
        answer: list[dict[str, Any]] = self.ok(
            "POST", "/api/departure-times/batch", {"vehicles": list(vehicles)}
        )["results"]
        return answer

    def create(self, **vehicle: Any) -> dict[str, Any]:
        """A new vehicle."""
        answer: dict[str, Any] = self.ok("POST", "/api/vehicles", {"vehicle": vehicle})["vehicle"]
        return answer

    def state(self, organization: str | None = None) -> dict[str, Any]:
        """All that is stored."""
        query = {} if organization is None else {"organization": organization}
        answer: dict[str, Any] = self.client.get("/__admin/state", query_string=query).json or {}
        return answer

    def stored(self, **owner: Any) -> list[dict[str, Any]]:
        """The stored departures of one vehicleId or vehicleVin, by id."""
        return [
            departure
            for departure in self.state()["departureTimes"]
            if all(departure[name] == value for name, value in owner.items())
        ]


def at(*times: str) -> list[dict[str, str]]:
    """Departures at these times, with nothing else said."""
    return [{"departureTime": time} for time in times]


def times(departures: list[dict[str, Any]]) -> list[Any]:
    """When they leave."""
    return [departure["departureTime"] for departure in departures]


def ids(departures: list[dict[str, Any]]) -> list[Any]:
    """Their ids, None for those that were skipped."""
    return [departure["id"] for departure in departures]
