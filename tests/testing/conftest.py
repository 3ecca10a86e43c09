"""The sample over sockets, beside which the one in memory must not look any different."""

from tests.serving.conftest import certificates, plain, secure

__all__ = ["certificates", "plain", "secure"]
