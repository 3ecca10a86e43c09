"""Keys decide the organization, and nothing of one organization is seen from another."""

from tests.support import Mock, at

SOON = at("2026-02-02T00:00:00Z")


def test_an_organization_of_its_own_begins_with_the_starting_fleet() -> None:
    fresh = Mock(key="test-org-a.b_c-1")
    assert [vehicle["id"] for vehicle in fresh.ok("GET", "/api/vehicles")["data"]] == [20, 21, 123, 456]
    assert fresh.sync(vehicleId=123, departureTimes=SOON)[0]["id"] == 1001


def test_nothing_crosses_from_one_organization_to_another(mock: Mock) -> None:
    mock.create(name="n", vin="NEW", customer={"name": "Mine"}, accessIds=[{"ocppIdTag": "t"}])
    mock.sync(vehicleVin="NEW", departureTimes=SOON)
    for key in ("test-org-other", "test-org-default", "test-site-other"):
        other = mock.with_key(key)
        assert other.refused("GET", "/api/vehicles/457")[0] == 404
        assert mock.state(key.split("-", 2)[2]) == Mock().state() | {"organization": key.split("-", 2)[2]}
    theirs = mock.with_key("test-org-other")
    created = theirs.create(name="n", vin="NEW", customer={"name": "MINE"}, accessIds=[{"ocppIdTag": "t"}])
    assert (created["id"], created["customer"]) == (457, {"name": "MINE"})
    assert theirs.sync(vehicleVin="NEW", departureTimes=SOON)[0]["id"] == 1001


def test_a_site_key_belongs_to_the_organization_of_its_name() -> None:
    mock = Mock(key="test-org-a")
    vehicle = mock.create(name="n")
    mock.key = "test-site-a"
    assert mock.ok("GET", f"/api/vehicles/{vehicle['id']}")["vehicle"] == vehicle
    mock.key = "test-site"
    assert mock.refused("GET", f"/api/vehicles/{vehicle['id']}")[0] == 404


def test_keys_of_the_users_own_belong_to_the_default_organization() -> None:
    mock = Mock(key="sk=live/1==", keys={"sk=live/1==": "org", "limited": "site"})
    vehicle = mock.create(name="n")
    mock.key = "test-org"
    assert mock.ok("GET", f"/api/vehicles/{vehicle['id']}")["vehicle"] == vehicle
    mock.key = "limited"
    assert mock.refused("POST", "/api/departure-times/batch", {"vehicles": []})[0] == 400
    mock.key = "sk=live/1"
    assert mock.refused("GET", "/api/vehicles")[0] == 401


def test_the_scheme_is_matched_ignoring_case(mock: Mock) -> None:
    assert mock.client.get("/api/vehicles", headers={"Authorization": "bearer test-org"}).status_code == 200
