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

from tests.contracts import nightly
from tests.contracts.faulty import matrix
from tests.contracts.faulty.catalogue import FAULTS
from tests.contracts.suite import KEY, ROOT, Running, suite_options
from tests.server import Served, served
from tests.test_readme import blocks, table

pytestmark = pytest.mark.slow

COMMANDS = [*blocks("sh", "flipturn-contracts"), *blocks("sh", "export FLIPTURN_API_KEY")]
HERE = "https://staging.example"
FEW = "test_missing_key or test_last_page or conformance.getVehicle"
# The command lines are what is tested here; a few clauses and few requests will do.
QUICK = ("--max-examples", "2", "--rate", "5000", "-k", FEW)


@pytest.fixture(scope="module")
def deployment() -> Iterator[Served]:
    with served("--no-admin", "--key", f"{KEY}=org") as mock:
        yield mock


def run_as_shown(text: str, url: str, folder: Path) -> str:
    """The output of all commands of a block, one after the other."""
    outputs: list[str] = []
    for line in text.replace(HERE, url).splitlines():
        program, *arguments = shlex.split(line)
        if (program, arguments) == ("export", ["FLIPTURN_API_KEY=..."]):
            continue  # every run here has a key
        assert program == "flipturn-contracts"
        running = Running(folder / f"run-{len(outputs)}", *arguments, *QUICK, cwd=folder)
        assert running.wait() == 0, running.output()[-3000:]
        outputs.append(running.output())
    return "".join(outputs)


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
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert """install --quiet --disable-pip-version-check "${locked[@]}" '.[contracts]'""" in ci


def test_the_table_of_options_is_that_of_the_suite() -> None:
    cells = [row[0] for row in table("Put the contract to a server") if row[0].startswith("`--")]
    named = [option for cell in cells for option in re.findall(r"--[a-z-]+", cell)]
    assert sorted({*named}) == sorted(suite_options())


def test_the_commands_for_faults_and_false_alarms_exist(capsys: pytest.CaptureFixture[str]) -> None:
    (text,) = blocks("sh", "python -m tests.contracts")
    lines = [line.split()[2:] for line in text.splitlines()]
    assert [module for module, *_ in lines] == [
        "tests.contracts.faulty", "tests.contracts.faulty", "tests.contracts.faulty.matrix", "tests.contracts.nightly",
    ]  # fmt: skip
    assert {name for _, name, *_ in lines if not name.startswith("-")} <= FAULTS.keys()
    for main, (_, *arguments) in zip((matrix.main, nightly.main), lines[2:], strict=True):
        with pytest.raises(SystemExit):
            main(["--help"])
        told = capsys.readouterr().out
        assert all(option in told for option in arguments if option.startswith("-"))
        assert ("--write" in told) is (main is matrix.main)


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
