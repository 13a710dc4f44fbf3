"""The register of what expires: its windows, what was renewed, its pages, and its table."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from ulid import ULID

from api.store.clock import new_id, now
from api.store.tables import Expiry, PacketRow
from tests.support.office import Office, open_office

CPR = "ct-pss/cpr-certificate"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def _paper(desk: Office, days: int, subject: str | None, form: str = CPR, path: str = "expires", **columns: Any) -> str:
    """A packet with a paper that expires in so many days."""
    packet = str(ULID())
    known = {
        "id": packet, "receipt": f"FW-{packet[-12:]}", "name": "packet", "state": "checked", "outcome": "complete",
        "program": "ct-pss", "as_of": desk.service.today(), "sent_by": new_id(), "trace": packet,
        "fingerprint": "0" * 64, "ready_at": now(), "received_at": now(), "subject": subject,
    }  # fmt: skip
    with desk.service.database.writing() as session:
        session.add(PacketRow(**(known | columns)))
        session.flush()
        session.add(
            Expiry(
                packet_id=packet, number=1, form=form, path=path, document="d1",
                expires_on=desk.service.today() + timedelta(days=days),
            )
        )  # fmt: skip
    return packet


def _asked(desk: Office, **query: Any) -> dict[str, Any]:
    answer = desk.client.get("/api/v1/register", params=query, headers=desk.headers("operations"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _whose(desk: Office, **query: Any) -> list[str]:
    return [entry["subject"] for entry in _asked(desk, **query)["items"]]


def test_windows_hold_what_expires_in_their_days_and_count_it(desk: Office) -> None:
    for days in (-400, -1, 0, 7, 8, 30, 31, 60, 61, 90, 91):
        _paper(desk, days, f"In {days}")
    assert _whose(desk, within="lapsed") == ["In -1", "In -400"]
    assert _whose(desk, within="7") == ["In 0", "In 7"]
    assert _whose(desk, within="30") == ["In 0", "In 7", "In 8", "In 30"]
    assert _whose(desk, within="later") == ["In 91"]
    counts = _asked(desk)["counts"]
    assert counts == {"lapsed": 2, "7": 2, "30": 4, "60": 6, "90": 8, "later": 1}


def test_a_later_paper_is_told_and_what_was_turned_away_is_left_out(desk: Office) -> None:
    first = _paper(desk, 5, "Ana Núñez")
    _paper(desk, 80, "Ana Núñez")
    _paper(desk, 5, "Ben Ode")
    _paper(desk, 80, "Ben Ode", decision="denied")
    _paper(desk, 80, "Ben Ode", form="ct-pss/liability-certificate")
    later = (desk.service.today() + timedelta(days=80)).isoformat()
    found = [(entry["subject"], entry["form"], entry["later"]) for entry in _asked(desk)["items"]]
    liability = "ct-pss/liability-certificate"
    assert found == [
        ("Ana Núñez", CPR, later), ("Ben Ode", CPR, None), ("Ana Núñez", CPR, None), ("Ben Ode", liability, None)
    ]  # fmt: skip
    assert _whose(desk, form=liability) == ["Ben Ode"]
    assert _whose(desk, program="ri-pdi") == []
    text = desk.client.get("/register", headers=desk.headers("operations")).text
    assert text.count("Another until") == 1
    assert first in text


@pytest.mark.parametrize("within", ["lapsed", "90"])
def test_pages_of_the_register_hold_each_entry_once(desk: Office, within: str) -> None:
    sign = -1 if within == "lapsed" else 1
    for number in range(7):
        _paper(desk, sign * (1 + number // 3), f"Person {number}")
    seen, after = [], None
    while True:
        told = _asked(desk, within=within, limit=2, **({"after": after} if after else {}))
        seen += [entry["subject"] for entry in told["items"]]
        if (after := told["next"]) is None:
            break
    assert sorted(seen) == [f"Person {number}" for number in range(7)]
    answer = desk.client.get("/api/v1/register?after=nowhere", headers=desk.headers("operations"))
    assert answer.status_code == 422


def test_the_page_leads_to_the_value_and_tells_how_long_it_lasts(desk: Office) -> None:
    packet = _paper(desk, 12, "<img src=x onerror=alert(1)>")
    _paper(desk, -3, "Ben Ode")
    answer = desk.client.get("/register", headers=desk.headers("operations"))
    page = html.fromstring(answer.text)
    [link] = page.xpath(f"//a[starts-with(@href, '/packets/{packet}')]")
    assert link.get("href") == f"/packets/{packet}/review?at=d1%20expires"
    assert link.text_content() == "<img src=x onerror=alert(1)>"
    assert "12 days left" in page.text_content().replace("\N{NO-BREAK SPACE}", " ")
    lapsed = html.fromstring(desk.client.get("/register?within=lapsed", headers=desk.headers("operations")).text)
    assert "Lapsed" in lapsed.xpath("//tbody")[0].text_content()
    assert "Ben Ode" in lapsed.text_content()


def test_the_table_is_safe_for_spreadsheets_and_noted(desk: Office) -> None:
    first = _paper(desk, 12, "=1+1")
    second = _paper(desk, 40, "=1+1")
    answer = desk.client.get("/api/v1/register/export", headers=desk.headers("operations"))
    head, *rows = csv.reader(io.StringIO(answer.text))
    form = desk.service.catalog.form(CPR)
    certified = f"{form.title}: {form.cell('expires').label}"
    days = [(desk.service.today() + timedelta(days=days)).isoformat() for days in (12, 40)]
    assert head == ["certified", "subject", "program", "receipt", "last_day", "days_left", "packets", "later_paper"]
    assert rows == [
        [certified, "'=1+1", "ct-pss", f"FW-{first[-12:]}", days[0], "12", "1", days[1]],
        [certified, "'=1+1", "ct-pss", f"FW-{second[-12:]}", days[1], "40", "1", ""],
    ]
    assert desk.client.get("/api/v1/register/export", headers=desk.headers("clerk")).status_code == 403
    assert desk.client.get("/api/v1/register", headers=desk.headers("provider")).status_code == 403


def test_a_paper_that_is_sent_again_is_one_entry_that_tells_in_how_many_packets_it_came(desk: Office) -> None:
    _paper(desk, 20, "Ana Núñez")
    latest = _paper(desk, 20, "Ana Núñez")
    _paper(desk, 20, "Ana Núñez", decision="returned")
    _paper(desk, 21, "Ana Núñez")
    _paper(desk, 20, "Ben Ode")
    _paper(desk, 20, "Ana Núñez", form="ct-pss/liability-certificate")
    # Of nobody that was read it cannot be said that it is the same.
    _paper(desk, 20, None)
    _paper(desk, 20, None)
    found = [(entry["subject"], entry["form"], entry["packets"]) for entry in _asked(desk)["items"]]
    assert sorted(found, key=str) == sorted(
        [
            ("Ana Núñez", CPR, 2), ("Ana Núñez", CPR, 1), ("Ben Ode", CPR, 1), (None, CPR, 1), (None, CPR, 1),
            ("Ana Núñez", "ct-pss/liability-certificate", 1),
        ],
        key=str,
    )  # fmt: skip
    assert next(entry for entry in _asked(desk)["items"] if entry["packets"] == 2)["packet"] == latest
    assert _asked(desk)["counts"]["30"] == 6
    page = desk.client.get("/register", headers=desk.headers("operations")).text
    assert page.count("in 2 packets") == 1
    shown = desk.client.get("/api/v1/dashboard", headers=desk.headers("operations")).json()["expiring"]
    assert len(shown) == 6


def test_the_register_is_a_workbook_with_days_as_days(desk: Office) -> None:
    first = _paper(desk, 12, "=1+1")
    answer = desk.client.get("/api/v1/register/export?format=xlsx", headers=desk.headers("operations"))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    for cell in (">=1+1<", f">FW-{first[-12:]}<", "<v>12</v>", "<v>1</v>"):
        assert cell in sheet
    # Days are counted from the last but one of 1899.
    assert f"<v>{(desk.service.today() + timedelta(days=12) - date(1899, 12, 30)).days}</v>" in sheet
    assert desk.client.get("/api/v1/register/export?format=pdf", headers=desk.headers("operations")).status_code == 422
