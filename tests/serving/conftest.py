"""One mock for all tests over raw sockets; each must leave it as well as it found it."""

from collections.abc import Iterator

import pytest
import requests

from tests.server import Served, served


@pytest.fixture(scope="session")
def mock() -> Iterator[Served]:
    with served("--log", "none", "--max-body", "5000") as running:
        yield running


@pytest.fixture(autouse=True)
def mock_is_none_the_worse(mock: Served) -> Iterator[None]:
    yield
    answer = requests.get(
        f"{mock.url}/api/vehicles/20", headers={"Authorization": "Bearer test-org"}, timeout=10
    )
    assert answer.json()["vehicle"]["id"] == 20
    assert mock.err == []
