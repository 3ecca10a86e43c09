"""Points in time for clauses, counted from the server's own now."""

from datetime import UTC, datetime, timedelta
from typing import Any

MOCK_NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
"""Where a mock's clock is held, so that a run is the same on every day."""


class Moments:
    """Times around one instant; on a deployment that is its Date header, so keep an hour's distance."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def at(self, hours: float) -> str:
        """So many hours from now, as the API writes instants."""
        return written(self.instant(hours))

    def instant(self, hours: float) -> datetime:
        """So many hours from now, to the millisecond."""
        return self.now + timedelta(hours=hours)


def written(instant: datetime) -> str:
    """`2026-02-05T11:00:00.000Z`: UTC with milliseconds, as in every documented answer."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: Any) -> datetime:
    """The instant that an answer shows; ValueError if it is none."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is no instant")
    return datetime.fromisoformat(text).astimezone(UTC)


def departures(*times: str, **more: Any) -> list[dict[str, Any]]:
    """Departures at these times; `more` goes for each of them."""
    return [{"departureTime": time, **more} for time in times]
