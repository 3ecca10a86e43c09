"""Customers are known by name, whatever its upper and lower case."""


class Customers:
    """The customers of one organization, each in the spelling it was first given (V11)."""

    def __init__(self) -> None:
        self._spelling: dict[str, str] = {}

    def find_or_create(self, name: str) -> str:
        """The existing spelling of `name`, or `name` itself, which exists from now on."""
        return self._spelling.setdefault(name.casefold(), name)

    def names(self) -> list[str]:
        """All customers, also those that no vehicle has any more (V13), oldest first."""
        return list(self._spelling.values())

    def copy(self) -> "Customers":
        """An independent copy."""
        twin = Customers()
        twin._spelling = self._spelling.copy()
        return twin
