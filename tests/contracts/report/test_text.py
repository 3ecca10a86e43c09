"""A server's answer reaches a reader whole in meaning, short enough, and never as a command to the terminal."""

import pytest

from flipturn_contracts.report.text import cut, one_line, shortened, visible


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("over\rwritten", r"over\rwritten"),
        ("\x00 \x7f \x9b", r"\x00 \x7f \x9b"),
        ("right-to-left \u202e", r"right-to-left \u202e"),
        ("half a pair \ud800", r"half a pair \ud800"),
        ("two\nlines", "two\nlines"),
        ("Größe 車 🚗", "Größe 車 🚗"),
    ],
)
def test_what_cannot_be_printed_is_written_as_an_escape(sent: str, shown: str) -> None:
    assert visible(sent) == shown


def test_a_long_text_is_cut_and_says_how_much_is_missing() -> None:
    assert cut("a" * 3_500) == "a" * 2_000 + "... (1,500 more characters left out)"


def test_a_text_at_the_limit_is_whole() -> None:
    assert cut("a" * 2_000) == "a" * 2_000


def test_one_line_has_no_breaks_and_no_runs_of_blanks() -> None:
    assert one_line("  a\n\n  b\tc\x1b ") == r"a b c\x1b"


@pytest.mark.parametrize(("width", "shown"), [(9, "some text"), (8, "some..."), (2, "...")])
def test_a_shortened_text_fits_and_shows_that_it_goes_on(width: int, shown: str) -> None:
    assert shortened("some\ntext", width) == shown
