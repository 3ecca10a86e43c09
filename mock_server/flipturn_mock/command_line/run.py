"""`flipturn-mock run`: a mock for as long as one command runs."""

import os
from typing import Any

import click

from flipturn_mock.app import mock_version
from flipturn_mock.command_line.child import Child
from flipturn_mock.command_line.complaint import PROGRAM
from flipturn_mock.command_line.mock import listen_at, make_mock
from flipturn_mock.command_line.options import (
    PREFIX,
    MockCommand,
    Secret,
    mock_options,
    name_unknown_variables,
    option,
)

_HOST = "127.0.0.1"


@click.command(
    "run",
    cls=MockCommand,
    # What follows the command's name is the command's own, as with `env` and `timeout`.
    context_settings={"allow_interspersed_args": False},
    options_metavar="[OPTIONS] [--]",
)
@click.version_option(mock_version(), prog_name=PROGRAM)
@option(
    "--api-key",
    type=Secret(),
    metavar="KEY",
    default="test-org",
    show_default=True,
    help="The command's key; let in whatever it is.",
)
@mock_options(log="none")
@click.argument("command", metavar="CMD [ARGS]...", nargs=-1, required=True, type=click.UNPROCESSED)
def run_command(command: tuple[str, ...], api_key: str, **given: Any) -> int:
    """Run CMD with a mock of its own, and end with its exit status.

    CMD finds the mock in its environment: FLIPTURN_API_URL, which has a free port of this machine,
    and FLIPTURN_API_KEY. The mock answers before CMD starts, and stops when it has ended.

    \b
    Examples:
      flipturn-mock run pytest -q
      flipturn-mock run --now 2026-02-01T00:00:00Z -- npm test
      flipturn-mock run sh -c './sync.sh "$FLIPTURN_API_URL" "$FLIPTURN_API_KEY"'

    Options of the mock stand before CMD, and can be set in the environment instead; CMD does not see
    these variables. Ctrl-C and SIGTERM reach CMD, which decides how to end. The exit status is 127 if
    there is no such command, 126 if it cannot be run, and 128+N if signal N ended it.
    """
    mock = make_mock(_HOST, api_key=api_key, **given)
    name_unknown_variables()
    listening = listen_at(_HOST, 0)
    child = Child(command, _environment(f"{mock.scheme}://{_HOST}:{listening.getsockname()[1]}", api_key))
    mock.serve(listening, lambda _: None, child.start)
    return child.status


def _environment(url: str, api_key: str) -> dict[str, str]:
    """The command's environment: without our settings, which another mock that it starts would obey."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return kept | {"FLIPTURN_API_URL": url, "FLIPTURN_API_KEY": api_key}
