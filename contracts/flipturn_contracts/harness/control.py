"""The mock's control plane, which no deployment has: its clock, its readings, what it stores."""

from datetime import datetime
from typing import Any

import requests

from flipturn_contracts.harness.broken import Broken
from flipturn_contracts.harness.moments import read, written

_SHOWN = 2000


class Control:
    """`/__admin` of a mock of our own; Broken if the mock fails there, as after a fault of its own."""

    def __init__(self, url: str) -> None:
        self._url = url + "/__admin"
        self._session = requests.Session()

    def freeze(self, instant: datetime) -> None:
        """Hold the clock at this instant."""
        self._clock({"action": "freeze", "instant": written(instant)})

    def release(self) -> None:
        """Let the clock show what it showed at the start."""
        self._clock({"action": "reset"})

    def now(self) -> datetime:
        """What the clock shows."""
        return read(self._get("clock")["currentInstant"])

    def readings(self) -> dict[str, str]:
        """The reading in force, by name."""
        return {name: str(told["value"]) for name, told in self._get("readings")["readings"].items()}

    def departures(self, organization: str) -> list[dict[str, Any]]:
        """All stored departures of an organization."""
        stored: list[dict[str, Any]] = self._state(organization)["departureTimes"]
        return stored

    def _state(self, organization: str) -> dict[str, Any]:
        return self._get("state", organization=organization)

    def close(self) -> None:
        """End the connection."""
        self._session.close()

    def _clock(self, body: dict[str, Any]) -> None:
        self._ask("PUT", "clock", json=body)

    def _get(self, path: str, **query: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._ask("GET", path, params=query).json()
        return answer

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        asked = f"{method} {self._url}/{path}"
        try:
            response = self._session.request(method, f"{self._url}/{path}", timeout=10, **more)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Broken(f"{asked} got no answer", "an answer", str(error)) from None
        if response.status_code != 200:
            raise Broken(f"{asked} failed", "status 200", f"{response.status_code} {response.text[:_SHOWN]}")
        return response
