"""`mypy --strict` of a user's own tests, which lie elsewhere and use what is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import SOURCE_ROOTS

# What is wrong is marked, so that a type that is lost (everything is Any then) is seen as well.
USER = """
from datetime import datetime, timedelta

from flipturn_mock import Settings, create_app, mock_flipturn
from flipturn_mock.testing import Clock, ControlError, Fault, Flipturn, FlipturnMock, Request, Snapshot


def test_with_the_fixtures(flipturn: Flipturn, flipturn_mock: FlipturnMock) -> None:
    clock: Clock = flipturn.clock
    now: datetime = clock.freeze("2026-02-01T00:00:00Z")
    now = clock.advance(timedelta(hours=1), days=1, minutes=2.5)
    with flipturn.fail("listVehicles", status=503, times=1) as fault:
        struck: int = fault.struck
    faults: list[Fault] = [flipturn.delay(seconds=1), flipturn.limit(requests=2)]
    requests: list[Request] = flipturn.requests("listVehicles", status=200)
    with flipturn.snapshot() as snapshot:
        taken: Snapshot = snapshot
    flipturn.state = {**flipturn.state, "vehicles": []}
    other: Flipturn = flipturn_mock.organization("other")
    flipturn.advance(days=1)  # wrong
    flipturn.fail(status="503")  # wrong
    clock.advance(fortnights=1)  # wrong
    text: str = requests[0].status  # wrong


def test_in_process() -> None:
    with mock_flipturn(api_key="mine", readings={"create-status": 201}) as flipturn:
        departures = flipturn.departures(vehicle_id=20)
        first: str = departures[0]["departureTime"]
        number: int = flipturn  # wrong
    try:
        flipturn.reset()
    except ControlError as error:
        status: int | None = error.status
    app = create_app(Settings(empty=True, rate_limit=200))
    number = app.test_client().get("/api/vehicles").status_code
    create_app(settings={})  # wrong


from flipturn_mock.testing import Flipturned  # wrong
from flipturn_mock import created_app  # wrong
"""


@pytest.mark.slow
def test_a_users_test_is_clean_and_what_is_wrong_in_it_is_found(tmp_path: Path) -> None:
    """FLIPTURN_TEST_PYTHON names a Python with the package installed; without it the checkout stands for one."""
    (tmp_path / "test_mine.py").write_text(USER, encoding="utf-8")
    installed = os.environ.get("FLIPTURN_TEST_PYTHON", "")
    where = ["--python-executable", installed] if installed else []
    environment = os.environ | ({} if installed else {"MYPYPATH": os.pathsep.join(SOURCE_ROOTS)})
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *where, "test_mine.py"]
    told = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    wrong = [number for number, line in enumerate(USER.splitlines(), 1) if line.endswith("# wrong")]
    complaints = [line for line in told.stdout.splitlines() if ": error: " in line]
    assert [int(line.split(":")[1]) for line in complaints] == wrong, told.stdout + told.stderr
