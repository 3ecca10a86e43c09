"""So many requests in so much time: the documented rate limit, and the quota of a planned fault."""


class Window:
    """Counts requests in windows of fixed length; one begins with the first request after the last.

    Instants and lengths are in milliseconds. How Flipturn's window slides is not documented (X9).
    """

    def __init__(self, limit: int, length: int) -> None:
        self.limit = limit
        self._length = length
        self._began: int | None = None
        self._taken = 0

    def take(self, now: int) -> bool:
        """Whether there is room for one more; if so, it is taken."""
        # A clock that was set back begins anew: its former future has not happened.
        if self._began is None or not self._began <= now < self._began + self._length:
            self._began, self._taken = now, 0
        if self._taken >= self.limit:
            return False
        self._taken += 1
        return True

    def seconds_left(self, now: int) -> int:
        """Whole seconds until the window ends, at least one."""
        left = 0 if self._began is None else self._began + self._length - now
        return max(1, -(-left // 1000))
