"""The command that a mock is run for: started, told what we are told, and waited for."""

import errno
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence

import click

from flipturn_mock.serving.listener import Stop, exit_soon

_PASSED_ON = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class CannotRun(click.ClickException):
    """The command cannot be run; the exit statuses are those of a shell."""

    exit_code = 126


class NoSuchCommand(CannotRun):
    """There is no such command."""

    exit_code = 127


class Child:
    """A command with our stdin, stdout and stderr; `status` is its exit status once it has ended."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.status = 0
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def start(self, stop: Stop) -> None:
        """Start the command, and stop when it has ended, whatever it leaves behind. Raises CannotRun."""
        for number in _PASSED_ON:
            _on(number, self._pass_on)
        process = self._process = self._started()
        # The terminal sends Ctrl-C to the command too, and the mock is there while it winds up.
        _on(signal.SIGINT, self._interrupt)
        for number in self._early:
            process.send_signal(number)
        threading.Thread(target=self._await_end, args=(process, stop), daemon=True).start()

    def _started(self) -> "subprocess.Popen[bytes]":
        name, *arguments = self._command
        if os.name == "nt":
            name = shutil.which(name) or name  # finds npm.cmd for npm, as a shell does
        try:
            return subprocess.Popen([name, *arguments], env=self._environment)  # noqa: S603 - the user's own command
        except OSError as error:
            refusal = NoSuchCommand if error.errno == errno.ENOENT else CannotRun
            raise refusal(f"cannot run {name} ({error.strerror or error})") from None

    def _pass_on(self, number: int, _: object) -> None:
        if self._process is None:
            self._early.append(number)
        else:
            self._process.send_signal(number)

    def _interrupt(self, number: int, _: object) -> None:
        if not _terminal_tells_both() and self._process is not None:
            self._process.send_signal(number)

    def _await_end(self, process: "subprocess.Popen[bytes]", stop: Stop) -> None:
        # Without a timeout, which would wait for ever where time is held.
        code = process.wait()
        self.status = code if code >= 0 else 128 - code
        exit_soon(self.status)
        stop()


def _terminal_tells_both() -> bool:
    """Whether an interrupt is Ctrl-C at our terminal, which the command has been told of as well."""
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (OSError, AttributeError):
        return os.name == "nt"


def _on(number: int, handle: "signal._HANDLER") -> None:
    """Handle a signal, unless whoever started us wants it ignored, by the command too (as `nohup` does)."""
    if signal.getsignal(number) is not signal.SIG_IGN:
        signal.signal(number, handle)
