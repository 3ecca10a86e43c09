"""A local mock of the Flipturn API: `create_app()` in your own process, `flipturn-mock serve` in a shell."""

from mock_server.app import create_app
from mock_server.settings import Settings

__all__ = ["Settings", "create_app"]
