"""What goes wrong on purpose, from a test's keywords to a fault that is set, counts, and is taken away."""

from datetime import timedelta
from types import TracebackType
from typing import Any, Literal, Self

from flipturn_mock.testing.control import Control, ControlError, JsonObject

Connection = Literal[
    "CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE"
]
"""What becomes of the connection instead of an answer, by WireMock's names."""

Seconds = float | timedelta


class Fault:
    """A fault that is set. The end of a `with` takes it away, and so does `remove`.

    Its counts ask the mock, and raise ControlError if it cannot be reached or was reset.
    """

    def __init__(self, control: Control, rule: JsonObject) -> None:
        """Set the fault that `rule` describes, by way of `control`; `Flipturn.fail` is the usual way.

        Raises:
            ControlError: The mock refuses the rule.
        """
        __tracebackhide__ = True
        self._control = control
        self._last: JsonObject = control.call("PATCH", "/faults", rule)["faults"][-1]
        self._is_set = True

    @property
    def id(self) -> str:
        """Its id, which `Request.fault` has for every request that it struck."""
        return str(self._last["id"])

    @property
    def requests(self) -> int:
        """How many requests it was asked about, also those it left alone."""
        return int(self._look()["requests"])

    @property
    def struck(self) -> int:
        """How many requests it failed or delayed."""
        return int(self._look()["struck"])

    def remove(self) -> None:
        """Take it away. Its counts stay readable, and nothing happens if it is gone already.

        Raises:
            ControlError: The mock cannot be reached.
        """
        __tracebackhide__ = True
        if not self._is_set:
            return
        try:
            self._look()
            self._control.call("DELETE", f"/faults/{self.id}")
        except ControlError as error:
            if error.status != 404:
                raise
        self._is_set = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.remove()

    def __repr__(self) -> str:
        return f"<fault {self.id} of a Flipturn mock{'' if self._is_set else ', taken away'}>"

    def _look(self) -> JsonObject:
        __tracebackhide__ = True
        if self._is_set:
            self._last = self._control.call("GET", f"/faults/{self.id}")
        return self._last


def rule(**given: Any) -> JsonObject:
    """The members of a fault that are given; a time, in seconds or as timedelta, becomes milliseconds."""
    return {
        name: _milliseconds(value) if name.endswith("Millis") else value
        for name, value in given.items()
        if value is not None
    }


def _milliseconds(time: Seconds) -> int:
    return round((time.total_seconds() if isinstance(time, timedelta) else time) * 1000)
