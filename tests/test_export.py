"""Exports: what they hold, what is masked, and that no spreadsheet runs any of it."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from api.store.clock import now
from api.store.papers import pack
from api.store.tables import AuditRow, PacketReport
from tests.support.office import Office, open_office
from tests.test_intake import OTHER, PDF, send

REPORT: dict[str, Any] = {
    "documents": [
        {
            "id": "d1", "form": "ct-ppsp/invoice", "file": "a.pdf",
            "fields": {
                "child_date_of_birth": {"value": "2015-02-03", "text": "2/3/2015", "confidence": 1, "source": "text"},
                "vendor": {"value": "=1+1", "text": "=1+1", "confidence": 0.5, "source": "ocr", "review": True},
            },
            "tables": {"lines": [{
                "date": {"value": "2026-11-02", "text": "11/2/26", "confidence": 1, "source": "text"},
                "amount": {"value": "-88.30", "text": "-88.30", "confidence": 1, "source": "text"},
            }]},
        }
    ],
    "findings": [
        {
            "rule": "r.age", "kind": "invalid", "message": "Born on 2015-02-03, the child is 11.", "citation": "§1",
            "document": "d1", "fields": ["child_date_of_birth"], "expected": "18", "found": "11",
        }
    ],
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        packet = send(office, ("a.pdf", PDF), name="=cmd()", case_number="-5").json()
        send(office, ("a.pdf", OTHER), name="Moss")
        body = pack(json.dumps(REPORT))
        with office.service.database.writing() as session:
            session.add(PacketReport(packet_id=packet["id"], body=body, made_at=now(), version="1"))
        yield office


def export(office: Office, **query: str) -> bytes:
    answer = office.client.get("/api/v1/export", params=query, headers=office.headers("auditor"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return bytes(answer.content)


def table(office: Office, **query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(office, format="csv", **query).decode())))


def test_a_csv_holds_a_table_that_no_spreadsheet_runs(office: Office) -> None:
    packets = table(office)
    assert [(row["name"], row["case_number"]) for row in packets] == [("'=cmd()", "-5"), ("Moss", "")]
    assert [row["name"] for row in table(office, q="moss")] == ["Moss"]
    values = {row["path"]: row["value"] for row in table(office, table="values")}
    assert values == {
        "child_date_of_birth": "•••", "vendor": "'=1+1", "lines[0].date": "2026-11-02", "lines[0].amount": "-88.30",
    }  # fmt: skip
    [finding] = table(office, table="findings")
    assert (finding["message"], finding["expected"], finding["found"]) == (
        "Born on •••, the child is •••.",
        "•••",
        "•••",
    )


def test_no_export_tells_a_birth_date(office: Office) -> None:
    for form in ("csv", "json"):
        for name in ("packets", "findings", "values"):
            content = export(office, format=form, table=name)
            assert b"2015" not in content
            assert b"2/3" not in content


def test_json_holds_the_packets_with_their_findings_and_values(office: Office) -> None:
    first, second = json.loads(export(office, format="json"))["packets"]
    assert [finding["rule"] for finding in first["findings"]] == ["r.age"]
    assert {value["path"]: value["review"] for value in first["values"]}["vendor"] is True
    assert (second["name"], second["findings"], second["values"]) == ("Moss", [], [])


def test_a_workbook_holds_typed_cells_and_no_formula(office: Office) -> None:
    with zipfile.ZipFile(io.BytesIO(export(office, format="xlsx"))) as book:
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3)]
    assert "<f>" not in "".join(sheets)
    assert ">=cmd()<" in sheets[0]
    assert "2015" not in "".join(sheets)
    # 88.30 is a number, and 2 November 2026 the day 46328 of a spreadsheet.
    assert "<v>-88.30</v>" in sheets[2]
    assert "<v>46328</v>" in sheets[2]
    assert list(office.service.settings.incoming.iterdir()) == []


def test_an_export_is_audited_without_what_was_asked_for(office: Office) -> None:
    export(office, format="csv", case="-5")
    with office.service.database.reading() as session:
        [row] = session.scalars(select(AuditRow).where(AuditRow.action == "export"))
    assert row.detail == {"format": "csv", "table": "packets", "filters": ["case"]}


def test_a_clerk_exports_nothing(office: Office) -> None:
    assert office.client.get("/api/v1/export", headers=office.headers("clerk")).status_code == 403


@pytest.mark.parametrize("path", ["/worklist", "/worklist?sort=due&q=moss", "/worklist?sort=new"])
def test_each_export_that_a_list_offers_is_answered(office: Office, path: str) -> None:
    page = html.fromstring(office.client.get(path, headers=office.headers("operations")).text)
    offered = page.xpath("//details//a[@download]/@href")
    assert len(offered) == 3
    for address in offered:
        answer = office.client.get(address, headers=office.headers("operations"))
        assert answer.status_code == 200, (address, answer.text)
