"""What an organization has stored at one time, kept under a name and put back."""

from flipturn_mock.bench.organization import MOST_SNAPSHOTS, Organization, Snapshot
from flipturn_mock.control.about import DONE
from flipturn_mock.control.call import Bench, Call, shown
from flipturn_mock.domain.errors import Conflict, NotFound
from flipturn_mock.operations.instants import format_instant
from flipturn_mock.operations.json_types import JsonObject


def list_snapshots(call: Call, bench: Bench) -> JsonObject:
    """`{snapshots: [...]}`, of each organization the oldest first."""
    with bench.world.lock:
        return {
            "snapshots": [
                _shown(name, snapshot, organization)
                for organization in bench.organizations(call)
                for name, snapshot in organization.snapshots.items()
            ]
        }


def take_snapshot(call: Call, bench: Bench) -> JsonObject:
    """`{name, organization, takenAt, vehicles, departureTimes}`; raises Conflict if there are too many."""
    name = call.params["name"]
    with bench.world.lock:
        organization = bench.organization(call)
        if name not in organization.snapshots and len(organization.snapshots) >= MOST_SNAPSHOTS:
            raise Conflict(f"An organization keeps {MOST_SNAPSHOTS} snapshots; delete one first")
        snapshot = organization.take_snapshot(name, bench.now(organization))
        return _shown(name, snapshot, organization)


def restore_snapshot(call: Call, bench: Bench) -> JsonObject:
    """The same, of what was put back; raises NotFound."""
    with bench.world.lock:
        organization = bench.organization(call)
        snapshot = _of(organization, call)
        organization.restore(snapshot)
        return _shown(call.params["name"], snapshot, organization)


def delete_snapshot(call: Call, bench: Bench) -> JsonObject:
    """Forget it; raises NotFound."""
    with bench.world.lock:
        organization = bench.organization(call)
        _of(organization, call)
        del organization.snapshots[call.params["name"]]
    return DONE


def _of(organization: Organization, call: Call) -> Snapshot:
    name = call.params["name"]
    if name not in organization.snapshots:
        there = ", ".join(organization.snapshots) or "none"
        raise NotFound(f"There is no snapshot {name} of this organization; there is {there:.200}")
    return organization.snapshots[name]


def _shown(name: str, snapshot: Snapshot, organization: Organization) -> JsonObject:
    return {
        "name": name,
        "organization": shown(organization.name),
        "takenAt": format_instant(snapshot.taken_at),
        "vehicles": sum(1 for _ in snapshot.fleet.vehicles),
        "departureTimes": sum(1 for _ in snapshot.fleet.departures),
    }
