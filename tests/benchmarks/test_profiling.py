"""A profile shows what a request and a start are made of."""

import pytest

from tests.benchmarks import profiling
from tests.benchmarks.servers import POST

pytestmark = pytest.mark.slow


def test_the_profile_of_a_request_is_of_our_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiling, "_TIMES", 3)
    functions = {name for _, _, name in profiling.requested(POST).stats}  # type: ignore[attr-defined]
    assert "sync_vehicle_departure_times" in functions


def test_the_imports_of_a_start_have_their_times() -> None:
    imports = {one.module.strip(): one for one in profiling.imports()}
    assert imports["flask"].total > imports["flask"].own > 0
