"""The command: `python -m tests.benchmarks` measures the mock and its peers in one run, side by side."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import click

from tests.benchmarks.costs import measured_costs
from tests.benchmarks.figures import rows_of
from tests.benchmarks.installing import Folder
from tests.benchmarks.load import Generator, autocannon, wrk
from tests.benchmarks.memory import held
from tests.benchmarks.ours import own_servers
from tests.benchmarks.peers import installed
from tests.benchmarks.process import NotMeasured
from tests.benchmarks.report import Report
from tests.benchmarks.rounds import Plan, measure
from tests.benchmarks.servers import Missing

Figures = TypeVar("Figures")

_FILE = click.Path(path_type=Path)


@click.command()
@click.option("--peers", type=_FILE, help="Folder that peers are installed into, kept and used again.")
@click.option("--rounds", default=7, show_default=True, help="How often a server is started and loaded.")
@click.option("--seconds", default=2, show_default=True, help="Load of each request in a round.")
@click.option("--warm-up", default=2, show_default=True, help="Seconds of the same load before.")
@click.option("--only", multiple=True, help="Servers with this in their name. May be repeated.")
@click.option("--costs/--no-costs", default=True, help="What pytest-benchmark measures, too.")
@click.option("--memory", is_flag=True, help="Two minutes more: what ours holds after each.")
@click.option("--quick", is_flag=True, help="A smoke run: a second each, ours and the bare ones only.")
@click.option("--json", "file", type=_FILE, help="Write every figure into this file, too.")
def main(
    peers: Path | None,
    rounds: int,
    seconds: int,
    warm_up: int,
    only: tuple[str, ...],
    costs: bool,
    memory: bool,
    quick: bool,
    file: Path | None,
) -> None:
    """Measure the mock beside its peers, and print the figures as Markdown.

    Peers are installed by name from npm and PyPI (WireMock needs the Java of this machine); what
    cannot be installed or started is named as missing. The load comes from wrk, or from autocannon
    of npm where there is no wrk.
    """
    with ExitStack() as stack:
        folder = Folder((peers or Path(stack.enter_context(TemporaryDirectory()))).resolve())
        generator = wrk() or _autocannon(folder)
        plan = Plan(1, 0, 1, generator) if quick else Plan(rounds, warm_up, seconds, generator)
        report = _run(folder, plan, only, with_peers=not quick, costs=costs and not quick, memory=memory)
    if file is not None:
        file.write_text(report.as_json(), encoding="utf-8")
    click.echo(report.as_markdown())


def _run(
    folder: Folder, plan: Plan, only: tuple[str, ...], *, with_peers: bool, costs: bool, memory: bool
) -> Report:
    ours, (peers, missing) = own_servers(), installed(folder) if with_peers else ([], [])
    servers = [server for server in [*ours, *peers] if not only or any(part in server.name for part in only)]
    busy = os.getloadavg()[0]
    samples, failed = measure(servers, plan, _tell)
    missing += failed
    return Report(
        plan,
        (busy, os.getloadavg()[0]),
        rows_of(servers, samples),
        samples,
        (_unless_missing("costs", measured_costs, missing) if costs else None) or {},
        _unless_missing("memory", partial(held, ours[0], plan.generator), missing) if memory else None,
        missing,
    )


def _unless_missing(name: str, measured: Callable[[], Figures], missing: list[Missing]) -> Figures | None:
    _tell(name)
    try:
        return measured()
    except NotMeasured as reason:
        missing.append(Missing(name, str(reason)))
        return None


def _autocannon(folder: Folder) -> Generator:
    try:
        return autocannon(folder.from_npm("autocannon", "9") / "autocannon.js")
    except NotMeasured as reason:
        raise click.ClickException(f"there is no wrk, and no autocannon either: {reason}") from None


def _tell(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main(prog_name="python -m tests.benchmarks")
