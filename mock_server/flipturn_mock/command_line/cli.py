"""The command line as a whole: its commands, and the exit status for everything that can go wrong."""

from collections.abc import Sequence

import click

from flipturn_mock.app import ContractMismatch, mock_version
from flipturn_mock.command_line.complaint import PROGRAM, complain
from flipturn_mock.command_line.run import run_command
from flipturn_mock.command_line.serve import serve_command
from flipturn_mock.contract.operations import Unsupported
from flipturn_mock.contract.readings import UnknownReading
from flipturn_mock.domain.errors import Refusal
from flipturn_mock.serving.tls import UnusableCertificate
from flipturn_mock.web.fleet_file import UnreadableFleet


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(mock_version(), prog_name=PROGRAM)
def cli() -> None:
    """A local mock of the Flipturn API, EV charging for fleets."""


cli.add_command(serve_command)
cli.add_command(run_command)


def exit_status(arguments: Sequence[str] | None) -> int:
    """Do what the arguments ask for; every refusal is one line on stderr and a status other than 0."""
    try:
        return cli.main(arguments, prog_name=PROGRAM, standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message())
        return 2
    except click.ClickException as error:
        return complain(error.format_message(), error.exit_code)
    except (ContractMismatch, UnknownReading, UnreadableFleet, Unsupported, UnusableCertificate) as error:
        return complain(str(error), 1)
    except Refusal as refusal:
        return complain(refusal.sentence, 2)
    except OSError as error:
        return complain(f"the system refuses what is needed ({error.strerror or error})", 1)
    except (KeyboardInterrupt, click.Abort):
        return 130
