"""Both packages find the one openapi.yaml, from a checkout and from a wheel, without importing each other."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.document import contract_file as by_contracts
from mock_server.contract.document import contract_file as by_mock

ROOT = Path(__file__).resolve().parent.parent.parent


def test_in_this_checkout_both_find_the_same_file() -> None:
    assert by_mock() == by_contracts() == ROOT / "openapi.yaml"


@pytest.mark.parametrize("place", ["openapi.yaml", "flipturn_contract/openapi.yaml", None])
def test_each_finds_it_beside_itself_or_says_where_it_looked(place: str | None, tmp_path: Path) -> None:
    """`.ci/run` installs a real wheel; this is the same layout in small, checkout and wheel."""
    for package in ("mock_server", "contracts"):
        shutil.copytree(ROOT / package, tmp_path / package)
    if place is not None:
        (tmp_path / place).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "openapi.yaml", tmp_path / place)
    for module, other in (
        ("mock_server.contract.document", "contracts"),
        ("contracts.document", "mock_server"),
    ):
        code = (
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from {module} import contract_file\n"
            f"assert not any(name.split('.')[0] == {other!r} for name in sys.modules)\n"
            "print(contract_file())"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
        if place is None:
            assert "openapi.yaml is missing; looked for" in done.stderr
        else:
            assert done.stdout.strip() == str(tmp_path / place), done.stderr
