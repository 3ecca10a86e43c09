"""How the command line says no: one line on stderr, and an exit status other than 0."""

import errno
import os
import socket

import pytest

from flipturn_mock.command_line.cli import exit_status
from flipturn_mock.command_line.mock import Mock
from tests.server import run

MISSING = os.strerror(errno.ENOENT)

# Where click refuses, the sentence is click's: only the name or the value that it must hold is ours to say.
REFUSED = {
    "an unknown option": (["serve", "--prot", "1"], "--prot"),
    "an unknown command": (["server"], "server"),
    "a port that is none": (["serve", "--port", "x"], "--port"),
    "a port out of range": (["serve", "--port", "65536"], "65536"),
    "an instant that is none": (
        ["serve", "--now", "tomorrow"],
        "--now must be an existing ISO 8601 date and time",
    ),
    "ticking without now": (["serve", "--ticking"], "--ticking needs --now"),
    "a reading that is none": (
        ["serve", "--reading", "x=y"],
        "there is no reading 'x'; there are omitted-target-soc",
    ),
    "a reading without a value": (["serve", "--reading", "create-status"], "must be of the form NAME=VALUE"),
    "a value that is none": (
        ["serve", "--reading", "create-status=204"],
        "has no value '204'; it has 200, 201",
    ),
    "a key without a scope": (["serve", "--key", "s3cret"], "must be of the form KEY=org|site[:NAME]"),
    "a key of another scope": (
        ["serve", "--key", "s3cret=user"],
        "--key must end in =org, =site, =org:NAME or =site:NAME",
    ),
    "a key of no organization": (["serve", "--key", "s3cret=org:"], "--key must end in =org, =site, "),
    "a key with a space": (["serve", "--key", "s3cret s3cret=org"], "must be of the form KEY=org|site"),
    "a key beyond ASCII": (["serve", "--key", "s3crét=org"], "must be of the form KEY=org|site"),
    "an empty token": (["serve", "--admin-token", ""], "must be visible ASCII"),
    "a token with a line end": (["serve", "--admin-token", "s3cret\n"], "must be visible ASCII"),
    "a token for nothing": (
        ["serve", "--no-admin", "--admin-token", "s3cret"],
        "--no-admin and --admin-token exclude each other",
    ),
    "a journal that nobody can see": (
        ["serve", "--no-admin", "--journal", "5"],
        "--no-admin and --journal exclude each other",
    ),
    "a deployment that heeds Prefer": (
        ["serve", "--no-admin", "--prefer"],
        "--no-admin and --prefer exclude each other",
    ),
    "a retry without a limit": (
        ["serve", "--rate-limit-retry-after"],
        "--rate-limit-retry-after needs --rate-limit",
    ),
    "a key without a certificate": (["serve", "--tls-key", "x"], "--tls-key needs --tls-cert"),
    "a certificate that is not there": (
        ["serve", "--tls-cert", "nowhere.pem"],
        f"nowhere.pem cannot be read ({MISSING})",
    ),
    "nothing to run": (["run", "--now", "2026-02-01T00:00:00Z", "--"], "CMD [ARGS]..."),
    "a port for a command": (["run", "--port", "1", "true"], "--port"),
    "two fleets": (["serve", "--empty", "--fleet", "x"], "--empty and --fleet exclude each other"),
    "a fleet that is not there": (
        ["serve", "--fleet", "nowhere.yaml"],
        f"nowhere.yaml: the file cannot be read ({MISSING})",
    ),
    "a host that is not here": (["serve", "--host", "192.0.2.1"], "cannot listen on 192.0.2.1 port 4080"),
    "a host that is none": (["serve", "--host", "no such host"], "cannot listen on no such host port 4080"),
    "a body limit of nothing": (["serve", "--max-body", "0"], "--max-body"),
    "an unknown log": (["serve", "--log", "xml"], "--log"),
}


def is_refused(ended: tuple[int, str, str], sentence: str) -> None:
    status, out, err = ended
    assert status != 0
    assert out == ""
    assert err.startswith("flipturn-mock: ")
    assert err.count("\n") == 1
    assert sentence in err
    assert "s3cr" not in err


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_one_line_and_a_non_zero_exit(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, sentence = REFUSED[name]
    monkeypatch.setattr(Mock, "serve", None)  # a command that is not refused must not begin to serve
    is_refused((exit_status(arguments), *capsys.readouterr()), sentence)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        REFUSED["a key without a scope"],
        (["run", "--", "no-such-command"], f"cannot run no-such-command ({MISSING})"),
    ],
)
def test_a_process_ends_the_same_way(arguments: list[str], sentence: str) -> None:
    is_refused(run(*arguments), sentence)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = run("serve", "--port", str(port))
    assert (status, err) == (
        1,
        f"flipturn-mock: cannot listen on 127.0.0.1 port {port}: the port is taken (another mock? stop it, or choose a --port)\n",
    )
