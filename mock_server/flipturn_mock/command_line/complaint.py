"""How the command line says no: one line on stderr that begins with its name."""

import click

PROGRAM = "flipturn-mock"


def complain(sentence: str, status: int = 0) -> int:
    """Write the sentence, and hand back the exit status that goes with it."""
    click.echo(f"{PROGRAM}: {' '.join(sentence.split())}", err=True)
    return status
