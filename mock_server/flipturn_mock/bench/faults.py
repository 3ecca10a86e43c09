"""What goes wrong on purpose: which requests a fault strikes, how, and until when."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from random import Random
from typing import Literal

from flipturn_mock.bench.window import Window
from flipturn_mock.frozen_time import real_monotonic

_REMEMBERED = 100  # faults that have ended

Ending = Literal[
    "CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE"
]
"""What happens to a connection in place of an answer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a user asked for; the names are those of FaultInput in admin.yaml, which explains them."""

    operation_id: str | None = None
    error_status: int | None = None
    retry_after: int | None = None
    error_probability: float = 1
    seed: int = 0
    latency_millis: int = 0
    latency_jitter_millis: int = 0
    succeed_first: int = 0
    fail_request_count: int | None = None
    quota_limit: int | None = None
    quota_window_millis: int = 60_000
    quota_error_status: int = 429
    fault: Ending | None = None
    processed: bool = False
    number_of_chunks: int = 1
    dribble_millis: int = 0
    truncate_body_at_fraction: float | None = None
    time_to_live_millis: int = 300_000


@dataclass(frozen=True, slots=True)
class Strike:
    """What happens to one request.

    `status` is answered instead, or `ending` happens to the connection instead, and if not
    `processed` nothing is done. Times are in milliseconds; `ids` are those of the faults.
    """

    ids: tuple[str, ...]
    delay: int = 0
    status: int | None = None
    retry_after: int | None = None
    ending: Ending | None = None
    processed: bool = False
    chunks: int = 1
    dribble: int = 0
    fraction: float = 1

    @property
    def fails(self) -> bool:
        """Whether there is no answer of the operation's own."""
        return self.status is not None or self.ending is not None

    @property
    def mangles(self) -> bool:
        """Whether the answer comes in pieces or not whole."""
        return self.chunks > 1 or self.fraction < 1


class Fault:
    """A rule in force: it counts the requests it is asked about, and draws from its own seed."""

    def __init__(self, name: str, rule: Rule) -> None:
        self.id = name
        self.rule = rule
        self.requests = 0
        self.struck = 0
        self._random = Random(rule.seed)  # noqa: S311 - repeatable on purpose
        self._window = (
            None if rule.quota_limit is None else Window(rule.quota_limit, rule.quota_window_millis)
        )
        self._ends = real_monotonic() + rule.time_to_live_millis / 1000

    @property
    def milliseconds_left(self) -> int:
        """Real time until it is gone; not positive once it is."""
        return round((self._ends - real_monotonic()) * 1000)

    def ask(self, now: int) -> Strike | None:
        """What it does to the next request, None if nothing."""
        self.requests += 1
        rule = self.rule
        turn = self.requests - rule.succeed_first
        if turn < 1 or (rule.fail_request_count is not None and turn > rule.fail_request_count):
            return None
        delay = rule.latency_millis + round(rule.latency_jitter_millis * self._random.random())
        fails = self._random.random() < rule.error_probability
        strike = self._failure(now, delay) if fails else None
        strike = strike or (Strike((self.id,), delay) if delay else None)
        self.struck += strike is not None
        return strike

    def _failure(self, now: int, delay: int) -> Strike | None:
        rule = self.rule
        status = rule.error_status
        if self._window is not None:
            status = None if self._window.take(now) else rule.quota_error_status
        fraction = 1 if rule.truncate_body_at_fraction is None else rule.truncate_body_at_fraction
        if status is None and rule.fault is None and fraction == 1 and rule.number_of_chunks == 1:
            return None
        return Strike(
            (self.id,),
            delay,
            status,
            rule.retry_after if status is not None else None,
            rule.fault,
            rule.processed,
            rule.number_of_chunks,
            rule.dribble_millis,
            fraction,
        )


class Faults:
    """The faults of one organization, or of all of them, in the order they were set."""

    def __init__(self, numbers: Iterator[int] | None = None) -> None:
        self._numbers = numbers or count(1)
        self._faults: list[Fault] = []
        self._ended: deque[Fault] = deque(maxlen=_REMEMBERED)

    def __iter__(self) -> Iterator[Fault]:
        self._drop_ended()
        return iter(self._faults)

    def add(self, rules: Iterable[Rule]) -> None:
        """Put rules in force after those there are."""
        self._faults += [Fault(str(next(self._numbers)), rule) for rule in rules]

    def remove(self, name: str) -> bool:
        """Take one away; false if there is none of that id."""
        kept = [fault for fault in self if fault.id != name]
        found = len(kept) < len(self._faults)
        self._keep(kept)
        return found

    def clear(self) -> None:
        """Take all away."""
        self._keep([])

    def find(self, name: str) -> Fault | None:
        """The fault of that id, also one that has ended lately: how often it struck may still be asked."""
        return next((fault for fault in [*self, *self._ended] if fault.id == name), None)

    def about(self, operation_id: str) -> list[Fault]:
        """Those that a request has to do with which means the operation."""
        if not self._faults:
            return []
        return [fault for fault in self if fault.rule.operation_id in (None, operation_id)]

    def _keep(self, kept: list[Fault]) -> None:
        self._ended += [fault for fault in self._faults if fault not in kept]
        self._faults = kept

    def _drop_ended(self) -> None:
        if self._faults:
            self._keep([fault for fault in self._faults if fault.milliseconds_left > 0])


def strike(faults: Iterable[Fault], now: int) -> Strike | None:
    """What becomes of a request when these faults are asked in turn, until one fails it.

    Delays add up; of what only mangles the answer the first counts. Instants are in milliseconds
    since 1970.
    """
    strikes: list[Strike] = []
    for fault in faults:
        if (struck := fault.ask(now)) is not None:
            strikes.append(struck)
            if struck.fails:
                break
    if not strikes:
        return None
    telling = [one for one in strikes if one.fails] or [one for one in strikes if one.mangles] or strikes
    ids = tuple(name for one in strikes for name in one.ids)
    return replace(telling[0], ids=ids, delay=sum(one.delay for one in strikes))
