"""The page is complete in itself, readable by everybody, and no answer of a server can get a hold on it."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest

from flipturn_contracts.report import html
from flipturn_contracts.report.model import Report, Verdict
from tests.contracts.report.dom import Page
from tests.contracts.report.sample import clause, reading, real_size, report, seen

NASTY = "</pre></td><script>alert(1)</script><img src=x onerror=alert(2)> \"'> {{ 7*7 }} `<b>`\x1b\x00\ud800"
STYLE = Page(html.page(report())).texts("style")[0]


def nasty() -> Report:
    broken = clause(
        NASTY,
        Verdict.BROKEN,
        sentence=NASTY,
        source=NASTY,
        reason=NASTY,
        expected=NASTY,
        got=NASTY,
        curl=NASTY,
    )
    return report(
        broken,
        clause(f"b{NASTY}", Verdict.NOT_RUN, reason=NASTY),
        target=NASTY,
        run=NASTY,
        started=NASTY,
        finished=NASTY,
        readings=(
            reading(NASTY, row=NASTY, question=NASTY, allowed=(NASTY,), observed=NASTY, in_force="90"),
            reading(NASTY, reason=NASTY),
        ),
        operations=(seen(NASTY, NASTY, **{NASTY: 1}),),
    )


def test_an_answer_adds_no_element_and_no_attribute() -> None:
    shown = Page(html.page(nasty()))
    assert len(shown.all("script")) == 1
    assert not shown.all("img")
    assert not [name for element in shown.elements for name in element.attributes if name.startswith("on")]


def test_an_answer_stands_on_the_page_as_it_is_with_control_characters_made_visible() -> None:
    text = html.page(nasty())
    assert NASTY[:-3] + r"\x1b\x00\ud800" in Page(text).texts("pre")
    assert all(character.isprintable() or character == "\n" for character in text)


def test_a_quoted_name_is_set_as_code_and_what_is_in_it_stays_text() -> None:
    shown = Page(html.page(report(clause("a", sentence="It has `id` and `<b>`; a ` alone stays."))))
    assert shown.texts("th")[2] == "It has id and <b>; a ` alone stays. a · Vehicles"
    assert shown.texts("code") == ["id", "<b>", "a"]


def test_nothing_is_loaded_from_anywhere() -> None:
    shown = Page(html.page(real_size()))
    assert not shown.all("link", "img", "iframe", "object", "embed", "base", "form")
    assert not [element for element in shown.elements if "src" in element.attributes]
    assert not re.search(r"@import|url\(", STYLE)


def test_the_policy_lets_in_the_style_and_script_of_this_page_and_nothing_else() -> None:
    shown = Page(html.page(real_size()))
    own = ("".join(shown.all(name)[0].pieces) for name in ("style", "script"))
    hashes = [b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii") for text in own]
    policies = [
        element.attributes["content"]
        for element in shown.all("meta")
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    ]


@pytest.mark.parametrize("made", [real_size(), report(), nasty()], ids=["real", "empty", "nasty"])
def test_the_page_can_be_read_aloud(made: Report) -> None:
    shown = Page(html.page(made))
    assert shown.elements[0].attributes == {"lang": "en"}
    levels = [int(name.name[1]) for name in shown.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert all(head.attributes.get("scope") in ("col", "row") for head in shown.all("th"))
    ids = [element.attributes["id"] for element in shown.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_every_verdict_is_told_in_words() -> None:
    clauses = (clause(f"a.{verdict.name}", verdict) for verdict in Verdict)
    told = Page(html.page(report(*clauses))).texts("td")
    assert sorted(text[2:] for text in told) == sorted(Verdict)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "holds", "broken", "not-observable", "not-run"])
@pytest.mark.parametrize("paper", ["paper", "tint"])
def test_every_text_has_the_contrast_that_weak_eyes_need(scheme: int, ink: str, paper: str) -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#\w{6})", re.findall(r":root \{(.*?)\}", STYLE)[scheme]))
    dark, bright = sorted((luminance(colours[ink]), luminance(colours[paper])))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5
