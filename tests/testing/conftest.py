"""Fixtures for twins that must not look any different: over sockets and in memory, over HTTP and in process."""

from tests.serving.conftest import certificates, plain, secure
from tests.testing.bench import bench

__all__ = ["bench", "certificates", "plain", "secure"]
