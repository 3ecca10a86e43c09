"""All that an organization has stored: shown, and replaced."""

from flipturn_mock.bench.organization import Organization
from flipturn_mock.control.call import Bench, Call, shown
from flipturn_mock.operations.json_types import JsonObject
from flipturn_mock.operations.state import fleet_from_json, fleet_to_json


def get_state(call: Call, bench: Bench) -> JsonObject:
    """`{organization, customers, vehicles, departureTimes, nextIds}`, or `{organizations: [...]}`."""
    with bench.world.lock:
        states = [_state(organization) for organization in bench.organizations(call)]
    return {"organizations": states} if call.is_for_all else states[0]


def put_state(call: Call, bench: Bench) -> JsonObject:
    """Replace the fleet and show it; raises Invalid for a contradiction in it, and changes nothing then."""
    fleet = fleet_from_json(call.body, bench.contract.readings)
    with bench.world.lock:
        organization = bench.organization(call)
        organization.fleet = fleet
        return _state(organization)


def _state(organization: Organization) -> JsonObject:
    return {"organization": shown(organization.name), **fleet_to_json(organization.fleet)}
