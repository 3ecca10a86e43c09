"""Loads the suite's plugin for `pytest contracts`; `python -m contracts` loads it with -p."""

import pytest


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Runs while the command line is being read, so the plugin's options are known in time."""
    if not pluginmanager.has_plugin("contracts.plugin"):
        pluginmanager.import_plugin("contracts.plugin")
