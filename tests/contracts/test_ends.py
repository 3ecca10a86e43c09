"""How a run ends: its exit status, and the sentence when the target cannot be tested."""

import json
import socket
from pathlib import Path

import pytest

from tests.contracts.suite import (
    KEY,
    NO_VEHICLES,
    PYTHON_M,
    Reply,
    Running,
    as_json,
    run_process,
    run_suite,
    server,
    suite_options,
)

pytestmark = pytest.mark.slow

ONE = ("-k", "test_missing_key")


def test_all_that_hold_end_with_0(tmp_path: Path) -> None:
    ran = run_process(tmp_path, *PYTHON_M, *ONE)
    assert (ran.status, ran.verdicts()) == (0, {"auth.missing-key": "holds"})


def test_a_broken_clause_ends_with_1_and_says_what_was_expected_what_came_and_how_to_see_it(
    tmp_path: Path,
) -> None:
    def lets_everybody_in(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        return as_json(200, NO_VEHICLES)

    with server(lets_everybody_in) as open_door:
        ran = run_suite(tmp_path, "--target", open_door.url, *ONE)
    broken = ran.clause("auth.missing-key")
    assert (ran.status, broken["verdict"], broken["expected"]) == (1, "broken", "status 401")
    assert broken["got"] == f"200 {json.dumps(NO_VEHICLES)}"
    assert broken["curl"] == f"curl -sS {open_door.url}/api/vehicles"
    assert broken["curl"] in ran.output
    assert "A request without an Authorization header is answered 401." in ran.output


def test_nothing_selected_ends_with_5(tmp_path: Path) -> None:
    assert run_suite(tmp_path, "-k", "no_such_test").status == 5


def test_nothing_observable_ends_with_3(tmp_path: Path) -> None:
    with server(lambda *asked: as_json(200, NO_VEHICLES)) as target:
        ran = run_suite(tmp_path, "--target", target.url, "-k", "test_clears or test_utc_out")
    assert (ran.status, set(ran.verdicts().values())) == (3, {"not run", "not observable here"})


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (as_json(401, {"error": "Invalid API key"}), "does not take the API key: 401"),
        ((0, {}, b""), "cannot be reached"),
    ],
    ids=["wrong key", "hangs up"],
)
def test_a_target_that_cannot_be_tested_ends_with_3_and_a_sentence(
    reply: Reply, sentence: str, tmp_path: Path
) -> None:
    """All other sentences are in harness/test_preflight.py."""
    with server(lambda *asked: reply) as target:
        ran = run_suite(tmp_path, "--target", target.url, *ONE)
    assert ran.status == 3
    assert sentence in ran.output
    assert len(target.asked) <= 2  # a GET on a connection that was hung up is tried once more


def test_a_target_that_nobody_serves_ends_with_3(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        ran = run_suite(tmp_path, "--target", f"http://127.0.0.1:{unused.getsockname()[1]}", *ONE)
    assert (ran.status, "cannot be reached" in ran.output) == (3, True)


def test_https_with_a_server_that_has_none_ends_with_3(tmp_path: Path) -> None:
    with server(lambda *asked: as_json(200, NO_VEHICLES)) as target:
        ran = run_suite(tmp_path, "--target", target.url.replace("http:", "https:"), *ONE)
    assert (ran.status, "SSL" in ran.output) == (3, True)


def test_a_mock_that_does_not_start_ends_with_3(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--mock-option=--reading=nope", *ONE)
    assert (ran.status, "The mock did not start" in ran.output) == (3, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--target", "http://x", "--api-key-env", "NO_SUCH_VARIABLE"], "NO_SUCH_VARIABLE holds no API key"),
        (["--target", "staging.example"], "--target is a URL such as"),
        (["--target", "http://x", "--allow-writes", "everything"], "invalid choice: 'everything'"),
        (["--allow-writes", "all"], "--allow-writes needs a --target"),
        (["--plan"], "--plan needs a --target"),
        (["--target", "http://x", "-n", "2"], "one limiter must see every request"),
        (["--target", "http://x", "--run-id", "Not/good"], "a run id is"),
        (["--target", "http://x", "--header", "Host: api.getflipturn.com"], "--header cannot set Host"),
        (["--target", "http://x", "--header", "nonsense"], "--header takes 'NAME: VALUE'"),
        (["--target", "http://x", "--client-cert", "/no/such/file"], "there is no file /no/such/file"),
        (["--target", "http://x", "--rate", "0"], "must be more than 0"),
        (["--target", "https://API.getflipturn.com.", "--allow-writes", "departures"], "--production-writes-i-understand"),
        (["--compare-with", "/no/such/file"], "--compare-with /no/such/file"),
    ],
)  # fmt: skip
def test_options_that_make_no_sense_end_with_2_before_anything_is_sent(
    options: list[str], sentence: str, tmp_path: Path
) -> None:
    ran = run_suite(tmp_path, *options, *ONE)
    assert (ran.status, sentence in ran.output) == (2, True), ran.output
    assert KEY not in ran.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--targt", "x"], "ERROR: there is no option --targt; did you mean --target?"),
        (["--xyzzy"], "ERROR: there is no option --xyzzy; see --help"),
        (["--rate", "0"], "flipturn-contracts: argument --rate: must be more than 0"),
        (["tests/"], "ERROR: 'tests/' is no option; to run some of the clauses, use -k"),
        (["clean"], "flipturn-contracts: clean needs the RUN-ID that the run printed"),
        (
            ["clean", "--target", "http://x"],
            "flipturn-contracts: clean needs the RUN-ID that the run printed",
        ),
    ],
)
def test_a_mistyped_command_line_ends_with_2_and_one_sentence(
    options: list[str], sentence: str, tmp_path: Path
) -> None:
    running = Running(tmp_path, *options)
    assert (running.wait(), running.output().strip()) == (2, sentence)


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_one_screen_of_the_suite_s_own_options(option: str, tmp_path: Path) -> None:
    running = Running(tmp_path, option)
    assert running.wait() == 0
    lines = running.output().splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 100
    assert all(f"  {name}" in running.output() for name in suite_options())
    assert "--junit" not in running.output()
    assert lines[0] == "usage: flipturn-contracts [--target URL] [options]"


def test_pytest_help_shows_the_options_of_pytest_too(tmp_path: Path) -> None:
    running = Running(tmp_path, "--pytest-help")
    assert running.wait() == 0
    assert all(f"{name}" in running.output() for name in ("--junit", "--maxfail", *suite_options()))
