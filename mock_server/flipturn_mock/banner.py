"""What the command line prints once the mock is ready."""

from flipturn_mock.bench.journal import KEPT
from flipturn_mock.clock import Clock
from flipturn_mock.operations.instants import format_instant
from flipturn_mock.settings import Settings


def banner(settings: Settings, clock: Clock, port: int, scheme: str = "http") -> str:
    """The first line is for programs that wait for it, the rest for people. The user's keys stay unseen."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"{scheme}://{host}:{port}"
    curl = "curl" if scheme == "http" else "curl --insecure"
    rows = {
        "keys": _keys(settings),
        "clock": _clock(clock),
        "fleet": _fleet(settings),
        "readings": _readings(settings),
        **_unusual(settings),
        "contract": f"{url}/openapi.yaml" if settings.admin else "not served (--no-admin)",
        "control": _control(settings, url),
        "try": f"{curl} {url}/api/vehicles -H 'Authorization: Bearer test-org'",
    }
    return "\n".join(
        [f"Flipturn mock listening on {url}", *(f"  {name:9} {text}" for name, text in rows.items())]
    )


def _keys(settings: Settings) -> str:
    own = f", and {len(settings.keys)} of your own" if settings.keys else ""
    return f"test-org, test-site; test-org-NAME for an organization of its own{own}"


def _clock(clock: Clock) -> str:
    status = clock.status
    if status == "real":
        return "real time (the documents' examples take place at --now 2026-02-01T00:00:00Z)"
    return f"{status} at {format_instant(clock.now())}"


def _fleet(settings: Settings) -> str:
    if settings.empty:
        return "no vehicles"
    return str(settings.fleet) if settings.fleet else "the vehicles of Flipturn's documents"


def _readings(settings: Settings) -> str:
    chosen = [f"{name}={value}" for name, value in settings.readings.items()]
    return ", ".join(chosen) or "the default ones"


def _unusual(settings: Settings) -> dict[str, str]:
    """What is told only where it is not the default, to keep the banner short."""
    rows = {}
    if settings.rate_limit:
        rows["limit"] = f"{settings.rate_limit} requests a minute with one key"
    if settings.prefer:
        rows["prefer"] = "a request is given the status that it asks for"
    if settings.journal != KEPT:
        rows["journal"] = f"{settings.journal} exchanges of each organization" if settings.journal else "off"
    return rows


def _control(settings: Settings, url: str) -> str:
    if settings.has_control:
        return f"{url}/__admin/health" + (" (with the admin token)" if settings.admin_token else "")
    return (
        "off (--no-admin)"
        if not settings.admin
        else "off (give --admin-token to have it beyond this machine)"
    )
