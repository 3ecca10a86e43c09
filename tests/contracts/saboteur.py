"""A pytest plugin that breaks the suite itself in one way, to see that the server is not blamed for it.

`-p tests.contracts.saboteur` with the way in the environment variable SABOTAGE. Every error holds the API
key, as an error of a library may.
"""

import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
import requests

from flipturn_contracts.harness.target import Target
from flipturn_contracts.report import html

WORDS = "this is the sabotage"
_SABOTAGE = os.environ.get("SABOTAGE", "")


def _fail(*args: Any, **more: Any) -> NoReturn:
    raise AttributeError(f"{WORDS}, with the key {os.environ['FLIPTURN_API_KEY']}")


def _crash(*args: Any, **more: Any) -> NoReturn:
    os._exit(9)


def _in_a_library() -> None:
    """But not in the first request, which looks whether the target can be tested at all."""
    first, others = iter([requests.Session.prepare_request]), _fail

    def prepare(self: requests.Session, request: requests.Request) -> requests.PreparedRequest:
        return next(first, others)(self, request)

    requests.Session.prepare_request = prepare  # type: ignore[method-assign]


def _in_a_fixture() -> None:
    Target.new_organization = _fail  # type: ignore[method-assign]


def _in_an_import() -> None:
    sys.modules["flipturn_contracts.harness.every_case"] = None  # type: ignore[assignment]


def _in_the_report() -> None:
    html.headline = _fail


_AT_ONCE: dict[str, Callable[[], None]] = {
    "a library": _in_a_library,
    "a fixture": _in_a_fixture,
    "an import": _in_an_import,
    "the report": _in_the_report,
}
_IN_A_CLAUSE: dict[str, Callable[..., None]] = {"a clause": _fail, "a worker": _crash}


def pytest_configure() -> None:
    """Break what can be broken before anything is collected."""
    _AT_ONCE.get(_SABOTAGE, lambda: None)()
    if _SABOTAGE == "the beginning":
        _fail()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Break the clause that the tests select."""
    for item in items:
        if _SABOTAGE in _IN_A_CLAUSE and item.name.startswith("test_missing_key"):
            item.obj = _IN_A_CLAUSE[_SABOTAGE]  # type: ignore[attr-defined]


def pytest_runtestloop() -> None:
    """Break pytest's own loop."""
    if _SABOTAGE == "pytest":
        _fail()
