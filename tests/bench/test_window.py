"""So many requests in so much time."""

from flipturn_mock.bench.window import Window


def test_as_many_as_the_limit_are_let_through_in_one_window() -> None:
    window = Window(2, 1000)
    assert [window.take(now) for now in (0, 999, 999)] == [True, True, False]


def test_the_next_window_begins_with_the_first_request_after_the_last() -> None:
    window = Window(1, 1000)
    assert [window.take(now) for now in (5, 1004, 1005, 2004, 2005)] == [True, False, True, False, True]


def test_a_clock_that_is_set_back_begins_anew() -> None:
    window = Window(1, 1000)
    assert [window.take(now) for now in (5000, 5000, 4000, 4999)] == [True, False, True, False]


def test_it_tells_whole_seconds_until_there_is_room() -> None:
    window = Window(1, 60_000)
    window.take(0)
    assert [window.seconds_left(now) for now in (0, 1, 59_000, 59_999)] == [60, 60, 1, 1]


def test_a_limit_of_none_lets_nothing_through() -> None:
    assert Window(0, 1000).take(0) is False
