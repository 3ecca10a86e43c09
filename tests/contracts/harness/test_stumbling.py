"""Only an error over the data of an answer, in a line of the suite, says something of the server."""

from collections.abc import Callable

import pytest

from flipturn_contracts.harness import moments, outcomes, own
from flipturn_contracts.harness.broken import Broken
from flipturn_contracts.harness.exchange import Answer, Told
from flipturn_contracts.harness.stumbling import stumbled


def error_of(call: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as raised:  # noqa: PT011 - of any kind
        call()
    return raised.value


@pytest.mark.parametrize(
    "call",
    [
        lambda: moments.read(5),
        lambda: moments.read("tomorrow"),
        lambda: moments.read("0001-01-01T00:00:00+23:00"),
        lambda: outcomes.outcomes([None]),  # type: ignore[list-item]
        lambda: outcomes.chosen(5, "id"),  # type: ignore[arg-type]
    ],
    ids=["no text", "no instant", "too early", "null for an object", "a number for a list"],
)
def test_data_of_a_wrong_kind_is_what_a_clause_stumbles_over(call: Callable[[], object]) -> None:
    assert stumbled(error_of(call))


@pytest.mark.parametrize(
    "call",
    [
        lambda: 1 / 0,
        lambda: int("x"),
        lambda: own.Own("x").pool(own.MOST_VINS + 1),
        lambda: moments.Moments.no_such_method,  # type: ignore[attr-defined]
        lambda: Told()["x"],
    ],
    ids=[
        "no error over data",
        "not in a line of the suite",
        "a limit of ours",
        "a name of ours",
        "already Broken",
    ],
)
def test_any_other_error_is_not(call: Callable[[], object]) -> None:
    assert not stumbled(error_of(call))


def test_a_member_that_an_answer_lacks_is_a_broken_promise() -> None:
    answer = Answer("GET", "http://x/", {}, None, 200, {}, b'{"vehicle": {"id": 1}}')
    with pytest.raises(Broken) as broken:
        answer.json()["vehicle"]["vin"]
    assert (broken.value.expected, broken.value.got) == ("a member 'vin'", '{"id": 1}')
