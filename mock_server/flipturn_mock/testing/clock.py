"""The clock of one organization, as a test moves it."""

from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from flipturn_mock.testing.control import Control, JsonObject

_MILLISECOND = timedelta(milliseconds=1)
_NOTHING = timedelta()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Units(TypedDict, total=False):
    """How far, as the sum of all that are given; fractions are allowed."""

    days: float
    hours: float
    minutes: float
    seconds: float
    milliseconds: float


class Clock:
    """What time it is for one organization; no other one is moved with it.

    A handle has it as `clock`, and moves it by way of its `control`.
    It shows the time of the mock until it is set. Every change returns the time that it shows then,
    in UTC. It raises ControlError for a time that cannot be shown: those of the years 0002 to 9998 can.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    def __repr__(self) -> str:
        return "<clock of a Flipturn mock>"

    @property
    def now(self) -> datetime:
        """The time that it shows, in UTC, to the millisecond."""
        return _now(self._control.call("GET", "/clock"))

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still."""
        return bool(self._control.call("GET", "/clock")["frozen"])

    def freeze(self, instant: str | datetime | None = None) -> datetime:
        """Stand still.

        Args:
            instant: The time to stand still at, as text in ISO 8601 or as a datetime. Without an
                offset it is UTC. None stands still where the clock is.

        Returns:
            The time that the clock shows then, in UTC.

        Raises:
            ControlError: This is no time, or one that cannot be shown.
        """
        if instant is None:
            return self._set(action="freeze")
        text = instant if isinstance(instant, str) else instant.isoformat()
        return self._set(action="freeze", instant=text)

    def advance(self, by: timedelta = _NOTHING, **units: Unpack[Units]) -> datetime:
        """Go forward. A frozen clock stays frozen, any other one runs on from there.

        Args:
            by: How far, as a timedelta.
            **units: How far, in `days`, `hours`, `minutes`, `seconds` and `milliseconds`. They are
                added up, also to `by`.

        Returns:
            The time that the clock shows then, in UTC.

        Raises:
            ControlError: That is less than nothing, or leads to a time that cannot be shown.
            TypeError: There is no such unit.
        """
        return self._set(action="advance", durationMillis=_milliseconds(by, units))

    def offset(self, by: timedelta = _NOTHING, **units: Unpack[Units]) -> datetime:
        """Run this far ahead of the time of the mock, or behind it if the sum is negative.

        Args:
            by: How far, as a timedelta.
            **units: How far, in `days`, `hours`, `minutes`, `seconds` and `milliseconds`. They are
                added up, also to `by`.

        Returns:
            The time that the clock shows then, in UTC.

        Raises:
            ControlError: That leads to a time that cannot be shown.
            TypeError: There is no such unit.
        """
        return self._set(action="offset", durationMillis=_milliseconds(by, units))

    def reset(self) -> datetime:
        """Show the time of the mock again, and return it in UTC."""
        return self._set(action="reset")

    def _set(self, **action: str | int) -> datetime:
        __tracebackhide__ = True
        return _now(self._control.call("PUT", "/clock", action))


def _now(shown: JsonObject) -> datetime:
    return _EPOCH + timedelta(milliseconds=shown["currentEpochMillis"])


def _milliseconds(by: timedelta, units: Units) -> int:
    return (by + timedelta(**units)) // _MILLISECOND
