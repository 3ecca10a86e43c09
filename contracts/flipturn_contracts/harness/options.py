"""What a run can be told on the command line, checked before anything is sent."""

import argparse
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from flipturn_contracts.harness.guard import Writes
from flipturn_contracts.harness.hosts import base_url, is_production
from flipturn_contracts.harness.own import RUN_ID
from flipturn_contracts.harness.process import DEFAULT_COMMAND
from flipturn_contracts.harness.wire import Connection

KEY = "$FLIPTURN_API_KEY"
SITE_KEY = "$FLIPTURN_SITE_KEY"
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~]*)")
_RESERVED_HEADERS = {"authorization", "content-type", "content-length", "host", "transfer-encoding"}
DEPLOYMENT_RATE = 3.0
"""Requests a second: 180 in a minute, of the 200 that are documented."""


@dataclass(frozen=True)
class Options:
    """One run's settings; `connection` is None for a mock of our own."""

    connection: Connection | None
    secrets: Mapping[str, str] = field(repr=False)
    writes: Writes
    rate: float | None
    seed: int
    max_examples: int
    run: str
    mock_command: str
    mock_options: tuple[str, ...]
    report: Path | None
    compare_with: Path | None
    fail_on_difference: bool
    plan: bool

    @property
    def has_site_key(self) -> bool:
        """Whether a key of one site was given."""
        return SITE_KEY in self.secrets


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


_OPTIONS: dict[str, dict[str, Any]] = {
    "--target": {"metavar": "URL", "help": "the deployment to test; without it, a mock of its own"},
    "--api-key-env": {
        "metavar": "NAME",
        "default": "FLIPTURN_API_KEY",
        "help": "variable with the API key (default %(default)s)",
    },
    "--site-key-env": {
        "metavar": "NAME",
        "help": "variable with a key of one site, for clauses on key scopes",
    },
    "--allow-writes": {
        "choices": [str(level) for level in Writes],
        "default": str(Writes.NONE),
        "help": "what may be changed there: nothing, departures of VINs made up for the run, a vehicle too",
    },
    "--production-writes-i-understand": {
        "action": "store_true",
        "help": "allow writes to api.getflipturn.com itself",
    },
    "--rate": {
        "type": number,
        "metavar": "N",
        "help": f"requests a second (default {DEPLOYMENT_RATE:g} on a deployment, no limit on a mock)",
    },
    "--request-timeout": {
        "type": number,
        "default": 30.0,
        "metavar": "SECONDS",
        "help": "wait for an answer (default %(default)g)",
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
    "--run-id": {"metavar": "ID", "help": "4 to 16 lower-case letters and digits (default: random)"},
    "--plan": {"action": "store_true", "help": "print what would be sent to the target and send nothing"},
    "--clean": {
        "metavar": "RUN-ID",
        "help": "clear what a run that was killed has left on the target, and stop",
    },
    "--seed": {
        "type": int,
        "default": 1,
        "help": "seed of everything that is generated (default %(default)s)",
    },
    "--max-examples": {
        "type": whole_number,
        "metavar": "N",
        "help": "generated cases for each operation (default 100 on a mock, 10 on a deployment)",
    },
    "--mock-command": {
        "metavar": "COMMAND",
        "default": DEFAULT_COMMAND,
        "help": "server to start instead of the mock; it must take --port 0 and print where it listens",
    },
    "--mock-option": {
        "action": "append",
        "default": [],
        "metavar": "OPTION",
        "help": "one more option for the mock, as in --mock-option=--reading=create-status=201",
    },
    "--report": {"metavar": "DIR", "help": "write contract.json, contract.html and junit.xml there"},
    "--compare-with": {
        "metavar": "FILE",
        "help": "contract.json of another run to show the differences from",
    },
    "--fail-on-difference": {"action": "store_true", "help": "exit with 1 if there are differences"},
}


def add_options(parser: pytest.Parser) -> None:
    """Name every option to pytest."""
    group = parser.getgroup("contracts", "contract suite of the Flipturn API")
    for name, described in _OPTIONS.items():
        group.addoption(name, **described)


def read_options(config: pytest.Config) -> Options:
    """The options, checked; raises UsageError with a sentence that never shows a key."""
    option = config.option
    connection = _connection(option) if option.target else None
    if option.clean is not None and option.plan:
        raise pytest.UsageError("--clean and --plan do not go together")
    if connection is None:
        _refuse_without_target(option)
    elif getattr(option, "numprocesses", None) or getattr(option, "tx", None):
        raise pytest.UsageError("-n does not go with --target: one limiter must see every request")
    run = option.run_id if option.clean is None else option.clean
    if run is None:
        run = "mock" if connection is None else secrets.token_hex(4)
    if not RUN_ID.fullmatch(run):
        raise pytest.UsageError("a run id is 4 to 16 lower-case letters and digits")
    deployment_rate = None if connection is None else DEPLOYMENT_RATE
    return Options(
        connection=connection,
        secrets=_secrets(option, connection),
        writes=_allowed_writes(option, connection),
        rate=option.rate or deployment_rate,
        seed=option.seed,
        max_examples=option.max_examples or (100 if connection is None else 10),
        run=run,
        mock_command=option.mock_command,
        mock_options=tuple(option.mock_option),
        report=Path(option.report) if option.report else None,
        compare_with=Path(option.compare_with) if option.compare_with else None,
        fail_on_difference=option.fail_on_difference,
        plan=option.plan,
    )


def _refuse_without_target(option: Any) -> None:
    for name, given in (
        ("--plan", option.plan),
        ("--clean", option.clean is not None),
        ("--allow-writes", option.allow_writes != Writes.NONE),
        ("--site-key-env", option.site_key_env),
    ):
        if given:
            raise pytest.UsageError(f"{name} needs a --target")


def _connection(option: Any) -> Connection:
    if option.insecure and option.ca_file:
        raise pytest.UsageError("--insecure and --ca-file contradict each other")
    if option.client_key and not option.client_cert:
        raise pytest.UsageError("--client-key needs --client-cert")
    for path in (option.ca_file, option.client_cert, option.client_key):
        if path and not Path(path).exists():
            raise pytest.UsageError(f"there is no file {path}")
    cert = (option.client_cert, option.client_key) if option.client_key else option.client_cert
    headers = {name: _header_placeholder(name) for name in _headers(option)}
    return Connection(
        url=base_url(option.target),
        timeout=option.request_timeout,
        verify=False if option.insecure else option.ca_file or True,
        cert=cert,
        proxy=option.proxy,
        headers=headers,
    )


def _allowed_writes(option: Any, connection: Connection | None) -> Writes:
    writes = Writes(option.allow_writes)
    if option.clean is not None and writes == Writes.NONE:
        writes = Writes.DEPARTURES  # which is what clearing them takes
    if connection is None:
        return Writes.ALL
    if writes != Writes.NONE and is_production(connection.url) and not option.production_writes_i_understand:
        raise pytest.UsageError(
            "this is Flipturn's production host; writing there needs --production-writes-i-understand too"
        )
    return writes


def _secrets(option: Any, connection: Connection | None) -> dict[str, str]:
    """Placeholder -> secret, for the keys and for the values of further headers."""
    if connection is None:
        return {}
    found = {KEY: _key(option.api_key_env)}
    if option.site_key_env:
        found[SITE_KEY] = _key(option.site_key_env)
    found |= {_header_placeholder(name): value for name, value in _headers(option).items() if value}
    if option.proxy and "@" in option.proxy:
        found["$FLIPTURN_PROXY"] = option.proxy
    return found


def _key(variable: str) -> str:
    key = os.environ.get(variable, "")
    if not key:
        raise pytest.UsageError(f"the environment variable {variable} holds no API key")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise pytest.UsageError(
            f"what {variable} holds cannot be sent as a bearer key (a line break or a blank?)"
        )
    return key


def _headers(option: Any) -> dict[str, str]:
    headers = {}
    for given in option.header:
        match = _HEADER.fullmatch(given)
        if match is None:
            raise pytest.UsageError("--header takes 'NAME: VALUE'")
        if match[1].lower() in _RESERVED_HEADERS:
            raise pytest.UsageError(f"--header cannot set {match[1]}")
        headers[match[1]] = match[2]
    return headers


def _header_placeholder(name: str) -> str:
    return "$FLIPTURN_HEADER_" + re.sub(r"\W", "_", name).upper()
