"""How a clause says that a promise does not hold, and why one could not be put at all.

AssertionError
└── Broken           the server under test does not keep the promise: expected this, got that
pytest's skip
├── not observable   the target lacks what it takes to see (a clock to move, a view of what is stored)
└── not run          what it takes was not allowed or not given (writes, a second key)
"""

import json
from typing import NoReturn

import pytest

NOT_OBSERVABLE = "not observable here: "
NOT_RUN = "not run: "


class Broken(AssertionError):
    """A promise that does not hold; `expected` and `got` as a reader wants to see them."""

    def __init__(self, what: str, expected: str = "", got: str = "") -> None:
        super().__init__(what)
        self.what, self.expected, self.got = what, expected, got

    def __str__(self) -> str:
        return "\n".join(
            [
                self.what,
                *(
                    f"{name}: {text}"
                    for name, text in (("expected", self.expected), ("got", self.got))
                    if text
                ),
            ]
        )


def same(what: str, got: object, expected: object) -> None:
    """`what` must be equal to what is expected, types included (`True` is not 1)."""
    __tracebackhide__ = True
    if show(got) != show(expected):
        raise Broken(f"{what} differs", show(expected), show(got))


def holds(what: str, condition: bool, got: object = None) -> None:
    """The sentence `what` must be true; `got` is what it was judged by."""
    __tracebackhide__ = True
    if not condition:
        raise Broken(f"It does not hold that {what}", what, "" if got is None else show(got))


def not_observable(reason: str) -> NoReturn:
    """The target lacks something; say what."""
    pytest.skip(NOT_OBSERVABLE + reason)


def not_run(reason: str) -> NoReturn:
    """Something was not allowed or not given; say what."""
    pytest.skip(NOT_RUN + reason)


def show(value: object) -> str:
    """A value as JSON, which is what it came as; two values are the same if they are shown the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
