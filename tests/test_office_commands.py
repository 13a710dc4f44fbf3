"""The commands for who keeps the service: audit verify, people invite, backup, restore."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from api.cli import app
from api.people.audit import note
from api.service import open_service
from api.settings import Settings
from api.store.clock import new_id
from api.store.tables import AuditRow, Invitation
from forms.errors import FormwrightError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with closing(open_service(Settings(data=folder))) as service, service.database.writing() as session:
        for _ in range(3):
            note(session, "service", "packets.see", new_id())
    return folder


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_trail_that_holds_ends_with_zero_and_a_broken_one_tells_where(data: Path) -> None:
    status, told = _run("audit", "verify", "--data", str(data))
    assert (status, told) == (0, "3 rows: the trail holds\n")
    with closing(open_service(Settings(data=data))) as service, service.database.writing() as session:
        chain, number = session.execute(select(AuditRow.chain, AuditRow.number).limit(1)).one()
        session.execute(
            text("UPDATE audit SET who = 'nobody' WHERE chain = :chain AND number = :number"),
            {"chain": chain, "number": number},
        )
    status, told = _run("audit", "verify", "--data", str(data))
    assert status == 1
    assert f"chain {chain}, row {number}: it was altered\n" in told


def test_an_office_that_is_locked_out_gets_a_link(data: Path) -> None:
    status, told = _run("people", "invite", "--role", "admin", "--program", "ct-pss", "--data", str(data))
    assert status == 0
    assert told.startswith("http://127.0.0.1:8000/set-up#")
    with closing(open_service(Settings(data=data))) as service, service.database.reading() as session:
        [invitation] = session.scalars(select(Invitation))
        actions = session.scalars(select(AuditRow.action).where(AuditRow.chain == 0)).all()
    assert (invitation.role, invitation.programs) == ("admin", ["ct-pss"])
    assert actions == ["people.invite"]


@pytest.mark.parametrize(("option", "value"), [("--role", "boss"), ("--program", "ct-psx")])
def test_an_unknown_role_or_program_is_named(data: Path, option: str, value: str) -> None:
    role = [] if option == "--role" else ["--role", "clerk"]
    with pytest.raises(FormwrightError, match=value):
        _run("people", "invite", *role, option, value, "--data", str(data))


def test_a_backup_comes_back_by_command(data: Path, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "backup.tar.gz", tmp_path / "elsewhere"
    assert _run("backup", str(file), "--data", str(data))[0] == 0
    status, told = _run("restore", str(file), "--data", str(elsewhere))
    assert status == 0
    assert "the audit trail hold" in told
    assert _run("audit", "verify", "--data", str(elsewhere)) == (0, "3 rows: the trail holds\n")
    with pytest.raises(FormwrightError, match="already"):
        _run("restore", str(file), "--data", str(elsewhere))


def test_checking_starts_without_the_service_and_the_calendars_of_states() -> None:
    late = ("sqlalchemy", "fastapi", "pydantic_settings", "alembic", "argon2", "holidays")
    loaded = f"import sys, api.cli; print([name for name in {late} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"
