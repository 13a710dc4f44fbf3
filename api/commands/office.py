"""Commands for who keeps the service of an office: backup, restore, audit verify, people invite.

What the service is made of is imported where it is used, so that `check` starts without it.
"""

from pathlib import Path
from typing import Annotated

import typer

from forms.errors import FormwrightError

HOLDS, BROKEN = 0, 1

audit_app = typer.Typer(help="The audit trail.", no_args_is_help=True, rich_markup_mode=None)
people_app = typer.Typer(help="People of the office.", no_args_is_help=True, rich_markup_mode=None)

DataOption = Annotated[Path | None, typer.Option(help="The folder of all that is kept; FORMWRIGHT_DATA if left out.")]


@audit_app.callback()
@people_app.callback()
def _group() -> None:
    """Typer makes a group of one command only where there is a callback."""


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as office-2026-11-21.tar.gz.")],
    data: DataOption = None,
) -> None:
    """Write everything that is kept into one file, while the service runs."""
    from api.service import open_service
    from api.settings import read_settings
    from api.store.backup import write_backup

    service = open_service(read_settings(data=data))
    try:
        contents = write_backup(service, file)
    finally:
        service.close()
    typer.echo(f"wrote {file}: {contents.rows} rows, {contents.papers} papers of {contents.bytes} bytes")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `formwright backup` wrote.")], data: DataOption = None
) -> None:
    """Bring a backup back into an empty data folder or database, and verify it."""
    from api.settings import read_settings
    from api.store.restore import restore_backup

    contents = restore_backup(file, read_settings(data=data))
    typer.echo(
        f"restored {file}: {contents.rows} rows, {contents.papers} papers of {contents.bytes} bytes; "
        "hashes, counts and the audit trail hold"
    )


@audit_app.command()
def verify(data: DataOption = None) -> None:
    """Look through the audit trail. Exit status: 0 it holds, 1 a row was altered, taken out or put in."""
    from api.people.audit import verify as verify_trail
    from api.service import open_service
    from api.settings import read_settings

    service = open_service(read_settings(data=data))
    try:
        with service.database.at_once() as session:
            rows, broken = verify_trail(session)
    finally:
        service.close()
    for fault in broken:
        typer.echo(f"chain {fault.chain}, row {fault.number}: {fault.why}")
    typer.echo(f"{rows} rows: {'the trail does not hold' if broken else 'the trail holds'}")
    raise typer.Exit(BROKEN if broken else HOLDS)


@people_app.command()
def invite(
    role: Annotated[str, typer.Option(help="clerk, operations, provider, auditor or admin.")],
    program: Annotated[list[str] | None, typer.Option(help="A program to limit them to; may be repeated.")] = None,
    data: DataOption = None,
) -> None:
    """Print a link by which one person makes an account: for an office whose administrators are locked out."""
    from api.people import invitations
    from api.people.permissions import ROLES
    from api.service import open_service
    from api.settings import read_settings

    if role not in ROLES:
        raise FormwrightError(f"There is no role {role!r}: it is one of {', '.join(ROLES)}.")
    service = open_service(read_settings(data=data))
    try:
        for name in program or []:
            service.catalog.program(name)
        with service.database.writing() as session:
            _, secret = invitations.invite(session, role, list(program or []), None)
        typer.echo(invitations.link(service.settings, secret))
    finally:
        service.close()
