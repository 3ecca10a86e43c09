"""Standard error, written so that nobody who forgets to read it can stop the mock.

A program that starts the mock with a pipe on stderr and never reads it fills the pipe; a plain write
would then wait for ever, and with it every client. Lines that find no room are dropped and counted.
"""

import os
import select
import stat
import sys

# A pipe that poll calls writable takes at least this much without waiting (PIPE_BUF on Linux and macOS
# is 4096 and 512).
_ROOM = getattr(select, "PIPE_BUF", 512)


class Stderr:
    """Writes whole lines to sys.stderr, whatever that is at the time."""

    def __init__(self) -> None:
        self._dropped = 0

    def write_line(self, line: str) -> None:
        """Write the line if there is room for it."""
        if self._dropped and self._write(f"({self._dropped} lines were dropped, since nobody read them)\n"):
            self._dropped = 0
        if self._dropped or not self._write(f"{line}\n"):
            self._dropped += 1

    def _write(self, text: str) -> bool:
        pieces = [text[start : start + _ROOM] for start in range(0, len(text), _ROOM)]
        try:
            for piece in pieces:
                if _would_wait():
                    return False
                sys.stderr.write(piece)
                sys.stderr.flush()
        except (OSError, ValueError):
            pass  # closed: nobody reads it any more, which is no reason to stop
        return True


def _would_wait() -> bool:
    """Whether stderr is a pipe without room; false where that cannot be told."""
    if not hasattr(select, "poll"):
        return False
    try:
        descriptor = sys.stderr.fileno()
        if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            return False
    except (OSError, ValueError, AttributeError):
        return False
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return not poll.poll(0)
