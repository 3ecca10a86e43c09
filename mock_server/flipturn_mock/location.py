"""Says where the project's files are: in a checkout, or in an installed package.

This module is the one thing that the mock and the contract suite share. It imports neither of them.
"""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SOURCE_ROOTS = ("mock_server", "contracts")
"""The folders of a checkout that hold the import packages."""


def contract_file() -> Path:
    """The path of openapi.yaml: the checkout's own file, or the copy that a wheel carries.

    An editable install finds the checkout's file, so an edit of it always takes effect.
    Raises FileNotFoundError, which names the places that were searched.
    """
    root = _PACKAGE.parent.parent
    places = [root / "openapi.yaml"] if _is_checkout(root) else []
    places.append(_PACKAGE / "openapi.yaml")
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"openapi.yaml is missing; looked for {' and '.join(map(str, places))}")


def prefer_checkout() -> None:
    """Run this command again with the checkout's code, if it was started with `-m` inside a checkout.

    The source roots keep `python -m flipturn_mock` from finding the package in the current folder.
    Without this, an old installed copy would run in silence. Does nothing outside a checkout, or
    where the checkout's code runs already, or where Python was told to ignore the folder or the
    environment (-P, -E, -I).
    """
    here = Path.cwd()
    ignores = sys.flags.safe_path or sys.flags.ignore_environment
    if ignores or not _is_checkout(here) or _PACKAGE.is_relative_to(here.resolve()):
        return
    roots = [str(here / root) for root in _SOURCE_ROOTS]
    os.environ["PYTHONPATH"] = os.pathsep.join([*roots, *filter(None, [os.environ.get("PYTHONPATH")])])
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same command again


def _is_checkout(root: Path) -> bool:
    return (root / "mock_server" / "flipturn_mock" / "location.py").is_file() and (
        root / "contracts" / "flipturn_contracts"
    ).is_dir()
