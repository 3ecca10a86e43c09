"""Interception where the client libraries are not installed, or not imported yet."""

import subprocess
import sys

import pytest

from flipturn_mock.testing.intercept import intercept
from tests.server import PATIENCE
from tests.serving.sample import gateway
from tests.testing.clients import outcome

pytestmark = pytest.mark.slow

HOST = "api.example"
URL = f"https://{HOST}/x"


def hide(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it were not installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, library, None)


@pytest.mark.parametrize("missing", ["urllib3", "httpcore"])
def test_what_is_not_installed_is_not_needed(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hide(missing, monkeypatch)
    with intercept(gateway(), [HOST]):
        other = "httpx" if missing == "urllib3" else "requests"
        assert outcome(other, URL, {})["path"] == "/x"


def test_a_library_may_be_imported_inside_and_none_is_imported_outside() -> None:
    script = (
        "import sys, warnings; warnings.simplefilter('error')\n"
        "from flipturn_mock.testing.intercept import intercept\n"
        "assert not {'requests', 'urllib3', 'httpx', 'httpcore', 'asyncio'} & set(sys.modules) - BEFORE\n"
        "from tests.serving.sample import gateway\n"
        "with intercept(gateway(), ['api.example']):\n"
        "    import requests, httpx\n"
        "    print(requests.get('https://api.example/x').json()['path'], httpx.get('https://api.example/x').json()['path'])\n"
    )
    script = "import sys, flipturn_mock; BEFORE = set(sys.modules)\n" + script
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == ("/x /x\n", "")


def test_where_no_client_can_be_answered_nobody_is_left_to_believe_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for library in ("urllib3", "httpcore"):
        hide(library, monkeypatch)
    with pytest.raises(RuntimeError, match="None of requests, urllib3 and httpx is installed"):
        intercept(gateway(), [HOST]).__enter__()
