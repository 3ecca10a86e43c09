"""A page as a reader finds it: its elements in order, their attributes, and the text inside."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = {"meta", "input", "br", "img", "link"}


@dataclass
class Element:
    """One element with all the text that it holds, in itself and in what is inside it."""

    name: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is read aloud of it, with blanks as a browser collapses them."""
        return " ".join("".join(self.pieces).split())


class Page(HTMLParser):
    """All elements of a page; an element that is closed out of turn is an AssertionError."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def all(self, *names: str) -> list[Element]:
        """The elements with one of these names, in the order of the page."""
        return [element for element in self.elements if element.name in names]

    def texts(self, *names: str) -> list[str]:
        """The texts of these."""
        return [element.text for element in self.all(*names)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        assert self._open
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        """Called by the parser."""
        for element in self._open:
            element.pieces.append(data)
