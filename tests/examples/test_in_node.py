"""The same client in Node, under `flipturn-mock run`, as whoever does not write Python uses the bench."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import PATIENCE

pytestmark = pytest.mark.slow

NODE = shutil.which("node")
TESTS = Path(__file__).with_name("sync_client.test.mjs")


@pytest.mark.skipif(NODE is None, reason="there is no node here")
def test_a_client_in_javascript_is_tested_on_a_mock_of_its_own() -> None:
    run = [sys.executable, "-m", "flipturn_mock", "run", "--now", "2026-02-01T00:00:00Z", "--"]
    test = [
        str(NODE),
        "--test",
        "--test-reporter=tap",
        str(TESTS),
    ]  # TAP is a standard; node's own form is not
    done = subprocess.run([*run, *test], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^\s*ok \d", done.stdout, re.MULTILINE)) >= 5
