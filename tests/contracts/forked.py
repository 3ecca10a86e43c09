"""The suite's command in a process of its own that starts in milliseconds: a fork of one that has imported all.

It is `main()` in a real process, with its own environment, folder, output and signals. What a fork cannot
show is how the command is installed and found: the tests of that start Python itself.
"""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

IS_POSSIBLE = "forkserver" in multiprocessing.get_all_start_methods()
_PRELOADED = ["flipturn_contracts.sealed", "flipturn_contracts.plugin", "flipturn_contracts.harness.fixtures"]
_PRELOADED += ["flipturn_contracts.harness.every_case", "flipturn_contracts.harness.generation"]
_PRELOADED += [
    "flipturn_contracts.report.html",
    "_pytest.junitxml",
    "_pytest.terminal",
    "_hypothesis_pytestplugin",
]


def start(arguments: Sequence[str], folder: Path, env: dict[str, str], output: Path) -> BaseProcess:
    """The running process; all that it prints goes to the file `output`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(
        target=_main, args=(list(arguments), str(folder), env, str(output)), daemon=True
    )
    process.start()
    return process


def _main(arguments: list[str], folder: str, env: dict[str, str], output: str) -> None:
    descriptor = os.open(output, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    sys.stdout, sys.stderr = (os.fdopen(standard, "w", encoding="utf-8") for standard in (1, 2))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["flipturn-contracts", *arguments]
    from flipturn_contracts.__main__ import main

    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
