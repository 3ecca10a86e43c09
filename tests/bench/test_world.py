"""Organizations: made on first use, bounded, and forgotten whole."""

import pytest

from flipturn_mock.bench.world import World
from flipturn_mock.domain.fleet import Fleet
from tests.bench.test_journal import exchange


def test_the_longest_idle_organization_goes_first_and_is_told() -> None:
    gone: list[str] = []
    world = World(Fleet(), most=2, forgotten=gone.append)
    first = world.organization("a")
    world.organization("b")
    assert world.organization("a") is first
    world.organization("c")
    assert gone == ["b"]
    assert [organization.name for organization in world.organizations()] == ["a", "c"]


def test_to_look_at_an_organization_neither_makes_it_nor_keeps_it_from_going() -> None:
    gone: list[str] = []
    world = World(Fleet(), most=1, forgotten=gone.append)
    made = world.organization("a")
    assert world.look("a") is made
    assert world.look("b") is not made
    assert ([known.name for known in world.organizations()], gone) == (["a"], [])


def test_its_journal_goes_with_it() -> None:
    world = World(Fleet(), most=1)
    world.organization("a")
    world.journals.add(exchange(1, "a"))
    world.organization("b")
    assert world.journals.all() == []


@pytest.mark.slow
def test_ten_thousand_are_kept_by_default() -> None:
    gone: list[str] = []
    world = World(Fleet(), forgotten=gone.append)
    for number in range(10_001):
        world.organization(str(number))
    assert (len(world.organizations()), gone) == (10_000, ["0"])


def test_a_reset_leaves_nothing_of_an_organization() -> None:
    world = World(Fleet())
    organization = world.organization("a")
    organization.clock.freeze(1)
    organization.take_snapshot("s", 0)
    world.journals.add(exchange(1, "a"))
    world.reset("a")
    again = world.organization("a")
    assert again is not organization
    assert (again.clock.is_own, again.snapshots, world.journals.of("a")) == (False, {}, [])


def test_a_snapshot_is_not_reached_by_what_comes_after_it() -> None:
    organization = World(Fleet()).organization("a")
    snapshot = organization.take_snapshot("s", 5)
    organization.clock.freeze(1)
    organization.fleet.customers.find_or_create("new")
    organization.restore(snapshot)
    assert (organization.clock.is_own, organization.fleet.customers.names()) == (False, [])
    organization.fleet.customers.find_or_create("new")
    organization.restore(snapshot)
    assert organization.fleet.customers.names() == []
