"""The entry of `flipturn-contracts` and `python -m flipturn_contracts`."""

import os
import sys
from importlib.util import find_spec


def main(arguments: list[str] | None = None) -> int:
    """The exit status.

    0 everything that could be judged holds, 1 a clause is broken and nothing else, 2 bad options or
    interrupted, 3 something could not be judged, 5 nothing was selected.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    missing = [
        name for name in ("pytest", "schemathesis", "hypothesis", "requests") if find_spec(name) is None
    ]
    if missing:
        sys.stderr.write(f"The suite needs {', '.join(missing)}: pip install 'flipturn-mock[contracts]'\n")
        return 3
    try:
        from flipturn_contracts.sealed import run
    except Exception as error:
        return _could_not_be_loaded(error)
    return run(arguments)


def _could_not_be_loaded(error: Exception) -> int:
    from flipturn_contracts.harness.faults import fault_sentence, traceback_of
    from flipturn_contracts.harness.secrets import Secrets

    texts = [traceback_of(error, "the suite could not be imported")]
    sys.stderr.write(fault_sentence(texts, Secrets()) + "\n")
    return 3


def _forget_current_folder() -> None:
    """With `-m`, Python imports from the current folder first; what lies there may be anybody's.

    It stays if the suite itself lies there.
    """
    here = os.path.realpath(os.curdir)
    own = os.path.realpath(os.path.join(os.path.dirname(__file__), os.pardir))
    if not sys.flags.safe_path and sys.path and os.path.realpath(sys.path[0]) == here != own:
        del sys.path[0]


if __name__ == "__main__":
    _forget_current_folder()
    from flipturn_mock.location import prefer_checkout

    prefer_checkout()
    sys.exit(main())
