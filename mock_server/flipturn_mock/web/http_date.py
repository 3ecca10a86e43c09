"""Instants as HTTP headers write them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def http_date(instant: int) -> str:
    """`Thu, 05 Feb 2026 11:00:00 GMT` for milliseconds since 1970."""
    return _of_second(instant // 1000)


@lru_cache(maxsize=16)
def _of_second(second: int) -> str:
    return format_datetime(_EPOCH + timedelta(seconds=second), usegmt=True)
