"""What an organization has stored at one time, kept on the mock to be put back."""

from types import TracebackType
from typing import Self

from flipturn_mock.testing.control import Control, ControlError


class Snapshot:
    """A snapshot that was taken. The end of a `with` puts it back and forgets it.

    `name` is its name on the mock; `vehicles` and `departures` count what it holds.
    """

    def __init__(self, control: Control, name: str) -> None:
        """Take the snapshot `name`, by way of `control`; `Flipturn.snapshot` is the usual way.

        Raises:
            ControlError: The mock refuses the name.
        """
        __tracebackhide__ = True
        self._control = control
        self.name = name
        taken = control.call("POST", f"/snapshots/{name}")
        self.vehicles: int = taken["vehicles"]
        self.departures: int = taken["departureTimes"]

    def restore(self) -> None:
        """Put back what was stored and how the clock was set. Journal and faults are left alone.

        Raises:
            ControlError: The snapshot is gone, by `delete` or by a reset.
        """
        __tracebackhide__ = True
        self._control.call("POST", f"/snapshots/{self.name}/restore")

    def delete(self) -> None:
        """Forget it. Nothing happens if it is gone already.

        Raises:
            ControlError: The mock cannot be reached.
        """
        __tracebackhide__ = True
        try:
            self._control.call("DELETE", f"/snapshots/{self.name}")
        except ControlError as error:
            if error.status != 404:
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.restore()
        except ControlError as refused:
            if refused.status != 404:  # a reset has put back more than this
                raise
        self.delete()

    def __repr__(self) -> str:
        return f"<{self.name} of a Flipturn mock: {self.vehicles} vehicles, {self.departures} departures>"
