"""What the mock holds after a minute of load, and after another one."""

from dataclasses import dataclass

from tests.benchmarks.load import Generator
from tests.benchmarks.process import NotMeasured, Running, running
from tests.benchmarks.servers import GET, POST, Server


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident MB when idle, after the first and after the second minute."""

    idle: float
    first: float
    second: float


def held(server: Server, generator: Generator, minute: int = 60) -> Memory:
    """Two minutes of load, of which half is each operation; raises NotMeasured."""
    with running(server) as run:
        idle = run.resident()
        if not idle:
            raise NotMeasured("this system has no /proc to tell what a process holds")
        return Memory(idle, *(_after(run, generator, minute) for _ in range(2)))


def _after(run: Running, generator: Generator, seconds: int) -> float:
    for request in (GET, POST):
        generator.load(request, run.port, seconds // 2)
    return run.resident()
