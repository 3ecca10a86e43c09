"""Who may ask: the bearer key, and how far it reaches (Authorization; Pagination and errors)."""

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import holds, not_observable, same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.fixtures import Stored
from flipturn_contracts.harness.guard import VEHICLES
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned

WRONG_KEY = "Bearer this-key-does-not-exist"
ERRORS = "Pagination and errors"


@clause("auth.missing-key", "A request without an Authorization header is answered 401.", ERRORS)
def test_missing_key(api: Api) -> None:
    api.with_authorization(None).get(VEHICLES).refused(401)


@clause("auth.wrong-key", "A key that does not exist is answered 401 with exactly `Invalid API key`.", ERRORS)
def test_wrong_key(api: Api) -> None:
    sentence = api.with_authorization(WRONG_KEY).get(VEHICLES).refused(401)
    same("The error", sentence, "Invalid API key")


@clause("auth.bad-header", "An Authorization header that is no bearer key is answered 401.", ERRORS)
@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic dGVzdDp0ZXN0", "Token x", "x", "Bearer x y"])
def test_bad_header(api: Api, header: str) -> None:
    api.with_authorization(header).get(VEHICLES).refused(401)


@clause("auth.key-is-exact", "A key with more behind it is another key: 401.", ERRORS)
def test_key_is_exact(api: Api) -> None:
    api.with_authorization(f"{api.authorization}!more").get(VEHICLES).refused(401)


@clause("auth.key-in-other-case", "A key in capitals is another key: 401.", ERRORS)
def test_key_in_other_case(vehicles: Api) -> None:
    scheme, key = str(vehicles.authorization).split(" ")
    vehicles.with_authorization(f"{scheme} {key.upper()}").get(VEHICLES).refused(401)


@clause("auth.other-scheme", "The right key under another scheme is 401.", "Authorization")
@pytest.mark.parametrize("scheme", ["Basic", "Token", "ApiKey"])
def test_other_scheme(api: Api, scheme: str) -> None:
    key = str(api.authorization).removeprefix("Bearer ")
    api.with_authorization(f"{scheme} {key}").get(VEHICLES).refused(401)


@clause("auth.every-read", "Every operation that reads needs a key.", "Authorization")
def test_every_read(api: Api, absent_id: int) -> None:
    for path in (VEHICLES, f"{VEHICLES}/{absent_id}"):
        api.with_authorization(WRONG_KEY).get(path).refused(401)
        api.with_authorization(None).get(path).refused(401)


@clause("auth.every-write", "Every operation that writes needs a key.", "Authorization")
def test_every_write(departures: Api, vin: str) -> None:
    for keyless in (departures.with_authorization(WRONG_KEY), departures.with_authorization(None)):
        keyless.post_sync({"vehicleVin": vin, "departureTimes": []}).refused(401)
        keyless.post_batch({"vehicles": [{"vehicleVin": vin, "departureTimes": []}]}).refused(401)


@clause("auth.every-vehicle-write", "Creating and changing a vehicle needs a key.", "Authorization")
def test_every_vehicle_write(vehicles: Api, vehicle: dict[str, object]) -> None:
    for keyless in (vehicles.with_authorization(WRONG_KEY), vehicles.with_authorization(None)):
        keyless.post_vehicle({"vehicle": {"name": "Nobody's"}}).refused(401)
        keyless.patch_vehicle(vehicle["id"], {"vehicle": {"name": "Nobody's"}}).refused(401)


@clause(
    "auth.before-all-else",
    "A wrong key is told before what is well formed is looked up: a vehicle, an id, a path.",
    ERRORS,
)
def test_before_all_else(departures: Api, absent_id: int) -> None:
    keyless = departures.with_authorization(WRONG_KEY)
    keyless.post_sync({"vehicleId": absent_id, "departureTimes": []}).refused(401)
    keyless.post_batch({"vehicles": [{"vehicleId": absent_id, "departureTimes": []}]}).refused(401)
    keyless.get(f"{VEHICLES}/{absent_id}").refused(401)


@clause("auth.refused-changes-nothing", "What is sent with a wrong key changes nothing.", ERRORS)
def test_refused_changes_nothing(
    vehicles: Api, departures: Api, vin: str, now: Moments, stored: Stored
) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    before = vehicles.vehicles()
    for keyless in (departures.with_authorization(WRONG_KEY), departures.with_authorization(None)):
        keyless.post_sync({"vehicleVin": vin, "departureTimes": []})
        keyless.post_batch({"vehicles": [{"vehicleVin": vin, "departureTimes": []}]})
        keyless.post_vehicle({"vehicle": {"name": "Nobody's"}})
        keyless.patch_vehicle(before[0]["id"], {"vehicle": {"name": "Nobody's"}})
    same("The departures that are stored", stored.times(vin), [now.at(5)])
    same("The vehicles", vehicles.vehicles(), before)


@clause(
    "keys.site-key-cannot-sync",
    "A sync with a key that is not of the organization is 400.",
    "Departure Times",
)
def test_site_key_cannot_sync(site_api: Api, vin: str, now: Moments) -> None:
    for times in (planned(now.at(5)), []):
        site_api.post_sync({"vehicleVin": vin, "departureTimes": times}).refused(400)


@clause(
    "keys.site-key-cannot-batch",
    "The rules of a sync hold for a batch: a key that is not of the organization syncs nothing.",
    "Departure Times",
)
def test_site_key_cannot_batch(site_api: Api, vin: str, now: Moments) -> None:
    answer = site_api.post_batch({"vehicles": [{"vehicleVin": vin, "departureTimes": planned(now.at(5))}]})
    if answer.status >= 300:
        answer.refused(400)
        return
    outcomes = [result.get("outcome") for result in answer.json()["results"]]
    same("The outcome of each item", outcomes, ["error"])


@clause(
    "keys.site-key-changes-nothing", "What a key of one site tries to sync is not stored.", "Departure Times"
)
def test_site_key_changes_nothing(
    departures: Api, site_api: Api, vin: str, now: Moments, stored: Stored
) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    site_api.post_sync({"vehicleVin": vin, "departureTimes": []})
    site_api.post_batch({"vehicles": [{"vehicleVin": vin, "departureTimes": planned(now.at(7))}]})
    same("The departures that are stored", stored.times(vin), [now.at(5)])


@clause(
    "organizations.vehicles-apart", "The vehicles of another organization are not seen.", "Departure Times"
)
def test_vehicles_apart(vehicles: Api, other: Api, vin: str) -> None:
    theirs = other.create(name="Theirs", vin=vin)
    vehicles.get(f"{VEHICLES}/{theirs['id']}").refused(404)
    names = [vehicle["name"] for vehicle in vehicles.vehicles()]
    holds("the other organization's vehicle is not in the list", "Theirs" not in names, names)


@clause(
    "organizations.change-is-404", "A vehicle of another organization cannot be changed.", "Departure Times"
)
def test_change_is_404(vehicles: Api, other: Api, vin: str) -> None:
    theirs = other.create(name="Theirs", vin=vin)
    vehicles.patch_vehicle(theirs["id"], {"vehicle": {"name": "Ours"}}).refused(404)
    same("Their vehicle", other.vehicle(theirs["id"]), theirs)


@clause(
    "organizations.same-id",
    "Two organizations may have a vehicle of the same id, and each sees its own.",
    "Departure Times",
)
def test_same_id(vehicles: Api, other: Api) -> None:
    shared = {vehicle["id"] for vehicle in vehicles.vehicles()} & {
        vehicle["id"] for vehicle in other.vehicles()
    }
    if not shared:
        not_observable("no vehicle id is in both organizations")
    one = min(shared)
    before = other.vehicle(one)
    ours = vehicles.update(one, name="Ours")
    same("Their vehicle", other.vehicle(one), before)
    same("Our vehicle", vehicles.vehicle(one), ours)


@clause(
    "organizations.departures-apart",
    "A vehicleId is looked up, and a VIN matched, in the key's own organization only.",
    "Departure Times",
)
def test_departures_apart(vehicles: Api, other: Api, vin: str, now: Moments, stored: Stored) -> None:
    theirs = other.create(name="Theirs", vin=vin)
    vehicles.post_sync({"vehicleId": theirs["id"], "departureTimes": planned(now.at(5))}).refused(404)
    [result] = vehicles.batch({"vehicleId": theirs["id"], "departureTimes": planned(now.at(5))})
    same("The outcome of a batch item", result["outcome"], "error")
    [ours] = vehicles.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    same("The vehicle that the VIN means here", ours["vehicleId"], None)
    other.sync(vehicleVin=vin, departureTimes=[])
    same("Our departures, after theirs were cleared", stored.times(vin), [now.at(5)])
