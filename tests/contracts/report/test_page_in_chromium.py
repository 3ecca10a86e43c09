"""A real browser shows the page without a complaint, and asks nobody for anything on the way."""

import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from flipturn_contracts.report import html
from flipturn_contracts.report.model import Verdict
from tests.contracts.report.sample import clause, real_size, report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


class Shown(NamedTuple):
    """What became of a page: its elements after scripts ran, and what the browser had to say."""

    dom: str
    console: list[str]


Show = Callable[[str], Shown]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    def shown(text: str) -> Shown:
        file = tmp_path / "contract.html"
        file.write_text(text, encoding="utf-8")
        assert CHROMIUM is not None
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]
        command = [CHROMIUM, *options, f"--user-data-dir={tmp_path / 'profile'}", file.as_uri()]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True)
        return Shown(done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line])

    return shown


@pytest.fixture
def elsewhere() -> Iterator[socket.socket]:
    """A server on this machine to which nobody should come."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def test_a_browser_shows_the_page_without_a_complaint(show: Show) -> None:
    shown = show(html.page(real_size()))
    assert shown.console == []
    heading = re.search(r"<h1>(.*?)</h1>", shown.dom)
    assert heading is not None
    assert re.sub(r"<.*?>", "", heading[1]).split() == html.headline(real_size()).split()
    # Without its script the filter stays hidden: that it shows proves that the policy let the script in.
    assert '<p class="filter" hidden' not in shown.dom
    assert '<p class="filter">' in shown.dom


def test_typing_narrows_the_list_of_promises(show: Show) -> None:
    typing = 'box = document.getElementById("filter"); box.value = "BROKEN skips"; box.dispatchEvent(new Event("input"))'
    # A script of the test's own: the policy would not let it in.
    page = re.sub(r"<meta http-equiv.*?>", "", html.page(real_size()))
    shown = show(page.replace("</body>", f"<script>{typing}</script></body>"))
    assert shown.console == []
    assert "1 of 91 shown" in shown.dom
    assert shown.dom.count("<tr hidden") == 90
    assert shown.dom.count('<div class="group" hidden') == 1


def test_an_answer_that_wants_to_load_something_loads_nothing(show: Show, elsewhere: socket.socket) -> None:
    picture = f'<img src="http://127.0.0.1:{elsewhere.getsockname()[1]}/x.png">'
    shown = show(html.page(report(clause("a", Verdict.BROKEN, got=picture))))
    assert shown.console == []
    nobody_comes(elsewhere)


def test_even_what_got_on_the_page_by_mistake_loads_nothing_and_runs_nothing(
    show: Show, elsewhere: socket.socket
) -> None:
    picture = f'<img src="http://127.0.0.1:{elsewhere.getsockname()[1]}/x.png">'
    script = "<script>document.title = 'taken over'</script>"
    shown = show(html.page(report()).replace("<main>", f"<main>{picture}{script}"))
    assert picture in shown.dom
    assert len([line for line in shown.console if "Content Security Policy" in line]) == 2
    assert "<title>taken over" not in shown.dom
    nobody_comes(elsewhere)


def nobody_comes(elsewhere: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        elsewhere.accept()
