"""The server under test: a mock that we start, or a deployment that belongs to somebody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.control import Control
from flipturn_contracts.harness.exchange import Answer
from flipturn_contracts.harness.guard import VEHICLES, Deployment, Open, Writes
from flipturn_contracts.harness.options import KEY, SITE_KEY, Options
from flipturn_contracts.harness.own import Own
from flipturn_contracts.harness.pace import Pace
from flipturn_contracts.harness.process import MockProcess
from flipturn_contracts.harness.secrets import Secrets
from flipturn_contracts.harness.seen import Routes, Seen
from flipturn_contracts.harness.wire import Connection, NoAnswer, Wire

Announce = Callable[[str, str, bytes | None], None]


class CannotRun(RuntimeError):
    """The target cannot be tested; the sentence says why."""


@dataclass
class Target:
    """What clauses can have of the server; `control` is None where there is no control plane."""

    wire: Wire
    writes: Writes
    own: Own
    seen: Seen
    control: Control | None
    has_site_key: bool
    _numbers: Iterator[int]
    ahead: timedelta = timedelta()

    def api(self, organization: str) -> Api:
        """Calls with a key of the whole organization; a deployment has only the one that was given."""
        return Api(self.wire, f"Bearer {KEY if self.control is None else f'test-org-{organization}'}")

    def site_api(self, organization: str) -> Api | None:
        """Calls with a key of one site, if there is one."""
        if self.control is not None:
            return Api(self.wire, f"Bearer test-site-{organization}")
        return Api(self.wire, f"Bearer {SITE_KEY}") if self.has_site_key else None

    def now(self) -> datetime:
        """The server's time on a deployment, to the second."""
        return datetime.now(UTC).replace(microsecond=0) + self.ahead

    def new_organization(self) -> str:
        """A name that no other test has; on a deployment it names nothing."""
        return f"c{next(self._numbers)}"


@contextmanager
def open_target(options: Options, routes: Routes, announce: Announce) -> Iterator[Target]:
    """The target, ready to be tested; raises CannotRun (or MockDidNotStart)."""
    if options.connection is not None and not options.plan:
        with _target(options, options.connection, routes, announce, None, options.secrets) as target:
            target.ahead = _ahead(preflight(target.api("")))
            yield target
        return
    rehearsal = options.connection is not None
    arguments = [*options.mock_options, *(["--no-admin"] if rehearsal else [])]
    with MockProcess(options.mock_command, arguments) as process:
        control = None if rehearsal else Control(process.url)
        known = {KEY: "test-org-rehearsal", SITE_KEY: "test-site-rehearsal"} if rehearsal else {}
        with _target(options, Connection(process.url), routes, announce, control, known) as target:
            yield target


@contextmanager
def _target(
    options: Options,
    connection: Connection,
    routes: Routes,
    announce: Announce,
    control: Control | None,
    known: Any,
) -> Iterator[Target]:
    own, secrets, seen = Own(options.run), Secrets(known), Seen(routes, connection.url)
    guard = Open() if control is not None else Deployment(options.writes, own)
    wire = Wire(connection, guard, Pace(None if options.plan else options.rate), secrets, announce, seen)
    try:
        yield Target(wire, options.writes, own, seen, control, options.has_site_key, count(1))
    finally:
        wire.close()
        if control is not None:
            control.close()


def preflight(api: Api) -> Answer:
    """One authenticated GET that must answer 200 with vehicles; CannotRun says what is wrong instead."""
    try:
        answer = api.get(VEHICLES)
    except NoAnswer as no_answer:
        raise CannotRun(f"The target cannot be reached: {no_answer.got}") from None
    if answer.status in (401, 403):
        raise CannotRun(f"The target does not take the API key: {answer.shown}")
    if 300 <= answer.status < 400:
        where = answer.headers.get("location", "nowhere")
        raise CannotRun(f"The target redirects to {where}, and redirects are not followed")
    if answer.status != 200:
        raise CannotRun(f"The target answered GET {VEHICLES} with {answer.shown}")
    try:
        document = answer.json()
    except AssertionError:
        raise CannotRun(f"What GET {VEHICLES} answers is not JSON: {answer.shown[:200]}") from None
    if not isinstance(document, dict) or not isinstance(document.get("data"), list):
        raise CannotRun(f"What GET {VEHICLES} answers is no list of vehicles: {answer.shown[:200]}")
    return answer


def _ahead(answer: Answer) -> timedelta:
    """By how much the server's clock is ahead of ours, from its Date header; not at all if it has none."""
    try:
        told = parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return timedelta()
    return told - datetime.now(UTC).replace(microsecond=0)
