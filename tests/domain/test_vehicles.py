"""The collection of vehicles: its indexes never disagree with the vehicles themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_mock.domain.errors import Conflict, NotFound
from flipturn_mock.domain.vehicles import AccessId, Vehicle, Vehicles

vehicle = st.builds(
    Vehicle,
    id=st.integers(1, 6),
    name=st.just("n"),
    vin=st.none() | st.sampled_from("ABC"),
    access_ids=st.just(()),
)


@given(st.lists(vehicle, max_size=20), st.integers(0, 7), st.integers(1, 4))
def test_any_puts_keep_ids_order_and_vins_in_step(puts: list[Vehicle], after: int, size: int) -> None:
    vehicles, model = Vehicles(), dict[int, Vehicle]()
    for item in puts:
        vehicles.put(item)
        model[item.id] = item
    ordered = [model[key] for key in sorted(model)]
    assert list(vehicles) == ordered
    for vin in "ABC":
        assert vehicles.with_vin(vin) == next((item for item in ordered if item.vin == vin), None)
    behind = [item for item in ordered if item.id > after]
    assert vehicles.page(after, size) == (behind[:size], len(behind) > size)
    assert vehicles.ids.following == max(model, default=0) + 1


def with_tag(vehicle_id: int, tag: str) -> Vehicle:
    return Vehicle(vehicle_id, "n", vin=f"vin-{tag}", access_ids=(AccessId(vehicle_id, tag, "Authorized"),))


def test_tags_and_vins_are_known_until_they_are_given_up() -> None:
    vehicles = Vehicles()
    vehicles.put(with_tag(1, "a"))
    with pytest.raises(Conflict):
        vehicles.refuse_known_tags(["b", "a"])
    with pytest.raises(Conflict):
        vehicles.refuse_known_vin("vin-a")
    vehicles.refuse_known_vin("vin-a", but=1)
    vehicles.put(with_tag(1, "b"))
    vehicles.refuse_known_tags(["a"])
    vehicles.refuse_known_vin("vin-a")


def test_a_copy_shares_nothing_that_changes() -> None:
    vehicles = Vehicles()
    vehicles.put(with_tag(1, "a"))
    twin = vehicles.copy()
    twin.put(with_tag(2, "b"))
    twin.put(with_tag(1, "c"))
    assert list(vehicles) == [with_tag(1, "a")]
    assert vehicles.with_vin("vin-b") is None
    vehicles.refuse_known_tags(["b", "c"])
    with pytest.raises(NotFound):
        vehicles.get(2)
    assert (vehicles.ids.following, twin.ids.following) == (2, 3)
