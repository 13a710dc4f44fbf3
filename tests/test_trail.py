"""What a look at a packet leaves: a row of the audit, and no birth date or licence number in logs or addresses."""

import contextlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select

from api.logs import write_logs
from api.store.tables import AuditRow, FileRow, OutputRow
from tests.support.office import Office, open_office
from tests.support.reading import EXAMPLES, send, work
from tests.support.routes import SAFE, Asked, ask, body_of, parameters, walk

# How far the machine is with a packet tells nothing of what is in it, and is asked every second.
# Pages are looked at one by one: whoever does has one row for an hour of it, which listing them has made here.
UNNOTED = {"packet_events", "packet_line", "image", "letter_page"}


@dataclass
class Known:
    """A packet that was read, its ids by the names of parameters, and what is private in it, as it may be written."""

    ids: dict[str, str]
    private: set[str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@contextlib.contextmanager
def logging_all() -> Iterator[None]:
    """Logs as the service writes them, on standard error, and of every level; the test's own client keeps quiet."""
    write_logs(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        yield
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers = []


def _known(office: Office, example: str) -> Known:
    packet = send(office, EXAMPLES / example, letters="true")
    work(office)
    headers = office.headers("operations")
    shown = office.client.get(f"/api/v1/packets/{packet}/values?reveal=true", headers=headers).json()
    plain = office.client.get(f"/api/v1/packets/{packet}/values", headers=headers).json()
    masked = {(d["id"], cell["path"]) for d in plain["documents"] for cell in _cells(d) if cell["masked"]}
    values = [cell["value"] for d in shown["documents"] for cell in _cells(d) if (d["id"], cell["path"]) in masked]
    with office.service.database.reading() as session:
        files = session.scalars(select(FileRow.id).where(FileRow.packet_id == packet)).first()
        letter = session.scalars(select(OutputRow.id).where(OutputRow.packet_id == packet)).first()
    ids = {
        "packet_id": packet,
        "file_id": str(files),
        "letter_id": str(letter),
        "document": shown["documents"][0]["id"],
    }
    return Known(ids, {form for value in values if value for form in _written(str(value))})


def _cells(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [*document["fields"], *(cell for table in document["tables"] for row in table["rows"] for cell in row)]


def _written(value: str) -> set[str]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return {value}
    day = date.fromisoformat(value)
    return {value, f"{day:%m/%d/%Y}", f"{day.month}/{day.day}/{day.year}", f"{day:%B} {day.day}, {day.year}"}


def _looks(office: Office, packet: str) -> int:
    with office.service.database.reading() as session:
        return session.scalar(select(func.count()).where(AuditRow.packet_id == packet)) or 0


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        ("1-pss-individual-complete", {"values", "image", "letter_file", "letter_page"}),
        ("5-ppsp-agreement-133-hours", {"values", "image"}),
    ],
)
def test_every_look_at_a_packet_leaves_a_row_and_no_private_value_outside_it(
    office: Office, example: str, shown: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_all():
        known = _known(office, example)
        answers = list(_answers(office, known))
    assert known.private
    assert {route.name for route, answer, _ in answers if answer.status_code == 200} > shown
    looks = [(route, noted) for route, answer, noted in answers if answer.status_code < 300]
    assert {route.name for route, noted in looks if not noted} <= UNNOTED
    told = "\n".join(
        [capsys.readouterr().err, *(address for _, answer, _ in answers for address in _addresses(answer))]
    )
    assert '"event": "request"' in told
    assert [value for value in known.private if value in told] == []


def _answers(office: Office, known: Known) -> Iterator[tuple[Asked, Any, int]]:
    """What an administrator is answered on every route of a packet, and how many rows the audit has more for it."""
    browser = office.browser(office.person("admin"))
    described = office.client.app.openapi()  # type: ignore[attr-defined]
    # Looks first: changes make some of the papers unfit to be looked at.
    for route in sorted(walk(office)[0], key=lambda route: route.method not in SAFE):
        if {"packet_id", "file_id", "letter_id"} & set(parameters(route.path)):
            before = _looks(office, known.ids["packet_id"])
            answer = ask(browser, route, known.ids, **body_of(described, route))
            yield route, answer, _looks(office, known.ids["packet_id"]) - before


def _addresses(answer: Any) -> list[str]:
    """The address that was asked, the one that the answer sends to, and those in a page."""
    page = answer.text if "html" in answer.headers.get("content-type", "") else ""
    return [str(answer.url), answer.headers.get("location", ""), *re.findall(r'(?:href|src|action)="([^"]*)"', page)]
