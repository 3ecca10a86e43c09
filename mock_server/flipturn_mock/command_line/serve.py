"""`flipturn-mock serve`: a mock that answers until somebody stops it."""

import os
import sys
import threading
from typing import Any

import click

from flipturn_mock.app import mock_version
from flipturn_mock.banner import banner
from flipturn_mock.command_line.complaint import PROGRAM
from flipturn_mock.command_line.mock import listen_at, make_mock
from flipturn_mock.command_line.options import MockCommand, mock_options, name_unknown_variables, option
from flipturn_mock.serving.listener import Stop, exit_soon, stop_on_signals


@click.command("serve", cls=MockCommand)
@click.version_option(mock_version(), prog_name=PROGRAM)
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@option("--port", type=click.IntRange(0, 65535), default=4080, show_default=True, help="0 takes a free one.")
@mock_options(log="text")
@option("--stop-with-stdin", is_flag=True, hidden=True, help="Stop when stdin ends, as when a parent dies.")
def serve_command(host: str, port: int, stop_with_stdin: bool, **given: Any) -> None:
    """Answer the Flipturn API on this machine until Ctrl-C or SIGTERM.

    \b
    API keys that are let in:
      test-org        an organization with the vehicles of Flipturn's documents
      test-site       one site of it; departure times ask for more and refuse it
      test-org-NAME   the same in an organization NAME of its own, made on first use;
      test-site-NAME  tests that use a NAME each share nothing

    \b
    Examples:
      flipturn-mock serve --now 2026-02-01T00:00:00Z
      flipturn-mock serve --port 0 --fleet fleet.yaml --log json
      flipturn-mock serve --reading omitted-target-soc=null --key my-key=org

    Every option can be set in the environment instead, several values separated by commas; the
    command line goes before the environment.
    """
    mock = make_mock(host, **given)
    name_unknown_variables()

    def say(real_port: int) -> None:
        print(banner(mock.settings, mock.clock, real_port, mock.scheme), flush=True)  # noqa: T201 - the banner is the command's output

    mock.serve(listen_at(host, port), say, _stop_with_stdin if stop_with_stdin else stop_on_signals)


def _stop_with_stdin(stop: Stop) -> None:
    """A parent that was killed can send no signal, but its end of the pipe is closed for it."""
    stop_on_signals(stop)
    threading.Thread(target=_await_end_of_stdin, args=(stop,), daemon=True).start()


def _await_end_of_stdin(stop: Stop) -> None:
    try:
        # Not through sys.stdin: its lock would be held when the interpreter ends.
        while sys.stdin is not None and os.read(sys.stdin.fileno(), 65536):
            pass
    except OSError:
        pass  # nothing will ever come from there, which is an end too
    exit_soon(0)
    stop()
