"""Our own rows: the mock with everything on, and what its server and Flask cost without it."""

import sys

from tests.benchmarks.servers import NOW, Server

OURS, OURS_LOGGING = "ours", "ours, log text"
FLASK, WSGI = "bare Flask on our server", "bare WSGI on our server"


def own_servers() -> list[Server]:
    """The mock without and with a request log, and the two ceilings."""
    return [
        _mock(OURS, "none"),
        _mock(OURS_LOGGING, "text"),
        _bare(FLASK, "flask", "the floor of Flask: two canned routes"),
        _bare(WSGI, "wsgi", "the floor of our server: canned bytes"),
    ]


def _mock(name: str, log: str) -> Server:
    command = (*_python("mock_server"), "serve", "--port", "{port}", "--now", NOW, "--log", log)
    return Server(name, "ours", command, remark="authentication, validation both ways, journal; stateful")


def _bare(name: str, app: str, remark: str) -> Server:
    return Server(name, "bare", (*_python("tests.benchmarks.bare"), app, "{port}"), remark=remark)


def _python(module: str) -> tuple[str, ...]:
    return sys.executable, "-m", module
