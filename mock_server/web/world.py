"""All that a reset forgets, and the lock around it."""

from threading import Lock

from mock_server.domain.fleet import Fleet


class World:
    """The organizations, each with a fleet of its own that begins as a copy of the starting fleet."""

    def __init__(self, start: Fleet) -> None:
        self.lock = Lock()
        self._start = start
        self._fleets: dict[str, Fleet] = {}

    def fleet(self, organization: str) -> Fleet:
        """The organization's fleet, which exists from its first use on. Hold the lock."""
        fleet = self._fleets.get(organization)
        if fleet is None:
            fleet = self._fleets[organization] = self._start.copy()
        return fleet

    def reset(self, organization: str | None = None) -> None:
        """Forget one organization, or all of them: the next use begins with the starting fleet."""
        with self.lock:
            if organization is None:
                self._fleets = {}
            else:
                self._fleets.pop(organization, None)
