"""The two ways in which the tests of the control plane call it."""

from typing import Any

from tests.support import Mock

SYNC = "/api/departure-times/vehicle"


def admin(mock: Mock, method: str, path: str, body: Any = None) -> Any:
    """The JSON of an answer that must be a success."""
    response = mock.client.open(f"/__admin{path}", method=method, **({} if body is None else {"json": body}))
    assert response.status_code == 200, response.text
    return response.json


def refused(mock: Mock, method: str, path: str, body: Any = None) -> tuple[int, str]:
    response = mock.client.open(f"/__admin{path}", method=method, **({} if body is None else {"json": body}))
    return response.status_code, (response.json or {})["error"]
