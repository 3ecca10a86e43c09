"""Whatever the project that the command is run in contains, it changes nothing of the run, and is not changed."""

import os
import shutil
from pathlib import Path

import pytest

from tests.contracts.suite import PYTHON_M, ROOT, Ran, run_process, run_suite

pytestmark = pytest.mark.slow

ONE = ("-k", "test_missing_key")
BOOM = "raise RuntimeError('this was loaded')\n"
UNKNOWN = "--no-such-option"

PROJECTS = {
    "a conftest that fails": {"conftest.py": BOOM, "tests/conftest.py": BOOM},
    "an option named --target": {
        "conftest.py": "def pytest_addoption(parser):\n    parser.addoption('--target')\n"
    },
    "a hook that deselects everything": {
        "conftest.py": "def pytest_collection_modifyitems(items):\n    items.clear()\n"
    },
    "pytest.ini": {"pytest.ini": f"[pytest]\naddopts = {UNKNOWN}\n"},
    "pyproject.toml": {"pyproject.toml": f"[tool.pytest.ini_options]\naddopts = '{UNKNOWN}'\n"},
    "tox.ini": {"tox.ini": f"[pytest]\naddopts = {UNKNOWN}\n"},
    "setup.cfg": {"setup.cfg": f"[tool:pytest]\naddopts = {UNKNOWN}\n"},
    "schemathesis.toml": {"schemathesis.toml": "no-such-setting = 1\n"},
    "a folder named contracts": {"contracts/__init__.py": BOOM, "contracts/test_theirs.py": BOOM},
}
ENVIRONMENT = {"PYTEST_ADDOPTS": UNKNOWN, "PYTEST_PLUGINS": "no_such_plugin", "HYPOTHESIS_PROFILE": "none"}
MODULES = {f"{name}.py": BOOM for name in ("requests", "click", "yaml", "flask", "pytest", "execnet")}
PLUGIN = {
    "their_plugin.py": f"def pytest_addoption(parser):\n    parser.addoption('--target')\n    {BOOM}",
    "their_plugin-1.dist-info/entry_points.txt": "[pytest11]\ntheirs = their_plugin\n",
    "their_plugin-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: their-plugin\nVersion: 1\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_it_holds(ran: Ran) -> None:
    assert ran.status == 0, ran.output
    assert ran.verdicts() == {"auth.missing-key": "holds"}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_changes_nothing_and_is_not_changed(name: str, tmp_path: Path) -> None:
    project = write(tmp_path / "project", PROJECTS[name])
    before = contents(project)
    assert_it_holds(run_suite(tmp_path / "report", *ONE, cwd=project, **ENVIRONMENT))
    assert contents(project) == before


@pytest.mark.parametrize(
    "workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.nightly)], ids=["alone", "two workers"]
)
def test_nothing_is_imported_from_the_project_and_no_plugin_of_others_is_loaded(
    workers: tuple[str, ...], tmp_path: Path
) -> None:
    """The suite is installed within the project, and sends generated requests, whose libraries keep files."""
    everything = {name: text for files in PROJECTS.values() for name, text in files.items()}
    project = write(tmp_path / "project", everything | MODULES)
    before = contents(project)
    installed = install(project / ".venv" / "site-packages")
    path = os.pathsep.join([str(write(tmp_path / "plugins", PLUGIN)), str(installed)])
    few = ("-k", "test_missing_key or conformance.getVehicle", "--max-examples", "3")
    ran = run_process(
        tmp_path / "report", *PYTHON_M, *few, *workers, cwd=project, PYTHONPATH=path, **ENVIRONMENT
    )
    shutil.rmtree(project / ".venv")
    assert ran.status == 0, ran.output
    assert ran.verdicts() == {"auth.missing-key": "holds", "conformance.getVehicle": "holds"}
    assert contents(project) == before


def install(folder: Path) -> Path:
    """As a wheel does."""
    for root, package in (("mock_server", "flipturn_mock"), ("contracts", "flipturn_contracts")):
        shutil.copytree(ROOT / root / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "openapi.yaml", folder / "flipturn_mock")
    return folder
