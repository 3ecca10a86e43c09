"""Fixtures that every room of the tests shares."""

import pytest

from tests.support import Mock


@pytest.fixture
def mock() -> Mock:
    """A mock with the documented fleet, at 2026-02-01T00:00:00Z."""
    return Mock()
