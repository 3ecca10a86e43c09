"""The peers: how each is installed, told of the same two operations, and started."""

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from tests.benchmarks.installing import Folder, npm_version, pypi_version
from tests.benchmarks.process import ROOT, NotMeasured
from tests.benchmarks.servers import GET, GET_ANSWER, POST, POST_ANSWER, Missing, Request, Server

PRISM, WIREMOCK = "Prism, silent", "WireMock, with journal"

_HOST = "127.0.0.1"


def installed(folder: Folder) -> tuple[list[Server], list[Missing]]:
    """The peers that are installed in the folder now, and those that cannot be."""
    servers: list[Server] = []
    missing: list[Missing] = []
    for name, install in _PEERS.items():
        try:
            servers += install(folder)
        except NotMeasured as reason:
            missing.append(Missing(name, str(reason)))
    return servers, missing


def two_operations() -> str:
    """Our contract with nothing but the two operations, as JSON."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    paths = document["paths"]
    vehicle = {key: value for key, value in paths["/api/vehicles/{id}"].items() if key != "patch"}
    document["paths"] = {"/api/vehicles/{id}": vehicle, POST.path: paths[POST.path]}
    return json.dumps(document)


def _prism(folder: Folder) -> Iterator[Server]:
    package = folder.from_npm("@stoplight/prism-cli", "5")
    script = str(package / "dist" / "index.js")
    command = ("node", script, "mock", "-h", _HOST, "-p", "{port}", "-v", "silent", "openapi.json")
    files = {"openapi.json": two_operations()}
    yield Server(
        PRISM, "peer", command, files=files, remark=f"{npm_version(package)}; validates, canned answer"
    )


def _mockoon(folder: Folder) -> Iterator[Server]:
    package = folder.from_npm("@mockoon/cli", "9")
    start = ("node", str(package / "bin" / "run.js"), "start", "--data", "openapi.json")
    command = (*start, "--hostname", _HOST, "--port", "{port}", "--disable-log-to-file")
    files = {"openapi.json": two_operations()}
    remark = f"{npm_version(package)}; answers made from the schema"
    yield Server("Mockoon CLI", "peer", command, files=files, remark=remark)


def _json_server(folder: Folder) -> Iterator[Server]:
    package = folder.from_npm("json-server", "0.17")
    start = ("node", str(package / "lib" / "cli" / "bin.js"), "--host", _HOST, "--port", "{port}")
    database = {"vehicles": [GET_ANSWER["vehicle"]], "departure-times": []}
    routes = {POST.path: "/departure-times", "/api/*": "/$1"}
    yield Server(
        "json-server",
        "peer",
        (*start, "--quiet", "--routes", "routes.json", "db.json"),
        files={"db.json": json.dumps(database), "routes.json": json.dumps(routes)},
        remark=f"{npm_version(package)}; stateful: every POST is kept in a file, which grows",
    )


def _wiremock(folder: Folder) -> Iterator[Server]:
    java = shutil.which("java")
    if java is None:
        raise NotMeasured("there is no Java on this machine")
    package = folder.from_npm("wiremock", "3")
    jar = next((package / "build").glob("wiremock-standalone-*.jar"))
    command = (java, "-jar", str(jar), "--bind-address", _HOST, "--port", "{port}", "--disable-banner")
    mappings = [_mapping(GET, GET_ANSWER), _mapping(POST, POST_ANSWER)]
    files = {"mappings/two.json": json.dumps({"mappings": mappings})}
    remark = f"{npm_version(package)}; canned answers"
    for name, options in ((WIREMOCK, ()), ("WireMock, no journal", ("--no-request-journal",))):
        # Java compiles while it runs, which takes it a while.
        yield Server(name, "peer", (*command, *options), files=files, warm_up=4, remark=remark)


def _mapping(request: Request, answer: Any) -> dict[str, Any]:
    return {
        "request": {"method": request.method, "urlPath": request.path},
        "response": {"status": 200, "jsonBody": answer, "headers": {"Content-Type": "application/json"}},
    }


def _moto(folder: Folder) -> Iterator[Server]:
    script = folder.from_pypi("moto[server]", "moto_server")
    yield Server(
        "moto server",
        "peer",
        (str(script), "-H", _HOST, "-p", "{port}"),
        get=Request("GET", "/moto-api/data.json"),
        post=None,
        remark=f"{pypi_version(script, 'moto')}; GET is of its own state, it cannot have our operations",
    )


def _flask(folder: Folder) -> Iterator[Server]:
    waitress = folder.from_pypi("waitress", "waitress-serve")
    folder.from_pypi("flask", "flask")
    app = "tests.benchmarks.bare:flask_app"
    yield Server(
        "bare Flask on waitress",
        "bare",
        (str(waitress), f"--listen={_HOST}:{{port}}", "--threads=8", "--call", app),
        remark=f"{pypi_version(waitress, 'waitress')}; canned answers",
    )


def _granian(folder: Folder) -> Iterator[Server]:
    folder.from_pypi("flask", "flask")
    script = folder.from_pypi("granian", "granian")
    options = ("--interface", "wsgi", "--host", _HOST, "--port", "{port}", "--no-log", "--factory")
    yield Server(
        "bare Flask on granian",
        "bare",
        (str(script), *options, "tests.benchmarks.bare:flask_app"),
        remark=f"{pypi_version(script, 'granian')}; canned answers",
    )


_PEERS: dict[str, Callable[[Folder], Iterator[Server]]] = {
    "Prism": _prism,
    "Mockoon CLI": _mockoon,
    "json-server": _json_server,
    "WireMock": _wiremock,
    "moto server": _moto,
    "bare Flask on waitress": _flask,
    "bare Flask on granian": _granian,
}
