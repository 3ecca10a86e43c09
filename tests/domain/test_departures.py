"""The rules of departures against a model that is too simple to be wrong, over any history of calls."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from flipturn_mock.domain.departures import Departures, Planned, is_future, sync_departures
from flipturn_mock.domain.vehicles import Vehicle, Vehicles

VINS = ("A", "B")


class Row(NamedTuple):
    """A stored departure as the model keeps it: one flat list, no index."""

    id: int
    vehicle_id: int | None
    vin: str | None
    time: int


def plan(time: int) -> Planned:
    return Planned(time, None, None, None)


class Model:
    """Departure times as the documents tell them, in the most literal way."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.vins: dict[int, str | None] = {}
        self.next_id = 1

    def sync(self, named: int | str, times: list[int], now: int) -> None:
        vehicle_id = (
            named
            if isinstance(named, int)
            else next((i for i, vin in self.vins.items() if vin == named), None)
        )
        vin = named if isinstance(named, str) and vehicle_id is None else None
        if vehicle_id is not None and self.vins[vehicle_id] is not None:
            self.rows = [
                row._replace(vehicle_id=vehicle_id, vin=None) if row.vin == self.vins[vehicle_id] else row
                for row in self.rows
            ]
        self.rows = [
            row
            for row in self.rows
            if not ((row.vehicle_id, row.vin) == (vehicle_id, vin) and row.time > now)
        ]
        for time in times:
            if time > now:
                self.rows.append(Row(self.next_id, vehicle_id, vin, time))
                self.next_id += 1


step = st.one_of(
    st.tuples(st.just("sync"), st.sampled_from([1, 2, *VINS]), st.lists(st.integers(0, 9), max_size=4)),
    st.tuples(st.just("vin"), st.sampled_from([1, 2]), st.sampled_from([*VINS, None])),
    st.tuples(st.just("now"), st.integers(0, 9), st.none()),
)


@given(st.lists(step, max_size=20))
def test_any_history_leaves_what_the_documents_say(
    history: list[tuple[str, int | str, list[int] | str | None]],
) -> None:
    vehicles, departures, model, now = Vehicles(), Departures(), Model(), 0
    for vehicle_id in (1, 2):
        vehicles.put(Vehicle(vehicle_id, "n"))
        model.vins[vehicle_id] = None
    for kind, subject, detail in history:
        if kind == "now":
            now = int(subject)
        elif kind == "vin" and (detail is None or detail not in model.vins.values()):
            assert isinstance(subject, int)
            assert not isinstance(detail, list)
            vehicles.put(vehicles.get(subject)._replace(vin=detail))
            model.vins[subject] = detail
        elif kind == "sync":
            assert isinstance(detail, list)
            _, outcome = sync_departures(vehicles, departures, subject, map(plan, detail), now)
            model.sync(subject, detail, now)
            assert [departure.departure_time for departure in outcome] == detail
            assert [departure.id is not None for departure in outcome] == [time > now for time in detail]
    stored = [(item.id, item.vehicle_id, item.vehicle_vin, item.departure_time) for item in departures]
    assert sorted(stored) == sorted(model.rows)


def test_equality_is_past() -> None:
    assert [is_future(time, now=5) for time in (4, 5, 6)] == [False, False, True]


def test_a_copy_shares_nothing_that_changes() -> None:
    departures = Departures()
    departures.sync(1, [plan(5)], now=0)
    twin = departures.copy()
    twin.sync(1, [plan(6), plan(7)], now=0)
    assert [item.departure_time for item in departures] == [5]
    assert (departures.ids.following, twin.ids.following) == (2, 4)
