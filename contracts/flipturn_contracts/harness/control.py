"""The mock's control plane, which no deployment has: its clock, its readings, what it stores."""

from datetime import datetime
from typing import Any

import requests

from flipturn_contracts.harness.moments import read, written


class Control:
    """`/__admin` of a mock of our own. What goes wrong here is no clause's fault: it raises as it is."""

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
        self._session.put(f"{self._url}/clock", json=body, timeout=10).raise_for_status()

    def _get(self, path: str, **query: str) -> dict[str, Any]:
        response = self._session.get(f"{self._url}/{path}", params=query, timeout=10)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer
