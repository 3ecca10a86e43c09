"""The clock of one organization, above the clock of the process."""

from collections.abc import Callable

import pytest

from flipturn_mock.bench.own_clock import OwnClock
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.operations.instants import EARLIEST, LATEST


def test_it_follows_the_process_until_it_is_moved() -> None:
    clock = OwnClock()
    assert (clock.now(5), clock.now(9), clock.is_own) == (5, 9, False)


def test_frozen_it_stands_still_and_advances_from_there() -> None:
    clock = OwnClock()
    clock.freeze(1000)
    clock.advance(10, process=5)
    assert (clock.now(5), clock.now(99), clock.is_frozen) == (1010, 1010, True)


def test_advanced_while_it_runs_it_runs_on() -> None:
    clock = OwnClock()
    clock.advance(100, process=5)
    clock.advance(100, process=6)
    assert (clock.now(6), clock.now(10), clock.is_frozen) == (206, 210, False)


def test_offset_it_runs_ahead_or_behind() -> None:
    clock = OwnClock()
    clock.freeze(1000)
    clock.offset(-3, process=5)
    assert (clock.now(5), clock.now(10)) == (2, 7)


def test_following_it_shows_the_process_again() -> None:
    clock = OwnClock()
    clock.freeze(1000)
    clock.follow()
    assert (clock.now(7), clock.is_own) == (7, False)


def test_it_does_not_go_back_by_advancing() -> None:
    with pytest.raises(Invalid, match="must not be negative"):
        OwnClock().advance(-1, process=5)


@pytest.mark.parametrize("instant", [EARLIEST - 1, LATEST])
def test_what_cannot_be_shown_is_refused_and_moves_nothing(instant: int) -> None:
    clock = OwnClock()
    moves: tuple[Callable[[], None], ...] = (
        lambda: clock.freeze(instant),
        lambda: clock.offset(instant, process=0),
        lambda: clock.advance(LATEST, process=0),
    )
    for move in moves:
        with pytest.raises(Invalid, match="the years 0002 to 9998"):
            move()
    assert not clock.is_own


def test_an_offset_stops_at_the_end_of_time_when_the_process_moves_there() -> None:
    clock = OwnClock()
    clock.offset(1000, process=0)
    assert clock.now(LATEST - 1) == LATEST - 1


def test_a_copy_goes_its_own_way() -> None:
    clock = OwnClock()
    clock.freeze(1000)
    twin = clock.copy()
    clock.advance(1, process=0)
    assert (twin.now(0), clock.now(0)) == (1000, 1001)
