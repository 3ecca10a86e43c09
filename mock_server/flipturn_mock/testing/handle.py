"""One organization on a running mock, as a test sees it."""

from collections.abc import Mapping
from os import urandom
from typing import Any

from flipturn_mock.domain.keys import ORGANIZATION_NAME
from flipturn_mock.testing import journal
from flipturn_mock.testing.clock import Clock
from flipturn_mock.testing.control import Control, JsonObject, Send
from flipturn_mock.testing.failing import Failing
from flipturn_mock.testing.snapshots import Snapshot


class Flipturn(Failing):
    """An organization of a test's own; nothing of it can be seen from another one.

    Making it costs nothing, and it begins with the mock's starting fleet. `url` is what the client
    under test uses in place of `https://api.getflipturn.com`, and `api_key` its key. `clock` is the
    organization's clock, `organization` its name, and `control` the way to whatever has no method
    here. Every method raises ControlError, with the mock's own sentence, if the mock refuses what is
    asked, and if it is not there. Any number of threads may share a handle.
    """

    def __init__(
        self,
        url: str,
        organization: str | None = None,
        *,
        api_key: str | None = None,
        send: Send | None = None,
    ) -> None:
        """The handle of an organization on a running mock.

        Args:
            url: The URL of the mock, of the form http://HOST:PORT.
            organization: The name of the organization: 1 to 64 letters, digits, '-', '_' or '.'. None
                is the default one (key `test-org`): its clock is that of the mock, and its reset
                resets everything.
            api_key: A key that the mock lets in for this organization, if it is not `test-org-NAME`.
            send: How the control plane is reached; None reaches it over HTTP.

        Raises:
            ValueError: That cannot be a name.
            ControlError: That cannot be the URL of a mock.
        """
        if organization is not None and not ORGANIZATION_NAME.fullmatch(organization):
            raise ValueError("The name of an organization is 1 to 64 letters, digits, '-', '_' or '.'")
        if send is None:
            from flipturn_mock.testing.over_http import OverHttp

            send = OverHttp(url)
        self.url = url.rstrip("/")
        self.organization = organization
        self._api_key = api_key
        super().__init__(Control(send, organization))
        self.clock = Clock(self.control)

    def __repr__(self) -> str:
        return f"<Flipturn mock at {self.url}, {_whose(self.organization)}>"

    @property
    def api_key(self) -> str:
        """A key of the whole organization."""
        return self._api_key or f"test-org{_suffix(self.organization)}"

    @property
    def site_key(self) -> str:
        """A key of one site of it; departure times refuse such a key."""
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
        """The requests that came with a key of this organization and fit all that is given.

        Args:
            operation_id: The operation that was meant, such as `createVehicle`.
            method: The HTTP method.
            path: The path of the URL, without its query.
            json: The value of the whole body.
            json_path: A JSONPath that finds something in the body, or a matcher such as
                `{"expression": "$.vehicleId", "equalTo": "20"}`.
            status: The status that was answered.
            pattern: A request pattern as WireMock has them, for everything else.

        Returns:
            The requests, oldest first.

        Raises:
            ControlError: The pattern, the JSONPath or the operation makes no sense to the mock.
        """
        __tracebackhide__ = True
        wanted = journal.pattern(operation_id, method, path, json, json_path) | dict(pattern or {})
        found = journal.fitting(self.control, wanted)
        return [request for request in found if status in (None, request.status)]

    def unmatched(self) -> list[journal.Request]:
        """The requests that meant no operation, oldest first; `nearest` says which was probably meant."""
        __tracebackhide__ = True
        return journal.unmatched(self.control)

    def forget_requests(self) -> None:
        """Empty the journal of this organization."""
        __tracebackhide__ = True
        self.control.call("DELETE", "/requests")

    # --- what is stored -------------------------------------------------------------------------------

    @property
    def state(self) -> JsonObject:
        """All that is stored: customers, vehicles, departureTimes and nextIds. Setting it replaces all.

        Raises ControlError if what is set is no such state.
        """
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
        """All vehicles, as the API shows them, by id."""
        vehicles: list[JsonObject] = self.state["vehicles"]
        return vehicles

    def departures(self, vehicle_id: int | None = None, vin: str | None = None) -> list[JsonObject]:
        """The departures that are stored, past ones too.

        Args:
            vehicle_id: Only those of the vehicle with this id.
            vin: Only those of the vehicle with this VIN, and those that wait for such a vehicle.

        Returns:
            The departures as the API shows them, each with its `vehicleId` or `vehicleVin`.
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
        """Keep what is stored now, and how the clock is set, to be put back.

        Args:
            name: The name of the snapshot, as the name of an organization; None makes one up. A
                snapshot of the same name is replaced.

        Returns:
            The snapshot. Its `restore` puts everything back, and so does the end of a `with`.

        Raises:
            ControlError: That cannot be a name.
        """
        __tracebackhide__ = True
        return Snapshot(self.control, name or f"snapshot-{urandom(6).hex()}")

    def reset(self) -> None:
        """Begin anew: the fleet and the clock as they were at first; no faults, snapshots and requests."""
        __tracebackhide__ = True
        self.control.call("POST", "/reset")


def _suffix(organization: str | None) -> str:
    return "" if organization is None else f"-{organization}"


def _whose(organization: str | None) -> str:
    return "the default organization" if organization is None else f"organization {organization}"
