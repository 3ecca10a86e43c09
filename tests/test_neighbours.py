"""Projects with names like ours: each imports its own module and uses our fixture, and neither is in the way.

They run with the Python that FLIPTURN_TEST_PYTHON names, against the package that is installed there
(`.ci/run` gives it the wheel, then the editable install). Without it they run against this checkout.
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.server import CLEAN

pytestmark = pytest.mark.slow

INSTALLED = os.environ.get("FLIPTURN_TEST_PYTHON", "")

PYTEST, PYTHON_M_PYTEST = ("-P", "-m", "pytest"), ("-m", "pytest")
"""`-P` keeps the current folder out of the path, as the command `pytest` does."""

TEST = "from {module} import OWNER\n\ndef test_{name}(flipturn):\n    assert OWNER == 'theirs' and flipturn.vehicles\n"
OWN = "OWNER = 'theirs'\n"
INI = "[pytest]\npythonpath = {}\n"


@dataclass
class Project:
    """The files of a project by their path, and how its tests are run."""

    files: dict[str, str]
    tests: dict[str, str]  # where a test stands -> the module of theirs that it imports
    command: tuple[str, ...] = PYTEST
    options: tuple[str, ...] = field(default=())

    def lay_out(self, folder: Path) -> None:
        texts = {
            path: TEST.format(module=module, name=Path(path).stem) for path, module in self.tests.items()
        }
        for path, text in (self.files | texts).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


PROJECTS = {
    "packages in the root, python -m pytest": Project(
        {"contracts/__init__.py": OWN, "mock_server/__init__.py": OWN},
        {"tests/test_a.py": "contracts", "tests/test_b.py": "mock_server"},
        PYTHON_M_PYTEST,
    ),
    "modules in the root beside a conftest": Project(
        {"contracts.py": OWN, "mock_server.py": OWN, "conftest.py": "import contracts, mock_server\n"},
        {"test_a.py": "contracts", "test_b.py": "mock_server"},
    ),
    "packages in the root, pythonpath": Project(
        {"contracts/__init__.py": OWN, "mock_server/__init__.py": OWN, "pytest.ini": INI.format(".")},
        {"tests/__init__.py": "contracts", "tests/test_a.py": "contracts", "tests/test_b.py": "mock_server"},
    ),
    "helpers and tests beside each other": Project(
        {"tests/mock_server.py": OWN, "tests/contracts/__init__.py": "", "tests/contracts/helper.py": OWN},
        {"tests/test_a.py": "mock_server", "tests/contracts/test_b.py": "contracts.helper"},
    ),
    "importlib mode": Project(
        {
            "contracts/__init__.py": OWN,
            "mock_server.py": OWN,
            "conftest.py": "import contracts, mock_server\n",
            "tests/conftest.py": "",
            "pytest.ini": INI.format("."),
        },
        {"tests/test_a.py": "contracts", "tests/test_b.py": "mock_server"},
        options=("--import-mode=importlib",),
    ),
    "src layout": Project(
        {
            "src/contracts/__init__.py": OWN,
            "src/mock_server/__init__.py": OWN,
            "pytest.ini": INI.format("src"),
        },
        {"tests/test_a.py": "contracts", "tests/test_b.py": "mock_server"},
    ),
    "folders that are no packages": Project(
        {"contracts/Token.sol": "", "contracts/terms.py": OWN, "mock_server/server.py": OWN},
        {"test_a.py": "contracts.terms", "test_b.py": "mock_server.server"},
        PYTHON_M_PYTEST,
    ),
}


def session(project: Project, folder: Path) -> "subprocess.Popen[str]":
    """Its tests, which have started."""
    # What is installed is found by its entry point; a checkout has none.
    ours = () if INSTALLED else ("--disable-plugin-autoload", "-p", "flipturn_mock.testing.plugin")
    quick = ("-q", "-p", "no:cacheprovider", "--junit-xml=report.xml")
    environment = {name: value for name, value in CLEAN.items() if not (INSTALLED and name == "PYTHONPATH")}
    return subprocess.Popen(
        [INSTALLED or sys.executable, *project.command, *quick, *ours, *project.options],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_with_names_like_ours_has_its_own_modules_and_our_fixture(
    name: str, tmp_path: Path
) -> None:
    project = PROJECTS[name]
    project.lay_out(tmp_path)
    with session(project, tmp_path) as process:
        told = process.communicate(timeout=120)[0]
    assert process.returncode == 0, told
    passed = [case for case in ElementTree.parse(tmp_path / "report.xml").iter("testcase") if not len(case)]
    assert len(passed) == len([path for path in project.tests if Path(path).stem.startswith("test_")]), told
