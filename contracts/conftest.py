"""Loads the contract suite's plugin, so that `pytest contracts` works in a checkout."""

import pytest

import tests  # noqa: F401 - the mocks that the run starts are this checkout's, whatever is installed
from flipturn_contracts.harness.options import add_options


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Runs while the command line is being read, so the plugin's options are known in time."""
    if not pluginmanager.has_plugin("flipturn_contracts.plugin"):
        pluginmanager.import_plugin("flipturn_contracts.plugin")
        add_options(parser)
