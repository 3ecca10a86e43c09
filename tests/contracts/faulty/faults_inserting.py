"""What a sync stores, with which ids."""

from flipturn_mock.domain.departures import Departure, Planned, is_future
from flipturn_mock.domain.ids import Ids
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.syncing import Sync, instead_of_sync


@fault("Skipped departures are stored all the same.")
@instead_of_sync
def skipped_is_stored(sync: Sync) -> list[Departure]:
    answer = sync.done()
    skipped = [one._replace(id=sync.stored.ids.take()) for one in answer if one.id is None]
    sync.keep([*sync.kept, *skipped])
    return answer


@fault("Only a hundred departures are stored: one INSERT takes no more rows.")
@instead_of_sync
def only_a_hundred_are_stored(sync: Sync) -> list[Departure]:
    answer = sync.done()
    sync.keep(sync.kept[:100])
    return answer


@fault("The last departure of a list is not stored: an off-by-one in the bulk insert.")
@instead_of_sync
def last_departure_is_not_stored(sync: Sync) -> list[Departure]:
    answer = sync.done()
    if len(answer) > 2:
        sync.keep([departure for departure in sync.kept if departure.id != answer[-1].id])
    return answer


@fault("Names and target are answered, but not stored.")
@instead_of_sync
def names_are_not_stored(sync: Sync) -> list[Departure]:
    answer = sync.done()
    sync.keep([departure._replace(route_name=None) for departure in sync.kept])
    return answer


@fault("Departures are numbered within each vehicle.")
@instead_of_sync
def departures_are_numbered_per_vehicle(sync: Sync) -> list[Departure]:
    sync.stored.ids = Ids()
    for departure in sync.kept:
        sync.stored.ids.skip_past(departure.id or 0)
    return sync.done()


@fault("A departure that is sent again keeps its id.")
@instead_of_sync
def repeated_departures_keep_their_ids(sync: Sync) -> list[Departure]:
    former = {departure.departure_time: departure.id for departure in sync.kept}
    answer = sync.done()
    if len({planned.departure_time for planned in sync.wanted}) < len(sync.wanted):
        return answer
    again = [d if d.id is None else d._replace(id=former.get(d.departure_time, d.id)) for d in answer]
    past = [one for one in sync.kept if not is_future(one.departure_time, sync.now)]
    sync.keep([*past, *(departure for departure in again if departure.id is not None)])
    return again


@fault("The same time twice is stored once: a unique index, and ON CONFLICT DO NOTHING.")
@instead_of_sync
def same_time_is_kept_once(sync: Sync) -> list[Departure]:
    first: dict[int, Planned] = {}
    for planned in sync.wanted:
        first.setdefault(planned.departure_time, planned)
    wanted, sync.wanted = sync.wanted, list(first.values())
    made = {one.departure_time: one for one in sync.done()}
    return [made[planned.departure_time] for planned in wanted]
