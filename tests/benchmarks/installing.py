"""Peers are installed by the name of their package into a folder, which can be kept and used again."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.process import NotMeasured


@dataclass(frozen=True, slots=True)
class Folder:
    """Where packages are installed: those of npm and those of Python, each on its own.

    What is there already is not installed again.
    """

    path: Path

    def from_npm(self, package: str, version: str) -> Path:
        """The folder of a package; raises NotMeasured if it cannot be installed."""
        home = self.path / "npm"
        installed = home / "node_modules" / package
        if not (installed / "package.json").exists():
            home.mkdir(parents=True, exist_ok=True)
            quiet = ("--no-audit", "--no-fund", "--loglevel=error", f"--prefix={home}")
            _run("npm", "install", *quiet, f"{package}@{version}")
        return installed

    def from_pypi(self, package: str, script: str) -> Path:
        """The script that a package brings; raises NotMeasured if it cannot be installed."""
        home = self.path / "python"
        if not (home / "bin" / script).exists():
            if not (home / "bin" / "pip").exists():
                _run(sys.executable, "-m", "venv", str(home))
            _run(str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", package)
        return home / "bin" / script


def npm_version(installed: Path) -> str:
    """The version of an installed package of npm."""
    return str(json.loads((installed / "package.json").read_text(encoding="utf-8"))["version"])


def pypi_version(script: Path, package: str) -> str:
    """The version of the package in the environment of a script."""
    ask = f"from importlib.metadata import version; print(version({package!r}), end='')"
    return _run(str(script.with_name("python")), "-c", ask)


def _run(*command: str) -> str:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotMeasured(f"{Path(command[0]).name} cannot be run: {error.strerror}") from None
    if ran.returncode != 0:
        said = (ran.stderr or ran.stdout).strip().splitlines() or ["it said nothing"]
        raise NotMeasured(f"{Path(command[0]).name} failed: {said[-1]}")
    return ran.stdout
