"""The options that every mock can be started with, and the forms of their values."""

import os
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from flipturn_mock.bench.journal import KEPT
from flipturn_mock.command_line.complaint import complain
from flipturn_mock.contract.document import load_document
from flipturn_mock.settings import MAX_BODY

PREFIX = "FLIPTURN_MOCK_"
"""Begins the name of every variable that is read in place of an option."""

Command = TypeVar("Command", bound=Callable[..., Any])


def option(name: str, *parameter: str, **attributes: Any) -> Callable[[Command], Command]:
    """An option that is also read from FLIPTURN_MOCK_NAME."""
    envvar = PREFIX + name.removeprefix("--").replace("-", "_").upper()
    return click.option(name, *parameter, envvar=envvar, show_envvar=True, **attributes)


def _is_visible_ascii(text: str) -> bool:
    """Whether the text is one or more characters that a header can carry as they are."""
    return text != "" and all("!" <= character <= "~" for character in text)


class Pair(click.ParamType[tuple[str, str]]):
    """NAME=VALUE; from the environment several, separated by commas. Never repeats what it was given."""

    name = "pair"
    envvar_list_splitter = ","

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The pair; the last equals sign separates, since a key may end in some."""
        left, separator, right = value.strip().rpartition("=")
        if not (separator and right and _is_visible_ascii(left)):
            self.fail(f"must be of the form {param.metavar if param else 'NAME=VALUE'}", param, ctx)
        return left, right


class Secret(click.ParamType[str]):
    """A bearer token: visible ASCII, which is all that a header can carry."""

    name = "token"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The token as it is."""
        if not _is_visible_ascii(value):
            self.fail("must be visible ASCII characters without spaces", param, ctx)
        return value


class MockCommand(click.Command):
    """Its help ends with the readings there are, which only the contract knows."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's name
        """Every reading with its values, default first."""
        with formatter.section("Readings (default first)"):
            formatter.write_dl(
                [(name, _values(reading)) for name, reading in load_document()["x-readings"].items()]
            )


def _values(reading: dict[str, Any]) -> str:
    return ", ".join(reading["values"]) if "values" in reading else f"{reading['default']}, or another number"


def mock_options(log: str) -> Callable[[Command], Command]:
    """What any mock takes, whoever starts it; `log` is the default form of its request log."""
    return lambda command: reduce(
        lambda decorated, add: add(decorated), reversed(_mock_options(log)), command
    )


def _mock_options(log: str) -> list[Callable[[Any], Any]]:
    file = click.Path(path_type=Path)
    return [
        option("--now", metavar="INSTANT", help="Hold the clock at this instant, e.g. 2026-02-01T00:00:00Z."),
        option("--ticking", is_flag=True, help="With --now: start there, and let time run."),
        option(
            "--key",
            "keys",
            type=Pair(),
            metavar="KEY=org|site[:NAME]",
            multiple=True,
            help="Let this API key in too; of the whole organization, or of one site; of the organization "
            "NAME, if given. May be repeated.",
        ),
        option("--fleet", type=file, metavar="FILE", help="Start with the fleet in this YAML or JSON file."),
        option("--empty", is_flag=True, help="Start without any vehicle."),
        option(
            "--reading",
            "readings",
            type=Pair(),
            metavar="NAME=VALUE",
            multiple=True,
            help="Answer a question that the documents leave open; all are listed below. May be repeated.",
        ),
        option(
            "--rate-limit",
            type=click.IntRange(0),
            metavar="N",
            default=0,
            help="Answer 429 to more than N requests a minute with one key; "
            "200 are documented, the default is none.",
        ),
        option(
            "--rate-limit-retry-after",
            is_flag=True,
            help="With --rate-limit: say in Retry-After when to come back, which is not documented.",
        ),
        option(
            "--prefer",
            is_flag=True,
            help="Give a request the answer that it asks for, as in the header Prefer: code=429.",
        ),
        option(
            "--journal",
            type=click.IntRange(0),
            metavar="N",
            help="Keep the last N exchanges of each organization for /__admin/requests; "
            f"0 keeps none, the default is {KEPT}.",
        ),
        option(
            "--admin-token",
            type=Secret(),
            metavar="TOKEN",
            help="Ask for this bearer token at /__admin; "
            "without it /__admin is there on a loopback host only.",
        ),
        option(
            "--no-admin",
            is_flag=True,
            help="Look exactly like a deployment: no /__admin, no /openapi.*, no X-Mock-* headers.",
        ),
        option("--tls-cert", type=file, metavar="FILE", help="Speak https, with the PEM certificate here."),
        option("--tls-key", type=file, metavar="FILE", help="Its private key, if that is in another file."),
        option(
            "--log",
            type=click.Choice(["text", "json", "none"]),
            default=log,
            show_default=True,
            help="Form of the request log on stderr.",
        ),
        option(
            "--max-body",
            type=click.IntRange(1),
            default=MAX_BODY,
            show_default=True,
            metavar="BYTES",
            help="Refuse larger request bodies with 413.",
        ),
    ]


def name_unknown_variables() -> None:
    """A misspelt variable would be ignored without a word."""
    commands = click.get_current_context().find_root().command
    assert isinstance(commands, click.Group)
    known = {param.envvar for command in commands.commands.values() for param in command.params}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            complain(f"{name} is in the environment, but there is no such option")
