"""The time that one organization goes by: the clock of the process, or one of its own above it."""

from flipturn_mock.domain.errors import Invalid
from flipturn_mock.operations.instants import refuse_unshowable, showable


class OwnClock:
    """Follows the clock of the process until it is frozen, advanced or offset.

    All times are in milliseconds since 1970. What `process` means below is the time that the clock
    of the process shows at that moment.
    """

    def __init__(self) -> None:
        self._frozen: int | None = None
        self._ahead: int | None = None

    @property
    def is_own(self) -> bool:
        """Whether it shows anything but the clock of the process."""
        return self._frozen is not None or self._ahead is not None

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still by itself, whatever the clock of the process does."""
        return self._frozen is not None

    def now(self, process: int) -> int:
        """The instant; an offset stops at the first and last instant that can be shown."""
        if self._frozen is not None:
            return self._frozen
        return process if self._ahead is None else showable(process + self._ahead)

    def freeze(self, instant: int) -> None:
        """Stand still at the instant; raises Invalid."""
        refuse_unshowable(instant)
        self._frozen, self._ahead = instant, None

    def advance(self, milliseconds: int, process: int) -> None:
        """Go forward; a frozen clock stays frozen. Raises Invalid, also for going back."""
        if milliseconds < 0:
            raise Invalid("durationMillis must not be negative: a clock only advances, freeze sets it back")
        instant = self.now(process) + milliseconds
        refuse_unshowable(instant)
        if self._frozen is not None:
            self._frozen = instant
        else:
            self._ahead = instant - process

    def offset(self, milliseconds: int, process: int) -> None:
        """Run this far ahead of the clock of the process, behind it if negative; raises Invalid."""
        refuse_unshowable(process + milliseconds)
        self._frozen, self._ahead = None, milliseconds

    def follow(self) -> None:
        """Show the clock of the process again."""
        self._frozen = self._ahead = None

    def copy(self) -> "OwnClock":
        """An independent clock that shows the same."""
        twin = OwnClock()
        twin._frozen, twin._ahead = self._frozen, self._ahead
        return twin
