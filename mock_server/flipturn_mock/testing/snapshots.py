"""What an organization has stored at one time, kept on the mock to be put back."""

from types import TracebackType
from typing import Self

from flipturn_mock.testing.control import Control, ControlError


class Snapshot:
    """A snapshot that was taken; `with` puts it back at the end, and forgets it."""

    def __init__(self, control: Control, name: str) -> None:
        """Take the snapshot; raises ControlError if the mock refuses it."""
        __tracebackhide__ = True
        self._control = control
        self.name = name
        taken = control.call("POST", f"/snapshots/{name}")
        self.vehicles: int = taken["vehicles"]
        self.departures: int = taken["departureTimes"]

    def restore(self) -> None:
        """Put back what was stored and how the clock was set; journal and faults are left alone."""
        __tracebackhide__ = True
        self._control.call("POST", f"/snapshots/{self.name}/restore")

    def delete(self) -> None:
        """Forget it; nothing happens if it is gone already."""
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
