"""Every fault there is: importing a module `faults_...` registers what it holds."""

from importlib import import_module
from pathlib import Path

from tests.contracts.faulty.fault import FAULTS

__all__ = ["FAULTS"]

for _path in sorted(Path(__file__).parent.glob("faults_*.py")):
    import_module(f"tests.contracts.faulty.{_path.stem}")
