"""The pytest plugin: an organization of its own for every test, on a mock that runs as long as the session.

It is loaded in every run where the package is installed, so whatever costs anything is imported, and
whatever is called for each test is registered, when a test asks for it.
"""

import re
from collections.abc import Generator, Iterator
from os import urandom
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flipturn_mock.testing.handle import Flipturn
    from flipturn_mock.testing.process import FlipturnMock
    from flipturn_mock.testing.report import Watch

_WATCH: "pytest.StashKey[Watch]" = pytest.StashKey()

_STRANGE = r"[^A-Za-z0-9]+"
_LONGEST = 40


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which mock the tests use; each can also be set in the configuration file."""
    group = parser.getgroup("flipturn", "Flipturn mock")
    group.addoption("--flipturn-url", metavar="URL", help="use a mock that runs already, and start none")
    group.addoption("--flipturn-fleet", metavar="FILE", help="start the mock with this fleet (YAML or JSON)")
    group.addoption(
        "--flipturn-reading",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        dest="flipturn_readings",
        help="answer a question that Flipturn's documents leave open; may be repeated",
    )
    group.addoption("--flipturn-now", metavar="INSTANT", help="hold the mock's clock at this instant")
    parser.addini("flipturn_url", "a Flipturn mock that runs already")
    parser.addini("flipturn_fleet", "file with the fleet that the Flipturn mock starts with")
    parser.addini("flipturn_readings", "readings of the Flipturn mock, NAME=VALUE each", type="linelist")
    parser.addini("flipturn_now", "instant that the Flipturn mock's clock is held at")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse what contradicts itself: a mock that runs already cannot be told how to start."""
    there = [
        f"--{name}" for name in ("flipturn-fleet", "flipturn-now") if config.getoption(name.replace("-", "_"))
    ]
    there += ["--flipturn-reading"] if config.getoption("flipturn_readings") else []
    if there and _setting(config, "flipturn_url"):
        raise pytest.UsageError(
            f"{there[0]} is for a mock that is started, but flipturn-url names one that runs"
        )


@pytest.fixture(scope="session")
def flipturn_mock(pytestconfig: pytest.Config) -> "Iterator[FlipturnMock]":
    """The mock that runs for this session; see `flipturn_mock.testing.FlipturnMock`.

    `flipturn_mock.url` is its URL, and `flipturn_mock.organization(name)` a part of it that tests may
    share. It is started by the first test that asks for it, unless --flipturn-url names one.
    """
    from flipturn_mock.testing.control import ControlError
    from flipturn_mock.testing.process import running, started

    url = _setting(pytestconfig, "flipturn_url")
    pytestconfig.pluginmanager.register(_Reporter(), "flipturn_mock_reporter")
    try:
        if url:
            mock = running(url)
            yield mock
            mock.close()
        else:
            with started(_options(pytestconfig)) as mock:
                yield mock
    except ControlError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture
def flipturn(request: pytest.FixtureRequest, flipturn_mock: "FlipturnMock") -> "Flipturn":
    """An organization of this test's own on a mock of the Flipturn API; see `flipturn_mock.testing.Flipturn`.

    Point the client under test at `flipturn.url` with the key `flipturn.api_key`. No other test sees
    what it stores, how its clock is moved and what is made to fail.
    """
    from flipturn_mock.testing.report import Watch

    name = re.sub(_STRANGE, "-", request.node.name)[:_LONGEST].strip("-")
    handle = flipturn_mock.organization(f"{name}-{urandom(6).hex()}".lstrip("-"))
    request.node.stash[_WATCH] = Watch(flipturn_mock, handle)
    return handle


class _Reporter:
    """What is called for each test, once a test has asked for the mock."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A test that failed shows what came to its mock."""
        report = yield
        watch = item.stash.get(_WATCH, None)
        if watch is not None and report.failed:
            report.sections.append(_section(watch))
        return report


def _section(watch: "Watch") -> tuple[str, str]:
    from flipturn_mock.testing.report import TITLE

    try:
        return TITLE, watch.told()
    except Exception as error:  # the report of a failure must not fail
        return TITLE, f"(could not be asked: {error})"


def _setting(config: pytest.Config, name: str) -> str:
    value: str = config.getoption(name) or config.getini(name)
    return value


def _options(config: pytest.Config) -> list[str]:
    """What `serve` is told."""
    options: list[tuple[str, Any]] = [
        ("--fleet", _fleet(config)),
        ("--now", _setting(config, "flipturn_now")),
    ]
    # The last one of a name counts.
    readings = [*config.getini("flipturn_readings"), *config.getoption("flipturn_readings")]
    options += [("--reading", reading) for reading in readings]
    return [text for name, value in options if value for text in (name, str(value))]


def _fleet(config: pytest.Config) -> Path | None:
    """The file, named from where pytest was started, or from where its configuration stands."""
    beside = config.inipath.parent if config.inipath else config.rootpath
    given: str = config.getoption("flipturn_fleet")
    named: str = config.getini("flipturn_fleet")
    if given:
        return config.invocation_params.dir / given
    return beside / named if named else None
