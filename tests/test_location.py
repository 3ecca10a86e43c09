"""openapi.yaml is found from a checkout and from a wheel, and in a checkout the checkout is what runs."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flipturn_mock.location import contract_file
from tests import ROOT
from tests.server import CLEAN

pytestmark = pytest.mark.slow

Layout = Callable[[Path], tuple[list[Path], Path]]
"""Lays the packages out in a folder: the import paths, and where openapi.yaml belongs."""


def checkout(folder: Path) -> tuple[list[Path], Path]:
    for root, package in (("mock_server", "flipturn_mock"), ("contracts", "flipturn_contracts")):
        shutil.copytree(ROOT / root / package, folder / root / package)
    return [folder / "mock_server", folder / "contracts"], folder / "openapi.yaml"


def wheel(folder: Path) -> tuple[list[Path], Path]:
    for root, package in (("mock_server", "flipturn_mock"), ("contracts", "flipturn_contracts")):
        shutil.copytree(ROOT / root / package, folder / package)
    return [folder], folder / "flipturn_mock" / "openapi.yaml"


def asked(paths: list[Path]) -> subprocess.CompletedProcess[str]:
    """What a Python with these import paths says about the location."""
    code = (
        f"import sys; sys.path[:0] = {[*map(str, paths)]!r}\n"
        "from flipturn_mock.location import contract_file\n"
        "print(contract_file())"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_this_checkout_finds_its_own_file() -> None:
    assert contract_file() == ROOT / "openapi.yaml"


@pytest.mark.parametrize("layout", [checkout, wheel])
def test_openapi_yaml_is_found_or_the_error_says_where_it_was_searched(
    layout: Layout, tmp_path: Path
) -> None:
    """`.ci/run` installs a real wheel and a real editable install; these are the same layouts in small."""
    paths, place = layout(tmp_path)
    assert f"openapi.yaml is missing; looked for {place}" in asked(paths).stderr
    shutil.copy(ROOT / "openapi.yaml", place)
    assert asked(paths).stdout.strip() == str(place)


def test_the_file_of_a_checkout_wins_over_a_copy_in_the_package(tmp_path: Path) -> None:
    paths, place = checkout(tmp_path)
    for file in (place, tmp_path / "mock_server" / "flipturn_mock" / "openapi.yaml"):
        shutil.copy(ROOT / "openapi.yaml", file)
    assert asked(paths).stdout.strip() == str(place)


@pytest.mark.parametrize("module", ["flipturn_mock", "flipturn_contracts"])
def test_python_m_in_a_checkout_runs_the_checkout_beside_a_stale_copy(module: str, tmp_path: Path) -> None:
    """The copy on PYTHONPATH stands for an installed wheel; it goes before site-packages, even."""
    checkout(tmp_path / "checkout")
    (stale, *_), place = wheel(tmp_path / "installed")
    shutil.copy(ROOT / "openapi.yaml", place)
    (root,) = (tmp_path / "checkout").glob(f"*/{module}/__main__.py")
    root.write_text("raise SystemExit('this is the checkout')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        cwd=tmp_path / "checkout", env=CLEAN | {"PYTHONPATH": str(stale)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "this is the checkout" in done.stderr
    ignoring = subprocess.run(
        [sys.executable, "-P", "-m", module, "--help"],
        cwd=tmp_path / "checkout", env=CLEAN | {"PYTHONPATH": str(stale)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "this is the checkout" not in ignoring.stderr
