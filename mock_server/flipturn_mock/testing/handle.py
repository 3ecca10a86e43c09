"""One organization on a running mock, as a test sees it."""

from collections.abc import Mapping
from os import urandom
from typing import Any

from flipturn_mock.domain.keys import ORGANIZATION_NAME
from flipturn_mock.testing import journal
from flipturn_mock.testing.clock import Clock
from flipturn_mock.testing.control import Control, JsonObject, Send
from flipturn_mock.testing.faults import Connection, Fault, Seconds, rule
from flipturn_mock.testing.snapshots import Snapshot


class Flipturn:
    """An organization of a test's own; nothing of it can be seen from another one.

    Making it costs nothing, and it begins with the mock's starting fleet. `url` is what the client
    under test takes for `https://api.getflipturn.com`, `api_key` its key, and `control` the way to
    whatever has no method here. What is asked of the mock raises ControlError, with the mock's own
    sentence, if the mock refuses it or is not there. Any number of threads may share a handle.
    """

    def __init__(
        self,
        url: str,
        organization: str | None = None,
        *,
        api_key: str | None = None,
        send: Send | None = None,
    ) -> None:
        """The organization of that name on the mock at `url`.

        None is the default one (key `test-org`): its clock is that of the mock, and its reset that
        of everything. `api_key` is another key that the mock lets in for it. `send` is how the
        control plane is reached, over HTTP if it is not given. Raises ValueError for what cannot be
        a name.
        """
        if organization is not None and not ORGANIZATION_NAME.fullmatch(organization):
            raise ValueError("The name of an organization is 1 to 64 letters, digits, '-', '_' or '.'")
        if send is None:
            from flipturn_mock.testing.over_http import OverHttp

            send = OverHttp(url)
        self.url = url.rstrip("/")
        self.organization = organization
        self._api_key = api_key
        self.control = Control(send, organization)
        self.clock = Clock(self.control)

    def __repr__(self) -> str:
        return f"<Flipturn mock at {self.url}, {_whose(self.organization)}>"

    @property
    def api_key(self) -> str:
        """A key of the whole organization."""
        return self._api_key or f"test-org{_suffix(self.organization)}"

    @property
    def site_key(self) -> str:
        """A key of one site of it, which departure times refuse."""
        return f"test-site{_suffix(self.organization)}"

    # --- what has come --------------------------------------------------------------------------------

    def requests(
        self,
        operation_id: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        json: Any = journal.UNSAID,
        json_path: str | JsonObject | None = None,
        status: int | None = None,
        pattern: Mapping[str, Any] | None = None,
    ) -> list[journal.Request]:
        """The requests that came with a key of this organization and fit all that is given, oldest first.

        `json` is the whole body, `json_path` a JSONPath that finds something in it, or a matcher such
        as `{"expression": "$.vehicleId", "equalTo": "20"}`, `status` what was answered; `pattern` is
        a pattern of WireMock's, for everything else.
        """
        __tracebackhide__ = True
        wanted = journal.pattern(operation_id, method, path, json, json_path) | dict(pattern or {})
        found = journal.fitting(self.control, wanted)
        return [request for request in found if status in (None, request.status)]

    def unmatched(self) -> list[journal.Request]:
        """The requests whose path or method there is not, oldest first; `nearest` says what was meant."""
        __tracebackhide__ = True
        return journal.unmatched(self.control)

    def forget_requests(self) -> None:
        """Begin the journal anew."""
        __tracebackhide__ = True
        self.control.call("DELETE", "/requests")

    # --- what goes wrong ------------------------------------------------------------------------------

    def fail(
        self,
        operation_id: str | None = None,
        *,
        status: int | None = None,
        connection: Connection | None = None,
        times: int | None = None,
        after: int | None = None,
        retry_after: int | None = None,
        probability: float | None = None,
        seed: int | None = None,
        processed: bool | None = None,
        time_to_live: Seconds | None = None,
    ) -> Fault:
        """Let requests fail from now on: by a `status`, 500 if none is given, or by losing the `connection`.

        All operations unless one is named, and every time unless `times` are given; the first `after`
        requests are left alone, and with a `probability` (0 to 1, the same sequence for the same
        `seed`) only some fail. `retry_after` is the header, in seconds. Nothing is done for a request
        that fails, unless `processed`: then only its answer is lost. It ends by itself after
        `time_to_live` (seconds; five minutes).
        """
        __tracebackhide__ = True
        if status is not None and connection is not None:
            raise ValueError("A request fails by its status or by its connection, not by both")
        return self.add_fault(
            rule(
                operationId=operation_id,
                errorStatus=500 if status is None and connection is None else status,
                fault=connection,
                failRequestCount=times,
                succeedFirst=after,
                retryAfter=retry_after,
                errorProbability=probability,
                seed=seed,
                processed=processed,
                timeToLiveMillis=time_to_live,
            )
        )

    def delay(
        self,
        operation_id: str | None = None,
        *,
        seconds: float,
        jitter: float | None = None,
        times: int | None = None,
        after: int | None = None,
        seed: int | None = None,
        time_to_live: Seconds | None = None,
    ) -> Fault:
        """Let answers come late from now on: what is asked is done at once, and told `seconds` later.

        With `jitter` it takes up to so many seconds more. The rest is as with `fail`.
        """
        __tracebackhide__ = True
        return self.add_fault(
            rule(
                operationId=operation_id,
                latencyMillis=seconds,
                latencyJitterMillis=jitter,
                failRequestCount=times,
                succeedFirst=after,
                seed=seed,
                timeToLiveMillis=time_to_live,
            )
        )

    def limit(
        self,
        operation_id: str | None = None,
        *,
        requests: int,
        seconds: Seconds = 60,
        status: int | None = None,
        retry_after: int | None = None,
        time_to_live: Seconds | None = None,
    ) -> Fault:
        """Let so many `requests` through in `seconds`, by this organization's clock; the rest are 429."""
        __tracebackhide__ = True
        return self.add_fault(
            rule(
                operationId=operation_id,
                quotaLimit=requests,
                quotaWindowMillis=seconds,
                quotaErrorStatus=status,
                retryAfter=retry_after,
                timeToLiveMillis=time_to_live,
            )
        )

    def add_fault(self, fault: Mapping[str, Any]) -> Fault:
        """Set a fault as the control plane takes it (FaultInput in its contract) beside those there are."""
        __tracebackhide__ = True
        return Fault(self.control, dict(fault))

    def clear_faults(self) -> None:
        """Take all faults away."""
        __tracebackhide__ = True
        self.control.call("DELETE", "/faults")

    # --- what is stored -------------------------------------------------------------------------------

    @property
    def state(self) -> JsonObject:
        """All that is stored, `{customers, vehicles, departureTimes, nextIds}`; setting it replaces all."""
        __tracebackhide__ = True
        stored = self.control.call("GET", "/state")
        del stored["organization"]  # so that it can be given to another one
        return stored

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        __tracebackhide__ = True
        self.control.call("PUT", "/state", dict(state))

    @property
    def vehicles(self) -> list[JsonObject]:
        """The vehicles, as the API shows them."""
        vehicles: list[JsonObject] = self.state["vehicles"]
        return vehicles

    def departures(self, vehicle_id: int | None = None, vin: str | None = None) -> list[JsonObject]:
        """The departures that are stored, past ones too: all, or those of one vehicle.

        By a VIN also those that wait for a vehicle of that VIN.
        """
        state = self.state
        ids = {vehicle["id"] for vehicle in state["vehicles"] if vin is not None and vehicle["vin"] == vin}
        return [
            departure
            for departure in state["departureTimes"]
            if (vehicle_id is None or departure["vehicleId"] == vehicle_id)
            and (vin is None or departure["vehicleVin"] == vin or departure["vehicleId"] in ids)
        ]

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Keep what is stored now, and how the clock is set, to be put back."""
        __tracebackhide__ = True
        return Snapshot(self.control, name or f"snapshot-{urandom(6).hex()}")

    def reset(self) -> None:
        """Begin anew: the fleet, the clock, and no faults, snapshots and requests."""
        __tracebackhide__ = True
        self.control.call("POST", "/reset")


def _suffix(organization: str | None) -> str:
    return "" if organization is None else f"-{organization}"


def _whose(organization: str | None) -> str:
    return "the default organization" if organization is None else f"organization {organization}"
