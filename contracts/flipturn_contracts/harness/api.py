"""The API as a clause calls it: one key, one method for each operation, every answer kept."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flipturn_contracts.harness.broken import Broken, show
from flipturn_contracts.harness.exchange import Answer
from flipturn_contracts.harness.guard import BATCH, SYNC, VEHICLES
from flipturn_contracts.harness.wire import Wire

Json = dict[str, Any]
_NO_BODY = object()
_MOST_PAGES = 10_000


class Api:
    """Calls with one key; `authorization` is the header's text, with a placeholder in place of a real key."""

    def __init__(self, wire: Wire, authorization: str | None) -> None:
        self.wire, self.authorization = wire, authorization

    def with_authorization(self, authorization: str | None) -> "Api":
        """The same server, called with another header, or none."""
        return Api(self.wire, authorization)

    def send(
        self, method: str, path: str, body: Any = _NO_BODY, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A request; `body` is sent as JSON, or as it is if it is bytes, then too said to be JSON."""
        sent = {} if self.authorization is None else {"Authorization": self.authorization}
        if body is _NO_BODY:
            return self.wire.send(method, path, {**sent, **(headers or {})}, None)
        encoded = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        sent["Content-Type"] = "application/json"
        return self.wire.send(method, path, {**sent, **(headers or {})}, encoded)

    def get(self, path: str) -> Answer:
        """GET; `path` may have a query."""
        return self.send("GET", path)

    def post_sync(self, body: Any) -> Answer:
        """syncVehicleDepartureTimes with any body."""
        return self.send("POST", SYNC, body)

    def post_batch(self, body: Any) -> Answer:
        """batchSyncDepartureTimes with any body."""
        return self.send("POST", BATCH, body)

    def post_vehicle(self, body: Any) -> Answer:
        """createVehicle with any body."""
        return self.send("POST", VEHICLES, body)

    def patch_vehicle(self, vehicle_id: Any, body: Any) -> Answer:
        """updateVehicle with any body."""
        return self.send("PATCH", f"{VEHICLES}/{vehicle_id}", body)

    def sync(self, **body: Any) -> list[Json]:
        """The departures of a sync that must succeed."""
        return _list(self.post_sync(body).must_be(200, 201), "departureTimes")

    def batch(self, *vehicles: Any) -> list[Json]:
        """The results of a batch that must be accepted."""
        return _list(self.post_batch({"vehicles": list(vehicles)}).must_be(200, 201), "results")

    def create(self, **fields: Any) -> Json:
        """A new vehicle."""
        return _vehicle(self.post_vehicle({"vehicle": fields}).must_be(200, 201))

    def update(self, vehicle_id: int, **fields: Any) -> Json:
        """The vehicle after a change that must succeed."""
        return _vehicle(self.patch_vehicle(vehicle_id, {"vehicle": fields}).must_be(200))

    def vehicle(self, vehicle_id: int) -> Json:
        """One vehicle."""
        return _vehicle(self.get(f"{VEHICLES}/{vehicle_id}").must_be(200))

    def page(self, cursor: str | None = None) -> Json:
        """One page of vehicles; `cursor` is sent percent-encoded."""
        query = "" if cursor is None else f"?nextPageCursor={quote(cursor, safe='')}"
        answer = self.get(VEHICLES + query).must_be(200)
        page: Json = answer.json()
        _list(answer, "data")
        if not isinstance(page.get("pagination"), dict):
            raise Broken("A page has no pagination", "an object `pagination`", answer.shown)
        return page

    def pages(self) -> list[Json]:
        """Every page of vehicles, by the documented protocol."""
        pages, cursors = [self.page()], set[str]()
        while pages[-1]["pagination"].get("hasNextPage") is True:
            cursor = pages[-1]["pagination"].get("nextPageCursor")
            if str(cursor) in cursors or len(pages) > _MOST_PAGES:
                raise Broken("The pages of vehicles do not end", "a new cursor on every page", show(cursor))
            cursors.add(str(cursor))
            pages.append(self.page(cursor))
        return pages

    def vehicles(self) -> list[Json]:
        """All vehicles of all pages."""
        return [vehicle for page in self.pages() for vehicle in page["data"]]


def _vehicle(answer: Answer) -> Json:
    document = answer.json()
    vehicle = document.get("vehicle") if isinstance(document, dict) else None
    if not isinstance(vehicle, dict):
        raise Broken("The answer holds no vehicle", "an object `vehicle`", answer.shown)
    return vehicle


def _list(answer: Answer, name: str) -> list[Json]:
    document = answer.json()
    found = document.get(name) if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Broken(f"The answer holds no list {name!r}", f"an array of objects `{name}`", answer.shown)
    return found
