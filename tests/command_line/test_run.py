"""`flipturn-mock run -- CMD`: a mock for as long as one command runs, whatever becomes of either."""

import errno
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from flipturn_mock.command_line.mock import own_keys
from tests.server import COMMAND, PATIENCE, start
from tests.serving.certificates import Certificates

pytestmark = pytest.mark.slow

RUN = [*COMMAND, "run"]
KEY = {"Authorization": "Bearer test-org"}
NOW = "2026-02-01T00:00:00Z"

# Asks the mock for its clock and for what the key of the environment may see, and shows its environment.
CLIENT = """
import http.client, json, os, ssl
mine = {name: value for name, value in os.environ.items() if name.startswith("FLIPTURN")}
scheme, _, address = mine["FLIPTURN_API_URL"].partition("://")
ca = os.environ.get("SSL_CERT_FILE")
connection = (
    http.client.HTTPSConnection(address, context=ssl.create_default_context(cafile=ca), timeout=60)
    if scheme == "https" else http.client.HTTPConnection(address, timeout=60)
)
def ask(path):
    connection.request("GET", path, headers={"Authorization": "Bearer " + mine["FLIPTURN_API_KEY"]})
    answer = connection.getresponse()
    return answer.status, json.load(answer)
print(json.dumps({"env": mine, "clock": ask("/__admin/clock"), "vehicles": ask("/api/vehicles")}))
"""

# Says where the mock is, waits for a signal, and then says whether the mock still answers.
WAITING = """
import http.client, os, signal, sys
url = os.environ["FLIPTURN_API_URL"]
mock = http.client.HTTPConnection(url.removeprefix("http://"))
mock.connect()  # before the signal comes, which must not meet an import
def told(number, _):
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)  # without a terminal an interrupt may come twice
    mock.request("GET", "/__admin/health")
    print(number, mock.getresponse().status, flush=True)
    os._exit(9)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
for number in SIGNALS:
    signal.signal(number, told)
print(os.getpid(), url, flush=True)
sys.stdin.read()
"""


def run(*arguments: str, env: dict[str, str] | None = None, stdin: str | None = None) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `flipturn-mock run` with these arguments."""
    with start([*RUN, *arguments], env, subprocess.PIPE) as process:
        try:
            out, err = process.communicate(stdin, timeout=PATIENCE)
        finally:
            process.kill()
    return process.returncode, out, err


@contextmanager
def waiting(*options: str) -> Iterator[tuple["subprocess.Popen[str]", int, str]]:
    """A command that waits to be told something or for its stdin to end; its own id, and the mock's URL."""
    command = [*RUN, *options, sys.executable, "-c", WAITING]
    # A process group of its own, to which a Ctrl-C goes as a whole.
    with start(command, stdin=subprocess.PIPE, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            identity, url = process.stdout.readline().split()
            yield process, int(identity), url
        finally:
            process.kill()


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a command that was told to end; its stdin stays open until then."""
    assert process.stdout is not None
    assert process.stderr is not None
    out = process.stdout.read()
    return process.wait(timeout=PATIENCE), out, process.stderr.read()


class TestEnvironment:
    def test_the_command_finds_a_mock_that_answers_and_nothing_but_its_own_output_is_seen(self) -> None:
        env = {"FLIPTURN_MOCK_NOW": NOW, "FLIPTURN_MOCK_PORT": "1", "FLIPTURN_API_KEY": "a-real-one"}
        status, out, err = run(sys.executable, "-c", CLIENT, env=env)
        told = json.loads(out)
        assert (status, err) == (0, "")
        assert set(told["env"]) == {"FLIPTURN_API_URL", "FLIPTURN_API_KEY"}
        assert told["env"]["FLIPTURN_API_URL"].startswith("http://127.0.0.1:")
        assert told["env"]["FLIPTURN_API_KEY"] == "test-org"
        assert told["clock"][1]["currentInstant"] == "2026-02-01T00:00:00.000Z"
        assert told["vehicles"][0] == 200

    def test_options_of_the_mock_a_key_of_ones_own_and_a_log(self) -> None:
        options = ("--now", NOW, "--ticking", "--empty", "--api-key", "s3cret", "--log", "text")
        _, out, err = run(*options, "--", sys.executable, "-c", CLIENT)
        told = json.loads(out)
        assert told["env"]["FLIPTURN_API_KEY"] == "s3cret"
        assert told["clock"][1]["status"] == "ticking"
        assert told["vehicles"] == [
            200,
            {"data": [], "pagination": {"hasNextPage": False, "nextPageCursor": None}},
        ]
        assert " GET /api/vehicles 200 " in err
        assert "s3cret" not in err

    def test_https(self, tmp_path: Path) -> None:
        made = Certificates.made_in(tmp_path)
        options = ("--tls-cert", str(made.cert), "--tls-key", str(made.key))
        _, out, err = run(*options, sys.executable, "-c", CLIENT, env={"SSL_CERT_FILE": str(made.ca)})
        assert err == ""
        assert json.loads(out)["env"]["FLIPTURN_API_URL"].startswith("https://127.0.0.1:")

    def test_a_misspelt_variable_is_named(self) -> None:
        assert run("true", env={"FLIPTURN_MOCK_TLS": "x", "FLIPTURN_MOCK_HOST": "x"}) == (
            0,
            "",
            "flipturn-mock: FLIPTURN_MOCK_TLS is in the environment, but there is no such option\n",
        )


class TestStreamsAndStatus:
    def test_they_are_the_command_s_own(self) -> None:
        status, out, err = run("sh", "-c", "cat; echo oh >&2; exit 7", stdin="said on stdin")
        assert (status, out, err) == (7, "said on stdin", "oh\n")

    def test_options_after_the_command_are_the_command_s(self) -> None:
        assert run("echo", "--now", "--", "-h") == (0, "--now -- -h\n", "")

    @pytest.mark.parametrize("clock", [(), ("--now", NOW)], ids=["real", "frozen"])
    def test_a_signal_that_ended_it(self, clock: tuple[str, ...]) -> None:
        assert run(*clock, "--", "sh", "-c", "kill -KILL $$") == (128 + signal.SIGKILL, "", "")

    def test_a_command_that_is_not_there(self) -> None:
        sentence = f"flipturn-mock: cannot run ./no-such ({os.strerror(errno.ENOENT)})\n"
        assert run("./no-such") == (127, "", sentence)

    def test_a_command_that_cannot_be_run(self, tmp_path: Path) -> None:
        (tmp_path / "text").write_text("no program", encoding="utf-8")
        name = str(tmp_path / "text")
        assert run(name) == (126, "", f"flipturn-mock: cannot run {name} ({os.strerror(errno.EACCES)})\n")
        os.chmod(name, 0o755)
        assert run(name) == (126, "", f"flipturn-mock: cannot run {name} ({os.strerror(errno.ENOEXEC)})\n")

    def test_what_it_leaves_in_the_background_is_not_waited_for(self) -> None:
        with start([*RUN, "sh", "-c", "sleep 60 & echo $!; exit 3"]) as process:
            assert process.stdout is not None
            background = int(process.stdout.readline())
            assert process.wait(timeout=PATIENCE) == 3
            os.kill(background, signal.SIGKILL)  # and not ProcessLookupError: it outlived the mock


class TestSignals:
    def test_ctrl_c_is_the_command_s_to_handle_with_the_mock_still_there(self) -> None:
        with waiting() as (process, _, _):
            os.killpg(process.pid, signal.SIGINT)
            assert ended(process) == (9, f"{signal.SIGINT} 200\n", "")

    def test_an_interrupt_that_no_terminal_sends_to_both_is_passed_on(self) -> None:
        with waiting("--now", NOW) as (process, _, _):
            process.send_signal(signal.SIGINT)
            assert ended(process) == (9, f"{signal.SIGINT} 200\n", "")

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
    def test_other_wishes_to_end_are_passed_on(self, number: int) -> None:
        with waiting() as (process, _, _):
            process.send_signal(number)
            assert ended(process) == (9, f"{number} 200\n", "")

    def test_one_that_comes_while_the_command_is_being_started_is_not_lost(self) -> None:
        program = """
import signal, subprocess
class Popen(subprocess.Popen):
    def __init__(self, *arguments, **named):
        signal.raise_signal(signal.SIGTERM)
        super().__init__(*arguments, **named)
subprocess.Popen = Popen
from flipturn_mock.__main__ import main
main(["run", "sleep", "60"])
"""
        with start([sys.executable, "-c", program]) as process:
            out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (128 + signal.SIGTERM, "", "")

    def test_the_mock_dies_with_us_even_if_the_command_lives(self) -> None:
        with waiting() as (process, command, url):
            process.kill()
            process.wait(timeout=PATIENCE)
            os.kill(command, 0)  # it lives
            port = int(url.rpartition(":")[2])
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            os.kill(command, signal.SIGKILL)

    def test_the_command_starts_with_the_signals_that_we_were_started_with(self) -> None:
        command = [*RUN, sys.executable, "-c", "import signal; print(*map(signal.getsignal, (1, 2, 15)))"]
        with start(["sh", "-c", f"trap '' HUP; exec {shlex.join(command)}"]) as process:
            out, _ = process.communicate(timeout=PATIENCE)
        assert out.startswith("1 <built-in function default_int_handler> 0")


class TestKeys:
    @pytest.mark.parametrize("api_key", ["test-org", "test-org-acme", "test-site", "mine", None])
    def test_a_key_that_is_let_in_already_keeps_its_meaning(self, api_key: str | None) -> None:
        assert own_keys({"mine": "site:acme"}, api_key) == {"mine": "site:acme"}

    def test_any_other_is_one_of_the_default_organization(self) -> None:
        assert own_keys({"mine": "site:acme"}, "other") == {"mine": "site:acme", "other": "org"}

    def test_a_key_of_something_else_is_refused(self) -> None:
        with pytest.raises(click.UsageError, match="--key must end in =org, =site, =org:NAME or =site:NAME"):
            own_keys({"mine": "user"}, None)
