"""Points in time as the API writes them, and as the domain counts them: milliseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

from flipturn_mock.domain.errors import Invalid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

EARLIEST = (datetime(2, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
LATEST = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
"""A clock shows the years 0002 to 9998, as the contract has them; LATEST is the first instant after."""


def refuse_unshowable(instant: int) -> None:
    """Raise Invalid for an instant that no clock here can show."""
    if not EARLIEST <= instant < LATEST:
        raise Invalid("The clock shows the years 0002 to 9998 only")


def showable(instant: int) -> int:
    """The instant, or the nearest one that a clock here can show."""
    return min(max(instant, EARLIEST), LATEST - 1)


def parse_instant(text: str) -> int:
    """Milliseconds since 1970 of a text that the contract's InstantInput accepts.

    Without an offset it is UTC (D10); what is finer than milliseconds is cut off (D12).
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


def format_instant(instant: int) -> str:
    """`2026-02-05T11:00:00.000Z`, the form of every documented answer."""
    moment = _EPOCH + timedelta(milliseconds=instant)
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"
