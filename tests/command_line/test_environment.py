"""Every option of `serve` is also read from FLIPTURN_MOCK_NAME; each test sets some and sees them work."""

import json
from pathlib import Path

import pytest
import requests

from tests.server import PATIENCE, served

pytestmark = pytest.mark.slow

KEY = {"Authorization": "Bearer test-org"}


def test_host_and_port() -> None:
    env = {"FLIPTURN_MOCK_PORT": "0", "FLIPTURN_MOCK_HOST": "localhost"}
    with served(env=env, port=None) as mock:
        assert (mock.host, mock.port != 4080) == ("localhost", True)


def test_now_and_ticking() -> None:
    env = {"FLIPTURN_MOCK_NOW": "2026-02-01T00:00:00Z", "FLIPTURN_MOCK_TICKING": "1"}
    with served(env=env) as mock:
        clock = requests.get(f"{mock.url}/__admin/clock", timeout=PATIENCE).json()
    assert (clock["status"], clock["currentInstant"][:16]) == ("ticking", "2026-02-01T00:00")


def test_keys_separated_by_commas() -> None:
    with served(env={"FLIPTURN_MOCK_KEY": "mine=org, theirs==site,ours=org:acme"}) as mock:
        for key, status in (("mine", 200), ("theirs=", 400), ("ours", 200)):
            answer = requests.post(
                f"{mock.url}/api/departure-times/batch",
                json={"vehicles": []},
                headers={"Authorization": f"Bearer {key}"},
                timeout=PATIENCE,
            )
            assert answer.status_code == status


def test_fleet_and_readings_separated_by_commas(tmp_path: Path) -> None:
    fleet = tmp_path / "fleet.json"
    fleet.write_text('{"vehicles": [{"id": 5, "name": "Five"}, {"name": "Six"}]}', encoding="utf-8")
    readings = "create-status=201,vehicles-page-size=1"
    with served(env={"FLIPTURN_MOCK_FLEET": str(fleet), "FLIPTURN_MOCK_READING": readings}) as mock:
        page = requests.get(f"{mock.url}/api/vehicles", headers=KEY, timeout=PATIENCE).json()
        created = requests.post(
            f"{mock.url}/api/vehicles", json={"vehicle": {"name": "n"}}, headers=KEY, timeout=PATIENCE
        )
    assert [vehicle["id"] for vehicle in page["data"]] == [5]
    assert created.status_code == 201


def test_admin_token() -> None:
    with served(env={"FLIPTURN_MOCK_ADMIN_TOKEN": "t0ken"}) as mock:
        for headers, status in (({}, 401), ({"Authorization": "Bearer t0ken"}, 200)):
            assert (
                requests.get(f"{mock.url}/__admin/clock", headers=headers, timeout=PATIENCE).status_code
                == status
            )


def test_log_and_max_body() -> None:
    with served(env={"FLIPTURN_MOCK_LOG": "json", "FLIPTURN_MOCK_MAX_BODY": "1000"}) as mock:
        large = {"vehicle": {"name": "n" * 1000}}
        requests.post(f"{mock.url}/api/vehicles", json=large, headers=KEY, timeout=PATIENCE)
        mock.stop()
    assert [json.loads(line)["status"] for line in mock.err] == [413]


def test_journal_prefer_and_rate_limit() -> None:
    limit = {"FLIPTURN_MOCK_RATE_LIMIT": "2", "FLIPTURN_MOCK_RATE_LIMIT_RETRY_AFTER": "1"}
    with served(env=limit | {"FLIPTURN_MOCK_JOURNAL": "1", "FLIPTURN_MOCK_PREFER": "1"}) as mock:
        answers = [
            requests.get(f"{mock.url}/api/vehicles", headers=KEY | {"Prefer": prefer}, timeout=PATIENCE)
            for prefer in ("code=500", "", "")
        ]
        journal = requests.get(f"{mock.url}/__admin/requests", timeout=PATIENCE).json()
        mock.stop()
    assert [answer.status_code for answer in answers] == [500, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert [exchange["responseDefinition"]["status"] for exchange in journal["requests"]] == [429]
    assert mock.banner[5:8] == [
        "  limit     2 requests a minute with one key\n",
        "  prefer    a request is given the status that it asks for\n",
        "  journal   1 exchanges of each organization\n",
    ]
