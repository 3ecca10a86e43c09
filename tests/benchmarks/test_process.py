"""What a server holds is counted with all that it has started, and a signal ends it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks import memory
from tests.benchmarks.load import Generator, Load, read_wrk
from tests.benchmarks.memory import Memory, held
from tests.benchmarks.ours import own_servers
from tests.benchmarks.process import NotMeasured, Running, answers, running
from tests.benchmarks.servers import POST, Request, Server

pytestmark = pytest.mark.slow

WSGI = own_servers()[-1]
CHILD = "held = b'x' * 60_000_000; print('held', flush=True); input()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="memory is told by /proc")
def test_memory_is_that_of_the_children_too() -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", PARENT], **pipes) as process:  # type: ignore[call-overload]
        process.stdout.readline()
        assert Running(process, 0, 0.0).resident() > 60
        process.communicate(b"\n")


def test_a_server_is_there_until_it_is_stopped() -> None:
    with running(WSGI) as run:
        assert answers(run.port, POST)
        assert not answers(run.port, Request("GET", "/elsewhere"))
        assert run.start > 0
        assert run.stop() > 0
        assert not answers(run.port, POST)


class Growing:
    """Stands for a server that holds one MB more whenever it is looked at."""

    port = 4080

    def __init__(self, mb: float) -> None:
        self.mb = mb

    def resident(self) -> float:
        self.mb += 1 if self.mb else 0
        return self.mb


class Counting(Generator):
    """Makes no load, and remembers which it should have made."""

    def load(self, request: Request, port: int, seconds: int) -> Load:
        asked.append((request.method, port, seconds))
        return Load(1, 1, 1, 0)


asked: list[tuple[str, int, int]] = []
GENERATOR = Counting("none", lambda *_: [], read_wrk)


def runs(monkeypatch: pytest.MonkeyPatch, mb: float) -> None:
    @contextmanager
    def started(_: Server) -> Iterator[Growing]:
        yield Growing(mb)

    monkeypatch.setattr(memory, "running", started)
    asked.clear()


def test_memory_is_looked_at_after_each_of_two_minutes_of_both_operations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs(monkeypatch, 50)
    assert held(WSGI, GENERATOR) == Memory(51, 52, 53)
    assert asked == [("GET", 4080, 30), ("POST", 4080, 30)] * 2


def test_memory_that_the_system_does_not_tell_is_not_taken_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, 0)
    with pytest.raises(NotMeasured, match="no /proc"):
        held(WSGI, GENERATOR)
