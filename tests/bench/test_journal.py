"""The exchanges that are kept: by number, by size, and in all."""

from typing import Any

import pytest

from flipturn_mock.bench import journal
from flipturn_mock.bench.exchange import OVERHEAD, Body, Exchange
from flipturn_mock.bench.journal import Journals


def exchange(number: int, organization: str = "", body: bytes = b"", **rest: Any) -> Exchange:
    known: dict[str, Any] = {
        "at": 0, "method": "GET", "base_url": "", "target": "", "raw_headers": {}, "client_ip": "", "status": 200,
        "answer": Body(), "operation_id": None, "error": None, "reason": None,
        "warning": None, "fault": None, "duration_millis": 0.0,
    }  # fmt: skip
    return Exchange(id=str(number), organization=organization, sent=Body(body, len(body)), **known | rest)


def ids(exchanges: list[Exchange]) -> list[int]:
    return [int(kept.id) for kept in exchanges]


def test_the_latest_are_kept_for_each_organization() -> None:
    journals = Journals(2)
    for number in range(5):
        journals.add(exchange(number, "a"))
    journals.add(exchange(9, "b"))
    assert (ids(journals.of("a")), ids(journals.of("b"))) == ([3, 4], [9])


def test_all_of_them_come_in_the_order_they_came_in() -> None:
    journals = Journals(5)
    for number, name in enumerate("abba"):
        journals.add(exchange(number, name))
    assert ids(journals.all()) == [0, 1, 2, 3]


def test_an_organization_has_room_for_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 3 * OVERHEAD)
    journals = Journals(100)
    for number in range(5):
        journals.add(exchange(number, "a"))
    journals.add(exchange(9, "a", b"x" * OVERHEAD))
    assert ids(journals.of("a")) == [4, 9]


def test_an_exchange_that_has_no_room_by_itself_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", OVERHEAD)
    journals = Journals(100)
    journals.add(exchange(1, "a", b"x"))
    assert journals.of("a") == []


def test_when_all_is_full_the_longest_silent_one_loses_its_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES_IN_ALL", 4 * OVERHEAD)
    journals = Journals(100)
    for number, name in enumerate("abab"):
        journals.add(exchange(number, name))
    journals.add(exchange(4, "b"))
    assert (ids(journals.of("a")), ids(journals.of("b"))) == ([2], [1, 3, 4])
    journals.add(exchange(5, "c"))
    journals.add(exchange(6, "c"))
    assert (ids(journals.of("a")), ids(journals.of("b")), ids(journals.of("c"))) == ([], [3, 4], [5, 6])


def test_what_is_forgotten_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES_IN_ALL", 2 * OVERHEAD)
    journals = Journals(100)
    for number in range(10):
        journals.add(exchange(number, "a"))
        journals.forget("a")
    journals.add(exchange(10, "b"))
    journals.add(exchange(11, "b"))
    assert ids(journals.all()) == [10, 11]
    journals.clear()
    journals.add(exchange(12, "c"))
    journals.add(exchange(13, "c"))
    assert ids(journals.all()) == [12, 13]


def test_everything_that_is_kept_of_an_exchange_takes_room() -> None:
    much = "x" * 1000
    plain = exchange(1).size
    for part in (
        {"answer": Body(much.encode(), 1000)},
        {"body": much.encode()},
        {"raw_headers": {"HTTP_X": much}},
        {"target": much},
        {"error": much},
    ):
        assert exchange(1, **part).size >= plain + 1000


def test_what_there_was_no_room_for_is_counted() -> None:
    journals = Journals(2)
    for number in range(5):
        journals.add(exchange(number, "a"))
    journals.add(exchange(9, "b"))
    assert (journals.dropped("a"), journals.dropped("b"), journals.dropped(None)) == (3, 0, 3)


def test_of_none_nothing_is_kept() -> None:
    assert not Journals(0).is_on
