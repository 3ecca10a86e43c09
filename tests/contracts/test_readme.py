"""Every command and table that the README has for the contract suite does what it says."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contracts.faulty.catalogue import FAULTS
from tests.contracts.suite import KEY, ROOT, environment, suite_options
from tests.server import Served, served
from tests.test_readme import blocks, table

COMMANDS = [*blocks("sh", "flipturn-contracts"), *blocks("sh", "export FLIPTURN_API_KEY")]
HERE = "https://staging.example"
QUICK = "--max-examples 2 --rate 5000 -p no:randomly"


@pytest.fixture(scope="module")
def deployment() -> Iterator[Served]:
    with served("--no-admin", "--key", f"{KEY}=org") as mock:
        yield mock


def run_as_shown(text: str, url: str, folder: Path) -> str:
    text = text.replace(HERE, url).replace(
        "flipturn-contracts ", f"{shlex.quote(sys.executable)} -m flipturn_contracts "
    )
    text = text.replace("export FLIPTURN_API_KEY=...", f"export FLIPTURN_API_KEY={KEY}")
    done = subprocess.run(
        ["bash", "-ec", text], cwd=folder, env=environment(PYTEST_ADDOPTS=QUICK), capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("text", COMMANDS)
def test_every_command_runs_and_all_holds(text: str, deployment: Served, tmp_path: Path) -> None:
    assert run_as_shown(text, deployment.url, tmp_path)


def test_the_workflow_runs_and_leaves_the_report_that_it_uploads(deployment: Served, tmp_path: Path) -> None:
    (text,) = (block for block in blocks("yaml", "# .github/workflows"))
    steps: list[dict[str, Any]] = yaml.safe_load(text)["jobs"]["staging"]["steps"]
    install, run = (step["run"] for step in steps if "run" in step)
    assert install == blocks("sh", "pip install '.[contracts]'")[0].strip()
    run_as_shown(run, deployment.url, tmp_path)
    assert sorted(os.listdir(tmp_path / steps[-1]["with"]["path"])) == [
        "contract.html",
        "contract.json",
        "junit.xml",
    ]


def test_ci_installs_the_extra_as_the_readme_does() -> None:
    assert (
        """install --quiet --disable-pip-version-check '.[contracts]'""" in (ROOT / ".ci" / "run").read_text()
    )


def test_the_table_of_options_is_that_of_the_suite() -> None:
    cells = [row[0] for row in table("Put the contract to a server") if row[0].startswith("`--")]
    named = [option for cell in cells for option in re.findall(r"--[a-z-]+", cell)]
    assert sorted({*named}) == sorted(suite_options())


def test_the_commands_for_faults_and_false_alarms_exist() -> None:
    (text,) = blocks("sh", "python -m tests.contracts")
    lines = [line.split()[2:] for line in text.splitlines()]
    assert [module for module, *_ in lines] == [
        "tests.contracts.faulty", "tests.contracts.faulty", "tests.contracts.faulty.matrix", "tests.contracts.nightly",
    ]  # fmt: skip
    assert {name for _, name, *_ in lines if not name.startswith("-")} <= FAULTS.keys()
    for module, *arguments in lines[2:]:
        told = subprocess.run(
            [sys.executable, "-m", module, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert all(option in told.stdout for option in arguments if option.startswith("-"))
        assert module.endswith("nightly") or "--write" in told.stdout


def test_a_faulty_server_is_served_by_hand() -> None:
    (text,) = blocks("sh", "python -m tests.contracts")
    (line,) = (line for line in text.splitlines() if "--port" in line)
    command = [sys.executable, *shlex.split(line.replace("4090", "0"))[1:]]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert " listening on http://" in process.stdout.readline()
        process.terminate()
