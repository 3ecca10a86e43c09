"""What can be asked of the command line about itself."""

import re
from collections.abc import Callable

import pytest

from flipturn_mock.command_line.cli import exit_status

OF_ANY_MOCK = (
    "now",
    "ticking",
    "key",
    "fleet",
    "empty",
    "reading",
    "rate-limit",
    "rate-limit-retry-after",
    "prefer",
    "journal",
    "admin-token",
    "no-admin",
    "tls-cert",
    "tls-key",
    "log",
    "max-body",
)

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Asked:
    """Exit status, stdout and stderr of a command line."""
    return lambda *arguments: (exit_status(arguments), *capsys.readouterr())


@pytest.mark.parametrize(("command", "own"), [("serve", ("host", "port")), ("run", ("api-key",))])
def test_help_names_every_option_with_its_variable(command: str, own: tuple[str, ...], ask: Asked) -> None:
    status, out, _ = ask(command, "--help")
    assert status == 0
    named = re.findall(r"^  (?:-\w, )?--([a-z-]+)", out, re.MULTILINE)
    assert sorted(named) == sorted([*OF_ANY_MOCK, *own, "version", "help"])
    said = " ".join(out.split())
    for option in (*OF_ANY_MOCK, *own):
        assert re.search(rf"env var: FLIPTURN_MOCK_{option.replace('-', '_').upper()}[;\]]", said)
    assert "omitted-target-soc 90, null" in said


def test_version_is_that_of_the_distribution(ask: Asked) -> None:
    for arguments in (["--version"], ["serve", "--version"], ["run", "--version"]):
        status, out, _ = ask(*arguments)
        assert status == 0
        assert out.startswith("flipturn-mock, version 0.")


def test_without_a_command_the_help_is_shown(ask: Asked) -> None:
    status, out, err = ask()
    assert all(name in out + err for name in ("flipturn-mock", "serve", "run"))
    assert status == 2
