"""What a sync deletes, and what it should have left."""

from flipturn_mock.domain.departures import Departure, is_future
from flipturn_mock.domain.errors import Invalid
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.syncing import Sync, instead_of_sync

YEAR = 365 * 24 * 3_600_000


@fault("A sync only adds: nothing is deleted first.")
@instead_of_sync
def keeps_old_departures(sync: Sync) -> list[Departure]:
    former = sync.future
    answer = sync.done()
    sync.keep([*former, *sync.kept])
    return answer


@fault("Departures more than a year ahead are not deleted: the DELETE has a horizon.")
@instead_of_sync
def far_future_is_not_deleted(sync: Sync) -> list[Departure]:
    far = [departure for departure in sync.kept if departure.departure_time > sync.now + YEAR]
    answer = sync.done()
    sync.keep([*far, *sync.kept])
    return answer


@fault("Only what lies between the first and the last new departure is deleted.")
@instead_of_sync
def only_the_new_span_is_deleted(sync: Sync) -> list[Departure]:
    times = [planned.departure_time for planned in sync.wanted]
    last = max(*times, sync.now) if times else 0
    after = [one for one in sync.future if times and one.departure_time > last]
    answer = sync.done()
    sync.keep([*after, *sync.kept])
    return answer


@fault("An insert under way wins over the delete: what has the time of a new departure is doubled.")
@instead_of_sync
def repeated_times_are_doubled(sync: Sync) -> list[Departure]:
    times = {planned.departure_time for planned in sync.wanted}
    twins = [former for former in sync.future if former.departure_time in times]
    answer = sync.done()
    sync.keep([*twins, *sync.kept])
    return answer


@fault("A departure whose time is known already is left as it was, with its old names and target.")
@instead_of_sync
def known_times_are_not_updated(sync: Sync) -> list[Departure]:
    former = {departure.departure_time: departure for departure in sync.future}
    answer = sync.done()
    sync.keep(former.get(departure.departure_time, departure) for departure in sync.kept)
    return answer


@fault("With nothing to insert, nothing is deleted either: an early return.")
@instead_of_sync
def nothing_to_insert_deletes_nothing(sync: Sync) -> list[Departure]:
    former = sync.kept
    answer = sync.done()
    if all(departure.id is None for departure in answer):
        sync.keep(former)
    return answer


@fault("A sync of past departures alone deletes nothing; an empty one does.")
@instead_of_sync
def all_past_deletes_nothing(sync: Sync) -> list[Departure]:
    former = sync.kept
    answer = sync.done()
    if sync.wanted and all(departure.id is None for departure in answer):
        sync.keep(former)
    return answer


@fault("The DELETE has lost `departure_time > now()`: the past goes too.")
@instead_of_sync
def past_is_deleted(sync: Sync) -> list[Departure]:
    sync.keep([])
    return sync.done()


@fault("Clearing deletes the past too: it is a statement of its own.")
@instead_of_sync
def clearing_deletes_the_past(sync: Sync) -> list[Departure]:
    if not sync.wanted:
        sync.keep([])
    return sync.done()


@fault("Past departures lose their names: the clean-up that runs with a sync anonymises them.")
@instead_of_sync
def past_is_altered(sync: Sync) -> list[Departure]:
    answer = sync.done()
    kept = [d if is_future(d.departure_time, sync.now) else d._replace(shift_name=None) for d in sync.kept]
    sync.keep(kept)
    return answer


@fault("A sync by an unknown VIN deletes those of all unknown VINs: `vehicle_id IS NULL`.")
@instead_of_sync
def unknown_vins_are_cleared_together(sync: Sync) -> list[Departure]:
    for owner in [
        owner for owner in sync.stored._by_owner if isinstance(owner, str) and isinstance(sync.owner, str)
    ]:
        kept = [one for one in sync.stored.of(owner) if not is_future(one.departure_time, sync.now)]
        sync.stored._keep(owner, kept)
    return sync.done()


@fault("Clearing one vehicle clears them all: a DELETE whose condition is empty.")
@instead_of_sync
def clearing_clears_everybody(sync: Sync) -> list[Departure]:
    if not sync.wanted:
        sync.stored._by_owner.clear()
    return sync.done()


@fault("An empty list is refused: `if not departureTimes`.")
@instead_of_sync
def empty_list_is_refused(sync: Sync) -> list[Departure]:
    if not sync.wanted:
        raise Invalid("departureTimes must not be empty")
    return sync.done()
