"""What goes wrong on purpose, over HTTP: faults, the rate limit, and what a request prefers."""

from typing import Any

import pytest

from tests.control.calls import SYNC, admin, refused
from tests.support import Mock


class TestFaults:
    def test_set_added_listed_and_taken_away(self, a: Mock, b: Mock) -> None:
        where = "/faults?organization=a"
        admin(a, "POST", where, [{"errorStatus": 500}, {"operationId": "getVehicle", "errorStatus": 503}])
        admin(a, "PATCH", where, {"errorStatus": 429, "retryAfter": 7})
        assert [fault["id"] for fault in admin(a, "GET", where)["faults"]] == ["1", "2", "3"]
        assert a.call("GET", "/api/vehicles/20").status_code == 500
        admin(a, "DELETE", "/faults/1?organization=a")
        assert a.call("GET", "/api/vehicles/20").status_code == 503
        assert len(admin(a, "DELETE", "/faults/2?organization=a")["faults"]) == 1
        response = a.call("GET", "/api/vehicles/20")
        assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
        assert refused(a, "DELETE", "/faults/2?organization=a")[0] == 404
        assert admin(a, "DELETE", where) == {"faults": []}
        assert (
            a.call("GET", "/api/vehicles/20").status_code
            == b.call("GET", "/api/vehicles/20").status_code
            == 200
        )

    def test_a_failed_request_is_not_done_unless_only_its_answer_is_to_be_lost(self, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 500, "failRequestCount": 1})
        assert a.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}}).json == {
            "error": "Internal Server Error"
        }
        assert len(a.state("a")["vehicles"]) == 4
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 504, "processed": True})
        assert a.call("POST", "/api/vehicles", {"vehicle": {}}).status_code == 504
        assert len(a.state("a")["vehicles"]) == 4
        assert a.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}}).status_code == 504
        assert len(a.state("a")["vehicles"]) == 5

    def test_for_all_it_holds_for_organizations_to_come_too(self, a: Mock, b: Mock) -> None:
        admin(a, "POST", "/faults?organization=*", {"errorStatus": 500, "failRequestCount": 2})
        assert [mock.call("GET", "/api/vehicles").status_code for mock in (a, b, a)] == [500, 500, 200]
        (fault,) = admin(a, "GET", "/faults?organization=a")["faults"]
        assert admin(a, "GET", f"/faults/{fault['id']}?organization=a")["organization"] == "*"
        assert (fault["organization"], fault["requests"], fault["struck"]) == ("*", 3, 2)
        admin(a, "PATCH", "/faults?organization=a", {"errorStatus": 503})
        admin(a, "DELETE", "/faults?organization=*")
        assert a.call("GET", "/api/vehicles").status_code == 200

    def test_a_planned_status_need_not_be_promised(self, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 599})
        response = a.call("GET", "/api/vehicles")
        assert (response.status_code, response.json) == (599, {"error": "Status 599"})
        assert response.headers["X-Mock-Reason"] == "rule=fault/1"

    @pytest.mark.parametrize(
        ("body", "beginning"),
        [
            ({}, "The request body must have one of errorStatus, latencyMillis"),
            ([{}], "[0] must have one of"),
            ({"errorStatus": 200}, "errorStatus must be at least 400"),
            ({"errorStatus": 500, "errorProbability": 1.1}, "errorProbability must be at most 1"),
            ({"errorStatus": 500, "fault": "EMPTY_RESPONSE"}, "errorStatus does not go with fault"),
            ({"errorStatus": 500, "quotaLimit": 1}, "errorStatus does not go with quotaLimit"),
            ({"errorStatus": 500, "quotaWindowMillis": 1}, "quotaLimit is required"),
            (
                {"errorStatus": 500, "operationId": "nope"},
                "operationId must be one of listVehicles, createVehicle",
            ),
            ({"errorStatus": 500, "statusCode": 1}, "statusCode is not a known field"),
            (
                {"quotaLimit": 1, "truncateBodyAtFraction": 0.5},
                "truncateBodyAtFraction does not go with quotaLimit",
            ),
            ({"latencyMillis": 1, "retryAfter": 5}, "retryAfter is sent with an error only"),
            ({"latencyMillis": 1, "processed": True}, "processed is for errorStatus and fault only"),
            (
                {"latencyMillis": 1, "errorProbability": 0},
                "errorProbability is for what fails a request only",
            ),
            (
                {"chunkedDribbleDelay": {"numberOfChunks": 1, "totalDuration": 5}},
                "chunkedDribbleDelay.numberOfChunks must",
            ),
            ({"fault": "BOOM"}, "fault must be one of CONNECTION_RESET_BY_PEER"),
            ({"errorStatus": 500, "timeToLiveMillis": 86_400_001}, "timeToLiveMillis must be at most"),
            ({"truncateBodyAtFraction": 1}, "truncateBodyAtFraction must be less than 1"),
        ],
    )
    def test_a_bad_fault_is_400_and_sets_nothing(self, body: Any, beginning: str, mock: Mock) -> None:
        status, sentence = refused(mock, "POST", "/faults", body)
        assert status == 400
        assert sentence.startswith((beginning, f"The request body{beginning}"))
        assert admin(mock, "GET", "/faults")["faults"] == []

    @pytest.mark.parametrize(
        "body",
        [
            {"latencyMillis": 1},
            {"latencyJitterMillis": 1},
            {"fault": "EMPTY_RESPONSE"},
            {"truncateBodyAtFraction": 0.5},
            {"chunkedDribbleDelay": {"numberOfChunks": 2, "totalDuration": 1}},
        ],
    )
    def test_what_this_server_cannot_do_is_501_and_not_set(self, body: Any, mock: Mock) -> None:
        status, sentence = refused(mock, "POST", "/faults", [{"errorStatus": 500}, body])
        assert (status, sentence.split()[0]) == (501, next(iter(body)))
        assert admin(mock, "GET", "/faults")["faults"] == []


class TestLooking:
    def test_to_look_at_an_organization_does_not_make_it(self, a: Mock) -> None:
        for path in ("/state", "/clock", "/requests", "/faults", "/snapshots", "/requests/unmatched"):
            admin(a, "GET", f"{path}?organization=ghost")
        admin(a, "POST", "/requests/count?organization=*", {})
        refused(a, "DELETE", "/faults/1?organization=ghost")
        assert admin(a, "GET", "/state?organization=*")["organizations"] == []

    def test_a_fault_can_be_asked_about_when_it_is_over(self, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 500})
        a.call("GET", "/api/vehicles")
        admin(a, "DELETE", "/faults?organization=a")
        assert admin(a, "GET", "/faults/1?organization=a")["struck"] == 1
        assert refused(a, "GET", "/faults/1?organization=b")[0] == 404


class TestRateLimit:
    def test_so_many_requests_a_minute_by_each_key(self) -> None:
        mock = Mock(rate_limit=2, keys={"one": "org", "two": "org"})
        for key in ("test-org", "test-site", "test-org-a", "one", "two"):
            each = mock.with_key(key)
            statuses = [each.call("GET", "/api/vehicles").status_code for _ in range(3)]
            assert statuses == [200, 200, 429]
        assert mock.refused("GET", "/api/nope") == (
            429,
            "Rate limit exceeded, an API key has 2 requests per minute",
        )
        response = mock.call("GET", "/api/vehicles")
        assert "Retry-After" not in response.headers
        assert response.headers["X-Mock-Reason"] == "rule=rate-limit; row=X9"

    def test_the_minute_is_one_of_the_organizations_clock(self) -> None:
        mock = Mock(rate_limit=1, rate_limit_retry_after=True).with_key("test-org-a")
        mock.call("GET", "/api/vehicles")
        assert mock.call("GET", "/api/vehicles").headers["Retry-After"] == "60"
        admin(mock, "PUT", "/clock?organization=a", {"action": "advance", "durationMillis": 60_000})
        assert mock.call("GET", "/api/vehicles").status_code == 200

    def test_a_wrong_key_is_refused_before_it_is_counted(self) -> None:
        mock = Mock(rate_limit=1).with_key("nobody")
        assert [mock.call("GET", "/api/vehicles").status_code for _ in range(3)] == [401] * 3


class TestPrefer:
    def test_a_request_chooses_its_status(self) -> None:
        mock = Mock(prefer=True)
        response = mock.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}}, Prefer="code=429")
        assert (response.status_code, response.json) == (429, {"error": "Rate limit exceeded"})
        assert response.headers["X-Mock-Reason"] == "rule=prefer"
        assert len(mock.state()["vehicles"]) == 4

    @pytest.mark.parametrize(
        "value", ["code=200", "code=99", "code=x", "code=", "example=full", "dynamic=true"]
    )
    def test_what_cannot_be_preferred_is_501(self, value: str) -> None:
        assert Mock(prefer=True).refused("GET", "/api/vehicles", Prefer=value)[0] == 501

    @pytest.mark.parametrize("value", ["return=minimal", "respond-async", "barcode=429"])
    def test_other_preferences_are_nothing_to_the_mock(self, value: str) -> None:
        assert Mock(prefer=True).call("GET", "/api/vehicles", Prefer=value).status_code == 200

    def test_it_is_off_unless_asked_for(self, mock: Mock) -> None:
        assert mock.call("GET", "/api/vehicles", Prefer="code=429").status_code == 200


class TestOwnKeysOfAnOrganization:
    def test_a_key_of_ones_own_can_be_of_a_named_organization(self) -> None:
        mock = Mock(keys={"my-key": "org:a", "my-site-key": "site:a"})
        mock.with_key("my-key").create(name="n")
        assert (len(mock.state("a")["vehicles"]), len(mock.state()["vehicles"])) == (5, 4)
        status, _ = mock.with_key("my-site-key").refused(
            "POST", SYNC, {"vehicleId": 20, "departureTimes": []}
        )
        assert status == 400
