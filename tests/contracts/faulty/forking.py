"""Calls a function in forks of this process, a few at a time, each with a limit."""

import json
import os
import selectors
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

T = TypeVar("T")

LIMIT = 300.0
"""Seconds that a fork has: a faulty server may well send a client round in circles."""


@dataclass
class _Fork(Generic[T]):
    task: T
    pid: int
    until: float


class Forks(Generic[T]):
    """`work` is called in a fork for every task; what it returns must be a JSON object."""

    def __init__(self, jobs: int, work: Callable[[T], dict[str, str]]) -> None:
        self._jobs, self._work = jobs, work
        self._selector = selectors.DefaultSelector()

    def map(self, tasks: Sequence[T]) -> Iterator[tuple[T, dict[str, str], str]]:
        """Each task as it is done, with its result, or with nothing and what went wrong."""
        waiting = list(tasks)
        try:
            while waiting or self._selector.get_map():
                while waiting and len(self._selector.get_map()) < self._jobs:
                    self._start(waiting.pop(0))
                yield from [self._end(key) for key, _ in self._selector.select(timeout=1)]
                self._enforce_limit()
        finally:
            for key in self._selector.get_map().values():
                _kill(key.data.pid)

    def _start(self, task: T) -> None:
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            _work_here(write_end, lambda: self._work(task))
        _lead_group(pid)
        os.close(write_end)
        fork = _Fork(task, pid, time.monotonic() + LIMIT)
        self._selector.register(os.fdopen(read_end, "rb"), selectors.EVENT_READ, fork)

    def _end(self, key: selectors.SelectorKey) -> tuple[T, dict[str, str], str]:
        fork: _Fork[T] = key.data
        self._selector.unregister(key.fileobj)
        with key.fileobj as pipe:  # type: ignore[union-attr]
            said = pipe.readline()  # up to its end may be far, if what the fork has started holds on to it
        _kill(fork.pid)
        os.waitpid(fork.pid, 0)
        if not said:
            return fork.task, {}, f"it did not end within {LIMIT:g} seconds"
        answer = json.loads(said)
        return fork.task, answer["result"], answer["trouble"]

    def _enforce_limit(self) -> None:
        for key in self._selector.get_map().values():
            if time.monotonic() > key.data.until:
                _kill(key.data.pid)


def _work_here(write_end: int, work: Callable[[], dict[str, str]]) -> NoReturn:
    """In the fork, which must not return into the program that it is a copy of."""
    _lead_group(0)
    said: dict[str, Any] = {"result": {}, "trouble": ""}
    with tempfile.TemporaryFile() as output, os.fdopen(write_end, "wb") as pipe:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
        try:
            said["result"] = work()
        except BaseException as error:
            said["trouble"] = f"{type(error).__name__}: {error}"
        pipe.write(json.dumps(said).encode() + b"\n")
    os._exit(0)


def _lead_group(pid: int) -> None:
    """A group of its own, so that it can be ended together with what it has started; both sides say so."""
    with suppress(OSError):  # the other side was quicker, or it has ended already
        os.setpgid(pid, pid)


def _kill(pid: int) -> None:
    """The fork and whatever it has started."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
