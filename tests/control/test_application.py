"""The control plane: what it shows and does, and whom it does not talk to."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from flipturn_mock.contract.document import load_document
from flipturn_mock.control.document import control_document
from flipturn_mock.settings import MAX_CONTROL_BODY
from tests.support import Mock, at

JSON = "application/json"


def admin(mock: Mock, method: str, path: str, **rest: Any) -> TestResponse:
    return mock.client.open(f"/__admin{path}", method=method, **rest)


def sentence(response: TestResponse) -> str:
    assert response.content_type == JSON
    assert list(response.json or {}) == ["error"]
    return str((response.json or {})["error"])


class TestHealth:
    def test_it_answers_in_the_known_shape(self, mock: Mock) -> None:
        health = admin(mock, "GET", "/health").json or {}
        assert health["status"] == "healthy"
        assert health["timestamp"] == "2026-02-01T00:00:00.000Z"
        assert set(health) == {"status", "message", "version", "uptimeInSeconds", "timestamp"}


class TestReset:
    def test_everything_is_back_to_the_start_counters_included(self, mock: Mock) -> None:
        before = mock.state()
        mock.sync(vehicleVin="NEW", departureTimes=at("2026-02-02T00:00Z"))
        mock.create(name="n", customer={"name": "New"}, accessIds=[{"ocppIdTag": "t"}])
        mock.ok("PATCH", "/api/vehicles/20", {"vehicle": {"vin": None}})
        assert mock.state() != before
        assert admin(mock, "POST", "/reset").json == {"status": "ok"}
        assert mock.state() == before
        assert mock.create(name="n", accessIds=[{"ocppIdTag": "t"}])["accessIds"][0]["id"] == 124

    def test_one_organization_alone(self, mock: Mock) -> None:
        other = mock.with_key("test-org-a")
        mock.create(name="n")
        other.create(name="n")
        admin(mock, "POST", "/reset?organization=a")
        assert len(mock.state("a")["vehicles"]) == 4
        assert len(mock.state()["vehicles"]) == 5

    def test_a_misspelt_parameter_does_not_reset_everything(self, mock: Mock) -> None:
        mock.create(name="n")
        response = admin(mock, "POST", "/reset?organisation=a")
        assert (response.status_code, len(mock.state()["vehicles"])) == (400, 5)
        assert sentence(response) == "?organisation is not a known query parameter"

    @pytest.mark.parametrize("body", [b'{"organization": "a"}', b"[]", b"{", b"null"])
    def test_a_body_is_refused_since_it_would_be_ignored(self, body: bytes, mock: Mock) -> None:
        mock.create(name="n")
        response = admin(mock, "POST", "/reset", data=body, content_type=JSON)
        assert (response.status_code, len(mock.state()["vehicles"])) == (400, 5)

    def test_an_empty_object_is_no_body(self, mock: Mock) -> None:
        assert admin(mock, "POST", "/reset", data=b"{}", content_type=JSON).status_code == 200


class TestState:
    def test_it_shows_past_and_unlinked_departures_too(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at("2026-02-02T00:00Z"))
        mock.sync(vehicleVin="NEW", departureTimes=[{"departureTime": "2026-02-03T00:00Z", "shiftName": "S"}])
        mock.clock.set("2026-02-02T12:00:00Z")
        state = mock.state()
        assert state["departureTimes"] == [
            {
                "id": 1001,
                "vehicleId": 123,
                "vehicleVin": None,
                "departureTime": "2026-02-02T00:00:00.000Z",
                "shiftName": None,
                "routeName": None,
                "targetSoc": 90,
            },
            {
                "id": 1002,
                "vehicleId": None,
                "vehicleVin": "NEW",
                "departureTime": "2026-02-03T00:00:00.000Z",
                "shiftName": "S",
                "routeName": None,
                "targetSoc": 90,
            },
        ]
        assert state["nextIds"] == {"vehicle": 457, "accessId": 124, "departureTime": 1003}
        assert state["organization"] is None
        assert mock.state("a")["organization"] == "a"

    @pytest.mark.parametrize("name", ["", "a b", "x" * 65, "ü", "a/b", "**"])
    def test_an_impossible_name_is_400(self, name: str, mock: Mock) -> None:
        response = admin(mock, "GET", "/state", query_string={"organization": name})
        assert response.status_code == 400
        assert sentence(response).startswith("organization must be 1 to 64")

    def test_a_name_given_twice_is_400(self, mock: Mock) -> None:
        assert admin(mock, "GET", "/state?organization=a&organization=b").status_code == 400


class TestClock:
    """What the clock does is tested in tests/test_clock.py; here is what the route takes."""

    @pytest.mark.parametrize(
        ("body", "beginning"),
        [
            (b"", "The request body is empty"),
            (b"{", "The request body is not JSON"),
            (b"[]", "The request body must be an object"),
            (b"{}", "action is required"),
            (b'{"action": "stop"}', "action must be one of"),
            (b'{"action": ["freeze"]}', "action must be one of"),
            (b'{"action": "freeze", "instant": null}', "instant must be a string"),
            (b'{"action": "freeze", "instant": 5}', "instant must be a string"),
            (b'{"action": "freeze", "instant": "now"}', "instant must be an existing ISO 8601 date and time"),
            (b'{"action": "freeze", "instant": "2026-02-30T00:00Z"}', "instant must be an existing"),
            (b'{"action": "freeze", "instant": "9999-01-01T00:00Z"}', "instant must be an existing"),
            (b'{"action": "freeze", "instant": "0002-01-01T00:00:00+23:00"}', "The clock shows the years"),
            (
                b'{"action": "freeze", "durationMillis": 5}',
                "durationMillis is for the actions advance and offset only",
            ),
            (b'{"action": "advance"}', "durationMillis is required"),
            (b'{"action": "advance", "durationMillis": true}', "durationMillis must be an integer"),
            (b'{"action": "advance", "durationMillis": 1.5}', "durationMillis must be an integer"),
            (b'{"action": "advance", "durationMillis": -1}', "durationMillis must be at least 0"),
            (b'{"action": "advance", "durationMillis": 1e300}', "The clock shows the years"),
            (b'{"action": "offset", "durationMillis": 1}', "action offset is for an organization"),
            (b'{"action": "reset", "instant": "2026-01-01T00:00Z"}', "instant is for the action freeze only"),
        ],
    )
    def test_a_bad_body_is_400_and_moves_nothing(self, body: bytes, beginning: str) -> None:
        mock = Mock()
        response = admin(mock, "PUT", "/clock", data=body, content_type=JSON)
        assert response.status_code == 400
        assert sentence(response).startswith(beginning)
        assert (admin(mock, "GET", "/clock").json or {})["status"] == "real"

    def test_an_unknown_parameter_moves_nothing(self) -> None:
        mock = Mock()
        response = admin(mock, "PUT", "/clock?x=1", json={"action": "freeze"})
        assert (response.status_code, (admin(mock, "GET", "/clock").json or {})["status"]) == (400, "real")

    def test_the_reply_has_the_known_shape(self, mock: Mock) -> None:
        assert admin(mock, "GET", "/clock").json == {
            "status": "real",
            "currentInstant": "2026-02-01T00:00:00.000Z",
            "currentEpochMillis": 1769904000000,
            "frozen": False,
            "organization": None,
            "own": False,
        }


ROUTES = [
    (method.upper(), path.replace("{name}", "x").replace("{id}", "1"))
    for path, item in control_document(load_document())["paths"].items()
    for method in item
    if method != "parameters"
] + [("GET", "/openapi.yaml"), ("GET", "/openapi.json")]


@pytest.mark.slow
class TestGuard:
    @pytest.mark.parametrize(("method", "path"), ROUTES)
    @pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:4080", "null", ""])
    def test_a_web_page_is_refused(self, method: str, path: str, origin: str, mock: Mock) -> None:
        response = admin(mock, method, path, headers={"Origin": origin})
        assert response.status_code == 403
        assert "does not answer web pages" in sentence(response)

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_a_picture_in_a_page_is_refused_too(self, site: str, mock: Mock) -> None:
        """It has no Origin, and would make an organization."""
        response = admin(mock, "GET", "/state?organization=x", headers={"Sec-Fetch-Site": site})
        assert response.status_code == 403
        assert admin(mock, "GET", "/health", headers={"Sec-Fetch-Site": "none"}).status_code == 200

    @pytest.mark.parametrize(("method", "path"), ROUTES)
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:4080", "127.0.0.1.evil.example", "192.168.0.7"]
    )
    def test_a_foreign_host_is_refused(self, method: str, path: str, host: str, mock: Mock) -> None:
        response = admin(mock, method, path, headers={"Host": host})
        assert response.status_code == 403
        assert "must be this machine" in sentence(response)

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "127.0.0.1:4080", "localhost:80", "LOCALHOST", "[::1]:4080", "[::1]"]
    )
    def test_this_machine_by_any_of_its_names_is_let_in(self, host: str, mock: Mock) -> None:
        assert admin(mock, "GET", "/health", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(("method", "path"), ROUTES)
    @pytest.mark.parametrize(
        "content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]
    )
    def test_a_form_is_refused(self, method: str, path: str, content_type: str, mock: Mock) -> None:
        for data in (b"", b"a=1"):
            response = admin(mock, method, path, data=data, content_type=content_type)
            assert response.status_code == 400
            assert sentence(response) == "A body for the control plane must be application/json"

    def test_a_body_of_no_type_is_refused(self, mock: Mock) -> None:
        assert admin(mock, "PUT", "/clock", data=b'{"action": "reset"}').status_code == 400

    @pytest.mark.parametrize(("method", "path"), ROUTES)
    def test_with_a_token_set_nothing_answers_without_it(self, method: str, path: str) -> None:
        mock = Mock(admin_token="s3cret")
        for header in (None, "Bearer wrong", "Bearer ", "Basic s3cret", "Bearer test-org", "Bearer sécret"):
            headers = {} if header is None else {"Authorization": header}
            response = admin(mock, method, path, headers=headers)
            assert response.status_code == 401
            assert "s3cret" not in sentence(response)
        let_in = admin(mock, method, path, headers={"Authorization": "Bearer s3cret"})
        assert let_in.status_code in (200, 400, 404)  # there is no body here, and neither id nor name exists

    def test_beyond_this_machine_it_is_off_without_a_token(self) -> None:
        for host in ("0.0.0.0", "192.168.0.7", "::", "mock.example"):
            assert Mock(host=host).refused("GET", "/__admin/health") == (404, "Not found")
            with_token = Mock(host=host, admin_token="t")
            response = admin(
                with_token, "GET", "/health", headers={"Host": "x.example", "Authorization": "Bearer t"}
            )
            assert response.status_code == 200

    @pytest.mark.parametrize("host", ["127.0.0.2", "::1", "localhost"])
    def test_on_any_loopback_host_it_is_on(self, host: str) -> None:
        name = f"[{host}]" if ":" in host else host
        assert admin(Mock(host=host), "GET", "/health", headers={"Host": f"{name}:4080"}).status_code == 200

    def test_no_answer_lets_a_page_read_it(self, mock: Mock) -> None:
        for method, path in ROUTES:
            headers = admin(mock, method, path).headers
            assert not [name for name in headers.keys() if name.lower().startswith("access-control")]  # noqa: SIM118 - not a dict


class TestNotThere:
    @pytest.mark.parametrize("path", ["", "/", "/nope", "/health/", "/clock/x", "/%00"])
    def test_an_unknown_route_is_404_in_the_envelope(self, path: str, mock: Mock) -> None:
        response = admin(mock, "GET", path)
        assert (response.status_code, sentence(response)) == (404, "Not found")

    def test_a_path_that_only_begins_alike_belongs_to_the_api(self, mock: Mock) -> None:
        assert mock.client.get("/__administrator").status_code == 401

    def test_a_wrong_method_is_405_with_allow(self, mock: Mock) -> None:
        response = admin(mock, "GET", "/reset")
        assert (response.status_code, response.headers["Allow"]) == (405, "POST")
        assert admin(mock, "DELETE", "/clock").headers["Allow"] == "GET, HEAD, PUT"

    def test_a_huge_body_is_413(self, mock: Mock) -> None:
        response = admin(mock, "PUT", "/clock", data=b" " * (MAX_CONTROL_BODY + 1), content_type=JSON)
        assert response.status_code == 413


class TestNoAdmin:
    """With --no-admin the mock looks exactly like a deployment."""

    @pytest.mark.parametrize("path", ["/__admin/health", "/__admin/state", "/openapi.yaml", "/openapi.json"])
    def test_what_is_ours_is_an_unknown_path_like_any_other(self, path: str) -> None:
        mock = Mock(admin=False)
        assert mock.refused("GET", path) == (404, "Not found")
        assert mock.client.get(path).status_code == 401

    def test_no_header_is_ours(self) -> None:
        response = Mock(admin=False).call(
            "POST", "/api/departure-times/vehicle", {"vehicleId": 123, "departureTimes": [], "x": 1}
        )
        assert response.status_code == 200
        assert set(dict(response.headers)) == {"Content-Type", "Content-Length", "Date"}


def test_a_fault_of_the_control_planes_own_is_a_500_in_the_envelope(
    mock: Mock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("flipturn_mock.control.state.fleet_to_json", lambda _: 1 / 0)
    assert admin(mock, "GET", "/state").status_code == 500
    assert "ZeroDivisionError" in capsys.readouterr().err
