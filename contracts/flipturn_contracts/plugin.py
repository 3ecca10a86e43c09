"""The suite as a pytest plugin: options in, a target for the clauses, a report out."""

import signal
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from flipturn_contracts.harness.collector import attach
from flipturn_contracts.harness.judge import clause_of, judge
from flipturn_contracts.harness.leavings import clear_after_run, clear_by_id
from flipturn_contracts.harness.mishaps import Mishaps
from flipturn_contracts.harness.options import Options, add_options, possible_secrets, read_options
from flipturn_contracts.harness.process import MockDidNotStart
from flipturn_contracts.harness.profile import load_profile
from flipturn_contracts.harness.run import COULD_NOT_RUN, Run
from flipturn_contracts.harness.secrets import Secrets
from flipturn_contracts.harness.target import CannotRun, Target, open_target

pytest_plugins = ["flipturn_contracts.harness.fixtures"]

_RUN: pytest.StashKey[Run] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> Iterator[None]:
    """After all plugins and conftests: whoever else defines such an option has done so by now."""
    yield
    add_options(parser)


@pytest.hookimpl(tryfirst=True)  # before pytest's own junit writer looks for its file
def pytest_configure(config: pytest.Config) -> None:
    """Check the options, and prepare the run; nothing is sent yet."""
    config.addinivalue_line("markers", "clause(id, sentence, source): the promise that a test stands for")
    mishaps = Mishaps(Secrets(possible_secrets(config.option)), config.option.report)
    config.pluginmanager.register(mishaps, "flipturn_contracts.mishaps")
    options = read_options(config)
    run = config.stash[_RUN] = Run(options, mishaps)
    config.pluginmanager.register(run.collector, "flipturn_contracts.collector")
    load_profile(config, options)
    if options.report is not None:
        _prepare_report(config, options.report)


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """--clean does its work without any test."""
    return None if config.option.clean is None else _clean(read_options(config))


def pytest_report_header(config: pytest.Config) -> str:
    """What is tested, and the seed to repeat it with."""
    return config.stash[_RUN].heading()


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """The server under test; the whole run ends with 3 if it cannot be had."""
    run = request.config.stash[_RUN]
    _end_on_sigterm(run.options)
    run.tell = _terminal_line(request.config, run)
    try:
        with open_target(run.options, run.routes, run.announce) as target:
            run.target = target
            run.tell(run.beginning())
            yield target
            run.left = ["it was interrupted while clearing up"]
            run.left = clear_after_run(target)
    except (CannotRun, MockDidNotStart) as reason:
        run.could_not_run = run.secrets.hide(str(reason))
        pytest.exit(run.could_not_run, returncode=COULD_NOT_RUN)


@pytest.fixture(scope="session")
def contract_options(request: pytest.FixtureRequest) -> Options:
    """What the run was told."""
    return request.config.stash[_RUN].options


@pytest.fixture(scope="session")
def contract_run(request: pytest.FixtureRequest) -> Run:
    """The run itself."""
    return request.config.stash[_RUN]


@pytest.fixture(autouse=True)
def _own_exchanges(request: pytest.FixtureRequest) -> None:
    """A clause is reproduced by its own requests, not by those of the one before."""
    run = request.config.stash[_RUN]
    if run.target is not None:
        run.target.wire.recent.clear()


@pytest.fixture(autouse=True)
def _what_the_target_lacks(request: pytest.FixtureRequest, target: Target) -> None:
    """Told before what the run was not given: leave to write is no use to what cannot be seen."""
    if target.control is None:
        for name in ("clock", "stored", "other", "vehicles"):
            if name in request.fixturenames:
                request.getfixturevalue(name)


def pytest_itemcollected(item: pytest.Item) -> None:
    """-k takes the ids of clauses, too."""
    told = clause_of(item)
    if told is not None:
        item.extra_keyword_matches.add(told["id"])


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the clause's verdict on the report, and take the keys out of it."""
    report = yield
    run = item.config.stash[_RUN]
    told = clause_of(item)
    if told is not None:
        error = None if call.excinfo is None else call.excinfo.value
        result = judge(told, report, error, run.exchanges(item))
        run.attach(report, item, told, result, error)
    else:
        attach(report, None, None, {}, "")
    run.hide_keys(report)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table, after pytest's own lines."""
    run = config.stash[_RUN]
    if not config.option.collectonly:
        terminalreporter.section("contract")
        for line in run.conclusion(terminalreporter._tw.fullwidth, config.option.verbose > 0):
            terminalreporter.write_line(line)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the report, and let the exit status say what it means."""
    run = session.config.stash[_RUN]
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    if not run.could_not_run:
        run.finish()
    session.exitstatus = run.exit_status(int(exitstatus))


def _prepare_report(config: pytest.Config, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError(f"--report {folder}: {error.strerror}") from None
    config.option.xmlpath = config.option.xmlpath or str(folder / "junit.xml")


def _terminal_line(config: pytest.Config, run: Run) -> Callable[[str], None]:
    """Writes past pytest's capturing, where there is a terminal."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    capturing = config.pluginmanager.get_plugin("capturemanager")
    if reporter is None or capturing is None:
        return run.tell

    def tell(line: str) -> None:
        with capturing.global_and_fixture_disabled():
            reporter.ensure_newline()
            reporter.write_line(line)

    return tell


def _end_on_sigterm(options: Options) -> None:
    """A CI job that is cancelled is cleaned up after like one that ends by Ctrl-C."""
    if options.connection is not None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _clean(options: Options) -> int:
    run = Run(options, Mishaps(Secrets(options.secrets), None))
    try:
        run.tell = click.echo
        with open_target(options, run.routes, run.announce) as target:
            left = clear_by_id(target)
    except CannotRun as reason:
        click.echo(run.secrets.hide(str(reason)), err=True)
        return COULD_NOT_RUN
    click.echo("\n".join(left) or f"Nothing of run {options.run} is left.")
    return COULD_NOT_RUN if left else 0
