"""`python -m tests.nightly`: the sweeps that take too long for every change, one after the other."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests import ROOT

OTHER_PYTHONS = ("3.12", "3.13")
"""The Pythons of our classifiers beside the one that CI has."""


@dataclass(frozen=True)
class Sweep:
    """One command, by a name that `--only` takes."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]


def sweeps(seeds: int) -> Iterator[Sweep]:
    """All there are on this machine; a Python that is not installed has none."""
    yield Sweep("tests", (sys.executable, "-m", "pytest", "--nightly"), {})
    yield Sweep("faults", (sys.executable, "-m", "tests.contracts.faulty.matrix"), {})
    alarms = (sys.executable, "-m", "tests.contracts.nightly", "--seeds", str(seeds))
    yield Sweep("false-alarms", alarms, {})
    for version in OTHER_PYTHONS:
        if shutil.which(f"python{version}"):
            yield Sweep(f"python{version}", ("bash", ".ci/run"), {"PYTHON": f"python{version}"})


def main(arguments: list[str] | None = None) -> int:
    """1 if any sweep failed; each is named with how it ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.nightly", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="seeds of the contract suite (default 20)")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this sweep; may be repeated")
    parser.add_argument("--list", action="store_true", help="name the sweeps and stop")
    told = parser.parse_args(arguments)
    chosen = [sweep for sweep in sweeps(told.seeds) if told.only is None or sweep.name in told.only]
    if told.list:
        print("\n".join(sweep.name for sweep in chosen))  # noqa: T201 - the command's output
        return 0
    ended = {sweep.name: _run(sweep) for sweep in chosen}
    for name, status in ended.items():
        print(f"{name}: {'passed' if status == 0 else f'FAILED with status {status}'}")  # noqa: T201
    return 0 if ended and not any(ended.values()) else 1


def _run(sweep: Sweep) -> int:
    print(f"== {sweep.name}", flush=True)  # noqa: T201
    environment = {**os.environ, **sweep.environment}
    return subprocess.run(sweep.command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
