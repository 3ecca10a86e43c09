"""Our own rows: the mock with everything on, and what its server and Flask cost without it."""

import sys

from tests.benchmarks.servers import NOW, Server

OURS = "ours"
"""The row that is judged: nothing is switched off but the log, which the peers have off as well."""

FLASK, WSGI = "bare Flask on our server", "bare WSGI on our server"


def own_servers() -> list[Server]:
    """The mock, the same with a request log or with real time, and the two ceilings."""
    return [
        _mock(OURS, "--now", NOW, "--log", "none"),
        _mock("ours, log text", "--now", NOW, "--log", "text"),
        _mock("ours, real clock", "--log", "none"),
        _bare(FLASK, "flask", "the floor of Flask: two canned routes"),
        _bare(WSGI, "wsgi", "the floor of our server: canned bytes"),
    ]


def _mock(name: str, *options: str) -> Server:
    command = (*_python("flipturn_mock"), "serve", "--port", "{port}", *options)
    return Server(name, "ours", command, remark="authentication, validation both ways, journal; stateful")


def _bare(name: str, app: str, remark: str) -> Server:
    return Server(name, "bare", (*_python("tests.benchmarks.bare"), app, "{port}"), remark=remark)


def _python(module: str) -> tuple[str, ...]:
    return sys.executable, "-m", module
