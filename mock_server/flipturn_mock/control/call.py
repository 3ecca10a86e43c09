"""What a function of the control plane receives: the call, and the bench that it acts on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flipturn_mock.bench.organization import Organization
from flipturn_mock.bench.world import World
from flipturn_mock.clock import Clock
from flipturn_mock.contract.contract import Contract
from flipturn_mock.domain.keys import DEFAULT_ORGANIZATION

ALL = "*"


@dataclass(frozen=True, slots=True)
class Call:
    """One call that has passed the guard and the contract of the control plane.

    `params` are path and query parameters by name, `body` is JSON with its defaults, None if there
    is none; `can_deliver` tells whether the server underneath can hold back or cut an answer,
    `changes` whether the call may make what is not there yet.
    """

    params: Mapping[str, Any]
    body: Any
    can_deliver: bool
    changes: bool

    @property
    def organization(self) -> str | None:
        """The organization that was named; it may be ALL, and is None if none was."""
        name: str | None = self.params.get("organization")
        return name

    @property
    def is_for_all(self) -> bool:
        """Whether all organizations were named."""
        return self.organization == ALL


@dataclass(frozen=True, slots=True)
class Bench:
    """What the control plane shows and moves; `began` is real time in seconds."""

    world: World
    clock: Clock
    contract: Contract
    version: str
    began: float

    def organization(self, call: Call) -> Organization:
        """The one organization that a call is about. Hold the world's lock."""
        name = call.organization or DEFAULT_ORGANIZATION
        return self.world.organization(name) if call.changes else self.world.look(name)

    def organizations(self, call: Call) -> list[Organization]:
        """That one, or all that exist. Hold the world's lock."""
        return self.world.organizations() if call.is_for_all else [self.organization(call)]

    def now(self, organization: Organization) -> int:
        """The instant that an organization goes by, in milliseconds since 1970."""
        return organization.clock.now(self.clock.now())


def shown(organization: str) -> str | None:
    """An organization's name in an answer: the default one is null."""
    return organization or None
