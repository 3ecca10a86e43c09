"""A local mock of the Flipturn API: `create_app()` in your own process, `flipturn-mock serve` in a shell.

PYTEST_DONT_REWRITE: the distribution has a pytest plugin, so pytest would want to rewrite this file and
warn whoever has imported it before; it asserts nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flipturn_mock.app import create_app
    from flipturn_mock.settings import Settings
    from flipturn_mock.testing import mock_flipturn

__all__ = ["Settings", "create_app", "mock_flipturn"]

_HOMES = {
    "create_app": "flipturn_mock.app",
    "Settings": "flipturn_mock.settings",
    "mock_flipturn": "flipturn_mock.testing",
}


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for: the pytest plugin must not make every run load Flask."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
