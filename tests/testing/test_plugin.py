"""What the plugin gives a session that uses it, and how little it takes from one that does not."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from flipturn_mock.testing import plugin
from tests import SOURCE_ROOTS
from tests.server import Served, served
from tests.testing.sessions import GET, run

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]


LOOK = "def test_look(flipturn):\n    print([vehicle['id'] for vehicle in flipturn.vehicles], flipturn.clock.now)\n"


@pytest.fixture(scope="module")
def mock() -> Iterator[Served]:
    with served("--log", "none") as running:
        yield running


# --- organizations --------------------------------------------------------------------------------------


def test_every_test_has_an_organization_of_its_own_on_one_mock(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        seen = []

        @pytest.mark.parametrize("n", ["a", "a b", "ü/ü", "x" * 300])
        def test_one(flipturn, n):
            seen.append((flipturn.url, flipturn.organization))
            flipturn.state = {"vehicles": []}

        def test_all(flipturn, flipturn_mock):
            assert len({url for url, _ in seen} | {flipturn_mock.url}) == 1
            assert len({name for _, name in seen}) == 4
            assert len(flipturn.vehicles) == 4
            assert flipturn_mock.organization("shared").organization == "shared"
            assert flipturn_mock.organization().organization != flipturn_mock.organization().organization
        """
    )
    run(pytester).assert_outcomes(passed=5)


def test_the_same_test_has_another_organization_every_time(pytester: pytest.Pytester, mock: Served) -> None:
    pytester.makepyfile(
        "def test_one(flipturn):\n    assert len(flipturn.vehicles) == 4\n    flipturn.state = {'vehicles': []}\n"
    )
    for _ in range(2):
        run(pytester, "--flipturn-url", mock.url).assert_outcomes(passed=1)


# --- options --------------------------------------------------------------------------------------------


def test_a_session_is_told_what_to_start_with(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"import os\nos.chdir('/')\n{LOOK}")
    pytester.makefile(".yaml", fleet="vehicles: [{id: 7, name: Van 7}]")
    options = ["--flipturn-fleet=fleet.yaml", "--flipturn-now=2026-02-01T00:00:00Z", "-rP"]
    result = run(pytester, *options, "--flipturn-reading=vehicles-page-size=1")
    result.stdout.fnmatch_lines("[[]7] 2026-02-01 00:00:00+00:00")


def test_the_configuration_file_says_the_same_and_the_command_line_goes_before_it(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(**{"sub/test_look": f"import os\nos.chdir('/')\n{LOOK}{GET}{PAGE}"})
    pytester.makefile(".yaml", fleet="vehicles: [{id: 7, name: Van 7}, {id: 8, name: Van 8}]")
    pytester.makeini(
        """
        [pytest]
        flipturn_fleet = fleet.yaml
        flipturn_now = 2026-02-01T00:00:00Z
        flipturn_readings =
            vehicles-page-size=1
            create-status=201
        """
    )
    result = run(pytester, "-rP", "--flipturn-now=2027-02-01T00:00:00Z", "--rootdir=.", "sub")
    result.stdout.fnmatch_lines("[[]7, 8] 2027-02-01 00:00:00+00:00")
    result.assert_outcomes(passed=2)


PAGE = "\ndef test_page(flipturn):\n    assert b'\"hasNextPage\":true' in get(flipturn, '/api/vehicles').read()\n"


def test_a_setting_of_a_mock_served_by_hand_does_not_reach_this_one(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLIPTURN_MOCK_EMPTY", "1")
    monkeypatch.setenv("FLIPTURN_MOCK_ADMIN_TOKEN", "a-token")
    pytester.makepyfile("def test_one(flipturn):\n    assert len(flipturn.vehicles) == 4\n")
    run(pytester).assert_outcomes(passed=1)


def test_a_mock_that_cannot_start_says_why_in_one_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(LOOK)
    result = run(pytester, "--flipturn-reading", "no-such=1")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines("The Flipturn mock did not start: flipturn-mock: *no-such*")
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://127.0.0.1:9", "No Flipturn mock answers at http://127.0.0.1:9 (*)"),
        ("127.0.0.1:4080", "The URL of a mock is of the form http://HOST:PORT"),
    ],
)
def test_a_url_without_a_mock_says_so(pytester: pytest.Pytester, url: str, sentence: str) -> None:
    pytester.makepyfile(LOOK)
    result = run(pytester, "--flipturn-url", url)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(sentence)


def test_a_mock_without_a_control_plane_says_so(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(LOOK)
    with served("--no-admin") as mock:
        result = run(pytester, "--flipturn-url", mock.url)
    result.stdout.fnmatch_lines("http://* lets nobody in: * started with --no-admin*")


def test_a_mock_with_an_admin_token_takes_it_from_the_environment_and_nobody_shows_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile("def test_one(flipturn):\n    flipturn.clock.freeze('noon')\n")
    with served("--admin-token", "a-secret-token") as mock:
        run(pytester, "--flipturn-url", mock.url).stdout.fnmatch_lines(
            "*FLIPTURN_MOCK_ADMIN_TOKEN is not the token*"
        )
        monkeypatch.setenv("FLIPTURN_MOCK_ADMIN_TOKEN", "a-secret-token")
        result = run(pytester, "--flipturn-url", mock.url, "--showlocals", "--full-trace")
    result.assert_outcomes(failed=1)
    assert "a-secret-token" not in result.stdout.str()


def test_a_mock_that_runs_cannot_be_told_how_to_start(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--flipturn-url=http://127.0.0.1:9", "--flipturn-now=2026-02-01T00:00:00Z")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*--flipturn-now is for a mock that is started*")


# --- company --------------------------------------------------------------------------------------------


def test_a_session_whose_time_is_held_starts_and_stops_as_ever(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import datetime, freezegun, pytest

        freezegun.freeze_time("2031-01-01").start()  # and never stopped

        def test_one(flipturn):
            assert datetime.date.today().year == 2031
            assert flipturn.clock.now.year < 2031
            assert flipturn.clock.freeze(datetime.datetime.now()).year == 2031
            flipturn.clock.advance(datetime.timedelta(days=400))
            assert flipturn.clock.now.year == 2032
        """
    )
    run(pytester).assert_outcomes(passed=1)


@pytest.mark.nightly
def test_it_is_there_once_installed_in_any_order_with_warnings_as_errors(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import pytest\n@pytest.mark.parametrize('n', range(9))\ndef test_one(flipturn, n):\n    pass\n"
    )
    result = pytester.runpytest_subprocess(
        "-W", "error", "-n", "2", "-p", "no:schemathesis", "--strict-config", "--strict-markers"
    )
    result.assert_outcomes(passed=9)


def test_the_plugin_costs_a_run_that_does_not_use_it_nothing_but_itself() -> None:
    asked = "import pytest, sys; before = set(sys.modules); import flipturn_mock.testing.plugin"
    told = subprocess.run(
        [sys.executable, "-c", f"{asked}; print(*sorted(set(sys.modules) - before))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["flipturn_mock", "flipturn_mock.testing", "flipturn_mock.testing.plugin"]


def test_nothing_of_the_plugin_is_called_for_each_test_of_a_run_that_does_not_use_it(
    pytester: pytest.Pytester,
) -> None:
    hooks = {name for name in vars(plugin) if name.startswith("pytest_")}
    assert hooks == {"pytest_addoption", "pytest_configure"}
    pytester.makepyfile(
        """
        def reporter(config):
            return config.pluginmanager.has_plugin("flipturn_mock_reporter")

        def test_before(pytestconfig):
            assert not reporter(pytestconfig)

        def test_with(flipturn, pytestconfig):
            assert reporter(pytestconfig)
        """
    )
    run(pytester).assert_outcomes(passed=2)


def test_the_handle_needs_nothing_that_has_to_be_installed() -> None:
    asked = f"import sys; sys.path.insert(0, {SOURCE_ROOTS[0]!r}); import flipturn_mock.testing.report"
    names = "{m.partition('.')[0] for m in sys.modules} - sys.stdlib_module_names"
    told = subprocess.run(
        [sys.executable, "-I", "-c", f"{asked}; print(*sorted({names}))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [name for name in told.stdout.split() if not name.startswith("_")] == ["flipturn_mock"]
