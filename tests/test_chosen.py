"""Thresholds that an administrator chooses: kept, noted, and used for what comes or is read from then on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from api.people.permissions import Role
from api.store.tables import AuditRow, PacketRow
from tests.support.office import Office, open_office
from tests.support.reading import EXAMPLES, read_example, send

SCANNED = "5-ppsp-agreement-133-hours"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, review_below=0.5, due_days=10) as opened:
        yield opened


def _choose(office: Office, role: Role = "admin", **chosen: Any) -> tuple[int, Any]:
    answer = office.client.patch("/api/v1/settings", headers=office.headers(role), json=chosen)
    return answer.status_code, answer.json()


def _row(office: Office, packet: str) -> PacketRow:
    with office.service.database.reading() as session:
        return session.get_one(PacketRow, packet)


def test_a_choice_stands_before_the_environment_and_in_the_trail(office: Office) -> None:
    assert _choose(office, review_below=0.95) == (200, {"review_below": 0.95, "quality_share": 2, "due_days": 10})
    assert _choose(office, review_below=0.95)[0] == 200
    with office.service.database.reading() as session:
        [noted] = session.scalars(select(AuditRow).where(AuditRow.action == "settings.change"))
    assert noted.detail == {"changed": {"review_below": [0.5, 0.95]}}
    page = html.fromstring(office.client.get("/settings", headers=office.headers("admin")).text)
    assert page.xpath("//input[@name='review_below']/@value") == ["95"]
    assert "Chosen by Robin Admin" in " ".join(page.text_content().split())


def test_what_makes_no_sense_and_who_may_not_choose_are_refused(office: Office) -> None:
    for wrong in ({"review_below": 1.5}, {"review_below": 0}, {"due_days": -1}, {"quality_share": 101}, {"other": 1}):
        assert _choose(office, **wrong)[0] == 422, wrong
    roles: tuple[Role, ...] = ("clerk", "operations", "provider", "auditor")
    assert {_choose(office, role, due_days=1)[0] for role in roles} == {403}


def test_packets_are_due_as_many_days_after_their_receipt_as_was_chosen(office: Office) -> None:
    before = _row(office, send(office, EXAMPLES / SCANNED))
    _choose(office, due_days=0)
    after = _row(office, send(office, EXAMPLES / SCANNED))
    assert before.due_on == office.service.settings.day(before.received_at) + timedelta(days=10)
    assert after.due_on is None


def test_a_higher_threshold_lights_more_in_what_is_read_from_then_on_and_nothing_in_what_was(office: Office) -> None:
    before = read_example(office, SCANNED)
    to_review = _row(office, before).to_review
    _choose(office, review_below=0.99)
    after = _row(office, read_example(office, SCANNED))
    assert after.to_review > to_review
    checked = office.client.get(f"/api/v1/packets/{before}/values", headers=office.headers("clerk")).json()
    fields = [field for document in checked["documents"] for field in document["fields"]]
    cells = [cell for d in checked["documents"] for table in d["tables"] for row in table["rows"] for cell in row]
    assert sum(value["review"] for value in (*fields, *cells)) == to_review
