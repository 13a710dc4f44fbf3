"""A packet's record: values and their corrections, pages put together anew, decisions, letters, pictures."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from sqlalchemy import select

from api.packets import Job, check_one
from api.people import audit
from api.people.permissions import Role
from api.record.packet import checked, standing
from api.store.clock import now
from api.store.tables import Duplicate, Expiry, FileRow, PacketRow
from api.work import reading as work_reading
from api.work.keeping import keep_report, prepare
from extractors.read import as_packet
from forms.catalog import load_catalog
from forms.packet import Document, Packet
from tests.support import pss
from tests.support.desk import short_notice
from tests.support.office import Office, open_office
from tests.support.packets import check, paper
from tests.support.reading import EXAMPLES, read_example, send, work

INVOICE, AGREEMENT = "4-ppsp-invoice", "5-ppsp-agreement-133-hours"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


def _version(desk: Office, packet: str) -> int:
    return int(desk.ask("GET", f"/packets/{packet}")["version"])


def _value(desk: Office, packet: str, form: str, path: str) -> tuple[str, dict[str, Any]]:
    """The document's id and the value at the path."""
    for document in desk.ask("GET", f"/packets/{packet}/values")["documents"]:
        if document["form"] == form:
            cells = [*document["fields"], *(cell for t in document["tables"] for row in t["rows"] for cell in row)]
            return document["id"], next(cell for cell in cells if cell["path"] == path)
    raise AssertionError(form)


def _correct(
    desk: Office, packet: str, path: str, status: int = 200, role: Role = "clerk", form: str = "ct-ppsp/invoice",
    **said: Any,
) -> Any:  # fmt: skip
    document, _ = _value(desk, packet, form, path)
    body = {"version": _version(desk, packet), "document": document, "path": path} | said
    return desk.ask("POST", f"/packets/{packet}/corrections", role, status, json=body)


def _rules(findings: list[dict[str, Any]]) -> set[str]:
    return {finding["rule"] for finding in findings}


@pytest.fixture(scope="module")
def invoice(desk: Office) -> str:
    return read_example(desk, INVOICE)


def test_the_report_of_a_packet_that_was_sent_equals_that_of_the_command_line(desk: Office, invoice: str) -> None:
    job = Job(desk.service.today().replace(2026, 11, 21))
    told = check_one(EXAMPLES / INVOICE, job).as_json(job.catalog)
    assert desk.ask("GET", f"/packets/{invoice}/report?reveal=true") == told


def test_a_correction_shows_in_the_findings_at_once_and_can_be_taken_back(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="corrected")
    assert "ppsp.invoice.line" in _rules(desk.ask("GET", f"/packets/{packet}/report")["findings"])
    _, before = _value(desk, packet, "ct-ppsp/invoice", "lines[2].amount")
    changed = _correct(desk, packet, "lines[2].amount", value="$88.29", why="The carbon copy says so.")
    assert "ppsp.invoice.line" not in _rules(changed["findings"])
    assert changed["value"]["value"] == "88.29"
    assert changed["value"]["source"] == "person"
    _, now = _value(desk, packet, "ct-ppsp/invoice", "lines[2].amount")
    assert now["corrected"]["before"] == before["value"] == "88.30"
    assert now["corrected"]["why"] == "The carbon copy says so."
    assert now["rivals"] == [before["text"]]
    back = desk.ask("DELETE", f"/packets/{packet}/corrections/{changed['id']}?version={changed['version']}", "clerk")
    assert "ppsp.invoice.line" in _rules(back["findings"])
    assert _value(desk, packet, "ct-ppsp/invoice", "lines[2].amount")[1] == before
    [past] = desk.ask("GET", f"/packets/{packet}/history")
    assert past["undone"] is True
    assert past["by"] == "Robin Clerk"


def test_what_is_no_value_of_the_field_is_refused_in_words(desk: Office, invoice: str) -> None:
    told = _correct(desk, invoice, "lines[2].amount", 422, value="eighty-eight")
    assert "Amount" in told["detail"]
    document, _ = _value(desk, invoice, "ct-ppsp/invoice", "lines[2].amount")
    rows = (
        "lines[99].amount",
        "lines[0]",
        "lines[x].amount",
        "lines[-1].amount",
        "lines[ 1 ].amount",
        "lines[1_0].amount",
    )
    for path in ("nothing", *rows):
        body = {"version": _version(desk, invoice), "document": document, "path": path, "value": "1"}
        desk.ask("POST", f"/packets/{invoice}/corrections", "clerk", 422, json=body)


def test_two_people_on_one_packet_get_a_clear_answer(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="two people")
    seen = _version(desk, packet)
    _correct(desk, packet, "child_id", value="LINK-1")
    body = {"version": seen, "document": "d2", "path": "child_id", "value": "LINK-2"}
    told = desk.ask("POST", f"/packets/{packet}/corrections", "operations", 409, json=body)
    assert told["code"] == "stale-version"
    assert told["detail"].startswith("Robin Clerk changed this packet")
    desk.ask("POST", f"/packets/{packet}/claim", "clerk")
    body["version"] = _version(desk, packet)
    told = desk.ask("POST", f"/packets/{packet}/corrections", "operations", 409, json=body)
    assert told["code"] == "claimed"
    assert told["detail"].startswith("Robin Clerk is working on this packet, for 30 minutes more at most.")
    with desk.service.database.writing() as session:
        session.get_one(PacketRow, packet).claimed_until = now() + timedelta(seconds=50)
    told = desk.ask("POST", f"/packets/{packet}/claim", "operations", 409)
    assert "for a minute more at most" in told["detail"]
    # Whoever works on keeps the packet.
    desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=body)
    told = desk.ask("POST", f"/packets/{packet}/claim", "operations", 409)
    assert "for 30 minutes more at most" in told["detail"]
    body["version"] = _version(desk, packet)
    desk.ask("DELETE", f"/packets/{packet}/claim", "clerk")
    desk.ask("POST", f"/packets/{packet}/corrections", "operations", json=body)


def _meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> list[str]:
    """Does the work wherever a packet is put together; gives what was put together."""
    put, seen = as_packet, list[str]()

    def watched(name: str, *more: Any) -> Packet:
        seen.append(name)
        work()
        return put(name, *more)

    monkeypatch.setattr("api.record.packet.as_packet", watched)
    return seen


def test_nobody_waits_while_a_packet_is_put_together(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    packet = read_example(desk, INVOICE, name="meanwhile")
    version = _version(desk, packet)

    def write() -> None:
        # SQLite has one writer: this fails where somebody else has its place.
        with desk.service.database.writing() as session:
            audit.note(session, "service", "test")

    seen = _meanwhile(monkeypatch, write)
    for what in ("values", "findings", "arrangement", "letters"):
        desk.ask("GET", f"/packets/{packet}/{what}")
    order = {"version": version, "document": "d2", "path": "lines[2].amount", "value": "1.00"}
    changed = desk.ask("POST", f"/packets/{packet}/corrections", json=order)
    order = {"version": changed["version"], "as_of": "2026-11-22", "keep": True}
    kept = desk.ask("POST", f"/packets/{packet}/recheck", json=order)
    desk.ask("POST", f"/packets/{packet}/recheck", json={"as_of": "2026-11-23"})
    desk.ask("DELETE", f"/packets/{packet}/corrections/{changed['id']}?version={kept['version']}")
    letter = desk.ask("GET", f"/packets/{packet}/letters")[0]["document"]
    desk.ask("POST", f"/packets/{packet}/letters", status=201, json={"document": letter})
    assert len(seen) == 10


def test_a_change_that_was_overtaken_while_it_was_reckoned_is_not_kept(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    packet = read_example(desk, INVOICE, name="overtaken")
    version = _version(desk, packet)

    def overtake() -> None:
        with desk.service.database.writing() as session:
            session.get_one(PacketRow, packet).version += 1

    _meanwhile(monkeypatch, overtake)
    order = {"version": version, "document": "d2", "path": "lines[2].amount", "value": "1.00"}
    told = desk.ask("POST", f"/packets/{packet}/corrections", status=409, json=order)
    assert told["code"] == "stale-version"
    order = {"version": version + 1, "as_of": "2026-11-22", "keep": True}
    desk.ask("POST", f"/packets/{packet}/recheck", status=409, json=order)
    assert desk.ask("GET", f"/packets/{packet}/history") == []
    assert desk.ask("GET", f"/packets/{packet}")["as_of"] == "2026-11-21"


def test_reading_again_never_takes_a_persons_value_away(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="read again")
    _correct(desk, packet, "lines[2].amount", value="88.29")
    with desk.service.database.writing() as session:
        session.get_one(PacketRow, packet).state = "waiting"
        for file in session.query(FileRow).where(FileRow.packet_id == packet):
            file.reading = None
    work(desk)
    value = _value(desk, packet, "ct-ppsp/invoice", "lines[2].amount")[1]
    assert (value["value"], value["source"]) == ("88.29", "person")
    assert "ppsp.invoice.line" not in _rules(desk.ask("GET", f"/packets/{packet}/report")["findings"])


def test_a_row_that_is_none_is_removed_and_one_that_is_missing_is_added(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="rows")
    table = desk.ask("GET", f"/packets/{packet}/report")["documents"][1]["tables"]["lines"]
    _correct(desk, packet, "lines[2].amount", value="1.00")
    document, _ = _value(desk, packet, "ct-ppsp/invoice", "lines[0].amount")
    body = {"version": _version(desk, packet), "document": document, "path": "lines[0]", "removed": True}
    desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=body)
    rows = desk.ask("GET", f"/packets/{packet}/report")["documents"][1]["tables"]["lines"]
    assert len(rows) == len(table) - 1
    assert rows[1]["amount"]["value"] == "1.00"
    body = {
        "version": _version(desk, packet),
        "document": document,
        "path": f"lines[{len(table) - 1}].hours",
        "value": "2",
    }
    desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=body)
    rows = desk.ask("GET", f"/packets/{packet}/report")["documents"][1]["tables"]["lines"]
    assert rows[-1]["hours"]["value"] == "2.00"


def test_pages_are_put_together_anew_without_a_file_being_read(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    packet = read_example(desk, INVOICE, name="arranged")

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("a file was read")

    monkeypatch.setattr("api.readers.read_file", never)
    monkeypatch.setattr("extractors.read.read_file", never)
    monkeypatch.setattr(work_reading, "Readers", never)
    order = desk.ask("GET", f"/packets/{packet}/arrangement")
    agreement, bill = order["documents"]
    assert len(agreement["pages"]) == 2
    before = desk.ask("GET", f"/packets/{packet}/report")["documents"]
    parted = [
        {"form": agreement["form"], "pages": agreement["pages"][:1]},
        {"form": None, "pages": agreement["pages"][1:]},
        {"form": bill["form"], "pages": bill["pages"]},
    ]
    body = {"version": order["version"], "documents": parted, "why": "The second page is another's."}
    changed = desk.ask("PUT", f"/packets/{packet}/arrangement", "clerk", json=body)
    now = desk.ask("GET", f"/packets/{packet}/report")["documents"]
    assert [(document["form"], document["pages"]) for document in now] == [
        (agreement["form"], [1]),
        (None, [2]),
        (bill["form"], [1]),
    ]
    assert now[2]["fields"] == before[1]["fields"]
    desk.ask("DELETE", f"/packets/{packet}/arrangement/{changed['id']}?version={changed['version']}", "clerk")
    assert desk.ask("GET", f"/packets/{packet}/report")["documents"] == before


def test_an_arrangement_with_a_page_twice_or_of_another_packet_is_refused(desk: Office, invoice: str) -> None:
    order = desk.ask("GET", f"/packets/{invoice}/arrangement")
    page = order["documents"][0]["pages"][0]
    for pages in ([page, page], [{"file": "strange.pdf", "page": 1}]):
        body = {"version": order["version"], "documents": [{"form": None, "pages": pages}]}
        desk.ask("PUT", f"/packets/{invoice}/arrangement", "clerk", 422, json=body)


def test_every_rule_that_applied_is_told_in_the_order_of_the_policy(desk: Office, invoice: str) -> None:
    told = desk.ask("GET", f"/packets/{invoice}/findings")
    states = [rule["state"] for part in told["parts"] for rule in part["rules"]]
    assert {"met", "not-met"} <= set(states)
    headings = list(desk.service.catalog.program("ct-ppsp").policy)
    places = [headings.index(part["section"].split("; ")[0]) for part in told["parts"]]
    assert places == sorted(places)
    [line] = [rule for part in told["parts"] for rule in part["rules"] if rule["rule"] == "ppsp.invoice.line"]
    [reckoned] = line["sums"]
    between = {"billed": "88.30", "payable": "88.29", "difference": "0.01"}
    assert (
        reckoned.items() >= ({"says": line["rests"][0]["path"], "label": line["rests"][0]["label"]} | between).items()
    )
    assert line["rests"][0]["page_number"] == 3
    assert len(line["rests"][0]["box"]) == 4
    met = {rule["rule"]: rule for part in told["parts"] for rule in part["rules"] if rule["state"] == "met"}
    assert met["ppsp.invoice.hours"]["message"] == "total hours is the sum of the lines"
    assert "total_hours" in {rest["path"] for rest in met["ppsp.invoice.hours"]["rests"]}
    assert all(rest["page_number"] and len(rest["box"]) == 4 for rest in met["ppsp.invoice.hours"]["rests"])
    # What agrees is told line by line, too.
    [hours] = met["ppsp.invoice.hours"]["sums"]
    assert (hours["says"], hours["billed"], Decimal(hours["difference"])) == (
        "total_hours",
        hours["payable"],
        Decimal(0),
    )
    assert not met["ppsp.invoice.month"]["sums"]
    section = next(part["section"] for part in told["parts"] if line in part["rules"])
    [passage, *_] = desk.ask("GET", f"/passages/ct-ppsp?section={section}")
    assert "70.63" in passage["text"]


def test_the_packet_as_of_another_day_tells_what_would_be_found(desk: Office, invoice: str) -> None:
    before = desk.ask("GET", f"/packets/{invoice}/report")
    told = desk.ask("POST", f"/packets/{invoice}/recheck", json={"as_of": "2010-01-01"})
    assert told["outcome_before"] == before["outcome"]
    assert "ppsp.invoice.line" in _rules(told["settled"])
    assert desk.ask("GET", f"/packets/{invoice}/report") == before


def test_before_its_policy_began_no_packet_is_complete_and_none_is_kept(desk: Office, invoice: str) -> None:
    told = desk.ask("POST", f"/packets/{invoice}/recheck", json={"as_of": "2014-12-18"})
    program = desk.service.catalog.program("ct-ppsp").title
    assert told["not_in_force"] == [{"program": program, "starts": "2014-12-19"}]
    assert told["outcome"] == "needs-review"
    version = told["version"]
    order = {"as_of": "2014-12-18", "keep": True, "version": version}
    refused = desk.ask("POST", f"/packets/{invoice}/recheck", status=422, json=order)
    assert "was not in force before 2014-12-19" in refused["detail"]
    assert desk.ask("GET", f"/packets/{invoice}/findings")["not_in_force"] == []
    on_the_day = desk.ask("POST", f"/packets/{invoice}/recheck", json={"as_of": "2014-12-19"})
    assert on_the_day["not_in_force"] == []
    # A packet that is sent for such a day is none either.
    with desk.service.database.writing() as session:
        row = session.get_one(PacketRow, invoice)
        row.as_of = date(2014, 12, 18)
        report = checked(desk.service, row, standing(desk.service, session, row).packet)
        keep_report(session, row, prepare(report, desk.service.catalog), 0)
        assert (report.outcome, row.outcome, row.sampled) == ("complete", "needs-review", False)
    assert desk.ask("GET", f"/packets/{invoice}/findings")["not_in_force"][0]["starts"] == "2014-12-19"


def test_a_packet_bears_the_name_of_whom_it_is_about_not_of_whoever_stands_first_on_its_papers() -> None:
    def subject(*papers: Document) -> str | None:
        return prepare(check(*papers), load_catalog()).subject

    request = paper("ct-ppsp/core-contract-request", contact_person="Imani Nguyen")
    assert subject(request, paper("ct-ppsp/service-agreement", child_name="Noor Sorensen")) == "Noor Sorensen"
    face_sheet = paper("ia-parent-partner/referral-face-sheet", worker_name="Wren Castellan", parent_name="Ida Frost")
    assert subject(face_sheet) == "Ida Frost"
    assert subject(request) == "Imani Nguyen"


def test_a_decision_against_the_findings_needs_a_reason_and_closes_the_packet(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="decided")
    order = {"version": _version(desk, packet), "decision": "accepted", "reason": " "}
    desk.ask("POST", f"/packets/{packet}/decision", "clerk", 403, json=order)
    desk.ask("POST", f"/packets/{packet}/decision", status=422, json=order)
    told = desk.ask("POST", f"/packets/{packet}/decision", json=order | {"reason": "A cent is waived."})
    assert told["decision"] == "accepted"
    _correct(desk, packet, "child_id", 409, value="x")
    desk.ask("DELETE", f"/packets/{packet}/decision?version={told['version']}")
    _correct(desk, packet, "child_id", value="x")


def test_a_letter_is_written_once_looked_at_and_released(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="letters")
    proposed = desk.ask("GET", f"/packets/{packet}/letters")
    assert [letter["state"] for letter in proposed] == ["proposed"] * len(proposed)
    order = {"document": proposed[0]["document"]}
    asked = desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order)
    again = desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order)
    assert asked["id"] == again["id"]
    desk.ask("POST", f"/letters/{asked['id']}/release", status=409)
    work(desk)
    [written] = [letter for letter in desk.ask("GET", f"/packets/{packet}/letters") if letter["id"]]
    assert written["state"] == "written"
    assert desk.ask("GET", f"/letters/{asked['id']}/file", "clerk").startswith(b"%PDF")
    page = Image.open(io.BytesIO(desk.ask("GET", f"/letters/{asked['id']}/pages/1/image?width=400", "clerk")))
    assert page.size[0] == 400
    despite = {"despite": ["undecided"]}
    assert desk.ask("POST", f"/letters/{asked['id']}/release", json=despite)["released_at"]
    strange = order | {"free_text": {"amount": "1"}}
    desk.ask("POST", f"/packets/{packet}/letters", "clerk", 422, json=strange)
    desk.ask("POST", f"/packets/{packet}/letters", "clerk", 409, json=order | {"filename": "other.pdf"})


def test_a_letter_with_other_words_takes_the_place_of_the_one_before(desk: Office, tmp_path: Path) -> None:
    (tmp_path / "notice.pdf").write_bytes(short_notice())
    packet = send(desk, tmp_path, name="notice")
    work(desk)
    [proposed] = desk.ask("GET", f"/packets/{packet}/letters")
    assert [free["text"] for free in proposed["free_text"]] == ["The family moves away."]
    order = {"document": proposed["document"], "filename": proposed["filename"]}
    ids = []
    for words in ("The family moves to Maine in Octber.", "The family moves to Maine in October."):
        ids.append(
            desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order | {"free_text": {"reason": words}})[
                "id"
            ]
        )
        work(desk)
    # One letter that holds, its words at hand to be changed, and none that seems to be missing still.
    new, old = desk.ask("GET", f"/packets/{packet}/letters")
    assert [new["id"], old["id"]] == ids[::-1]
    assert [free["text"] for free in new["free_text"]] == ["The family moves to Maine in October."]
    assert old["free_text"] == []
    assert {warning["code"] for warning in old["warnings"]} == {"undecided", "outdated"}
    assert {warning["code"] for warning in new["warnings"]} == {"undecided"}
    refused = desk.ask("POST", f"/letters/{old['id']}/release", status=409, json={"despite": ["undecided"]})
    assert "written again with other words" in refused["detail"]
    with zipfile.ZipFile(io.BytesIO(desk.ask("GET", f"/packets/{packet}/letters/files"))) as held:
        assert [name for name in held.namelist() if name.endswith(".pdf")] == ["termination-notice.pdf"]
    # Whoever asks for the first words again has them.
    again = order | {"free_text": {"reason": "The family moves to Maine in Octber."}}
    assert desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=again)["id"] == ids[0]
    told = {letter["id"]: letter for letter in desk.ask("GET", f"/packets/{packet}/letters")}
    assert {id: bool(letter["free_text"]) for id, letter in told.items()} == {ids[0]: True, ids[1]: False}
    # What is released is out: other words need it taken back.
    desk.ask("POST", f"/letters/{ids[0]}/release", json={"despite": ["undecided"]})
    assert all(letter["state"] == "written" for letter in desk.ask("GET", f"/packets/{packet}/letters"))


def test_a_provider_sees_a_letter_of_an_own_packet_once_it_is_released(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="provider's")
    provider = desk.ask("GET", "/me", "provider")["id"]
    with desk.service.database.writing() as session:
        session.get_one(PacketRow, packet).provider_id = provider
    order = {"document": desk.ask("GET", f"/packets/{packet}/letters")[0]["document"]}
    asked = desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order)
    work(desk)
    desk.ask("GET", f"/letters/{asked['id']}/file", "provider", 404)
    desk.ask("POST", f"/letters/{asked['id']}/release", json={"despite": ["undecided"]})
    assert desk.ask("GET", f"/letters/{asked['id']}/file", "provider").startswith(b"%PDF")


def test_a_page_is_drawn_in_the_size_asked_for_and_in_the_frame_of_its_boxes(desk: Office, invoice: str) -> None:
    pages = desk.ask("GET", f"/packets/{invoice}/pages")
    assert [(page["file"], page["page"]) for page in pages] == [
        ("agreement.pdf", 1),
        ("agreement.pdf", 2),
        ("invoice.pdf", 1),
    ]
    path = f"/api/v1/packets/{invoice}/pages/3/image?width=700"
    answer = desk.client.get(path, headers=desk.headers("clerk"))
    shown = Image.open(io.BytesIO(answer.content))
    assert shown.size[0] == 800
    assert shown.size[1] == pytest.approx(800 * pages[2]["height"] / pages[2]["width"], abs=3)
    _, value = _value(desk, invoice, "ct-ppsp/invoice", "invoice_number")
    x0, y0, x1, y1 = value["box"]
    cut = shown.convert("L").crop((int(x0 * 800), int(y0 * shown.size[1]), int(x1 * 800), int(y1 * shown.size[1])))
    assert min(cut.tobytes()) < 110, "there is ink in the value's box"
    kept = desk.client.get(path, headers=desk.headers("clerk") | {"If-None-Match": answer.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    desk.ask("GET", f"/packets/{invoice}/pages/9/image", status=404)


def test_birth_dates_are_told_only_where_they_are_asked_for(desk: Office) -> None:
    packet = read_example(desk, AGREEMENT)
    hidden = _value(desk, packet, "ct-ppsp/service-agreement", "child_date_of_birth")[1]
    assert (hidden["masked"], hidden["value"]) == (True, "•••")
    shown = desk.ask("GET", f"/packets/{packet}/values?reveal=true", "clerk")
    values = {field["path"]: field for field in shown["documents"][0]["fields"]}
    assert values["child_date_of_birth"]["value"][:2] in ("19", "20")
    desk.ask("GET", f"/packets/{packet}/values?reveal=true", "auditor", 403)


def test_a_packet_is_found_by_the_names_on_its_papers_and_by_no_birth_date(desk: Office) -> None:
    packet = read_example(desk, AGREEMENT, name="found")
    told = desk.ask("GET", f"/packets/{packet}")
    shown = desk.ask("GET", f"/packets/{packet}/values?reveal=true", "clerk")["documents"][0]["fields"]
    values = {field["path"]: field["value"] for field in shown}
    names = {field["value"] for field in shown if field["type"] == "name"}
    assert told["subject"] in names
    found = desk.ask("GET", f"/search?q={told['subject'].split()[-1]}")["items"]
    assert packet in [item["id"] for item in found]
    born = desk.ask("GET", f"/search?q={values['child_date_of_birth']}")["items"]
    assert packet not in [item["id"] for item in born]


def test_the_same_pages_in_another_file_are_told(desk: Office, tmp_path: Path) -> None:
    first = read_example(desk, AGREEMENT, name="first", keep_unreadable="true")
    writer = PdfWriter(clone_from=EXAMPLES / AGREEMENT / "agreement.pdf")
    writer.add_metadata({"/Title": "saved anew"})
    (tmp_path / "again").mkdir()
    writer.write(tmp_path / "again" / "saved.pdf")
    second = send(desk, tmp_path / "again")
    work(desk)
    assert desk.ask("GET", f"/packets/{second}")["duplicates"] >= 1
    assert first != second


def test_no_answer_tells_a_birth_date_that_was_not_asked_for(desk: Office, capfd: pytest.CaptureFixture[str]) -> None:
    packet = read_example(desk, AGREEMENT, name="masked")
    path, form = "child_date_of_birth", "ct-ppsp/service-agreement"
    document, _ = _value(desk, packet, form, path)
    order = {"version": _version(desk, packet), "document": document, "path": path}
    shown = desk.ask("GET", f"/packets/{packet}/values?reveal=true", "clerk")["documents"][0]["fields"]
    [before] = [field["value"] for field in shown if field["path"] == path]
    confirmed = desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=order | {"confirmed": True})
    order["version"] = confirmed["version"]
    changed = desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=order | {"value": "2014-07-30"})
    told = [confirmed, changed, *(desk.ask("GET", f"/packets/{packet}/{what}") for what in ("history", "findings"))]
    told += [desk.ask("GET", f"/packets/{packet}/{what}") for what in ("report", "values")]
    told += [desk.ask("GET", path) for path in ("/export?format=json", "/packets")]
    told += [str(desk.ask("GET", f"/export?format=csv&table={table}")) for table in ("findings", "values")]
    told.append(capfd.readouterr())
    for answer in told:
        assert before not in json.dumps(answer)
        assert "2014-07-30" not in json.dumps(answer)
    assert not any(desk.ask("GET", f"/search?q={word}")["items"] for word in (before, "2014-07-30"))
    _, hidden = _value(desk, packet, form, path)
    assert (hidden["masked"], hidden["value"], hidden["source"]) == (True, "•••", "person")


def test_json_that_is_no_value_and_a_recheck_without_version_are_refused_in_words(desk: Office) -> None:
    packet = read_example(desk, AGREEMENT, name="no value")
    document, _ = _value(desk, packet, "ct-ppsp/service-agreement", "provider_kind")
    order = {"version": _version(desk, packet), "document": document, "path": "provider_kind"}
    wrong: list[Any] = [[], {}, 7]
    for value in wrong:
        desk.ask("POST", f"/packets/{packet}/corrections", "clerk", 422, json=order | {"value": value})
    desk.ask("POST", f"/packets/{packet}/recheck", "clerk", 422, json={"as_of": "2026-11-22", "keep": True})


def test_what_a_paper_certifies_is_kept_with_its_last_day(desk: Office, invoice: str) -> None:
    with desk.service.database.reading() as session:
        [kept] = session.scalars(select(Expiry).where(Expiry.packet_id == invoice))
    _, value = _value(desk, invoice, "ct-ppsp/service-agreement", "end_date")
    assert (kept.form, kept.path) == ("ct-ppsp/service-agreement", "end_date")
    assert kept.expires_on.isoformat() == value["value"]


def test_a_page_is_shown_to_whoever_may_see_its_packet_alone(desk: Office, invoice: str) -> None:
    path = f"/packets/{invoice}/pages/1/image?width=400"
    desk.ask("GET", path, "auditor")
    desk.ask("GET", path, "provider", 404)
    assert desk.anonymous().get(f"/api/v1{path}").status_code == 401
    elsewhere = desk.browser(desk.person("clerk", ["mi-psp"]))
    assert elsewhere.get(f"/api/v1{path}").status_code == 404
    limited = desk.browser(desk.person("clerk", ["ct-ppsp"])).get(f"/api/v1{path}")
    assert limited.headers["cache-control"].startswith("private")
    assert "Cookie" in limited.headers["vary"]


def test_a_paper_of_another_program_says_nothing_of_the_case(desk: Office) -> None:
    catalog = desk.service.catalog
    own = paper("ct-ppsp/service-agreement", child_name="Teodor Lindqvist")
    strange = paper("ia-parent-partner/referral-face-sheet", case_number="9209883", parent_name="Rosa Example")
    alone, both = (prepare(check(*papers), catalog) for papers in ([own], [own, strange]))
    assert (both.subject, both.case, both.due) == (alone.subject, alone.case, alone.due)
    assert prepare(check(strange), catalog).case == "9209883"


def test_a_paper_of_another_person_does_not_name_the_packet() -> None:
    catalog = load_catalog()
    kept = prepare(check(pss.cpr(holder_name="Zofia Kowalczyk"), pss.application(), *pss.letters()), catalog)
    assert kept.subject == pss.NAME
    assert "Zofia Kowalczyk" in kept.texts


def test_papers_of_an_accepted_packet_of_the_case_serve_in_checking_another(desk: Office, tmp_path: Path) -> None:
    case = {"case_number": "C-2026-7", "program": "ct-ppsp"}
    for name in ("agreement", "invoice"):
        (tmp_path / name).mkdir()
        shutil.copy(EXAMPLES / INVOICE / f"{name}.pdf", tmp_path / name)
    agreement = send(desk, tmp_path / "agreement", **case)
    invoice = send(desk, tmp_path / "invoice", **case)
    work(desk)
    alone = desk.ask("GET", f"/packets/{invoice}/report")
    assert any("no agreement" in entry["why"] for entry in alone["not_checked"])
    path = f"/packets/{invoice}/on-file"
    assert desk.ask("GET", path) == []
    _correct(desk, agreement, "core_contract_number", value="CC-77", form="ct-ppsp/service-agreement")
    told = {"version": _version(desk, agreement), "decision": "accepted", "reason": "As agreed."}
    receipt = desk.ask("POST", f"/packets/{agreement}/decision", json=told)["receipt"]
    [filed] = desk.ask("GET", path)
    assert (filed["id"], filed["receipt"], filed["files"][0]["serves"]) == (agreement, receipt, False)
    assert filed["files"][0]["forms"] == ["ct-ppsp/service-agreement"]

    order = {"version": _version(desk, invoice), "packet": agreement, "files": [1]}
    for wrong in ({"files": [2]}, {"packet": invoice}):
        desk.ask("POST", path, "clerk", 422, json=order | wrong)
    desk.ask("POST", path, "clerk", 409, json=order | {"version": 99})
    assert desk.ask("POST", path, "clerk", json=order)["state"] == "waiting"
    work(desk)
    together = desk.ask("GET", f"/packets/{invoice}/report")
    assert not any("no agreement" in entry["why"] for entry in together["not_checked"])
    place = f"on file/{receipt}/agreement.pdf"
    assert [document["file"] for document in together["documents"]] == ["invoice.pdf", place]
    assert _value(desk, invoice, "ct-ppsp/service-agreement", "core_contract_number")[1]["value"] == "CC-77"
    files = desk.ask("GET", f"/packets/{invoice}/files")
    assert [file["from_packet"] for file in files] == [None, agreement]
    # What is on file is no copy that somebody sent, and is not taken in twice.
    with desk.service.database.reading() as session:
        repeats = session.execute(select(Duplicate.packet_id, Duplicate.other_id)).all()
    assert not any({invoice, agreement} == set(pair) for pair in repeats)
    desk.ask("POST", path, "clerk", 409, json=order | {"version": _version(desk, invoice)})
    assert desk.ask("GET", path)[0]["files"][0]["serves"]

    desk.ask("DELETE", f"{path}/{invoice}?version={_version(desk, invoice)}", "clerk", 404)
    now = desk.ask("GET", f"/packets/{invoice}/arrangement")
    documents = [{"form": one["form"], "pages": one["pages"]} for one in now["documents"]]
    put = desk.ask("PUT", f"/packets/{invoice}/arrangement", json={"version": now["version"], "documents": documents})
    desk.ask("DELETE", f"{path}/{agreement}?version={put['version']}", "clerk", 409)
    desk.ask("DELETE", f"/packets/{invoice}/arrangement/{put['id']}?version={put['version']}")
    gone = f"{path}/{agreement}?version={_version(desk, invoice)}"
    assert desk.ask("DELETE", gone, "clerk")["state"] == "waiting"
    work(desk)
    again = desk.ask("GET", f"/packets/{invoice}/report")
    assert [document["file"] for document in again["documents"]] == ["invoice.pdf"]
    assert any("no agreement" in entry["why"] for entry in again["not_checked"])
    assert not desk.ask("GET", path)[0]["files"][0]["serves"]
    assert [past["undone"] for past in desk.ask("GET", f"/packets/{invoice}/history") if past["path"]] == [True]


def test_papers_on_file_are_those_of_the_case_the_program_and_the_provider(desk: Office) -> None:
    case = {"case_number": "C-2026-8", "program": "ct-ppsp"}
    filed, other = read_example(desk, AGREEMENT, **case), read_example(desk, INVOICE, **case | {"case_number": "C-9"})
    own = read_example(desk, INVOICE, **case)
    for packet in (filed, other):
        told = {"version": _version(desk, packet), "decision": "accepted", "reason": "As agreed."}
        desk.ask("POST", f"/packets/{packet}/decision", json=told)
    path = f"/packets/{own}/on-file"
    assert [packet["id"] for packet in desk.ask("GET", path)] == [filed]
    provider = desk.person("provider")
    with desk.service.database.writing() as session:
        session.get_one(PacketRow, own).provider_id = provider
    assert desk.ask("GET", path) == []
    desk.ask("POST", path, "clerk", 422, json={"version": _version(desk, own), "packet": filed, "files": [1]})
    # Of packets whose case is not known, none is of the case of another.
    with desk.service.database.writing() as session:
        session.get_one(PacketRow, own).provider_id = None
        for packet in (filed, own):
            session.get_one(PacketRow, packet).case_number = None
    assert desk.ask("GET", path) == []


@pytest.mark.parametrize(
    ("referred", "doubt", "due"),
    [("2026-11-20", False, "2026-11-24"), ("2026-11-25", False, "2026-12-01"), ("2026-11-20", True, None)],
)
def test_a_packet_is_due_when_its_policy_wants_it_acted_on(
    desk: Office, invoice: str, referred: str, doubt: bool, due: str | None
) -> None:
    sheet = paper("ia-parent-partner/referral-face-sheet", referral_date=referred)
    sheet.fields["referral_date"] = replace(sheet.fields["referral_date"], review=doubt)
    prepared = prepare(check(sheet), desk.service.catalog)
    assert prepared.due == (date.fromisoformat(due) if due else None)
    with desk.service.database.reading() as session:
        row = session.get_one(PacketRow, invoice)
        before = row.due_on
        keep_report(session, row, prepared, 0)
        assert before is not None
        assert row.due_on == (prepared.due or before)
