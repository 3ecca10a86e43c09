"""Spreads requests evenly, since deployments count them by the minute."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 120.0
"""Seconds; a server that asks for more is taken at its word as refusing."""

_WITHOUT_WORD = 20.0
"""Seconds to wait after a 429 that does not say how long: a third of the documented window."""


class Pace:
    """One limiter for everything a run sends; `rate` is in requests a second, None for as fast as it goes."""

    def __init__(
        self,
        rate: float | None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 0.0 if rate is None else 1.0 / rate
        self._now, self._sleep = now, sleep
        self._next = now()

    def wait(self) -> None:
        """Return when the next request may leave."""
        delay = self._next - self._now()
        if delay > 0:
            self._sleep(delay)
        self._next = max(self._next, self._now()) + self._gap

    def back_off(self, retry_after: str | None) -> bool:
        """After a 429: hold everything back for as long as it says; False if that is too long."""
        seconds = _seconds(retry_after)
        if seconds > LONGEST_WAIT:
            return False
        self._next = self._now() + max(seconds, self._gap)
        return True


def _seconds(retry_after: str | None) -> float:
    """RFC 9110 allows a number of seconds or a date; anything else is no word."""
    word = (retry_after or "").strip()
    if word.isascii() and word.isdigit():
        return float(word)
    try:
        return max(0.0, (parsedate_to_datetime(word) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return _WITHOUT_WORD
