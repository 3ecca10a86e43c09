"""Where the contract suite finds openapi.yaml: the one thing it has in common with the mock."""

from pathlib import Path


def contract_file() -> Path:
    """One level up in a checkout or an editable install, in a folder of its own beside an installed wheel."""
    above = Path(__file__).resolve().parent.parent
    places = (above / "openapi.yaml", above / "flipturn_contract" / "openapi.yaml")
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"openapi.yaml is missing; looked for {' and '.join(map(str, places))}")
