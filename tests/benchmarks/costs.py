"""Runs the benchmarks of pytest-benchmark in a process of its own, and reads their medians."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.process import ROOT, NotMeasured

BENCHMARKS = "tests/benchmarks/bench_costs.py"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds; the mean has in it what happens now and then, such as a collection of garbage."""

    median: float
    mean: float


Costs = Mapping[str, Cost]
"""By the name of what was measured."""

BATCH, BATCH_JSON = "batch of 1000 vehicles x 10 departures", "the json module on that batch"

WITHOUT_PLUGIN, WITH_PLUGIN = (
    "pytest, 200 tests, without the plugin",
    "pytest, 200 tests, with the plugin unused",
)


def measured_costs() -> dict[str, Cost]:
    """All that bench_costs.py measures; raises NotMeasured if pytest fails, as without pytest-benchmark."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        plugins = ("-p", "no:randomly", "-p", "no:cacheprovider")
        command = (sys.executable, "-m", "pytest", "-q", *plugins, BENCHMARKS, f"--benchmark-json={report}")
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            said = (ran.stdout + ran.stderr).strip().splitlines() or ["it said nothing"]
            raise NotMeasured(f"pytest ended with {ran.returncode}: {said[-1]}")
        return read_report(report.read_text(encoding="utf-8"))


def read_report(text: str) -> dict[str, Cost]:
    """The costs in a report of pytest-benchmark; `test_list_page[100]` is named `list page[100]`."""
    return {
        benchmark["name"].removeprefix("test_").replace("_", " "): Cost(
            benchmark["stats"]["median"], benchmark["stats"]["mean"]
        )
        for benchmark in json.loads(text)["benchmarks"]
    }
