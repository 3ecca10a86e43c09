"""All that one run has found out, as Markdown and as JSON."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from tests.benchmarks.bars import bars
from tests.benchmarks.costs import Costs
from tests.benchmarks.figures import Rows
from tests.benchmarks.load import CONNECTIONS
from tests.benchmarks.memory import Memory
from tests.benchmarks.page import bars_table, costs_table, notes, servers_table
from tests.benchmarks.rounds import Plan, Sample
from tests.benchmarks.servers import Missing


@dataclass(frozen=True, slots=True)
class Report:
    """One run; `busy` is the load average of the machine when it began and when it ended."""

    plan: Plan
    busy: tuple[float, float]
    rows: Rows
    samples: Mapping[str, Sequence[Sample]]
    costs: Costs
    memory: Memory | None
    missing: list[Missing]

    def as_markdown(self) -> str:
        """The tables, and what must be said beside them."""
        parts = [self._how(), servers_table(self.rows)]
        if self.costs:
            parts.append(costs_table(self.costs))
        parts.append(bars_table(bars(self.rows, self.costs, self.memory)))
        parts += [f"- {note}" for note in notes(self.rows, self.missing, self.memory)]
        return "\n\n".join(parts)

    def as_json(self) -> str:
        """Every figure: seconds, answers per second, ms and MB, as in Row, Sample, Load, Cost and Memory."""
        found = {
            "how": self._how(),
            "busy": self.busy,
            "servers": [asdict(row) for row in self.rows.values()],
            "samples": {name: [asdict(one) for one in found] for name, found in self.samples.items()},
            "costs": {name: asdict(cost) for name, cost in self.costs.items()},
            "bars": [asdict(bar) for bar in bars(self.rows, self.costs, self.memory)],
            "memory": self.memory and asdict(self.memory),
            "missing": [asdict(one) for one in self.missing],
        }
        return json.dumps(found, indent=2)

    def _how(self) -> str:
        plan = self.plan
        return (
            f"Medians over {plan.rounds} interleaved rounds; load of {plan.seconds} s after {plan.warm_up} s of "
            f"warm-up by {plan.generator.name}, {CONNECTIONS} keep-alive connections; "
            f"Python {platform.python_version()}, {os.cpu_count()} cores, load average {self.busy[0]:.1f} at the "
            f"start, {self.busy[1]:.1f} at the end. In brackets: times ours."
        )
