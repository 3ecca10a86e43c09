"""The application at /__admin: what a developer may see and do that Flipturn does not offer.

Keys, quota and faults of the API have no power here. Answers are JSON, refusals in the API's envelope.
"""

from time import monotonic
from typing import Any

from flask import Flask, Response, request

from mock_server.clock import Clock
from mock_server.contract.contract import Contract
from mock_server.contract.schema import Schema
from mock_server.domain.errors import Invalid
from mock_server.domain.keys import DEFAULT_ORGANIZATION, ORGANIZATION_NAME
from mock_server.operations.instants import format_instant, parse_instant
from mock_server.operations.json_types import JsonObject
from mock_server.operations.state import fleet_to_json
from mock_server.web.errors import envelope, handle_errors, json_response, refuse
from mock_server.web.guard import guard
from mock_server.web.json_text import parse_json, to_json
from mock_server.web.log import Log
from mock_server.web.world import World

MOUNT = "/__admin"

MAX_CONTROL_BODY = 1024 * 1024
_CLOCK_MEMBERS = {"freeze": {"instant"}, "advance": {"durationMillis"}, "reset": set[str]()}


class Control:
    """The control plane over one world and one clock."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        contract: Contract,
        instant: Schema,
        version: str,
    ) -> None:
        self._world = world
        self._clock = clock
        self._readings = contract.readings
        self._described = contract.document["x-readings"]
        self._instant = instant
        self._version = version
        self._began = monotonic()

    def health(self) -> JsonObject:
        """`{status, message, version, uptimeInSeconds, timestamp}`; answers as soon as the mock is ready."""
        _parameters()
        return {
            "status": "healthy",
            "message": "The Flipturn mock is ready",
            "version": self._version,
            "uptimeInSeconds": max(0, int(monotonic() - self._began)),
            "timestamp": format_instant(self._clock.now()),
        }

    def reset(self) -> JsonObject:
        """Everything back to the start, the clock too; with `organization` only that one's fleet."""
        parameters = _parameters("organization")
        if request.get_data() and parse_json(request.get_data()) != {}:
            raise Invalid("A reset takes no body; an organization is named in the query")
        if "organization" in parameters:
            self._world.reset(_organization(parameters))
        else:
            self._world.reset()
            self._clock.rewind()
        return {"status": "ok"}

    def state(self) -> JsonObject:
        """`{organization, customers, vehicles, departureTimes, nextIds}`: all that is stored."""
        organization = _organization(_parameters("organization"))
        with self._world.lock:
            state = fleet_to_json(self._world.fleet(organization))
        return {"organization": organization or None, **state}

    def readings(self) -> JsonObject:
        """`{readings: {name: {value, default, values, row, question}}}`; value is the one in force."""
        _parameters()
        return {"readings": {name: self._reading(name) for name in self._readings}}

    def clock(self) -> JsonObject:
        """`{status, currentInstant, currentEpochMillis, frozen}`; status is real, frozen or ticking."""
        _parameters()
        now, status = self._clock.now(), self._clock.status
        return {
            "status": status,
            "currentInstant": format_instant(now),
            "currentEpochMillis": now,
            "frozen": status == "frozen",
        }

    def set_clock(self) -> JsonObject:
        """`{action: freeze, instant?}`, `{action: advance, durationMillis}` or `{action: reset}`."""
        _parameters()
        body = parse_json(request.get_data())
        action = body.get("action") if isinstance(body, dict) else None
        if not isinstance(action, str) or action not in _CLOCK_MEMBERS:
            raise Invalid(f"action must be one of {', '.join(_CLOCK_MEMBERS)}")
        for member in body.keys() - _CLOCK_MEMBERS[action] - {"action"}:
            raise Invalid(f"action {action} does not take {member!r:.80}")
        if action == "freeze":
            self._clock.freeze(self._instant_of(body))
        elif action == "advance":
            self._clock.advance(_duration(body))
        else:
            self._clock.reset()
        return self.clock()

    def _reading(self, name: str) -> JsonObject:
        described = self._described[name]
        return {
            "value": self._readings[name],
            "default": described["default"],
            "values": list(described.get("values", ())) or f"whole numbers from {described['minimum']} on",
            "row": described["row"],
            "question": described["question"],
        }

    def _instant_of(self, body: JsonObject) -> int:
        if "instant" not in body:
            return self._clock.now()
        return parse_instant(self._instant.accept(body["instant"], "instant"))


def create_control(control: Control, log: Log, host: str | None, token: str | None) -> Flask:
    """The WSGI application, to be mounted at MOUNT; see `guard` for `host` and `token`."""
    app = Flask("mock_server.control", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_CONTROL_BODY
    app.url_map.merge_slashes = False
    for rule, method, view in (
        ("/health", "GET", control.health),
        ("/reset", "POST", control.reset),
        ("/state", "GET", control.state),
        ("/readings", "GET", control.readings),
        ("/clock", "GET", control.clock),
        ("/clock", "PUT", control.set_clock),
    ):
        app.add_url_rule(
            rule, view.__name__, _as_json(view), methods=[method], provide_automatic_options=False
        )
    app.before_request(lambda: guard(request, host, token))
    handle_errors(app, refuse, lambda: _failed(log))
    return app


def _as_json(view: Any) -> Any:
    return lambda: json_response(to_json(view()), 200)


def _failed(log: Log) -> Response:
    log.failure(None)
    return json_response(envelope("The control plane failed, and the mock's log says why"), 500)


def _parameters(*known: str) -> dict[str, str]:
    """The query parameters; a misspelt `organization` must not mean all of them."""
    for name in request.args:
        if name not in known:
            raise Invalid(f"There is no query parameter {name!r:.80} here")
        if len(request.args.getlist(name)) > 1:
            raise Invalid(f"{name} is given more than once")
    return dict(request.args)


def _organization(parameters: dict[str, str]) -> str:
    if "organization" not in parameters:
        return DEFAULT_ORGANIZATION
    name = parameters["organization"]
    if not ORGANIZATION_NAME.fullmatch(name):
        raise Invalid("organization must be 1 to 64 letters, digits, '-', '_' or '.'")
    return name


def _duration(body: JsonObject) -> int:
    value = body.get("durationMillis")
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid("durationMillis must be a whole number of milliseconds")
    return value
