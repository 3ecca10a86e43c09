"""Tests of the project. Importing this package makes Python run the checkout, whatever is installed.

pytest's `pythonpath` does the same for what pytest itself imports. This is for the processes that
tests start, and for commands such as `python -m tests.benchmarks`.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE_ROOTS = [str(ROOT / name) for name in ("mock_server", "contracts")]

sys.path[:0] = [root for root in SOURCE_ROOTS if root not in sys.path]
_others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
os.environ["PYTHONPATH"] = os.pathsep.join(
    [*SOURCE_ROOTS, *(path for path in _others if path not in SOURCE_ROOTS)]
)
