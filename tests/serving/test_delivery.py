"""What is done for an answer, as steps: nothing is lost, nothing is added, and time is spent where it was asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_mock.serving.delivery import GARBAGE, MALFORMED, Delivery, Ending, Step, steps

HEAD, BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", b"0123456789"


def taken(delivery: Delivery, body: bytes = BODY) -> list[Step]:
    return list(steps(delivery, HEAD, body))


def test_by_default_the_answer_goes_out_whole_and_at_once() -> None:
    assert taken(Delivery()) == [Step(0, HEAD), Step(0, BODY)]


def test_a_delay_comes_before_the_first_byte_only() -> None:
    assert taken(Delivery(delay=2)) == [Step(2, HEAD), Step(0, BODY)]


def test_a_trickle_is_even_and_takes_its_time() -> None:
    assert taken(Delivery(delay=2, chunks=4, duration=8)) == [
        Step(2, HEAD), Step(2, b"01"), Step(2, b"234"), Step(2, b"56"), Step(2, b"789"),
    ]  # fmt: skip


def test_a_part_ends_with_the_connection() -> None:
    assert taken(Delivery(fraction=0.35)) == [Step(0, HEAD), Step(0, b"012"), Step(0, b"", "close")]
    assert taken(Delivery(fraction=0)) == [Step(0, HEAD), Step(0, b"", "close")]


@pytest.mark.parametrize(
    ("ending", "step"),
    [
        ("EMPTY_RESPONSE", Step(3, b"", "close")),
        ("MALFORMED_RESPONSE_CHUNK", Step(3, MALFORMED, "close")),
        ("RANDOM_DATA_THEN_CLOSE", Step(3, GARBAGE, "close")),
        ("CONNECTION_RESET_BY_PEER", Step(3, b"", "reset")),
    ],
)
def test_a_broken_end_comes_in_place_of_the_answer(ending: Ending, step: Step) -> None:
    assert taken(Delivery(delay=3, ending=ending)) == [step]


def test_a_part_can_be_sent_before_a_reset() -> None:
    *sent, last = taken(Delivery(ending="CONNECTION_RESET_BY_PEER", fraction=0.5))
    assert sent == [Step(0, HEAD), Step(0, b"01234")]
    assert last.then == "reset"
    assert 0 < last.wait < 1, "a reset at once could erase what was sent"


@pytest.mark.parametrize("delivery", [Delivery(), Delivery(chunks=5, duration=10), Delivery(chunks=0)])
def test_an_answer_without_a_body_is_its_head(delivery: Delivery) -> None:
    assert taken(delivery, b"") == [Step(0, HEAD)]


@given(st.binary(max_size=50), st.integers(-2, 80), st.sampled_from([0.0, 3.0]), st.floats(0, 1))
def test_the_pieces_are_the_body(body: bytes, chunks: int, duration: float, fraction: float) -> None:
    done = taken(Delivery(chunks=chunks, duration=duration, fraction=fraction), body)
    sent = b"".join(step.data for step in done)
    assert sent == HEAD + body[: int(len(body) * fraction)]
    assert sum(step.wait for step in done) == pytest.approx(duration if sent != HEAD else 0)
    assert all(step.data or step.then != "go on" for step in done), (
        "a step without data would look like an end"
    )
