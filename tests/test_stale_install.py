"""In a checkout it is the checkout that is judged, however good the old copy is that is installed.

A copy of this checkout is broken, and a good old copy of its packages is put before everything else. A
tool that judges the old one sees nothing wrong.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from tests import ROOT

pytestmark = pytest.mark.slow

PACKAGES = (("mock_server", "flipturn_mock"), ("contracts", "flipturn_contracts"))
TESTS = """
from tests.server import served
from tests.support import Mock
import urllib.request

def test_in_process():
    assert Mock().ok("GET", "/openapi.json")["openapi"] == "3.1.0"

def test_in_a_child_process():
    with served("--log", "none") as mock, urllib.request.urlopen(mock.url + "/openapi.json") as answer:
        assert answer.status == 200

def test_in_the_process_of_the_fixture(flipturn):
    assert flipturn.vehicles
"""
BREAK = "def create_app(*_, **__):\n    raise SystemError('this is the checkout')\n"


class Sites(NamedTuple):
    """A copy of the checkout, and a folder with an old copy of its packages."""

    checkout: Path
    old: Path

    def run(self, *command: str, paths: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """A tool in the checkout, with the old copy in front unless `paths` of the checkout are."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        path = os.pathsep.join([*(str(self.checkout / name) for name in paths), str(self.old)])
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.checkout,
            env=environment | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def sites(tmp_path: Path) -> Sites:
    checkout, old = tmp_path / "checkout", tmp_path / "old"
    without = shutil.ignore_patterns("__pycache__")
    for root, package in PACKAGES:
        for folder in (checkout / root, old):
            shutil.copytree(ROOT / root / package, folder / package, ignore=without)
    shutil.copy(ROOT / "openapi.yaml", old / "flipturn_mock")
    (checkout / "tests").mkdir()
    for name in ("openapi.yaml", "pyproject.toml", *(f"tests/{name}.py" for name in SUPPORT)):
        shutil.copy(ROOT / name, checkout / name)
    (checkout / "tests" / "test_it.py").write_text(TESTS, encoding="utf-8")
    return Sites(checkout, old)


SUPPORT = ("__init__", "conftest", "import_rules", "server", "support")


def mock_file(sites: Sites, name: str) -> Path:
    return sites.checkout / "mock_server" / "flipturn_mock" / name


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def outcomes(sites: Sites) -> dict[str, bool]:
    """Which tests of the checkout passed."""
    report = sites.checkout / "report.xml"
    quick = ("-p", "no:cacheprovider", "-p", "no:randomly", f"--junit-xml={report}")
    told = sites.run("-m", "pytest", *quick)
    assert report.exists(), told.stdout + told.stderr
    return {case.get("name", ""): not len(case) for case in ElementTree.parse(report).iter("testcase")}


def test_pytest_and_its_child_processes_see_what_is_broken(sites: Sites) -> None:
    names = ["test_in_process", "test_in_a_child_process", "test_in_the_process_of_the_fixture"]
    assert outcomes(sites) == dict.fromkeys(names, True)
    append(mock_file(sites, "app.py"), BREAK)
    assert outcomes(sites) == dict.fromkeys(names, False)


def test_mypy_sees_what_is_broken(sites: Sites, tmp_path: Path) -> None:
    """mypy reads no PYTHONPATH, so the old copy is installed into an environment."""
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=os.name != "nt")
    (site,) = (
        environment.glob("lib/*/site-packages") if os.name != "nt" else environment.glob("Lib/site-packages")
    )
    for _, package in PACKAGES:
        (sites.old / package).rename(site / package)
    (python,) = environment.glob("bin/python") if os.name != "nt" else environment.glob("Scripts/python.exe")
    append(mock_file(sites, "location.py"), "answer: int = 'forty-two'\n")
    told = sites.run("-m", "mypy", "--python-executable", str(python), "-p", "flipturn_mock.location")
    assert told.returncode == 1, told.stdout
    assert "mock_server/flipturn_mock/location.py" in told.stdout.replace("\\", "/")


LINT = ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache")


def test_import_linter_sees_what_is_broken_or_says_that_it_judges_something_else(sites: Sites) -> None:
    append(mock_file(sites, "domain/ids.py"), "import flipturn_mock.web.api\n")
    roots = ("mock_server", "contracts")
    with_roots, without = sites.run(*LINT, paths=roots), sites.run(*LINT)
    assert with_roots.returncode == without.returncode == 1
    assert "flipturn_mock.domain.ids -> flipturn_mock.web.api" in with_roots.stdout
    assert "flipturn_mock.domain.ids" not in without.stdout
    assert "flipturn_mock is not that of this checkout." in without.stdout
