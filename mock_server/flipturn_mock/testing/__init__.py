"""What a developer's own tests use of the mock; nothing here is imported by a running mock."""

from typing import TYPE_CHECKING, Any

__all__ = [
    "Clock",
    "ControlError",
    "Fault",
    "Flipturn",
    "FlipturnMock",
    "Request",
    "Snapshot",
    "UnexpectedHost",
    "mock_flipturn",
]

if TYPE_CHECKING:
    from flipturn_mock.testing.clock import Clock
    from flipturn_mock.testing.control import ControlError
    from flipturn_mock.testing.faults import Fault
    from flipturn_mock.testing.handle import Flipturn
    from flipturn_mock.testing.in_process import mock_flipturn
    from flipturn_mock.testing.intercept import UnexpectedHost
    from flipturn_mock.testing.journal import Request
    from flipturn_mock.testing.process import FlipturnMock
    from flipturn_mock.testing.snapshots import Snapshot
else:  # hidden from type checkers, which would take any name for one that is here
    _HOMES = {
        "Clock": "clock",
        "ControlError": "control",
        "Fault": "faults",
        "Flipturn": "handle",
        "FlipturnMock": "process",
        "Request": "journal",
        "Snapshot": "snapshots",
        "UnexpectedHost": "intercept",
        "mock_flipturn": "in_process",
    }

    def __getattr__(name: str) -> Any:
        """Load a name when it is first asked for: the pytest plugin must not make every run load Flask."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """What can be imported from here, loaded or not."""
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
