"""One mock for all tests over raw sockets; each must leave it as well as it found it."""

from collections.abc import Iterator

import pytest
import requests

from tests.server import PATIENCE, Served, served
from tests.serving.certificates import Certificates
from tests.serving.sample import sample


@pytest.fixture(scope="session")
def mock() -> Iterator[Served]:
    with served("--log", "none", "--max-body", "5000") as running:
        yield running


@pytest.fixture(autouse=True)
def mock_is_none_the_worse(request: pytest.FixtureRequest) -> Iterator[None]:
    uses_it = "mock" in request.fixturenames
    mock: Served | None = request.getfixturevalue("mock") if uses_it else None
    yield
    if mock is None:
        return
    answer = requests.get(
        f"{mock.url}/api/vehicles/20", headers={"Authorization": "Bearer test-org"}, timeout=PATIENCE
    )
    assert answer.json()["vehicle"]["id"] == 20
    assert mock.err == []


@pytest.fixture(scope="session")
def plain() -> Iterator[Served]:
    """The sample over plain HTTP."""
    with sample() as running:
        yield running


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.made_in(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def secure(certificates: Certificates) -> Iterator[Served]:
    """The sample over TLS."""
    with sample(certificates.cert, certificates.key) as running:
        yield running
