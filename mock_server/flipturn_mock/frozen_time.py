"""All that is used of freezegun beyond its documented `freeze_time`, in one place that says why.

freezegun has no documented way to ask whether time is held, by whom, and what the real time is. A mock in
a test's own process needs all three: it follows the test's `freeze_time`, leaves it alone, and waits in
real seconds. Nothing is imported here: who has not imported freezegun holds no time with it.
"""

import sys
import time
from typing import Any


def innermost_hands() -> object | None:
    """What moves the `freeze_time` in force, as its `start` gave it; None where time is real."""
    api = _freezegun()
    return api.freeze_factories[-1] if api is not None and api.freeze_factories else None


def is_ticking() -> bool:
    """Whether the `freeze_time` in force lets time run; there must be one."""
    api = _freezegun()
    return bool(api.tick_flags[-1])


def real_monotonic() -> float:
    """Seconds that pass for real, whatever freezegun does to this process."""
    api = _freezegun()
    real: float = time.monotonic() if api is None else api.real_monotonic()
    return real


def _freezegun() -> Any:
    return sys.modules.get("freezegun.api")
