"""A small client that brings departures into Flipturn, and comes through its bad days."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests

BATCH = 100
TIMEOUT = 10  # seconds

Json = dict[str, Any]

# Worth another try: the same sync twice leaves the same departures, so nothing can be done double.
LOST = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class SyncFailed(Exception):
    """Flipturn said no, or could not be reached often enough."""


class SyncClient:
    """Reads vehicles and writes departures with one API key; `sleep` waits between two tries."""

    def __init__(
        self,
        api_key: str,
        url: str = "https://api.getflipturn.com",
        tries: int = 5,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url, self._tries, self._sleep = url, tries, sleep
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {api_key}"

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def vehicles(self) -> Iterator[Json]:
        """All vehicles, page by page."""
        cursor: Json = {}
        while True:
            page = self._call("GET", "/api/vehicles", params=cursor)
            yield from page["data"]
            if not page["pagination"]["hasNextPage"]:
                return
            cursor = {"nextPageCursor": page["pagination"]["nextPageCursor"]}

    def sync(self, plan: Mapping[int, list[Json]]) -> dict[int, str]:
        """Make these the departures of these vehicles, by id; why it failed, for those it failed for."""
        items: list[Json] = [
            {"vehicleId": vehicle, "departureTimes": departures} for vehicle, departures in plan.items()
        ]
        failed: dict[int, str] = {}
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            answer = self._call("POST", "/api/departure-times/batch", json={"vehicles": batch})
            for item, result in zip(batch, answer["results"], strict=True):
                if result["outcome"] == "error":
                    failed[item["vehicleId"]] = result["error"]
        return failed

    def _call(self, method: str, path: str, **sent: Any) -> Json:
        trouble = ""
        for attempt in range(self._tries):
            try:
                response = self._session.request(method, self._url + path, timeout=TIMEOUT, **sent)
            except LOST as error:
                trouble, wait = type(error).__name__, 2.0**attempt
            else:
                if response.ok:
                    return response.json()  # type: ignore[no-any-return]
                trouble = f"{response.status_code} {response.json()['error']}"
                if response.status_code != 429 and response.status_code < 500:
                    break
                wait = float(response.headers.get("Retry-After", 2**attempt))
            if attempt + 1 < self._tries:
                self._sleep(wait)
        raise SyncFailed(f"{method} {path}: {trouble}")
