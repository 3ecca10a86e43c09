"""The command as a whole: whatever the figures are, it comes to its end, and every request is answered."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.benchmarks.__main__ import main
from tests.benchmarks.ours import own_servers


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_a_smoke_run_loads_every_server_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    result = CliRunner().invoke(main, ["--quick", "--json", str(file)])
    assert result.exit_code == 0, result.output
    figures = json.loads(file.read_text())
    assert figures["missing"] == []
    assert [server["name"] for server in figures["servers"]] == [server.name for server in own_servers()]
    for server in figures["servers"]:
        for load in (server["get"], server["post"]):
            assert load["rate"] > 0
            assert load["errors"] == 0
