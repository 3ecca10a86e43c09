"""Every option of the suite: the one source for pytest's parser, for our own parser and for our help."""

import argparse
import shlex
import sys
from typing import Any

from flipturn_contracts.harness.guard import Writes

DEPLOYMENT_RATE = 3.0
"""Requests a second: 180 in a minute, of the 200 that are documented."""

# -P: nothing in the folder that the suite is run in can be imported by the mock.
DEFAULT_COMMAND = f"{shlex.quote(sys.executable)} -P -m flipturn_mock serve --stop-with-stdin"


def number(text: str) -> float:
    """More than 0."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def whole_number(text: str) -> int:
    """1 or more."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


GROUPS: dict[str, dict[str, dict[str, Any]]] = {
    "what is tested": {
        "--target": {"metavar": "URL", "help": "the deployment to test; without it, a mock of its own"},
        "--api-key-env": {
            "metavar": "NAME",
            "default": "FLIPTURN_API_KEY",
            "help": "environment variable with the API key (default %(default)s)",
        },
        "--site-key-env": {"metavar": "NAME", "help": "environment variable with a key of one site"},
    },
    "what may be written": {
        "--allow-writes": {
            "choices": [str(level) for level in Writes],
            "default": str(Writes.NONE),
            "metavar": "LEVEL",
            "help": "none, departures (of made-up VINs) or all (one vehicle too)",
        },
        "--production-writes-i-understand": {
            "action": "store_true",
            "help": "allow writes to api.getflipturn.com itself",
        },
        "--plan": {"action": "store_true", "help": "tell what would be sent, and send nothing"},
        "--run-id": {"metavar": "ID", "help": "4 to 16 lower-case letters and digits (default: random)"},
        "--clean": {"metavar": "RUN-ID", "help": "clear what a killed run has left, and stop"},
    },
    "connection": {
        "--rate": {
            "type": number,
            "metavar": "N",
            "help": f"requests a second (default: {DEPLOYMENT_RATE:g} on a deployment)",
        },
        "--request-timeout": {
            "type": number,
            "default": 30.0,
            "metavar": "SECONDS",
            "help": "how long to wait for an answer (default %(default)g)",
        },
        "--ca-file": {"metavar": "FILE", "help": "certificates to trust instead of the usual ones"},
        "--insecure": {"action": "store_true", "help": "do not check the certificate"},
        "--client-cert": {"metavar": "FILE", "help": "client certificate (PEM)"},
        "--client-key": {"metavar": "FILE", "help": "its key, unless it is in the same file"},
        "--proxy": {"metavar": "URL", "help": "proxy to use instead of the one in the environment"},
        "--header": {
            "action": "append",
            "default": [],
            "metavar": "'NAME: VALUE'",
            "help": "one more header for every request; its value is not shown",
        },
    },
    "generated requests": {
        "--seed": {"type": int, "default": 1, "metavar": "N", "help": "seed (default %(default)s)"},
        "--max-examples": {
            "type": whole_number,
            "metavar": "N",
            "help": "for each operation (default: 100 on a mock, 10 on a deployment)",
        },
    },
    "the mock that is started without --target": {
        "--mock-option": {
            "action": "append",
            "default": [],
            "metavar": "OPTION",
            "help": "as in --mock-option=--reading=create-status=201",
        },
        "--mock-command": {
            "metavar": "COMMAND",
            "default": DEFAULT_COMMAND,
            "help": "another server; must accept --port 0 and print where it listens",
        },
    },
    "report": {
        "--report": {"metavar": "DIR", "help": "write contract.json, contract.html and junit.xml there"},
        "--compare-with": {"metavar": "FILE", "help": "contract.json of another run, to show differences"},
        "--fail-on-difference": {"action": "store_true", "help": "exit with 1 if there are differences"},
    },
}
OPTIONS = {name: described for group in GROUPS.values() for name, described in group.items()}
