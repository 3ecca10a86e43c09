"""A key is in nothing that a run puts out, whatever the server does with it and however pytest is told to print."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contracts.suite import KEY, NO_VEHICLES, Reply, Respond, artefacts, as_json, run_suite, server

pytestmark = pytest.mark.slow

LOUD = ("--showlocals", "--tb=long", "-vv", "-s", "-o", "log_cli=true", "--log-cli-level=DEBUG", "-rA")
SITE_KEY = "s1te-key-that-nobody-may-see"


def faithful(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
    if headers.get("Authorization") not in (f"Bearer {KEY}", f"Bearer {SITE_KEY}"):
        return as_json(401, {"error": "Invalid API key"})
    return as_json(200, NO_VEHICLES) if path == "/api/vehicles" else as_json(404, {"error": "Not found"})


def echoing(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
    shown = headers.get("Authorization", "none")
    return (
        200,
        {"X-Echo": shown},
        b'{"data": [{"id": "%s"}], "pagination": {"%s": 1}}' % ((shown.encode(),) * 2),
    )


def hanging_up_later() -> Respond:
    answers = iter([as_json(200, NO_VEHICLES)])
    return lambda *asked: next(answers, (0, {}, b""))


SERVERS: dict[str, Callable[[], Respond]] = {
    "passing": lambda: faithful,
    "echoing": lambda: echoing,
    "dropping": hanging_up_later,
    "refusing": lambda: lambda *asked: as_json(401, {"error": f"Invalid API key {KEY}"}),
}


@pytest.mark.parametrize(
    ("how", "options"),
    [*((how, LOUD) for how in SERVERS), ("passing", ()), ("dropping", ("--tb=native", "-l"))],
    ids=lambda value: (
        value if isinstance(value, str) else "loud" if value == LOUD else "native" if value else "plain"
    ),
)
def test_no_key_in_any_artefact(how: str, options: tuple[str, ...], tmp_path: Path) -> None:
    with server(SERVERS[how]()) as target:
        arguments = (
            "--rate",
            "5000",
            "--max-examples",
            "2",
            "--site-key-env",
            "SITE",
            "-k",
            "auth or paging or getVehicle or site_key",
        )
        ran = run_suite(tmp_path, "--target", target.url, *arguments, *options, SITE=SITE_KEY)
    assert any(headers.get("Authorization") == f"Bearer {KEY}" for _, _, headers, _ in target.asked)
    for name, text in artefacts(ran):
        assert KEY not in text, name
        assert SITE_KEY not in text, name


def test_no_key_when_nobody_answers(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--target", "http://127.0.0.1:9", "-k", "auth", *LOUD)
    assert ran.status == 3
    assert all(KEY not in text for _, text in artefacts(ran))


def test_the_command_that_reproduces_reads_the_key_from_the_environment(tmp_path: Path) -> None:
    with server(lambda *asked: as_json(200, {**NO_VEHICLES, "pagination": {}})) as target:
        ran = run_suite(tmp_path, "--target", target.url, "--rate", "5000", "-k", "test_last_page")
    assert '-H "Authorization: Bearer $FLIPTURN_API_KEY"' in ran.clause("paging.last-page")["curl"]
