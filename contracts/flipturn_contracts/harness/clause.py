"""Names what a test stands for: a promise with an id that stays, or a question that is left open."""

from collections.abc import Callable
from typing import TypeVar

import pytest

ANY_NUMBER = "any whole number"
"""Allows every answer of digits."""

Test = TypeVar("Test", bound=Callable[..., object])


def clause(name: str, sentence: str, source: str) -> Callable[[Test], Test]:
    """A documented promise; `name` is its id for good. `{x}` in it stands for the test's parameter x.

    `sentence` is what is promised, in our words; `source` the document that says so.
    """
    return pytest.mark.clause(id=name, sentence=sentence, source=source)


def reading(
    name: str, row: str, question: str, allowed: tuple[str, ...], mock: str = "", switch: str = ""
) -> Callable[[Test], Test]:
    """A question that the documents leave open; the test calls the fixture `observe` with the answer.

    `row` is the entry in the register of open questions, `allowed` every answer that the documents
    support. A mock of this project must give the answer `mock`, or the one that is switched on under
    the name `switch`.
    """
    return pytest.mark.clause(
        id=f"readings.{name}",
        sentence=f"{question} Any of: {'; '.join(allowed)}.",
        source=f"left open ({row})",
        reading={
            "id": name,
            "row": row,
            "question": question,
            "allowed": allowed,
            "mock": mock,
            "switch": switch,
        },
    )
