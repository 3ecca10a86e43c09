"""The report as one page for people who do not read test output; it needs no network and no script."""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from flipturn_contracts.report.model import WORST_FIRST, ClauseResult, Report, Verdict
from flipturn_contracts.report.text import cut, plural, visible

_HERE = Path(__file__).parent
# A page is scrolled more easily than a terminal, but it is mailed, too.
_LONG = 20_000
_WRITES = {"none": "nothing", "departures": "departures only", "all": "vehicles and departures"}
_LEGEND = {
    Verdict.HOLDS: "The server was asked, and did what the documents promise.",
    Verdict.BROKEN: "The server was asked, and did something else; a command is given that shows it again.",
    Verdict.NOT_JUDGED: "The suite or a library failed. That says nothing of the server; the log says more.",
    Verdict.NOT_OBSERVABLE: "It takes what this server lacks: a clock to move, or a view of what is stored.",
    Verdict.NOT_RUN: "The suite did not ask; the reason stands beside the promise.",
}
_MARKS = {
    Verdict.HOLDS: "✓",
    Verdict.BROKEN: "✗",
    Verdict.NOT_JUDGED: "!",
    Verdict.NOT_OBSERVABLE: "?",
    Verdict.NOT_RUN: "–",
}


@dataclass(frozen=True)
class Group:
    """The promises about one thing, such as vehicles: those whose ids begin alike."""

    name: str
    clauses: tuple[ClauseResult, ...]

    @property
    def holding(self) -> str:
        """How many of them hold, in words."""
        held = sum(clause.verdict is Verdict.HOLDS for clause in self.clauses)
        return f"{held:,} of {len(self.clauses):,} {'holds' if held == 1 else 'hold'}"


def page(report: Report) -> str:
    """The page, complete in itself: its style and script are let in by their hashes, and nothing else is."""
    style, script = _own("page.css"), _own("page.js")
    return _template().render(
        report=report,
        headline=headline(report),
        groups=groups(report),
        writes=_WRITES[report.writes],
        started=started(report),
        lasted=lasted(report),
        counts=report.counts,
        worst_first=WORST_FIRST,
        legend=_LEGEND,
        marks=_MARKS,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
    )


def headline(report: Report) -> str:
    """The whole run in one sentence."""
    total, found = len(report.clauses), report.counts
    held, broken = found[Verdict.HOLDS], found[Verdict.BROKEN]
    unjudged, unseen, not_run = (
        found[verdict] for verdict in (Verdict.NOT_JUDGED, Verdict.NOT_OBSERVABLE, Verdict.NOT_RUN)
    )
    if not total:
        return "No promise was put to the server"
    if held == total:
        return f"All {total:,} promises hold" if total > 1 else "The one promise holds"
    parts = [
        f"{held:,} of {total:,} promises {'holds' if held == 1 else 'hold'}",
        plural(broken, "is broken", "are broken") if broken else "none is broken",
        f"{unjudged:,} could not be judged" if unjudged else "",
        f"{unseen:,} could not be observed here" if unseen else "",
        plural(not_run, "was not run", "were not run") if not_run else "",
    ]
    return ", ".join(filter(None, parts))


def groups(report: Report) -> tuple[Group, ...]:
    """All clauses by the first part of their ids, in alphabetical order."""
    clauses = sorted(report.clauses, key=lambda clause: (_thing(clause), clause.id))
    return tuple(Group(name, tuple(members)) for name, members in groupby(clauses, key=_thing))


def _thing(clause: ClauseResult) -> str:
    return clause.id.partition(".")[0]


def started(report: Report) -> str:
    """Day and time; what cannot be read is shown as it is."""
    try:
        start = datetime.fromisoformat(report.started)
    except ValueError:
        return report.started
    return f"{start.day} {start:%B %Y, %H:%M} UTC"


def lasted(report: Report) -> str:
    """From start to end."""
    try:
        took = datetime.fromisoformat(report.finished) - datetime.fromisoformat(report.started)
    except (ValueError, TypeError):
        return f"until {report.finished}"
    minutes, seconds = divmod(max(round(took.total_seconds()), 0), 60)
    return f"{minutes:,} min {seconds} s" if minutes else f"{seconds} s"


def _own(name: str) -> Markup:
    return Markup(_HERE.joinpath(name).read_text(encoding="utf-8"))  # noqa: S704 # a file of ours, not an answer


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _printable(value: object) -> object:
    """Every expression of the template passes through here: no answer puts control characters on the page."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _marked(text: str) -> Markup:
    """Sentences quote names as `this`; all else in them is text, whatever it looks like."""
    quoted = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(visible(text))))
    return Markup(quoted)  # noqa: S704 # escaped in the line above


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        # For every template: Jinja's own choice goes by the ending and would leave .j2 unescaped.
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = _marked
    environment.filters["plural"] = plural
    environment.filters["cut"] = lambda text: cut(text, _LONG)
    return environment.get_template("contract.html.j2")
