"""Every command, option and snippet of the README does what the README says."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock
from xml.etree import ElementTree

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from flipturn_mock.command_line.cli import cli, exit_status
from flipturn_mock.command_line.mock import Mock
from flipturn_mock.contract.document import load_document
from flipturn_mock.testing.plugin import pytest_addoption
from tests.contracts.suite import suite_options
from tests.server import CLEAN, COMMAND, PATIENCE, Served, served
from tests.test_generic_run import generic_run

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
HERE = "http://127.0.0.1:4080"


def blocks(language: str, beginning: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language and text.startswith(beginning)]


def test_every_snippet_is_of_a_kind_that_is_run_here() -> None:
    kinds = {
        (language, next((kind for kind in KINDS if text.startswith(kind)), text)) for language, text in BLOCKS
    }
    assert {language for language, _ in BLOCKS} == {"sh", "json", "text", "python", "yaml", "js"}
    assert {kind for language, kind in kinds if language == "sh"} == set(KINDS)


KINDS = (
    "curl ",
    "flipturn-mock serve",
    "flipturn-mock run",
    "python3 -m venv",
    "schemathesis run ",
    "coproc ",
    # tests/contracts/test_readme.py
    "flipturn-contracts",
    "export FLIPTURN_API_KEY",
    "pytest -p flipturn_contracts.plugin",
    "pip install '.[contracts]'",
    "python -m tests.contracts",
    # tests/benchmarks
    "python -m tests.benchmarks",
)


@pytest.fixture(scope="module")
def mock() -> Iterator[Served]:
    with served("--now", "2026-02-01T00:00:00Z") as running:
        yield running


def steady(answer: str) -> Any:
    """JSON without what depends on how fast the machine is."""
    return json.loads(re.sub(r'("expiresInMillis": ?)\d+', r"\g<1>0", answer))


@pytest.mark.slow
def test_every_curl_in_turn_is_answered_as_shown(mock: Served) -> None:
    compared = 0
    for (language, text), (next_language, shown) in pairwise(BLOCKS):
        if language != "sh" or not text.startswith("curl "):
            continue
        command = text.replace(HERE, mock.url).replace("curl ", "curl -sS ", 1)
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
        if next_language == "json":
            assert steady(done.stdout) == steady(shown)
        else:
            assert next_language == "text"
            assert shown.strip() in [line.strip() for line in done.stdout.splitlines()]
        compared += 1
    assert compared == len(blocks("sh", "curl "))


@pytest.mark.parametrize("command", blocks("sh", "flipturn-mock serve"))
def test_every_serve_command_starts(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (fleet,) = blocks("yaml", "# fleet.yaml")
    (tmp_path / "fleet.yaml").write_text(fleet, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Mock, "serve", lambda _, listening, *__: listening.close())
    assert exit_status([*command.split()[1:], "--port", "0"]) == 0


@pytest.mark.slow
def test_the_script_waits_for_the_first_line_and_stops_the_mock() -> None:
    (script,) = blocks("sh", "coproc ")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-ec", script], capture_output=True, text=True, timeout=PATIENCE, env=CLEAN | {"PATH": path}
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["vehicle"]["id"] == 20


@pytest.mark.parametrize("snippet", [text for text in blocks("python", "") if "\ndef test_" not in text])
def test_every_python_snippet_runs(snippet: str) -> None:
    exec(compile(snippet, "README.md", "exec"), {})


@pytest.mark.slow
def test_the_test_of_a_client_passes_and_fails_with_what_came(tmp_path: Path) -> None:
    (snippet,) = blocks("python", "# test_sync.py")
    quick = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    (tmp_path / "test_sync.py").write_text(snippet, encoding="utf-8")
    (tmp_path / "test_hasty.py").write_text(snippet.replace("range(3)", "range(1)"), encoding="utf-8")
    quick += ["--junitxml=junit.xml"]
    done = subprocess.run(quick, cwd=tmp_path, env=CLEAN, capture_output=True, text=True, check=False)
    cases = ElementTree.parse(tmp_path / "junit.xml").iter("testcase")
    failed = {case.get("classname"): case.find("failure") is not None for case in cases}
    assert failed == {"test_sync": False, "test_hasty": True}, done.stdout
    assert done.stdout.count("POST /api/departure-times/vehicle") == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node here")
def test_the_test_in_javascript_passes_under_run(tmp_path: Path) -> None:
    (snippet,) = blocks("js", "// sync.test.mjs")
    (tmp_path / "sync.test.mjs").write_text(snippet, encoding="utf-8")
    (shown,) = blocks("sh", "flipturn-mock run")
    command = shlex.split(shown)
    done = subprocess.run(
        [*COMMAND, *command[1:]],
        cwd=tmp_path,
        env=CLEAN | {"NODE_OPTIONS": "--test-reporter=tap"},  # TAP is a standard; node's own form is not
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\s*ok 1 ", done.stdout, re.MULTILINE)


def test_the_install_commands_are_those_that_ci_runs() -> None:
    """Each of the README's install lines, step by step, with CI's folders for `.venv`."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for folder, text in zip(("user", "dev"), blocks("sh", "python3 -m venv"), strict=True):
        create, install, run_it = text.strip().split(" && ")
        assert create == "python3 -m venv .venv"
        assert '"${PYTHON:-python3}" -m venv "$work/$1"' in ci
        assert f"environment {folder}\n" in ci
        what = install.removeprefix(".venv/bin/pip install ").removeprefix("-c .ci/constraints.txt ")
        assert (
            f'"$work/{folder}/bin/pip" install --quiet --disable-pip-version-check "${{locked[@]}}" {what}\n'
            in ci
        )
        command = run_it.removeprefix(".venv/").split(" ")[0]
        assert f'"$work/{folder}/{command}"' in ci or f" {folder}/{command} " in ci
    assert "locked=(-c .ci/constraints.txt)" in ci
    assert '[ "${1:-}" = --newest ]' in ci


def test_the_lock_is_of_every_tool_and_names_no_place() -> None:
    """Only names and versions; and what the tests use directly is in it."""
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
    locked = {canonicalize_name(line.partition("==")[0]) for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(text for extra in project["optional-dependencies"].values() for text in extra),
    ]
    assert {canonicalize_name(Requirement(text).name) for text in asked} - {"flipturn-mock"} <= locked


def test_the_generic_run_is_the_one_under_test() -> None:
    (command,) = blocks("sh", "schemathesis run ")
    url = "http://127.0.0.1:1"
    under_test = generic_run(ROOT / "openapi.yaml", url)
    assert [Path(under_test[0]).name, *under_test[1:]] == shlex.split(
        command.replace(HERE, url).replace("openapi.yaml", str(ROOT / "openapi.yaml"))
    )


def table(heading: str) -> list[list[str]]:
    """The cells of the tables under a heading."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = re.findall(r"^\| (.*) \|$", section, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def test_the_table_of_options_is_that_of_the_command() -> None:
    serve = cli.commands["serve"]
    options = {
        name
        for param in serve.params
        for name in param.opts
        if isinstance(param, click.Option) and not param.hidden
    }
    told = [name for row in table("Command line") for name in re.findall(r"`(--[a-z-]+)`", row[0])]
    assert set(told) == options


@cache
def every_option() -> set[str]:
    """What `serve`, `run`, the contract suite and the pytest plugin take, as they tell it."""
    ours = {name for command in cli.commands.values() for param in command.params for name in param.opts}
    plugin = MagicMock()
    pytest_addoption(plugin)
    plugins = {call.args[0] for call in plugin.getgroup.return_value.addoption.call_args_list}
    return ours | plugins | {"--help"} | suite_options()


# Those of node, schemathesis, pytest and .ci/run; those of the faulty servers and the nightly run: tests/contracts/test_readme.py
OF_OTHER_COMMANDS = {
    "--quick",
    "--peers",
    "--test",
    "--url",
    "--list",
    "--seeds",
    "--write",
    "--pdb",
    "--newest",
    "--pyargs",
}


@pytest.mark.parametrize(
    "option", sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - OF_OTHER_COMMANDS)
)
def test_every_option_that_is_named_exists(option: str) -> None:
    assert option in every_option()


def test_the_table_of_readings_is_that_of_the_contract() -> None:
    readings = load_document()["x-readings"]
    shown = {
        row[0].strip("`"): row for row in table("What the documents leave open") if row[0].startswith("`")
    }
    assert set(shown) == set(readings)
    for name, reading in readings.items():
        values = re.findall(r"`([^`]+)`", shown[name][1])
        assert values[0] == str(reading["default"])
        assert set(values) == set(reading.get("values", values))
        assert shown[name][2] == reading["row"]


def test_every_row_that_is_cited_is_in_a_table_of_the_readme() -> None:
    explained = set(re.findall(r"\b[DVX]\d+\b", README))
    for file in (ROOT / "openapi.yaml", *(ROOT / "mock_server").rglob("*.py")):
        cited = set(re.findall(r"\b[DVX]\d{1,2}\b", file.read_text(encoding="utf-8")))
        assert cited <= explained, file.name


def test_every_row_of_the_register_is_explained() -> None:
    """Departure times D1 to D40, vehicles V1 to V22, the rest X1 to X15, but for those of query filters."""
    register = {
        f"{kind}{row}" for kind, last in (("D", 40), ("V", 22), ("X", 15)) for row in range(1, last + 1)
    }
    assert register - set(re.findall(r"\b[DVX]\d+\b", README)) == {"X10", "X12", "X13"}


def test_the_table_of_operations_is_that_of_the_contract() -> None:
    shown = re.findall(r"^\| `(\w+)` \| `([A-Z]+) (\S+)` \|$", README, re.MULTILINE)
    described = [
        (operation["operationId"], method.upper(), path)
        for path, item in load_document()["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert shown == described
