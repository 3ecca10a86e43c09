"""A server's answer is a stranger's text: before anybody reads it, it is made visible and short enough."""

LONG = 2_000


def visible(text: str) -> str:
    r"""Write what cannot be printed as an escape (`\x1b`): no terminal and no encoder stumbles over it.

    A line break stays: whoever prints several lines indents them.
    """
    return "".join(character if character == "\n" else _visible(character) for character in text)


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def cut(text: str, limit: int = LONG) -> str:
    """The beginning of a long text, marked with how much is missing."""
    missing = len(text) - limit
    if missing <= 0:
        return text
    return f"{text[:limit]}... ({missing:,} more characters left out)"


def one_line(text: str) -> str:
    """The text without its line breaks and without runs of blanks."""
    return visible(" ".join(text.split()))


def shortened(text: str, width: int) -> str:
    """The text on one line of at most `width` characters."""
    line = one_line(text)
    return line if len(line) <= width else f"{line[: max(width - 3, 0)].rstrip()}..."


def plural(number: int, one: str, many: str) -> str:
    """The number with the word that goes with it."""
    return f"{number:,} {one if number == 1 else many}"
