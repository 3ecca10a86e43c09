"""A fault of the suite or of a library is not held against the server: status 3, one sentence, and a log."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flipturn_contracts.harness.faults import LOG
from tests.contracts.saboteur import WORDS
from tests.contracts.suite import KEY, NO_VEHICLES, Ran, Reply, Server, artefacts, as_json, run_suite, server

pytestmark = pytest.mark.slow

NOT_THE_SERVER = "in the suite or a library, not in the server"


@pytest.fixture(scope="module")
def target() -> Iterator[Server]:
    def reply(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        known = headers.get("Authorization") == f"Bearer {KEY}"
        return as_json(200, NO_VEHICLES) if known else as_json(401, {"error": "Invalid API key"})

    with server(reply) as started:
        yield started


def sabotaged(folder: Path, how: str, *options: str) -> Ran:
    return run_suite(folder, "-p", "tests.contracts.saboteur", "--rate", "5000", *options, SABOTAGE=how)


def log_of(ran: Ran) -> str:
    named = re.search(rf"details: (\S*{re.escape(LOG)})", ran.output)
    assert named is not None, ran.output
    return Path(named[1]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "how", ["a library", "a clause", "a fixture", "an import", "pytest", "the beginning", "the report"]
)
def test_a_fault_of_ours_ends_with_3_a_sentence_and_a_log(how: str, target: Server, tmp_path: Path) -> None:
    ran = sabotaged(tmp_path, how, "--target", target.url, "-k", "test_missing_key or paging.size")
    assert ran.status == 3, ran.output
    assert ran.output.count(NOT_THE_SERVER) == 1
    assert "Traceback" not in ran.output
    assert "Traceback" in log_of(ran) or how == "an import"
    assert WORDS in log_of(ran) or how == "an import"
    assert all(KEY not in text for _, text in [*artefacts(ran), ("log", log_of(ran))])


@pytest.mark.parametrize("how", ["a library", "a clause", "a fixture"])
def test_a_clause_that_was_not_judged_is_not_called_broken(how: str, target: Server, tmp_path: Path) -> None:
    ran = sabotaged(tmp_path, how, "--target", target.url, "-k", "test_missing_key")
    assert ran.verdicts() == {"auth.missing-key": "could not be judged"}
    assert ran.clause("auth.missing-key")["reason"].startswith(f"AttributeError: {WORDS}")
    assert "1 clause: 0 hold, 0 broken, 1 could not be judged" in ran.output


def test_a_fault_of_ours_beside_a_broken_clause_is_3_too(tmp_path: Path) -> None:
    with server(lambda *asked: as_json(200, NO_VEHICLES)) as open_door:
        ran = sabotaged(
            tmp_path, "a clause", "--target", open_door.url, "-k", "test_missing_key or test_wrong_key"
        )
    assert {"broken", "could not be judged"} <= set(ran.verdicts().values()), ran.output
    assert ran.status == 3


@pytest.mark.nightly
def test_a_worker_that_crashes_ends_with_3(tmp_path: Path) -> None:
    ran = sabotaged(tmp_path, "a worker", "-k", "test_missing_key or test_wrong_key", "-n", "2")
    assert ran.status == 3
    assert NOT_THE_SERVER in ran.output


def test_an_answer_over_which_a_clause_stumbles_is_the_server_s_fault(tmp_path: Path) -> None:
    """The clause takes the one departure out of an answer that holds none."""

    def reply(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        return as_json(200, NO_VEHICLES if method == "GET" else {"departureTimes": []})

    with server(reply) as target:
        options = ("--allow-writes", "departures", "--rate", "5000", "-k", "test_escapes")
        ran = run_suite(tmp_path, "--target", target.url, *options)
    assert ran.verdicts() == {"json.escapes": "broken"}
    assert ran.clause("json.escapes")["got"] == '200 {"departureTimes": []}'
    assert ran.status == 1
