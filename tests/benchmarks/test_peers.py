"""Who cannot be installed or started is named, and nobody is installed twice."""

import json
import sys
from pathlib import Path

import pytest

from tests.benchmarks import installing, rounds
from tests.benchmarks.installing import Folder
from tests.benchmarks.load import Generator, read_wrk
from tests.benchmarks.peers import installed, two_operations
from tests.benchmarks.process import NotMeasured, running
from tests.benchmarks.rounds import Plan, Sample, measure
from tests.benchmarks.servers import Missing, Server
from tests.benchmarks.test_figures import LOADS, sample

pytestmark = pytest.mark.slow

PLAN = Plan(2, 0, 1, Generator("none", lambda *_: [], read_wrk))


def offline(*command: str) -> str:
    raise NotMeasured(f"{Path(command[0]).name} failed: offline")


def test_every_peer_that_cannot_be_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installing, "_run", offline)
    monkeypatch.setattr("shutil.which", lambda name: name)
    servers, missing = installed(Folder(tmp_path))
    assert not servers
    names = ["Prism", "Mockoon CLI", "json-server", "WireMock", "moto server"]
    assert [one.name for one in missing] == [*names, "bare Flask on waitress", "bare Flask on granian"]
    assert all(one.reason.endswith("failed: offline") for one in missing)


def test_what_is_in_the_folder_is_not_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installing, "_run", offline)
    package = tmp_path / "npm" / "node_modules" / "json-server"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"version": "0.17.4"}')
    assert [server.name for server in installed(Folder(tmp_path))[0]] == ["json-server"]


def test_a_program_that_is_not_there_is_a_reason() -> None:
    with pytest.raises(NotMeasured, match="no-such-program cannot be run"):
        installing._run("no-such-program")


def test_peers_are_told_of_two_operations() -> None:
    paths = json.loads(two_operations())["paths"]
    methods = {(path, name) for path, item in paths.items() for name in item if name != "parameters"}
    assert methods == {("/api/vehicles/{id}", "get"), ("/api/departure-times/vehicle", "post")}


def test_a_server_that_ends_is_told_by_its_last_words() -> None:
    server = Server("broken", "peer", (sys.executable, "-c", "import sys; sys.exit('no such option')"))
    with pytest.raises(NotMeasured, match="it ended; its last line: no such option"), running(server):
        pass


def test_rounds_go_through_all_servers_and_leave_out_who_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    order = []

    def sampled(server: Server, _: Plan) -> Sample:
        order.append(server.name)
        if server.name == "b":
            raise NotMeasured("it ended")
        return sample(1, LOADS[0])

    monkeypatch.setattr(rounds, "sample", sampled)
    servers = [Server(name, "peer", ()) for name in "abc"]
    samples, missing = measure(servers, PLAN, lambda _: None)
    assert order == ["a", "b", "c", "a", "c"]
    assert {name: len(found) for name, found in samples.items()} == {"a": 2, "c": 2}
    assert missing == [Missing("b", "it ended")]
