"""Takes keys out of pytest's reports: tracebacks, shown locals, captured output, everything."""

import pytest

from flipturn_contracts.harness.secrets import Secrets


def hide_in_report(report: pytest.TestReport | pytest.CollectReport, secrets: Secrets) -> None:
    """Replace the keys in every text of the report; a traceback that holds one becomes plain text."""
    longrepr = report.longrepr
    if isinstance(longrepr, tuple):
        path, line, reason = longrepr
        report.longrepr = (path, line, secrets.hide(reason))
    elif longrepr is not None:
        text = str(longrepr)
        if secrets.hide(text) != text:
            report.longrepr = secrets.hide(text)
    report.sections = [(name, secrets.hide(text)) for name, text in report.sections]
    if isinstance(report, pytest.TestReport):
        report.user_properties = [(name, secrets.hide_in(value)) for name, value in report.user_properties]
        told = getattr(report, "contract", None)
        if told is not None:
            report.contract = secrets.hide_in(told)  # type: ignore[attr-defined]
