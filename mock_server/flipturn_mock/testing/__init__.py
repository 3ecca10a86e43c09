"""What a developer's own tests use of the mock; nothing here is imported by a running mock."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flipturn_mock.testing.control import ControlError
    from flipturn_mock.testing.handle import Flipturn
    from flipturn_mock.testing.in_process import mock_flipturn

__all__ = ["ControlError", "Flipturn", "mock_flipturn"]

_HOMES = {"ControlError": "control", "Flipturn": "handle", "mock_flipturn": "in_process"}


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for: the pytest plugin must not make every run load Flask."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
