"""The entry of `flipturn-contracts` and `python -m flipturn_contracts`, for people who do not use pytest."""

import os
import sys
from importlib.util import find_spec

import click

_USAGE = """\
usage: flipturn-contracts [--target URL] [options]
       flipturn-contracts clean RUN-ID --target URL

Puts the promises of the Flipturn API to a server: a mock of its own, or the deployment at --target,
whose key is read from the environment variable FLIPTURN_API_KEY. All options of the suite, and of
pytest underneath: flipturn-contracts --help
"""


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 all hold, 1 something is broken, 3 nothing could be judged, 2, 4, 5 as of pytest."""
    arguments = sys.argv[1:] if arguments is None else arguments
    missing = [
        name for name in ("pytest", "schemathesis", "hypothesis", "requests") if find_spec(name) is None
    ]
    if missing:
        click.echo(f"The suite needs {', '.join(missing)}: pip install 'flipturn-mock[contracts]'", err=True)
        return 3
    if arguments == ["-h"]:
        click.echo(_USAGE, nl=False)
        return 0
    return _run(arguments)


def _run(arguments: list[str]) -> int:
    import pytest

    if arguments == ["clean"]:
        click.echo("clean needs the RUN-ID that the run printed", err=True)
        return 4
    if arguments[:1] == ["clean"]:
        arguments = ["--clean", *arguments[1:]]
    return int(pytest.main([*_ALWAYS, *arguments]))


# Nothing of the folder it is run in may change what it does, nor be changed by it.
_ALWAYS = ["-p", "flipturn_contracts.plugin", "-p", "no:cacheprovider", "-c", os.devnull]
# Every clause that is broken is told in the suite's own table.
_ALWAYS += ["--rootdir", os.curdir, "--tb=no", "-rN", "-q", "--pyargs", "flipturn_contracts.clauses"]

if __name__ == "__main__":
    from flipturn_mock.location import prefer_checkout

    prefer_checkout()
    sys.exit(main())
