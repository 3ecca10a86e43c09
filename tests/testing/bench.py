"""A handle over HTTP and one in process, which must not look any different, and a short way to call their API."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from flipturn_mock.testing import Flipturn, mock_flipturn
from tests.server import PATIENCE


@pytest.fixture(params=["over HTTP", "in process"])
def bench(request: pytest.FixtureRequest) -> Iterator[Flipturn]:
    if request.param == "over HTTP":
        yield request.getfixturevalue("flipturn")
    else:
        with mock_flipturn() as flipturn:
            yield flipturn


def call(
    flipturn: Flipturn, method: str, path: str, key: str | None = None, **sent: Any
) -> requests.Response:
    headers = {"Authorization": f"Bearer {key or flipturn.api_key}"} | sent.pop("headers", {})
    return requests.request(method, flipturn.url + path, headers=headers, timeout=PATIENCE, **sent)


def sync(flipturn: Flipturn, **body: Any) -> requests.Response:
    return call(flipturn, "POST", "/api/departure-times/vehicle", json=body)
