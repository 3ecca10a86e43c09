"""The suite under pytest itself: in a checkout, and as a plugin beside whatever a project has."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.contracts.suite import NO_VEHICLES, ROOT, Ran, as_json, run_process, server
from tests.test_readme import blocks

pytestmark = pytest.mark.slow

PYTEST = (sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider")
(COMMAND,) = blocks("sh", "pytest -p flipturn_contracts.plugin")
PLUGIN = shlex.split(COMMAND)[1:]
"""As the README has it."""
ONE = ("-k", "test_missing_key")
OPTION = "def pytest_addoption(parser):\n    parser.addoption('--target')\n"


def run(folder: Path, *options: str, cwd: Path = ROOT, **env: str) -> Ran:
    return run_process(folder, *PYTEST, *options, cwd=cwd, **env)


def project(folder: Path, conftest: str) -> Path:
    folder.mkdir()
    (folder / "conftest.py").write_text(conftest, encoding="utf-8")
    return folder


def test_pytest_contracts_runs_the_suite_of_the_checkout(tmp_path: Path) -> None:
    ran = run(tmp_path, "contracts", *ONE)
    assert (ran.status, ran.verdicts()) == (0, {"auth.missing-key": "holds"}), ran.output


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("options", "status"),
    [((), 1), (("-p", "tests.contracts.saboteur"), 3)],
)
def test_its_statuses_are_those_of_the_command(options: tuple[str, ...], status: int, tmp_path: Path) -> None:
    with server(lambda *asked: as_json(200, NO_VEHICLES)) as open_door:
        ran = run(tmp_path, "contracts", *ONE, "--target", open_door.url, *options, SABOTAGE="an import")
    assert ran.status == status, ran.output


def test_as_a_plugin_it_runs_beside_the_project_s_own_conftest(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "theirs", "def pytest_report_header(config):\n    return 'their own header'\n"
    )
    ran = run(tmp_path / "report", *PLUGIN, *ONE, cwd=folder)
    assert (ran.status, ran.verdicts()) == (0, {"auth.missing-key": "holds"}), ran.output
    assert "their own header" in ran.output


@pytest.mark.nightly
def test_as_a_plugin_an_option_that_the_project_has_too_is_refused_in_a_sentence(tmp_path: Path) -> None:
    ran = run(tmp_path / "report", *PLUGIN, *ONE, cwd=project(tmp_path / "theirs", OPTION))
    assert ran.status == pytest.ExitCode.USAGE_ERROR
    assert ran.output.split("\n")[0] == (
        "ERROR: a conftest.py or another plugin defines --target too; "
        "flipturn-contracts loads neither of them"
    )
    assert "Traceback" not in ran.output


@pytest.mark.nightly
def test_as_a_plugin_an_option_of_another_plugin_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "their_plugin.py").write_text(OPTION, encoding="utf-8")
    ran = run(tmp_path / "report", *PLUGIN, "-p", "their_plugin", *ONE, cwd=tmp_path)
    assert ran.status == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: a conftest.py or another plugin defines --target too" in ran.output
    assert "Traceback" not in ran.output
