"""Fixtures that every room of the tests shares."""

import pytest
from hypothesis import settings

from tests.support import Mock

# The same examples on every run of a commit, and no judgement on how slow the machine is.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture
def mock() -> Mock:
    """A mock with the documented fleet, at 2026-02-01T00:00:00Z."""
    return Mock()
