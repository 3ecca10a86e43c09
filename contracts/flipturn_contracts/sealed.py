"""Runs the suite so that nothing around it has a say: no project, no setting of pytest, no other plugin."""

import os
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from flipturn_contracts.command_line import BadOption, PlainRefusals, check_own, help_text
from flipturn_contracts.harness.faults import fault_sentence, traceback_of
from flipturn_contracts.harness.options import possible_secrets
from flipturn_contracts.harness.process import SAFE_PATH
from flipturn_contracts.harness.secrets import Secrets

_CLAUSES = str(Path(__file__).parent / "clauses")
_WRONG_OPTIONS = _INTERRUPTED = 2
_COULD_NOT_RUN = 3
_SETTINGS_OF_OTHERS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DEBUG", "HYPOTHESIS_PROFILE")
_OWN_PLUGINS = ("flipturn_contracts.plugin", "hypothesispytest", "no:cacheprovider")
# The clauses' own folder is the root: no conftest.py and no settings are looked for anywhere.
_ALONE = ("--noconftest", "-c", os.devnull, "--rootdir", _CLAUSES)
# Every clause that is broken is told in the suite's own table.
_QUIET = ("--tb=no", "-rN", "-q")


def run(arguments: list[str]) -> int:
    """The exit status."""
    try:
        given = _with_clean(arguments)
        own = check_own(given)
        if _uses_workers(given) and find_spec("xdist") is None:
            raise BadOption("-n needs pytest-xdist: pip install pytest-xdist")
    except BadOption as refusal:
        click.echo(f"flipturn-contracts: {refusal}", err=True)
        return _WRONG_OPTIONS
    if own.help:
        click.echo(help_text(), nl=False)
        return 0
    return _guarded(["--help"] if own.pytest_help else given, own)


def _guarded(given: list[str], own: Namespace) -> int:
    """Whatever goes wrong before or after pytest's own care is a sentence, too."""
    try:
        with _sealed(_uses_workers(given)):
            status = int(pytest.main(_command(given), plugins=[PlainRefusals(_CLAUSES)]))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # whoever reads the output, such as `head`, has seen enough
        return _COULD_NOT_RUN
    except BaseException as error:
        texts = [traceback_of(error, "the run ended with an error")]
        click.echo(fault_sentence(texts, Secrets(possible_secrets(own)), own.report), err=True)
        return _COULD_NOT_RUN
    return _WRONG_OPTIONS if status == pytest.ExitCode.USAGE_ERROR else status


def _command(given: list[str]) -> list[str]:
    plugins = [*_OWN_PLUGINS, *(["xdist"] if _uses_workers(given) else [])]
    loaded = [part for name in plugins for part in ("-p", name)]
    return [*loaded, *_ALONE, *_QUIET, *given, _CLAUSES]


def _with_clean(arguments: list[str]) -> list[str]:
    if arguments[:1] != ["clean"]:
        return arguments
    if not arguments[1:] or arguments[1].startswith("-"):
        raise BadOption("clean needs the RUN-ID that the run printed")
    return ["--clean", *arguments[1:]]


def _uses_workers(given: list[str]) -> bool:
    """Whether pytest-xdist is asked for."""
    long = ("--numprocesses", "--dist", "--tx")
    return any(one == "-d" or one.startswith(("-n", *long)) for one in given)


@contextmanager
def _sealed(workers: bool) -> Iterator[None]:
    """The environment of the run, which its workers get too."""
    before = dict(os.environ)
    for name in _SETTINGS_OF_OTHERS:
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    if workers:
        os.environ[SAFE_PATH] = "1"  # or they could import from the current folder
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", _cache_folder())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _cache_folder() -> str:
    """Tables of characters, which Hypothesis needs seconds to make, and would keep in the current folder."""
    user_s = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    folder = os.path.join(os.path.expanduser(user_s), "flipturn-contracts")
    return folder if os.path.isabs(folder) else tempfile.mkdtemp(prefix="flipturn-contracts-")
