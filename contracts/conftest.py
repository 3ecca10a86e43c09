"""Loads the contract suite's plugin, so that `pytest contracts` works in a checkout."""

import os
from pathlib import Path

import pytest

from flipturn_contracts.harness.options import add_options

_ROOT = Path(__file__).resolve().parent.parent
_SOURCE_ROOTS = [str(_ROOT / name) for name in ("mock_server", "contracts")]
# The mocks that the run starts are this checkout's, whatever is installed.
os.environ["PYTHONPATH"] = os.pathsep.join([*_SOURCE_ROOTS, *filter(None, [os.environ.get("PYTHONPATH")])])


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Runs while the command line is being read, so the plugin's options are known in time."""
    if not pluginmanager.has_plugin("flipturn_contracts.plugin"):
        pluginmanager.import_plugin("flipturn_contracts.plugin")
        add_options(parser)
