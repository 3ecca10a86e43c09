"""Starts the mock with a fault in it: in this process for good, or in a fork that is quicker than a new one."""

import gc
import os
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from types import TracebackType
from typing import NoReturn

from flipturn_mock.__main__ import main
from flipturn_mock.app import create_app
from tests.contracts.faulty.fault import Fault
from tests.contracts.faulty.patches import forget_promises

_FIRST_LINE = re.compile(r"\S.* listening on (http://\S+)\n")


def serve(fault: Fault | None, options: Sequence[str]) -> NoReturn:
    """`flipturn_mock serve`, with the fault; None is the mock as it is."""
    if fault is not None:
        forget_promises()
        fault.install()
    main(["serve", *options])


def warm_up() -> None:
    """Load what every server needs before there are forks, which then share it."""
    import freezegun.api  # noqa: F401 - the mock imports it when time is first held

    import flipturn_mock.command_line.cli  # noqa: F401 - the command imports it when it runs

    create_app().test_client().get("/__admin/health")  # the control plane is made when it is first asked
    gc.collect()
    gc.freeze()


class ForkedMock:
    """Stands in for the suite's MockProcess where flipturn_mock is imported already: a fork, no new interpreter."""

    def __init__(self, fault: Fault | None, options: Sequence[str]) -> None:
        self._log = tempfile.TemporaryFile("a+")  # noqa: SIM115 - closed by stop()
        read_end, write_end = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.dup2(write_end, 1)
            os.dup2(self._log.fileno(), 2)
            _serve_here(fault, options)
        os.close(write_end)
        self._out = os.fdopen(read_end)
        match = _FIRST_LINE.fullmatch(self._out.readline())
        if match is None:
            reason = self.log()[-1:]
            self.stop()
            raise RuntimeError(f"{fault.name if fault else 'the mock'} did not start: {reason}")
        self.url = match[1]

    def __enter__(self) -> "ForkedMock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End it at once: there is nothing to save."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._out.close()
        self._log.close()

    def log(self) -> list[str]:
        """What it has written on stderr so far."""
        self._log.seek(0)
        return self._log.read().splitlines()


def _serve_here(fault: Fault | None, options: Sequence[str]) -> NoReturn:
    """In the fork: never return into the test session that this is a copy of."""
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    _leave_the_time_of_others()
    try:
        serve(fault, ["--port", "0", *options])
    finally:
        os._exit(1)


def _leave_the_time_of_others() -> None:
    """Every move of the clock would look through all the modules of pytest and hypothesis, which is slow."""
    import freezegun

    others = {name.partition(".")[0] for name in sys.modules} - {"flipturn_mock"}
    freezegun.configure(extend_ignore_list=sorted(others))
