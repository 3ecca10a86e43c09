"""What a run may call its own on a server that it shares with others.

Everything can be derived from the run's id, so that a run that was killed can be cleaned up after
from anywhere.
"""

import re
from typing import Any

ABSENT_ID = 2_147_483_647
"""A vehicle id that no vehicle has: the largest that fits 32 bits. Checked before it is relied on."""

MOST_VINS = 400
"""So many VINs a run may use; `clean` goes through all of them."""

RUN_ID = re.compile(r"[0-9a-z]{4,16}")


class Own:
    """VINs, vehicles and the customer of one run."""

    customer = "Contract Suite"
    fixed_vins = tuple(f"CONTRACT-VEHICLE-{number}" for number in range(1, 7))
    """Of vehicles that stay for ever, since nothing documented deletes one. A run takes one of them."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.prefix = f"CONTRACT-{run}-"
        self.vehicle_ids: set[int] = set()
        self.vehicle_vin: str | None = None
        self.made_vehicle: dict[str, Any] | None = None
        self.absent_id_status: int | None = None
        self._count = 0
        self._pool: list[str] = []

    @property
    def mark(self) -> str:
        """What stands in the licence plate of the vehicle that this run is using."""
        return f"run {self.run}"

    def next_vin(self) -> str:
        """A VIN that this run has not used yet."""
        self._count += 1
        if self._count > MOST_VINS:
            raise RuntimeError(f"a run may use {MOST_VINS} VINs")
        return self.vin(self._count)

    def pool(self, size: int) -> list[str]:
        """The same VINs every time, for requests that nobody looks at one by one."""
        while len(self._pool) < size:
            self._pool.append(self.next_vin())
        return self._pool[:size]

    def vin(self, number: int) -> str:
        """The VIN with this number."""
        return f"{self.prefix}{number:03}"

    def vins(self, count: int | None = None) -> list[str]:
        """The VINs that this run has used, or the first `count` of those that it can have used."""
        return [self.vin(number) for number in range(1, (self._count if count is None else count) + 1)]

    def owns_vin(self, vin: str) -> bool:
        """Whether departures under this VIN are this run's."""
        return vin.startswith(self.prefix) or vin == self.vehicle_vin
