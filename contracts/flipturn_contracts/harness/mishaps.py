"""Sees how a run ends other than by its clauses: by Ctrl-C, or by an error inside pytest."""

from typing import Any

import pytest

from flipturn_contracts.harness.faults import fault_sentence, traceback_of
from flipturn_contracts.harness.secrets import Secrets


class Mishaps:
    """A pytest plugin, which is there before anything else of the suite."""

    def __init__(self, secrets: Secrets, folder: str | None) -> None:
        self._secrets, self._folder = secrets, folder
        self.interrupted = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl-C, and no class of its own, by which pytest says that it stops by itself."""
        self.interrupted = excinfo.type is KeyboardInterrupt

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """One sentence in place of the traceback, which goes to the log."""
        texts = [traceback_of(excinfo.value, "pytest ended with an internal error")]
        sentence = fault_sentence(texts, self._secrets, self._folder)
        excrepr.toterminal = lambda writer: writer.line(sentence)
