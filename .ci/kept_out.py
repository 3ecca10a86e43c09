"""Lists the newer releases that a version range keeps out of this environment, and whose range it is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "flipturn-mock"


def main() -> None:
    """Print a line for each package that is not the newest, ours first."""
    asked = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "list",
        "--outdated",
        "--format=json",
    ]
    outdated = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    lines = [
        f"{package['name']} {package['version']}: {package['latest_version']} is kept out by "
        + ", ".join(blame)
        for package in outdated
        if (blame := list(_keep_out(package["name"], package["latest_version"])))
    ]
    lines.sort(key=lambda line: OURS not in line)
    print("\n".join(lines) or "No range keeps out any newer release.")


def _keep_out(name: str, latest: str) -> Iterator[str]:
    for distribution in distributions():
        for text in distribution.requires or ():
            requirement = Requirement(text)
            is_it = canonicalize_name(requirement.name) == canonicalize_name(name)
            if is_it and not requirement.specifier.contains(latest, prereleases=True):
                yield f"{distribution.metadata['Name']} ({requirement.specifier})"


if __name__ == "__main__":
    main()
