"""The page tells a manager what was found: the sentence first, the broken promises next, then everything."""

import pytest

from flipturn_contracts.report import html
from flipturn_contracts.report.model import Report, Verdict
from tests.contracts.report.dom import Page
from tests.contracts.report.sample import BROKEN, clause, reading, real_size, report, seen


def page(*args: Report) -> Page:
    return Page(html.page(*args))


@pytest.mark.parametrize(
    ("held", "broken", "unjudged", "unseen", "not_run", "sentence"),
    [
        (87, 1, 0, 5, 0, "87 of 93 promises hold, 1 is broken, 5 could not be observed here"),
        (1, 2, 0, 0, 1, "1 of 4 promises holds, 2 are broken, 1 was not run"),
        (2, 0, 0, 0, 3, "2 of 5 promises hold, none is broken, 3 were not run"),
        (1, 1, 2, 0, 0, "1 of 4 promises holds, 1 is broken, 2 could not be judged"),
        (0, 1, 0, 0, 0, "0 of 1 promises hold, 1 is broken"),
        (3, 0, 0, 0, 0, "All 3 promises hold"),
        (1, 0, 0, 0, 0, "The one promise holds"),
        (0, 0, 0, 0, 0, "No promise was put to the server"),
    ],
)
def test_the_headline_is_the_run_in_one_sentence(
    held: int, broken: int, unjudged: int, unseen: int, not_run: int, sentence: str
) -> None:
    numbers = dict(zip(Verdict, (held, broken, unjudged, unseen, not_run), strict=True))
    clauses = [clause(f"c{n}", verdict) for verdict, number in numbers.items() for n in range(number)]
    assert html.headline(report(*clauses)) == sentence
    assert page(report(*clauses)).texts("h1") == [sentence]


def test_the_page_says_who_was_asked_when_and_what_might_be_written() -> None:
    facts = dict(zip(page(real_size()).texts("dt")[5:], page(real_size()).texts("dd")[5:], strict=True))
    assert facts == {
        "Server": "https://api.example.com",
        "Started": "1 February 2026, 10:00 UTC",
        "Lasted": "1 min 12 s",
        "Allowed to write": "departures only",
        "Generated examples": "up to 20 a promise, seed 1",
        "Run": "r-7f3a",
    }


def test_times_that_cannot_be_read_are_shown_as_they_are() -> None:
    odd = report(started="noon", finished="one")
    assert (html.started(odd), html.lasted(odd)) == ("noon", "until one")


def test_the_legend_explains_and_counts_each_verdict() -> None:
    names = page(real_size()).texts("dt")[:5]
    assert names == [
        "✗ broken 1",
        "! could not be judged 0",
        "? not observable here 3",
        "– not run 3",
        "✓ holds 84",
    ]
    assert all(text.endswith(".") for text in page(real_size()).texts("dd")[:5])


def test_the_bar_shows_each_verdict_by_its_share_the_worst_first() -> None:
    clauses = (clause(str(n), Verdict.BROKEN if n == 0 else Verdict.HOLDS) for n in range(4))
    pieces = [element.attributes for element in page(report(*clauses)).all("rect")]
    assert [(each["class"], each["x"], each["width"]) for each in pieces] == [
        ("broken", "0.0%", "25.0%"),
        ("holds", "25.0%", "75.0%"),
    ]


def test_a_broken_promise_is_told_with_all_there_is_to_see() -> None:
    shown = page(report(BROKEN))
    assert (
        "A departure in the past is not stored; it comes back in its place with outcome skipped."
        in shown.texts("h3")
    )
    assert shown.texts("h4") == ["Expected", "Got", "See it again"]
    pieces = ["".join(element.pieces) for element in shown.all("pre")]
    assert pieces == [BROKEN.expected, BROKEN.got, BROKEN.curl]


def test_broken_promises_come_before_all_promises_and_are_linked() -> None:
    shown = page(real_size())
    assert len(shown.all("article")) == 1
    assert shown.texts("h2")[:2] == ["Broken promises", "All promises"]
    ids = {element.attributes.get("id") for element in shown.elements}
    links = [element.attributes["href"] for element in shown.all("a")]
    assert links == ["#broken-departures.sync.skips-past-times"]
    assert all(link.removeprefix("#") in ids for link in links)


def test_every_clause_stands_in_the_table_of_its_group() -> None:
    shown = page(report(clause("vehicles.b"), clause("departures.a"), clause("vehicles.a", Verdict.NOT_RUN)))
    assert shown.texts("h3") == ["departures 1 of 1 holds", "vehicles 1 of 2 holds"]
    assert shown.texts("tr") == [
        "Promise Verdict",
        "It is so. departures.a · Vehicles ✓ holds",
        "Promise Verdict",
        "It is so. vehicles.a · Vehicles – not run",
        "It is so. vehicles.b · Vehicles ✓ holds",
    ]


def test_the_reason_stands_beside_the_verdict() -> None:
    assert page(report(clause("a", Verdict.NOT_RUN, reason="writes: none"))).texts("td") == [
        "– not run writes: none"
    ]


def test_readings_tell_the_question_the_answer_and_what_else_is_allowed() -> None:
    readings = (reading(observed="90", in_force="null"), reading("b", row="D3", reason="writes: none"))
    assert page(report(readings=readings)).texts("tr") == [
        "Question Answer seen Answers allowed",
        "targetSoc left out: 90 or null? omitted-target-soc · D2 90 although the server says that null is switched on 90, null",
        "targetSoc left out: 90 or null? b · D3 not observed writes: none 90, null",
    ]


def test_operations_tell_their_requests_statuses_and_fields() -> None:
    shown = page(report(operations=(seen("getVehicle", "200 vehicle.id", s404=1, s200=1_200),)))
    assert shown.texts("td") == ["1,201", "200 ×1,200 404 ×1"]
    assert shown.texts("details") == ["1 field seen 200 vehicle.id"]


def test_a_very_long_answer_is_cut_on_the_page() -> None:
    shown = page(report(clause("a", Verdict.BROKEN, got="g" * 30_000)))
    assert shown.texts("pre") == ["g" * 20_000 + "... (10,000 more characters left out)"]
