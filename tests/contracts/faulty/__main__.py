"""The door: `python -m tests.contracts.faulty NAME [options of flipturn_mock serve]`, `--list` or `--check`."""

import os
import sys
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NoReturn

from tests.contracts.faulty.catalogue import FAULTS
from tests.contracts.faulty.fault import Fault
from tests.contracts.faulty.serving import serve


def main(arguments: Sequence[str]) -> NoReturn:
    """Serve the fault that is named first; without a name, say which there are."""
    if not arguments or arguments[0] == "--list":
        print("\n".join(line for fault in FAULTS.values() for line in described(fault)))  # noqa: T201 - it is asked for
        sys.exit()
    if arguments[0] == "--check":
        sys.exit(", ".join(name for name, fault in FAULTS.items() if not fits(fault)) or 0)
    name, *options = arguments
    if name not in FAULTS:
        sys.exit(f"There is no fault {name!r}; --list shows all of them.")
    serve(FAULTS[name], options)


def fits(fault: Fault) -> bool:
    """Whether the mock still has what the fault replaces; seen in a fork, since there is no way back."""
    child = os.fork()
    if child == 0:
        try:
            fault.install()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def described(fault: Fault) -> Iterator[str]:
    """Name, sentence, and the clauses that notice."""
    yield fault.name
    yield from wrap(fault.sentence, 100, initial_indent="    ", subsequent_indent="    ")
    noticed = ", ".join(sorted(fault.breaks)) or "no clause"
    yield from wrap(
        noticed, 100, initial_indent="    -> ", subsequent_indent="       ", break_on_hyphens=False
    )


if __name__ == "__main__":
    main(sys.argv[1:])
