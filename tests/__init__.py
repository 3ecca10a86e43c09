"""Tests of the project. Importing this package makes Python run the checkout, whatever is installed.

pytest's `pythonpath` does the same for what pytest itself imports. This is for the processes that
tests start, and for commands such as `python -m tests.benchmarks`.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE_ROOTS = [str(ROOT / name) for name in ("mock_server", "contracts")]

PATH_BEFORE = list(sys.path)
"""Where Python would have looked without this."""

# First in the path, even where they are in it already: an editable install has them at the end.
sys.path[:] = [*SOURCE_ROOTS, *(path for path in sys.path if path not in SOURCE_ROOTS)]
_others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
os.environ["PYTHONPATH"] = os.pathsep.join(
    [*SOURCE_ROOTS, *(path for path in _others if path and path not in SOURCE_ROOTS)]
)
