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
from flipturn_contracts.harness.option_table import DEPLOYMENT_RATE, OPTIONS
from flipturn_contracts.harness.own import RUN_ID
from flipturn_contracts.harness.wire import Connection

KEY = "$FLIPTURN_API_KEY"
SITE_KEY = "$FLIPTURN_SITE_KEY"
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~]*)")
_RESERVED_HEADERS = {"authorization", "content-type", "content-length", "host", "transfer-encoding"}


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


def add_options(parser: pytest.Parser) -> None:
    """Name every option to pytest; UsageError if somebody else has one of the same name."""
    group = parser.getgroup("contracts", "contract suite of the Flipturn API")
    try:
        for name, described in OPTIONS.items():
            group.addoption(name, **described)
        parser.parse_known_args([])  # some versions of pytest see a conflict only now
    except (ValueError, argparse.ArgumentError) as error:
        taken = ", ".join(name for name in OPTIONS if name in str(error)) or "one of the suite's options"
        raise pytest.UsageError(
            f"a conftest.py or another plugin defines {taken} too; flipturn-contracts loads neither of them"
        ) from None


def possible_secrets(option: Any) -> dict[str, str]:
    """What could be a secret in options that nobody has checked yet, for texts about a crash."""
    variables = {KEY: option.api_key_env, SITE_KEY: option.site_key_env}
    found = {name: os.environ.get(variable or "", "") for name, variable in variables.items()}
    found |= {f"$FLIPTURN_HEADER_{number}": text for number, text in enumerate(option.header)}
    found["$FLIPTURN_PROXY"] = option.proxy or ""
    return {name: secret for name, secret in found.items() if secret}


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
