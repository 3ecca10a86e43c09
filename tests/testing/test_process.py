"""The mock of a session lives as long as the session, however that ends."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.server import CLEAN, PATIENCE, eventually

ALONE = ("--disable-plugin-autoload", "-p", "flipturn_mock.testing.plugin")

WAITS = """
import signal

def test_one(flipturn):
    print(flipturn.url, flush=True)
    signal.pause()
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX"),
]


@contextmanager
def waiting_session(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A session in the middle of a test, and the URL of its mock."""
    (folder / "test_waits.py").write_text(WAITS)
    command = [sys.executable, "-m", "pytest", "-qs", "-p", "no:cacheprovider", *ALONE, *options]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=CLEAN,
        process_group=0,
    )
    assert process.stdout is not None
    try:
        yield (
            process,
            next(word for line in process.stdout for word in line.split() if word.startswith("http:")),
        )
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def answers(url: str) -> bool:
    try:
        socket.create_connection(
            (str(urlsplit(url).hostname), urlsplit(url).port or 0), timeout=PATIENCE
        ).close()
    except OSError:
        return False
    return True


def test_a_mock_dies_with_a_session_that_is_killed(tmp_path: Path) -> None:
    with waiting_session(tmp_path) as (process, url):
        assert answers(url)
        process.kill()
        process.wait()
        eventually(lambda: not answers(url))


def test_a_session_that_is_interrupted_takes_its_mock_along(tmp_path: Path) -> None:
    with waiting_session(tmp_path) as (process, url):
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
        assert process.wait(timeout=PATIENCE) == pytest.ExitCode.INTERRUPTED
        assert not answers(url)


def test_ctrl_c_is_for_the_tests_and_leaves_them_their_mock(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import pytest\n@pytest.fixture(autouse=True)\ndef last_look(flipturn):\n"
        "    yield\n    print('saw', len(flipturn.vehicles), flush=True)\n"
    )
    with waiting_session(tmp_path) as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout is not None
        assert "saw 4" in process.stdout.read()
