"""Reads the options of `flipturn-contracts` before pytest does: short help, refusals in a sentence."""

import argparse
from difflib import get_close_matches
from typing import Any, NoReturn

import pytest

from flipturn_contracts.harness.option_table import GROUPS, OPTIONS

_USAGE = """flipturn-contracts [--target URL] [options]
       flipturn-contracts clean RUN-ID --target URL"""
_ABOUT = (
    "Puts the promises of the Flipturn API to a server: a mock of its own, or the deployment at --target."
)
_MORE = """pytest's options work too, such as -k NAME, -x, -v or -n 2; --pytest-help shows all of them

exit status: 0 all holds, 1 a clause is broken, 2 bad options or interrupted, 3 could not be judged,
5 nothing selected"""


class BadOption(Exception):
    """A sentence that says what is wrong with the command line."""


class _Parser(argparse.ArgumentParser):
    """Knows the options of the suite, and leaves all others to pytest."""

    def __init__(self) -> None:
        super().__init__(
            prog="flipturn-contracts", usage=_USAGE, description=_ABOUT, epilog=_MORE, add_help=False,
            allow_abbrev=False, formatter_class=_OneScreen,
        )  # fmt: skip
        for title, options in GROUPS.items():
            group = self.add_argument_group(title)
            for name, described in options.items():
                group.add_argument(name, **described)
        for names in (("-h", "--help"), ("--pytest-help",)):
            self.add_argument(*names, action="store_true", help=argparse.SUPPRESS)

    def error(self, message: str) -> NoReturn:
        """argparse would print its usage and exit."""
        raise BadOption(message)


class _OneScreen(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=37, width=100)


def check_own(arguments: list[str]) -> argparse.Namespace:
    """The options of the suite, as they were given; BadOption if one is wrong."""
    return _Parser().parse_known_args(arguments)[0]


def help_text() -> str:
    """All options of the suite on one screen."""
    return _Parser().format_help()


class PlainRefusals:
    """A pytest plugin: an option that nobody knows is refused in a sentence, without pytest's usage."""

    def __init__(self, last: str) -> None:
        self._last = last
        self._parser: pytest.Parser | None = None

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        """Keep the parser, which knows all options once they are read."""
        self._parser = parser

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_parse(self, args: list[str]) -> Any:
        """Around the reading of the whole command line."""
        try:
            config = yield
        except pytest.UsageError as error:
            raise pytest.UsageError(self._sentence(error, args)) from None
        more = [given for given in config.args if given != self._last]
        if more:
            raise pytest.UsageError(f"{more[0]!r} is no option; to run some of the clauses, use -k")
        return config

    def _sentence(self, error: pytest.UsageError, args: list[str]) -> str:
        assert self._parser is not None
        try:
            unknown = self._parser.parse_known_and_unknown_args(args)[1]
        except pytest.UsageError:
            unknown = []
        named = next((given.partition("=")[0] for given in unknown if given.startswith("-")), None)
        if named is None:
            return _without_usage(str(error))
        like = get_close_matches(named, OPTIONS, 1, 0.75)
        return f"there is no option {named}" + (f"; did you mean {like[0]}?" if like else "; see --help")


def _without_usage(text: str) -> str:
    """What pytest says of a wrong value, without what stands around it, if it can be found."""
    lines = [line.partition(" error: ")[2] for line in text.splitlines()]
    return next(filter(None, lines), text)
