"""The run: every server once in every round, so that whatever the machine is at hits all of them alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks.load import Generator, Load
from tests.benchmarks.process import NotMeasured, Running, answers, running
from tests.benchmarks.servers import Missing, Request, Server


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, and for how many seconds each request is put to a server: first to warm up, then for good."""

    rounds: int
    warm_up: int
    seconds: int
    generator: Generator


@dataclass(frozen=True, slots=True)
class Sample:
    """A server in one round: seconds to start and to stop, MB before and after the load, and the load."""

    start: float
    stop: float
    idle: float
    loaded: float
    get: Load
    post: Load | None


def measure(
    servers: Sequence[Server], plan: Plan, tell: Callable[[str], None]
) -> tuple[dict[str, list[Sample]], list[Missing]]:
    """The samples of each server by its name; one that fails once is missing, and not tried again."""
    samples: dict[str, list[Sample]] = {server.name: [] for server in servers}
    missing: list[Missing] = []
    for number in range(plan.rounds):
        for server in servers:
            if server.name not in samples:
                continue
            tell(f"round {number + 1} of {plan.rounds}: {server.name}")
            try:
                samples[server.name].append(sample(server, plan))
            except NotMeasured as reason:
                del samples[server.name]
                missing.append(Missing(server.name, str(reason)))
    return samples, missing


def sample(server: Server, plan: Plan) -> Sample:
    """Start, load and stop a server; raises NotMeasured."""
    with running(server) as run:
        idle = run.resident()
        get = _load(run, server.get, plan, server.warm_up)
        post = None if server.post is None else _load(run, server.post, plan, server.warm_up)
        loaded = run.resident()
        return Sample(run.start, run.stop(), idle, loaded, get, post)


def _load(run: Running, request: Request, plan: Plan, warm_up: int) -> Load:
    if not answers(run.port, request):
        raise NotMeasured(f"{request.method} {request.path} is not answered with a success")
    if plan.warm_up:
        plan.generator.load(request, run.port, plan.warm_up * warm_up)
    return plan.generator.load(request, run.port, plan.seconds)
