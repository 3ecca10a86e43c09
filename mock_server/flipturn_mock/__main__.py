"""The entry of `flipturn-mock` and `python -m flipturn_mock`, which can be left while the rest is loading."""

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Loading takes a moment, and an exception would come out of the midst of it as a traceback.
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from flipturn_mock.command_line.cli import exit_status

    sys.exit(exit_status(arguments))


if __name__ == "__main__":
    from flipturn_mock.location import prefer_checkout

    prefer_checkout()
    main()
