"""Ids that are handed out in ascending order and never twice."""


class Ids:
    """A counter that belongs to one collection and is part of its state."""

    def __init__(self, following: int = 1) -> None:
        self.following = following

    def take(self) -> int:
        """The next id."""
        taken = self.following
        self.following += 1
        return taken

    def skip_past(self, used: int) -> None:
        """Never hand out `used` or anything below it."""
        self.following = max(self.following, used + 1)

    def copy(self) -> "Ids":
        """The same counter, counting on its own from here."""
        return Ids(self.following)
