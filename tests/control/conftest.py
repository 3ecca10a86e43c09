"""Two organizations on one mock."""

import pytest

from tests.support import Mock


@pytest.fixture
def a(mock: Mock) -> Mock:
    return mock.with_key("test-org-a")


@pytest.fixture
def b(mock: Mock) -> Mock:
    return mock.with_key("test-org-b")
