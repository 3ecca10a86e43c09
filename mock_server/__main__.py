"""The command line: `flipturn-mock serve`, or `python -m mock_server serve`."""

import errno
import os
import socket
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from mock_server.app import ContractMismatch, body_limit, create_app, mock_version, parse_now
from mock_server.banner import banner
from mock_server.clock import Clock
from mock_server.contract.document import load_document
from mock_server.contract.operations import Unsupported
from mock_server.contract.readings import UnknownReading
from mock_server.domain.errors import Refusal
from mock_server.serving.gateway import Gateway
from mock_server.serving.listener import listen, serve
from mock_server.settings import MAX_BODY, Settings
from mock_server.web.errors import envelope
from mock_server.web.fleet_file import UnreadableFleet

PROGRAM = "flipturn-mock"
_PREFIX = "FLIPTURN_MOCK_"

Command = TypeVar("Command", bound=Callable[..., Any])


def _is_visible_ascii(text: str) -> bool:
    """Whether the text is one or more characters that a header can carry as they are."""
    return text != "" and all("!" <= character <= "~" for character in text)


class _Pair(click.ParamType[tuple[str, str]]):
    """NAME=VALUE; from the environment several, separated by commas. Never repeats what it was given."""

    name = "pair"
    envvar_list_splitter = ","

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        left, separator, right = value.strip().rpartition("=")
        if not (separator and right and _is_visible_ascii(left)):
            self.fail(f"must be of the form {param.metavar if param else 'NAME=VALUE'}", param, ctx)
        return left, right


class _Secret(click.ParamType[str]):
    """A bearer token: visible ASCII, which is all that a header can carry."""

    name = "token"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not _is_visible_ascii(value):
            self.fail("must be visible ASCII characters without spaces", param, ctx)
        return value


def _option(name: str, *parameter: str, **attributes: Any) -> Callable[[Command], Command]:
    """An option that is also read from FLIPTURN_MOCK_NAME."""
    envvar = _PREFIX + name.removeprefix("--").replace("-", "_").upper()
    return click.option(name, *parameter, envvar=envvar, show_envvar=True, **attributes)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(mock_version(), prog_name=PROGRAM)
def cli() -> None:
    """A local mock of the Flipturn API, EV charging for fleets."""


class _ServeCommand(click.Command):
    """Its help ends with the readings there are, which only the contract knows."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's name
        with formatter.section("Readings (default first)"):
            formatter.write_dl(
                [(name, _values(reading)) for name, reading in load_document()["x-readings"].items()]
            )


def _values(reading: dict[str, Any]) -> str:
    return ", ".join(reading["values"]) if "values" in reading else f"{reading['default']}, or another number"


@cli.command("serve", cls=_ServeCommand)
@click.version_option(mock_version(), prog_name=PROGRAM)
@_option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@_option("--port", type=click.IntRange(0, 65535), default=4080, show_default=True, help="0 takes a free one.")
@_option("--now", metavar="INSTANT", help="Hold the clock at this instant, e.g. 2026-02-01T00:00:00Z.")
@_option("--ticking", is_flag=True, help="With --now: start there, and let time run.")
@_option(
    "--key",
    "keys",
    type=_Pair(),
    metavar="KEY=org|site",
    multiple=True,
    help="Let this API key in too; of the whole organization, or of one site. May be repeated.",
)
@_option(
    "--fleet",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Start with the fleet in this YAML or JSON file.",
)
@_option("--empty", is_flag=True, help="Start without any vehicle.")
@_option(
    "--reading",
    "readings",
    type=_Pair(),
    metavar="NAME=VALUE",
    multiple=True,
    help="Answer a question that the documents leave open; all are listed below. May be repeated.",
)
@_option(
    "--admin-token",
    type=_Secret(),
    metavar="TOKEN",
    help="Ask for this bearer token at /__admin; without it /__admin is there on a loopback host only.",
)
@_option(
    "--no-admin",
    is_flag=True,
    help="Look exactly like a deployment: no /__admin, no /openapi.*, no X-Mock-* headers.",
)
@_option(
    "--log",
    type=click.Choice(["text", "json", "none"]),
    default="text",
    show_default=True,
    help="Form of the request log on stderr.",
)
@_option(
    "--max-body",
    type=click.IntRange(1),
    default=MAX_BODY,
    show_default=True,
    metavar="BYTES",
    help="Refuse larger request bodies with 413.",
)
def serve_command(host: str, port: int, now: str | None, ticking: bool, no_admin: bool, **rest: Any) -> None:
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
    if ticking and now is None:
        raise click.UsageError("--ticking needs --now")
    if no_admin and rest["admin_token"] is not None:
        raise click.UsageError("--no-admin and --admin-token exclude each other")
    if rest["empty"] and rest["fleet"] is not None:
        raise click.UsageError("--empty and --fleet exclude each other")
    _name_unknown_variables()
    settings = _settings(host=host, admin=not no_admin, **rest)
    clock = Clock(None if now is None else parse_now(now, "--now"), ticking)
    app = create_app(settings, clock)
    listening = _listen(host, port)
    clock.reset()
    gateway = Gateway(app, envelope, partial(body_limit, settings))
    serve(gateway, listening, lambda real_port: print(banner(settings, clock, real_port), flush=True))  # noqa: T201 - the banner is the command's output


def _settings(keys: Sequence[tuple[str, str]], readings: Sequence[tuple[str, str]], **rest: Any) -> Settings:
    if any(scope not in ("org", "site") for _, scope in keys):
        raise click.UsageError("--key must end in =org or =site")
    return Settings(keys=dict(keys), readings=dict(readings), **rest)


def _name_unknown_variables() -> None:
    """A misspelt variable would be ignored without a word."""
    known = {param.envvar for param in cli.commands["serve"].params}
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name not in known:
            _complain(f"{name} is in the environment, but there is no such option", 0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except socket.gaierror as error:
        reason = error.strerror
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        if error.errno == errno.EADDRINUSE:
            reason += " (another mock? stop it, or choose a --port)"
    except UnicodeError:
        reason = "that is not a host name"
    raise click.ClickException(f"cannot listen on {host} port {port}: {reason}")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; every refusal is one line on stderr and a non-zero exit."""
    try:
        status = cli.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message())
        status = 2
    except click.ClickException as error:
        status = _complain(error.format_message(), error.exit_code)
    except (ContractMismatch, UnknownReading, UnreadableFleet, Unsupported) as error:
        status = _complain(str(error), 1)
    except Refusal as refusal:
        status = _complain(refusal.sentence, 2)
    except OSError as error:
        status = _complain(f"{error.strerror or error}", 1)
    except (KeyboardInterrupt, click.Abort):
        status = 130
    sys.exit(status)


def _complain(sentence: str, status: int) -> int:
    click.echo(f"{PROGRAM}: {' '.join(sentence.split())}", err=True)
    return status


if __name__ == "__main__":
    main()
