"""A target that cannot be tested is refused in a sentence that says why."""

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.guard import Open
from flipturn_contracts.harness.pace import Pace
from flipturn_contracts.harness.secrets import Secrets
from flipturn_contracts.harness.target import CannotRun, preflight
from flipturn_contracts.harness.wire import Connection, Wire
from tests.contracts.suite import NO_VEHICLES, Reply, as_json, server


def asked(reply: Reply) -> None:
    with server(lambda *asked: reply) as target:
        connection = Connection(target.url)
        wire = Wire(connection, Open(), Pace(None), Secrets(), lambda *sent: None, lambda answer: None)
        preflight(Api(wire, "Bearer x"))


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (as_json(401, {"error": "Invalid API key"}), "does not take the API key: 401"),
        (as_json(403, {"error": "no"}), "does not take the API key: 403"),
        (as_json(500, {"error": "x"}), "answered GET /api/vehicles with 500"),
        ((302, {"Location": "https://login.example/"}, b""), "redirects to https://login.example/"),
        ((200, {"Content-Type": "text/html"}, b"<html>Welcome</html>"), "is not JSON: 200 <html>Welcome"),
        (as_json(200, None), "is no list of vehicles: 200 null"),
        (as_json(200, {"vehicles": []}), "is no list of vehicles"),
        ((0, {}, b""), "cannot be reached"),
    ],
    ids=["wrong key", "forbidden", "broken", "redirects", "no JSON", "null", "no list", "hangs up"],
)  # fmt: skip
def test_a_target_that_cannot_be_tested_is_told_in_a_sentence(reply: Reply, sentence: str) -> None:
    with pytest.raises(CannotRun) as refused:
        asked(reply)
    assert sentence in str(refused.value)


def test_a_list_of_vehicles_is_all_that_is_needed() -> None:
    asked(as_json(200, NO_VEHICLES))
