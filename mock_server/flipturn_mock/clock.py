"""The only file that freezes time: it owns the one freezer of the process and moves it under a lock.

Whoever needs the time asks the clock, never Python: reads and moves are serialised here, so nobody
sees the moment between two freezers. freezegun is imported when time is first held, not before.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Literal

from flipturn_mock.domain.errors import Conflict, Invalid
from flipturn_mock.frozen_time import innermost_hands, is_ticking
from flipturn_mock.operations.instants import refuse_unshowable

Status = Literal["real", "frozen", "ticking"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)

# What the mock stands on keeps real time, its timeouts above all; to search all of it for clocks would
# be a tenth of the time that the mock takes to start, too.
_LIBRARIES = [
    *("werkzeug", "flask", "jinja2", "markupsafe", "itsdangerous", "blinker", "click"),
    *("jsonschema_rs", "httptools", "email", "http.", "urllib", "importlib", "encodings"),
    *("collections", "concurrent", "multiprocessing"),
]

# So do keep-alive and log times; the names are prefixes of modules.
_REAL_TIME = [
    *_LIBRARIES,
    "flipturn_mock.control.about",
    "flipturn_mock.web.log",
    "asyncio",
    "logging",
    "selectors",
]


class Clock:
    """The mock's time, in milliseconds since 1970.

    It is real until `reset` takes up the `start` it was made with, or until it is set: `frozen`
    stands still, `ticking` runs from where it was set. In a process whose time somebody else holds
    with freezegun it follows that, and refuses to be set.
    """

    def __init__(self, start: int | None = None, ticking: bool = False) -> None:
        self._start = start
        self._start_ticking = ticking
        self._lock = Lock()
        # What freezegun's `freeze_time` gave; its classes are not public.
        self._freezer: Any = None
        self._hands: Any = None
        self._is_ticking = False

    def now(self) -> int:
        """The instant; ask once per request."""
        with self._lock:
            return self._read()

    @property
    def status(self) -> Status:
        """How time passes."""
        if innermost_hands() is None:
            return "real"
        return "ticking" if is_ticking() else "frozen"

    def reset(self) -> None:
        """Show what the clock was made to show: the given instant, or real time. Raises Conflict."""
        with self._moving():
            if self._start is None:
                self._release()
            else:
                self._hold(self._start, self._start_ticking)

    def freeze(self, instant: int) -> None:
        """Stand still at the instant, which may be earlier. Raises Invalid, or Conflict if held elsewhere."""
        with self._moving():
            self._hold(instant, ticking=False)

    def advance(self, milliseconds: int) -> None:
        """Go forward; a frozen clock stays frozen, any other one runs on from there."""
        if milliseconds < 0:
            raise Invalid("durationMillis must not be negative: a clock only advances, freeze sets it back")
        with self._moving():
            self._hold(self._read() + milliseconds, ticking=self.status != "frozen")

    def rewind(self) -> None:
        """Reset, unless somebody else holds the time of the process: then it is theirs to rewind."""
        if not self._is_held_elsewhere():
            self.reset()

    def release(self) -> None:
        """Let time be real again; for a process that goes on without the mock, such as a test."""
        with self._lock:
            self._release()

    def _is_held_elsewhere(self) -> bool:
        """Whether a freeze_time that is not this clock's is in force, alone or on top of this clock's."""
        hands = innermost_hands()
        return hands is not None and hands is not self._hands

    @contextmanager
    def _moving(self) -> Iterator[None]:
        with self._lock:
            if self._is_held_elsewhere():
                raise Conflict("The time of this process is held by a freeze_time of its own; move it there")
            yield

    def _read(self) -> int:
        return (dt.datetime.now(dt.UTC) - _EPOCH) // _MILLISECOND

    def _hold(self, instant: int, ticking: bool) -> None:
        refuse_unshowable(instant)
        moment = (_EPOCH + instant * _MILLISECOND).replace(tzinfo=None)
        if self._hands is not None and self._is_ticking == ticking:
            self._hands.move_to(moment)
            return
        self._release()
        self._freezer, self._is_ticking = _new_freezer(moment, ticking), ticking
        self._hands = self._freezer.start()

    def _release(self) -> None:
        if self._freezer is not None:
            self._freezer.stop()
            self._freezer = self._hands = None


def _new_freezer(moment: dt.datetime, ticking: bool) -> Any:
    from freezegun import freeze_time

    return freeze_time(moment, tick=ticking, ignore=_REAL_TIME)
