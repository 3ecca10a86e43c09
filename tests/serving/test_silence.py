"""Connections that say nothing are dropped, and only those."""

import asyncio
from math import inf
from typing import Any

import pytest

from flipturn_mock.serving import listener
from tests.server import PATIENCE


class Heard:
    """A connection, as far as the sweeper is concerned."""

    def __init__(self, silent_since: float) -> None:
        self.silent_since = silent_since
        self.was_cut = asyncio.Event()

    def cut(self) -> None:
        self.was_cut.set()


def test_a_silent_connection_is_cut_and_a_talking_one_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "SILENCE", 0.0)  # the sweeper then looks again at once

    async def sweep() -> tuple[bool, bool]:
        silent, talking = Heard(-1.0), Heard(inf)
        connections: Any = {silent, talking}
        sweeper = asyncio.get_running_loop().create_task(listener._drop_silent(connections))
        await asyncio.wait_for(silent.was_cut.wait(), timeout=PATIENCE)
        sweeper.cancel()
        return silent.was_cut.is_set(), talking.was_cut.is_set()

    assert asyncio.run(sweep()) == (True, False)
