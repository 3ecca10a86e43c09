"""A mock in a process of its own for a test session, that never outlives it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Timer
from typing import IO, Any

from flipturn_mock.testing.control import Control, ControlError
from flipturn_mock.testing.handle import Flipturn
from flipturn_mock.testing.over_http import OverHttp

_COMMAND = (
    sys.executable,
    "-P",
    "-m",
    "flipturn_mock",
    "serve",
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--log",
    "none",
)

_STOP_WITH_STDIN = ("--stop-with-stdin",)
"""Its stdin ends with this process, also if that is killed."""

_SETTINGS = "FLIPTURN_MOCK_"
_TOKEN = "FLIPTURN_MOCK_ADMIN_TOKEN"  # noqa: S105 - the name of a variable

_NOT_LET_IN = f"{_TOKEN} is not the token it was given, or it was started with --no-admin, or is no mock"

_PATIENCE = 30.0
"""Seconds that a mock may take to start, and to stop: far more than it needs."""


class FlipturnMock:
    """A running mock at `url`, which the fixture `flipturn_mock` gives.

    `organization` gives a test a part of it that is its own.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        """The mock that runs at a URL.

        Args:
            url: Its URL, of the form http://HOST:PORT.
            token: Its admin token, None if it has none.

        Raises:
            ControlError: No control plane of a mock answers there, or it asks for another token.
        """
        self.url = url.rstrip("/")
        self._send = OverHttp(url, token)
        if Control(self._send, None).call("GET", "/health").get("status") != "healthy":
            raise ControlError(f"What answers at {self.url} is not the control plane of a Flipturn mock")

    def __repr__(self) -> str:
        return f"<Flipturn mock at {self.url}>"

    def organization(self, name: str | None = None) -> Flipturn:
        """A part of the mock that shares nothing with the others.

        Args:
            name: The name of the organization, 1 to 64 letters, digits, '-', '_' or '.'. None makes up
                a name that nobody else has.

        Returns:
            The handle of the organization.

        Raises:
            ValueError: That cannot be a name.
        """
        return Flipturn(self.url, name or os.urandom(12).hex(), send=self._send)

    @property
    def default(self) -> Flipturn:
        """The default organization, where requests without a key that is let in are kept as well."""
        return Flipturn(self.url, send=self._send)

    def close(self) -> None:
        """Close the connection to the control plane; the mock goes on."""
        self._send.close()


def running(url: str) -> FlipturnMock:
    """A mock that runs already; its admin token, if it has one, is taken from the environment.

    Raises ControlError with a sentence that says what is wrong.
    """
    try:
        return FlipturnMock(url, os.environ.get(_TOKEN))
    except ControlError as error:
        if error.status != 401:
            raise
        raise ControlError(f"{url} lets nobody in: {_NOT_LET_IN}", error.status) from None


@contextmanager
def started(options: Sequence[str]) -> Iterator[FlipturnMock]:
    """A mock that is started with these options of `serve`, and stopped at the end; raises ControlError."""
    with tempfile.TemporaryFile() as complaints, _process(options, complaints) as process:
        mock = FlipturnMock(_url(process, complaints))
        try:
            yield mock
        finally:
            mock.close()


@contextmanager
def _process(options: Sequence[str], complaints: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*_COMMAND, *_STOP_WITH_STDIN, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        # What is set for a mock that somebody serves by hand is not meant for this one.
        env={name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)},
        **_apart(),
    )
    try:
        yield process
    finally:
        process.terminate()
        _close(process)
        with _patience(process):
            process.wait()


def _apart() -> dict[str, Any]:
    """Ctrl-C is for the tests, which may need the mock to come to their end."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _url(process: subprocess.Popen[bytes], complaints: IO[bytes]) -> str:
    assert process.stdout is not None
    with _patience(process):
        first = process.stdout.readline().decode()
    if not first.startswith("Flipturn mock listening on "):
        process.wait()
        complaints.seek(0)
        why = complaints.read().decode(errors="replace").strip()
        raise ControlError(f"The Flipturn mock did not start: {why or f'exit status {process.returncode}'}")
    return first.split()[-1]


@contextmanager
def _patience(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill the process if it takes too long; a thread does it, since freezegun may hold the time here."""
    killer = Timer(_PATIENCE, process.kill)
    killer.daemon = True
    killer.start()
    try:
        yield
    finally:
        killer.cancel()
