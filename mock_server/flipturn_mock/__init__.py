"""A local mock of the Flipturn API: `create_app()` in your own process, `flipturn-mock serve` in a shell.

PYTEST_DONT_REWRITE: the distribution has a pytest plugin, so pytest would want to rewrite this file and
warn whoever has imported it before; it asserts nothing.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["Settings", "create_app", "mock_flipturn"]

if TYPE_CHECKING:
    from flipturn_mock.app import create_app
    from flipturn_mock.settings import Settings
    from flipturn_mock.testing import mock_flipturn
else:  # hidden from type checkers, which would take any name for one that is here

    def __getattr__(name: str) -> Any:
        """Load a name when it is first asked for: the pytest plugin must not make every run load Flask."""
        homes = {"create_app": "app", "Settings": "settings", "mock_flipturn": "testing"}
        if name not in homes:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{homes[name]}"), name)


def __dir__() -> list[str]:
    """What can be imported from here, loaded or not."""
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
