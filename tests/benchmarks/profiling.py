"""Where the time goes: `python -m tests.benchmarks.profiling get|post|start`, a profile to decide by."""

import cProfile
import pstats
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

from tests.benchmarks.in_process import as_bytes, connected, exchange
from tests.benchmarks.process import ROOT
from tests.benchmarks.servers import GET, POST, Request

_TIMES = 5000
_SHOWN = 40


class Import(NamedTuple):
    """A module, with the microseconds that it took by itself and with all that it imported."""

    own: int
    total: int
    module: str


def main(what: str) -> None:
    """Print the profile of a request, or of the imports of a start."""
    if what == "start":
        for imported in sorted(imports(), key=lambda one: -one.total)[:_SHOWN]:
            print(f"{imported.own:8} {imported.total:8}  {imported.module}")  # noqa: T201 - its output
    else:
        requested({"get": GET, "post": POST}[what]).print_stats(_SHOWN)


def requested(request: Request) -> pstats.Stats:
    """The profile of many of this request in process, by the time of each function itself."""
    mock, data = connected(100), as_bytes(request)
    exchange(mock, data)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(_TIMES):
        exchange(mock, data)
    profile.disable()
    return pstats.Stats(profile).strip_dirs().sort_stats("tottime")


def imports() -> Iterator[Import]:
    """What starting `flipturn_mock serve` imports, as `-X importtime` tells it."""
    program = "from flipturn_mock.command_line.cli import exit_status; exit_status(['serve', '--help'])"
    command = [sys.executable, "-X", "importtime", "-c", program]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for line in ran.stderr.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        total, _, module = rest.partition("|")
        if own.strip().isdigit():
            yield Import(int(own), int(total), module.rstrip())


if __name__ == "__main__":
    main(sys.argv[1])
