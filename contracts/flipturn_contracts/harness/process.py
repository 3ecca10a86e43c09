"""A mock in a process of its own: the time it holds must not be pytest's."""

import os
import re
import shlex
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from types import TracebackType

_FIRST_LINE = re.compile(r"\S.* listening on (http://\S+)\n")
SAFE_PATH = "PYTHONSAFEPATH"
"""What keeps the workers of a run from importing from the current folder; a server may want to."""

_PATIENCE = 30.0
"""Seconds for the first line, on a machine that is busy."""


class MockDidNotStart(RuntimeError):
    """The command ended, or said something else than where it listens."""


class MockProcess:
    """A server that prints where it listens, from start to stop."""

    def __init__(self, command: str, options: Sequence[str]) -> None:
        # A pipe that nobody reads would stop the mock when full.
        self._log = tempfile.TemporaryFile("a+")  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - the command is the user's own
            [*shlex.split(command), "--port", "0", *options],
            stdin=subprocess.PIPE,  # ends with this process, and our own mock ends with it
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={name: value for name, value in os.environ.items() if _is_for_servers(name)},
        )
        try:
            self.url = self._told_url()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> "MockProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End it; a second time does nothing."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._log.close()

    def _said(self) -> list[str]:
        """What it has written on stderr so far."""
        self._log.seek(0)
        return self._log.read().splitlines()

    def _told_url(self) -> str:
        out = self._process.stdout
        assert out is not None
        watchdog = threading.Timer(_PATIENCE, self._process.kill)
        watchdog.start()
        try:
            line = out.readline()
        finally:
            watchdog.cancel()
        match = _FIRST_LINE.fullmatch(line)
        if match is None:
            self._process.kill()
            self._process.wait()
            last = self._said()[-1:]
            raise MockDidNotStart(
                f"The mock did not start: {(last or [line.strip() or 'it said nothing'])[0]}"
            )
        return match[1]


def _is_for_servers(variable: str) -> bool:
    return variable != SAFE_PATH and not variable.startswith("FLIPTURN_MOCK_")
