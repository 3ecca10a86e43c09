"""The exchanges that are kept: the latest ones, by number and by size, of each organization and in all."""

from collections import OrderedDict, deque
from collections.abc import Iterator

from flipturn_mock.bench.exchange import Exchange

KEPT = 1000
MOST_BYTES = 8 * 1024 * 1024
MOST_BYTES_IN_ALL = 64 * 1024 * 1024


class Journal:
    """The exchanges of one organization, oldest first."""

    def __init__(self, kept: int) -> None:
        self.size = 0
        self.dropped = 0
        self._kept = kept
        self._exchanges: deque[tuple[Exchange, int]] = deque()  # each with its size

    def __iter__(self) -> Iterator[Exchange]:
        return (exchange for exchange, _ in self._exchanges)

    def add(self, exchange: Exchange) -> None:
        """Keep it, and as many of those before as there is room for."""
        size = exchange.size
        self._exchanges.append((exchange, size))
        self.size += size
        while len(self._exchanges) > self._kept or self.size > MOST_BYTES:
            self.drop_oldest()

    def drop_oldest(self) -> None:
        """Forget the oldest exchange; there must be one."""
        self.size -= self._exchanges.popleft()[1]
        self.dropped += 1


class Journals:
    """The journals of all organizations; `kept` exchanges each, none at all if it is 0."""

    def __init__(self, kept: int) -> None:
        self.is_on = kept > 0
        self._kept = kept
        self._size = 0
        self._by_name: OrderedDict[str, Journal] = OrderedDict()  # longest silent first

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange with its organization; what is too much goes where nothing came for longest."""
        journal = self._by_name.get(exchange.organization)
        if journal is None:
            journal = self._by_name[exchange.organization] = Journal(self._kept)
        self._by_name.move_to_end(exchange.organization)
        before = journal.size
        journal.add(exchange)
        self._size += journal.size - before
        while self._size > MOST_BYTES_IN_ALL:
            self._shrink()

    def of(self, name: str) -> list[Exchange]:
        """The exchanges of one organization, oldest first."""
        return list(self._by_name.get(name, ()))

    def all(self) -> list[Exchange]:
        """Those of all organizations, in the order they came in."""
        every = [exchange for journal in self._by_name.values() for exchange in journal]
        return sorted(every, key=lambda exchange: int(exchange.id))

    def dropped(self, name: str | None) -> int:
        """How many exchanges of an organization, or of all, there was no room for any more."""
        journals = self._by_name.values() if name is None else filter(None, [self._by_name.get(name)])
        return sum(journal.dropped for journal in journals)

    def forget(self, name: str) -> None:
        """Empty the journal of one organization."""
        journal = self._by_name.pop(name, None)
        if journal is not None:
            self._size -= journal.size

    def clear(self) -> None:
        """Empty them all."""
        self._by_name.clear()
        self._size = 0

    def _shrink(self) -> None:
        silent = next(journal for journal in self._by_name.values() if journal.size)
        before = silent.size
        silent.drop_oldest()
        self._size -= before - silent.size
