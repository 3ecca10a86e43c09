"""Medians are taken figure by figure, and nobody has a row who was not measured."""

from tests.benchmarks.figures import middle, rows_of
from tests.benchmarks.load import Load
from tests.benchmarks.rounds import Sample
from tests.benchmarks.servers import Server

LOADS = [Load(100, 9, 30, 0, 0.1), Load(300, 1, 10, 2, 0.9), Load(200, 5, 20, 0, 0.2)]


def sample(start: float, load: Load, post: Load | None = None) -> Sample:
    return Sample(start, stop=0.1, idle=50, loaded=60, get=load, post=post)


def test_one_bad_round_does_not_move_a_figure() -> None:
    samples = [sample(0.1, LOADS[2]), sample(60.0, LOADS[0]), sample(0.2, LOADS[1])]
    row = rows_of([Server("a", "peer", ())], {"a": samples})["a"]
    assert (row.start, row.rounds, row.get.rate, row.post) == (0.2, 3, 200, None)


def test_what_went_wrong_in_one_round_is_not_averaged_away() -> None:
    assert middle(LOADS) == Load(rate=200, p50=5, p99=20, errors=2, share=0.9)


def test_a_server_without_samples_has_no_row() -> None:
    servers = [Server("b", "peer", ()), Server("a", "peer", ()), Server("c", "peer", ())]
    rows = rows_of(servers, {"a": [sample(1, LOADS[0])], "b": [], "c": [sample(1, LOADS[0], LOADS[1])]})
    assert list(rows) == ["a", "c"]
    assert rows["c"].post == LOADS[1]


def test_the_spread_is_that_of_all_rounds() -> None:
    row = rows_of([Server("a", "peer", ())], {"a": [sample(1, load) for load in LOADS]})["a"]
    assert row.spread == (300 - 100) / 200
