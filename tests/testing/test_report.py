"""The report of a failed test shows what came to its mock, and nothing else ever does."""

import pytest

from tests.testing.sessions import GET, run

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]


def test_a_failed_test_shows_what_came(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        GET
        + """
import contextlib

def test_one(flipturn):
    with contextlib.suppress(OSError):
        get(flipturn, "/api/vehicles", "turned-away-in-another-test")

def test_two(flipturn):
    for n in range(12):
        get(flipturn, f"/api/vehicles?n={n}")
    for path, key in (("/api/vehicle", None), ("/api/vehicles/20", "a-key-of-nobody"), ("/api/vehicles", "another")):
        with contextlib.suppress(OSError):
            get(flipturn, path, key)
    assert not flipturn.url
"""
    )
    result = run(pytester)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Flipturn mock: what came*",
            "GET /api/vehicles?n=3 -> 200",
            "GET /api/vehicles?n=11 -> 200",
            "GET /api/vehicle -> 404",
            "    error: Not found",
            "2 requests came with no key that is let in, the last was GET /api/vehicles: Invalid API key*",
        ]
    )
    shown = result.stdout.str()
    assert "?n=2 " not in shown
    assert "turned-away" not in shown.partition("what came")[2]


def test_it_is_shown_for_a_fixture_over_it_too_and_through_xdist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        GET
        + """
import pytest

@pytest.fixture
def client(flipturn):
    get(flipturn, "/api/vehicles/20")
    raise RuntimeError

def test_one(client):
    pass
"""
    )
    result = run(pytester, "-p", "xdist", "-n", "1")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*Flipturn mock: what came*", "GET /api/vehicles/20 -> 200"])


def test_the_report_of_a_failure_does_not_fail_with_the_mock(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def answer_nothing(*_):
            raise RuntimeError("no answer")

        def test_one(flipturn, flipturn_mock, monkeypatch):
            monkeypatch.setattr("flipturn_mock.testing.report.latest", answer_nothing)
            assert not "what is wrong"
        """
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert not*what is wrong*", "(could not be asked: no answer)"])


def test_nothing_is_shown_of_a_test_that_passed_or_has_nothing_to_do_with_it(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile("def test_one(flipturn):\n    pass\ndef test_two():\n    assert 0\n")
    result = run(pytester, "-rA")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*what came*")
