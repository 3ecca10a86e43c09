"""A rule for import-linter: that it judges the checkout, and not an installed copy of it.

import-linter has no setting for source roots. It finds the packages as any program does, and a wheel
that is installed would be judged in silence. PYTHONPATH puts the checkout first.
"""

from importlib.machinery import PathFinder
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

from tests import PATH_BEFORE, ROOT


class InCheckout(Contract):
    """The packages that are judged are those of this checkout."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - import-linter's names
        """Whether each root package was found in the checkout."""
        elsewhere = [name for name in self.session_options["root_packages"] if not _is_here(name)]
        return ContractCheck(kept=not elsewhere, metadata={"elsewhere": elsewhere})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name the packages that were found elsewhere, and the remedy."""
        for name in check.metadata["elsewhere"]:
            output.print_error(f"{name} is not that of this checkout.")
        output.print_error("Run it again as: PYTHONPATH=mock_server:contracts lint-imports")


def _is_here(package: str) -> bool:
    found = PathFinder.find_spec(package, PATH_BEFORE)
    return found is not None and found.origin is not None and Path(found.origin).is_relative_to(ROOT)
