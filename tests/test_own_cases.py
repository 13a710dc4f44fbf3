"""A provider's pages: what was sent and what it was read as, what each state asks for, papers that went astray."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from api.record.own_papers import counted, own_findings
from api.record.strays import strays
from api.store.clock import new_id, now
from api.store.papers import pack
from api.store.tables import FileRow, OutputRow, PacketReport, PacketRow
from api.web.own_cases import READING
from api.web.spoken import spoken
from forms.catalog import load_catalog
from forms.packet import Document
from tests.support import pss
from tests.support.office import Office, open_office
from tests.support.packets import AS_OF, check, paper

STRANGER = "Zofia Kowalczyk"
ENGLISH, SPANISH = spoken()["en"].pages, spoken()["es"].pages


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def _me(desk: Office) -> str:
    return str(desk.client.get("/api/v1/me", headers=desk.headers("provider")).json()["id"])


def _packet(desk: Office, report: dict[str, Any] | None = None, **columns: Any) -> str:
    packet, provider, at = new_id(), _me(desk), now()
    known = {
        "id": packet, "receipt": f"FW-{packet[-12:]}", "name": "papers", "state": "checked", "outcome": "incomplete",
        "program": "ct-pss", "as_of": desk.service.today(), "sent_by": provider, "provider_id": provider,
        "trace": packet, "fingerprint": "0" * 64, "ready_at": at, "received_at": at,
    }  # fmt: skip
    with desk.service.database.writing() as session:
        session.add(PacketRow(**(known | columns)))
        session.flush()
        if report is not None:
            session.add(PacketReport(packet_id=packet, body=pack(json.dumps(report)), made_at=at, version="1"))
    return packet


def _file(desk: Office, packet: str, number: int, name: str, **columns: Any) -> None:
    known = {
        "id": new_id(), "packet_id": packet, "number": number, "name": name, "sha256": "0" * 64, "size": 1,
        "pages": 2, "reading": "read", "sent_by": _me(desk), "sent_at": now(),
    }  # fmt: skip
    with desk.service.database.writing() as session:
        session.add(FileRow(**(known | columns)))


def _document(id: str, form: str | None, file: str, *pages: int) -> dict[str, Any]:
    return {"id": id, "form": form, "file": file, "pages": list(pages or (1,))}


def _finding(rule: str, message: str, document: str | None = None) -> dict[str, Any]:
    return {
        "rule": rule, "kind": "missing", "message": message, "citation": "CT DDS", "document": document, "fields": [],
        "found": None, "expected": None,
    }  # fmt: skip


def _report(documents: list[dict[str, Any]], *findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"documents": documents, "findings": list(findings), "problems": []} | more


def _page(desk: Office, path: str, language: str = "en") -> Any:
    headers = desk.headers("provider")
    desk.client.patch("/api/v1/me", headers=headers, json={"language": language})
    answer = desk.client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return html.fromstring(answer.text)


def _text(desk: Office, path: str, language: str = "en") -> str:
    return " ".join(_page(desk, path, language).xpath("//main")[0].text_content().split())


def _mixed(*own: Document, astray: bool = True) -> dict[str, Any]:
    """An application with somebody else's certificate and another program's invoice among its papers."""
    foreign = [
        pss.cpr(holder_name=STRANGER, expires="2025-01-31"),
        paper("ct-ppsp/invoice", child_name=STRANGER, agency_name="Harbor Family Services"),
    ]
    papers = [*own, *foreign] if astray else own
    for number, each in enumerate(papers, start=1):
        each.file = f"paper-{number}.pdf"
    return check(*papers).as_json(load_catalog())


def test_a_paper_of_somebody_else_or_of_another_program_is_told_and_nothing_of_it_counts(desk: Office) -> None:
    report = _mixed(*pss.individual())
    packet = _packet(desk, report)
    for number, one in enumerate(report["documents"], start=1):
        _file(desk, packet, number, one["file"])
    assert {one["rule"] for one in report["findings"]} >= {"pss.name.mismatch", "ppsp.field.total_hours"}
    for language, words in (("en", ENGLISH), ("es", SPANISH)):
        text = _text(desk, f"/my/{packet}", language)
        assert words["astray"] in text
        assert words["astray_person"] in text
        assert words["astray_program"] in text
        assert words["status_astray"] in text
        assert words["what_is_missing"] not in text
        assert STRANGER not in text
        assert words["status_astray"] in _text(desk, "/my", language)


def test_a_strangers_paper_does_not_stand_for_the_one_that_is_missing(desk: Office) -> None:
    """The rules take a certificate for a certificate; the provider is told that the own one did not come."""
    own = [each for each in pss.individual() if each.form != "ct-pss/cpr-certificate"]
    report = _mixed(*own)
    assert "pss.item.cpr-certificate" not in {one["rule"] for one in report["findings"]}
    packet = _packet(desk, report)
    text = _text(desk, f"/my/{packet}")
    assert ENGLISH["astray_person"] in text
    assert "Adult and pediatric CPR and first aid certification did not come" in text
    assert ENGLISH["status_incomplete"] in text
    assert ENGLISH["status_incomplete"] in _text(desk, "/my")
    assert STRANGER not in text


def test_what_is_checked_without_a_strangers_paper_is_what_would_be_found_had_it_not_come(desk: Office) -> None:
    for own in (pss.individual(), [*pss.individual()[:-3], pss.cpr("Adult CPR")]):
        report, alone = _mixed(*own), _mixed(*own, astray=False)
        with desk.service.database.reading() as session:
            row = session.get_one(PacketRow, _packet(desk, report))
            row.as_of = AS_OF
            assert own_findings(desk.service, row, report) == alone["findings"]
            assert own_findings(desk.service, row, alone) == alone["findings"]


def test_staff_are_told_what_a_strangers_paper_does_to_the_findings(desk: Office) -> None:
    own = [each for each in pss.individual() if each.form != "ct-pss/cpr-certificate"]
    report, without = _mixed(*own), _mixed(*own, astray=False)
    packet, whole = _packet(desk, report), _packet(desk, _mixed(*pss.individual(), astray=False))
    with desk.service.database.reading() as session:
        row = session.get_one(PacketRow, packet)
        row.as_of = AS_OF
        told = counted(desk.service, session, row)
        assert told
        assert [(one.document, one.why) for one in told.papers] == [
            (f"d{len(own) + 1}", "person"), (f"d{len(own) + 2}", "program"),
        ]  # fmt: skip
        assert told.outcome == "incomplete"
        assert [message.partition(" did not come")[0] for message in told.besides] == [
            "Adult and pediatric CPR and first aid certification"
        ]
        assert told.fewer == len(report["findings"]) - (len(without["findings"]) - 1)
        assert counted(desk.service, session, session.get_one(PacketRow, whole)) is None


def test_which_papers_went_astray() -> None:
    catalog = load_catalog()
    report = _mixed(pss.application())
    found = strays(report, "ct-pss", catalog)
    assert [(one.document, one.why, one.pages) for one in found] == [("d2", "person", (1,)), ("d3", "program", (1,))]
    # Of a packet that is of no program yet nothing is a stranger's.
    assert strays(report, None, catalog) == []


def test_nothing_is_in_order_where_a_paper_could_not_be_read(desk: Office) -> None:
    packet = _packet(desk, _UNREAD, outcome="complete")
    assert ENGLISH["status_complete"] in _text(desk, f"/my/{packet}")
    _file(desk, packet, 1, "broken.pdf")
    for path in (f"/my/{packet}", "/my"):
        text = _text(desk, path)
        assert ENGLISH["status_unread"] in text
        assert ENGLISH["status_complete"] not in text


def test_a_paper_that_the_office_looked_at_waits_for_nobody(desk: Office) -> None:
    note = _document("d1", None, "note.pdf")
    packet = _packet(desk, _report([note]), outcome="needs-review")
    _file(desk, packet, 1, "note.pdf")
    assert ENGLISH["not_known"] in _text(desk, f"/my/{packet}")
    packet = _packet(desk, _report([note | {"settled": True}]))
    _file(desk, packet, 1, "note.pdf")
    text = _text(desk, f"/my/{packet}")
    assert ENGLISH["none_of_the_forms"] in text
    assert ENGLISH["not_known"] not in text


def test_what_could_not_be_read_is_asked_for_beside_what_is_missing(desk: Office) -> None:
    report = {**_UNREAD, "findings": [_finding("pss.insurance", "There is no insurance.")]}
    packet = _packet(desk, report)
    _file(desk, packet, 1, "broken.pdf")
    page = _page(desk, f"/my/{packet}")
    [card] = page.xpath(f'//section[h2[normalize-space(.)="{ENGLISH["what_is_unread"]}"]]')
    assert "broken.pdf" in card.text_content()
    assert _UNREAD["problems"][0]["message"] in card.text_content()
    with desk.service.database.writing() as session:
        session.get_one(PacketRow, packet).decision = "accepted"
    assert ENGLISH["what_is_unread"] not in _text(desk, f"/my/{packet}")


def test_a_packet_that_is_set_aside_is_told_in_the_tone_of_its_state(desk: Office) -> None:
    packet = _packet(desk, _report([]), state="quarantined", outcome="complete")
    for path in (f"/my/{packet}", "/my"):
        [told] = _page(desk, path).xpath(
            f"//*[normalize-space(.)=\"{ENGLISH['status_aside']}\"][contains(@class, 'bad')]"
        )
        assert "good" not in told.get("class")


def _names(**fields: str) -> dict[str, Any]:
    return {"fields": {name: {"value": value} for name, value in fields.items()}}


def test_a_paper_about_nobody_whom_the_invoices_bill_went_astray() -> None:
    catalog = load_catalog()
    invoice = _document("d1", "ct-ppsp/invoice", "invoice.pdf") | _names(child_name="Noa Whitfield")
    own = _document("d2", "ct-ppsp/service-agreement", "own.pdf") | _names(child_name="WHITFIELD, NOA")
    foreign = _document("d3", "ct-ppsp/service-agreement", "foreign.pdf") | _names(child_name=STRANGER)
    sibling = _document("d4", "ct-ppsp/service-agreement", "sibling.pdf") | _names(child_name="Ari Whitfield")
    found = strays(_report([invoice, own, foreign, sibling]), "ct-ppsp", catalog)
    assert [(one.document, one.why) for one in found] == [("d3", "person")]
    # Without an invoice, or where a name was read in doubt, nobody is told that a paper is a stranger's.
    assert strays(_report([own, foreign]), "ct-ppsp", catalog) == []
    invoice["fields"]["child_name"]["review"] = True
    assert strays(_report([invoice, own, foreign]), "ct-ppsp", catalog) == []


def test_what_is_found_on_ones_own_paper_does_not_tell_whose_the_other_is(desk: Office) -> None:
    case = {"agency_name": "Harbor Family Services", "agreement_number": "PPSP-26-0201"}
    own = paper("ct-ppsp/invoice", child_name="Noa Whitfield", **case)
    report = check(own, paper("ct-ppsp/service-agreement", child_name=STRANGER, **case)).as_json(load_catalog())
    # The clerk is told of the nearest agreement by its child's name.
    assert any(STRANGER in one["message"] for one in report["findings"])
    packet = _packet(desk, report, program="ct-ppsp")
    text = _text(desk, f"/my/{packet}")
    assert ENGLISH["astray_person"] in text
    assert "Total hours is blank" in text
    assert STRANGER not in text + _text(desk, f"/my/{packet}", "es")


def test_what_was_sent_is_listed_by_sending_with_what_it_was_read_as(desk: Office) -> None:
    documents = [
        _document("d1", "ct-pss/provider-application", "application.pdf"),
        _document("d2", None, "holiday.jpg"),
        _document("d3", "ct-pss/supporting-document", "papers.pdf") | {"kind": "diploma"},
    ]
    damaged = {"file": "broken.pdf", "message": "broken.pdf is cut off or damaged. Send the paper again, or scan it."}
    packet = _packet(desk, _report(documents, problems=[damaged]), state="waiting")
    before, office = now() - timedelta(days=3), new_id()
    _file(desk, packet, 1, "application.pdf", sent_at=before)
    _file(desk, packet, 2, "holiday.jpg", sent_at=before)
    _file(desk, packet, 3, "papers.pdf", sent_at=before)
    _file(desk, packet, 4, "broken.pdf", sent_at=before + timedelta(days=1), sent_by=office)
    _file(desk, packet, 5, "new.pdf", reading=None, pages=0)
    _file(desk, packet, 6, "on file/FW-1/agreement.pdf", from_packet=new_id(), sent_by=office)
    page = _page(desk, f"/my/{packet}", "es")
    [section] = page.xpath(f"//section[h2='{SPANISH['what_you_sent']}']")
    listed = [" ".join(one.text_content().split()) for one in section.xpath("./ul/li")]
    assert len(listed) == 3
    assert listed[0].endswith(f"new.pdf {SPANISH['being_read']}")
    assert "broken.pdf 2 páginas broken.pdf está incompleto o dañado. Envíelo otra vez, o escanéelo." in listed[1]
    assert SPANISH["entered_by_office"] in listed[1]
    assert SPANISH["entered_by_office"] not in listed[2]
    assert "Se leyó como: Solicitud de proveedor (Parenting Support Services Provider Application)" in listed[2]
    assert "Se leyó como: Diploma universitario (University diploma)" in listed[2]
    assert SPANISH["not_known"] in listed[2]
    assert "agreement.pdf" not in section.text_content()
    assert all(f"FW-{packet[-12:]}" in one for one in listed)


def test_what_was_just_sent_is_acknowledged_with_number_and_time(desk: Office) -> None:
    packet = _packet(desk, state="waiting", outcome=None)
    _file(desk, packet, 1, "letter.pdf", reading=None)
    [told] = _page(desk, f"/my/{packet}?sent=true", "es").xpath("//*[@data-just-sent]")
    text = " ".join(told.text_content().split())
    assert f"FW-{packet[-12:]}" in text
    assert "letter.pdf" in text
    assert told.xpath(".//time/@datetime")
    assert told.get("role") == "status"
    assert not _page(desk, f"/my/{packet}").xpath("//*[@data-just-sent]")


_LACKING = _report([], _finding("pss.references.count", "Two letters came: ask for a third."))
_UNREAD = _report([_document("d1", "ct-pss/provider-application", "application.pdf")]) | {
    "problems": [{"file": "broken.pdf", "message": "broken.pdf is empty. Send the paper again."}]
}
_LOOKED_AT = _report([], _finding("pss.background.result", "The check is pending: await it.") | {"kind": "review"})


@pytest.mark.parametrize(
    ("columns", "report", "asked", "open"),
    [
        ({"outcome": "complete"}, _report([]), "send_more", False),
        ({"outcome": "complete"}, _UNREAD, "send_better", True),
        ({"outcome": "needs-review"}, _LOOKED_AT, "send_more", False),
        ({"outcome": "incomplete"}, _LACKING, "send_missing", True),
        ({"outcome": "incomplete", "decision": "returned"}, _LACKING, "send_returned", True),
        ({"outcome": "complete", "decision": "returned"}, _report([]), "send_returned", True),
        ({"state": "quarantined", "outcome": None}, None, "send_better", True),
        ({"state": "waiting", "outcome": None}, _LACKING, "send_when_read", None),
        ({"state": "reading", "outcome": None}, _LACKING, "send_when_read", None),
        ({"outcome": "complete", "decision": "accepted"}, _LACKING, "send_over", None),
        ({"outcome": "ineligible", "decision": "denied"}, _LACKING, "send_over", None),
        ({"state": "cancelled", "outcome": None}, None, "send_over", None),
    ],
)
def test_each_state_asks_for_what_is_right_in_it(
    desk: Office, columns: dict[str, Any], report: dict[str, Any] | None, asked: str, open: bool | None
) -> None:
    packet = _packet(desk, report, **columns)
    for number, problem in enumerate((report or {}).get("problems", []), start=1):
        _file(desk, packet, number, problem["file"])
    names = ("missing", "more", "returned", "better", "when_read", "over")
    for language, words in (("en", ENGLISH), ("es", SPANISH)):
        page = _page(desk, f"/my/{packet}", language)
        text = " ".join(page.xpath("//main")[0].text_content().split())
        assert [name for name in names if words[f"send_{name}"] in text] == [asked.removeprefix("send_")]
        forms = page.xpath("//form[@data-send]")
        assert len(forms) == (open is not None)
        # Where nothing is missing nobody is pressed to send: the form is there for who wants it.
        assert bool(page.xpath("//details//form[@data-send]")) == (open is False)
        waits = columns.get("state") in READING
        assert (words["what_is_missing"] in text) == (
            report is _LACKING and not waits and columns.get("decision") not in ("accepted", "denied")
        )
        assert (words["nothing_missing"] in text) == (asked in ("send_more", "send_returned") and report == _report([]))
        assert (words["what_is_looked_at"] in text) == (report is _LOOKED_AT)


def test_a_letter_is_told_to_be_in_english_with_what_it_says(desk: Office) -> None:
    packet = _packet(desk, _report([]), decision="denied")
    with desk.service.database.writing() as session:
        session.add(
            OutputRow(
                id=new_id(), packet_id=packet, document="ct-pss/denial-letter", filename="denial.pdf", data={},
                fingerprint="x", state="written", ready_at=now(), asked_by=new_id(), asked_at=now(), released_at=now(),
            )
        )  # fmt: skip
    text = _text(desk, f"/my/{packet}", "es")
    assert "La carta está en inglés. Dice que la solicitud no fue aprobada" in text
    english = _text(desk, f"/my/{packet}")
    assert "Denial Letter" in english
    assert ENGLISH["letter_language"] not in english


def test_the_button_that_chooses_files_is_ours_and_still_a_file_field(desk: Office) -> None:
    for path in ("/my", f"/my/{_packet(desk, _LACKING)}"):
        page = _page(desk, path, "es")
        choosers = page.xpath("//input[@type='file']")
        labels = [page.xpath(f"string(//label[@for='{chooser.get('id')}'])") for chooser in choosers]
        assert labels == ["Elegir archivos o tomar fotos", "Tomar una foto de una página"]
        # The camera's pictures join those of the first field, which alone is sent.
        assert [chooser.get("name") for chooser in choosers] == ["files", None]
        assert all("hidden" not in chooser.attrib for chooser in choosers)
        assert SPANISH["js_none_chosen"] in page.text_content()


def test_a_packet_that_nobody_named_is_called_in_the_persons_language(desk: Office) -> None:
    named = _packet(desk, name="3 papers", state="waiting", outcome=None)
    about = _packet(desk, name="2 papers", subject="Noa Whitfield")
    desk.client.patch("/api/v1/me", json={"language": "es"}, headers=desk.headers("provider"))
    for packet, called in ((named, "3 documentos"), (about, "Noa Whitfield")):
        page = html.fromstring(desk.client.get(f"/my/{packet}", headers=desk.headers("provider")).text)
        assert page.xpath("string(//h1)") == called
