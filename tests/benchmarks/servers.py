"""What is measured, as data: a server is a command and the two requests that are put to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["ours", "peer", "bare"]

NOW = "2026-02-01T00:00:00Z"
"""Where our clock is held, for the rows in which it is."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a server on this machine; `body` is JSON, empty for none."""

    method: str
    path: str
    body: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The key, and what the body is."""
        key = {"Authorization": "Bearer test-org"}
        return key | {"Content-Type": "application/json"} if self.body else key


GET = Request("GET", "/api/vehicles/20")

POST = Request(
    "POST",
    "/api/departure-times/vehicle",
    json.dumps(
        {
            "vehicleId": 20,
            "departureTimes": [  # so far ahead that they are created, whatever the time is
                {"departureTime": "2099-02-05T06:00:00-05:00", "shiftName": "Morning Route"},
                {"departureTime": "2099-02-05T14:00:00-05:00", "routeName": "Route 42", "targetSoc": 80},
            ],
        }
    ),
)

GET_ANSWER = {
    "vehicle": {
        "id": 20,
        "name": "Demo Tesla",
        "make": "Tesla",
        "model": "Model 3",
        "vin": "demo-vin-1",
        "licensePlate": "ABC123",
        "hasTelematics": False,
        "customer": {"name": "Electric Fleet Transportation"},
        "accessIds": [{"id": 123, "ocppIdTag": "id-tag-1", "authorizationStatus": "Authorized"}],
    }
}
"""What ours answers, and what every server that is given its answers is given."""

POST_ANSWER = {
    "departureTimes": [
        {
            "id": number,
            "vehicleId": 20,
            "vehicleVin": None,
            "departureTime": time,
            "shiftName": shift,
            "routeName": route,
            "targetSoc": charge,
            "outcome": "created",
        }
        for number, time, shift, route, charge in (
            (1001, "2099-02-05T11:00:00.000Z", "Morning Route", None, 90),
            (1002, "2099-02-05T19:00:00.000Z", None, "Route 42", 80),
        )
    ]
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it is started: `{port}` in its command becomes the port that it shall listen on.

    `files` (name -> text) lie in its working folder, new at every start. Without `post` it has no
    such operation. `warm_up` is how many times as long as others it needs to be at its best, and
    `remark` what a reader must know to judge its row.
    """

    name: str
    kind: Kind
    command: tuple[str, ...]
    get: Request = GET
    post: Request | None = POST
    files: Mapping[str, str] = field(default_factory=dict)
    warm_up: int = 1
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A server that could not be measured, and why."""

    name: str
    reason: str
