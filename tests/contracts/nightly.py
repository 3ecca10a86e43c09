"""`python -m tests.contracts.nightly`: no false alarms, over many seeds and under every other reading."""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flipturn_mock.contract.document import load_document
from tests.contracts.suite import KEY, Ran, run_suite
from tests.server import served

_OTHER_SIZE = "2"


def main(arguments: list[str]) -> int:
    """1 if any run was not green; every run is told with what repeats it."""
    parser = argparse.ArgumentParser(prog="python -m tests.contracts.nightly")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--max-examples", default="100")
    told = parser.parse_args(arguments)
    runs = [*_seeds(told.first_seed, told.seeds), *_readings()]
    green = [_tell(name, _run(options, told.max_examples)) for name, options in runs]
    print(f"{sum(green)} of {len(green)} runs are green")  # noqa: T201
    return 0 if all(green) else 1


def _seeds(first: int, count: int) -> Iterator[tuple[str, list[str]]]:
    for seed in range(first, first + count):
        yield f"--seed {seed}", ["--seed", str(seed)]


def _readings() -> Iterator[tuple[str, list[str]]]:
    """Each other reading, once on a mock that tells its readings, once on a deployment that does not."""
    for name, reading in load_document()["x-readings"].items():
        for value in reading.get("values", [_OTHER_SIZE]):
            if value != reading["default"]:
                option = f"--reading={name}={value}"
                yield option, [f"--mock-option={option}"]
                yield f"deployment {option}", [option]


def _run(options: list[str], max_examples: str) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        if not options[0].startswith("--reading"):
            return run_suite(Path(folder), *options, "--max-examples", max_examples)
        with served("--no-admin", "--key", f"{KEY}=org", "--log", "none", *options) as mock:
            writes = ("--target", mock.url, "--allow-writes", "all", "--rate", "5000")
            return run_suite(Path(folder), *writes, "--max-examples", max_examples)


def _tell(name: str, ran: Ran) -> bool:
    print(f"{'green' if ran.status == 0 else 'RED'}  {name}", flush=True)  # noqa: T201
    if ran.status != 0:
        print(ran.output, flush=True)  # noqa: T201
    return ran.status == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
