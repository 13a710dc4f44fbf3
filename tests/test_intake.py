"""Packets taken in over HTTP: what is refused and why, what is told, and that nothing stays of what was not taken."""

import io
import json
import stat
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import func, select

from api.intake.duplicates import link_duplicates
from api.intake.names import clean_name
from api.people.audit import verify
from api.problems import NoRoom
from api.store.clock import now
from api.store.papers import file_key, pack
from api.store.tables import AuditRow, Base, Duplicate, FileRow, PacketReport, PacketRow, PagePrint
from tests.support.office import Office, open_office

PDF = Path("examples/packets/4-ppsp-invoice/invoice.pdf").read_bytes()
OTHER = Path("examples/packets/4-ppsp-invoice/agreement.pdf").read_bytes()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def send(office: Office, *files: tuple[str, bytes], role: Any = "clerk", key: str = "", **fields: str) -> Response:
    headers = office.headers(role) | ({"Idempotency-Key": key} if key else {})
    parts = [("files", (name, content)) for name, content in files]
    answer: Response = office.client.post("/api/v1/packets", files=parts, data=fields, headers=headers)
    return answer


def rows(office: Office, table: type[Base] = PacketRow) -> int:
    with office.service.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def refused(office: Office, answer: Response, status: int, says: str) -> None:
    """The answer is a problem with the sentence, and nothing was kept."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]
    assert office.data() == []
    assert rows(office) == rows(office, FileRow) == 0


def test_a_packet_is_kept_whole_with_its_receipt(office: Office) -> None:
    answer = send(office, ("b/invoice.pdf", PDF), ("agreement.pdf", OTHER), as_of="2026-11-21", name="Rivera")
    assert answer.status_code == 201, answer.text
    packet = answer.json()
    assert packet["receipt"].startswith("FW-")
    assert (packet["name"], packet["state"], packet["files"], packet["as_of"]) == ("Rivera", "waiting", 2, "2026-11-21")
    assert answer.headers["location"] == f"/api/v1/packets/{packet['id']}"
    with office.service.database.reading() as session:
        files = session.scalars(select(FileRow).order_by(FileRow.number)).all()
        assert [file.name for file in files] == ["agreement.pdf", "b/invoice.pdf"]
        assert [office.service.papers.get(file_key(file.sha256)) for file in files] == [OTHER, PDF]
        assert [row.action for row in session.scalars(select(AuditRow))] == ["packets.send"]
        assert verify(session) == (1, [])
    assert len(office.data()) == 2


def test_nobody_sends_who_is_not_let_in(office: Office) -> None:
    answer = office.client.post("/api/v1/packets", files=[("files", ("a.pdf", PDF))])
    assert answer.status_code == 401
    assert send(office, ("a.pdf", PDF), role="auditor").status_code == 403
    assert office.data() == []


def test_a_provider_s_packet_is_theirs_alone(office: Office) -> None:
    own = send(office, ("a.pdf", PDF), role="provider").json()
    other = send(office, ("a.pdf", OTHER)).json()
    listed = office.client.get("/api/v1/packets", headers=office.headers("provider")).json()
    assert [item["id"] for item in listed["items"]] == [own["id"]]
    assert office.client.get(f"/api/v1/packets/{own['id']}", headers=office.headers("provider")).status_code == 200
    assert office.client.get(f"/api/v1/packets/{other['id']}", headers=office.headers("provider")).status_code == 404


@pytest.mark.parametrize(
    ("files", "status", "says"),
    [
        ([("note.txt", b"Dear office")], 422, "note.txt is a text file"),
        ([("scan.pdf", b"Dear office")], 422, "scan.pdf is not a PDF, although it is named so"),
        ([("tool.exe", b"MZ\x90\0")], 422, "tool.exe is of a kind that cannot be read"),
        ([("mail.eml", b"From: a@example.org")], 422, "mail.eml is an e-mail without papers in it"),
        ([("a.pdf", PDF), ("empty.pdf", b"")], 422, "empty.pdf is empty"),
        ([(".DS_Store", b"x")], 422, "no papers"),
        ([("a.pdf", PDF), ("more.zip", zipped(("b.pdf", PDF)))], 422, "more.zip is a zip among other files"),
        ([(f"{number}.pdf", b"%PDF-") for number in range(6)], 413, "The number of files is larger than 5"),
        ([("big.pdf", PDF + bytes(400_000))], 413, "A file is larger than 400 kB"),
        ([(f"{number}.pdf", PDF + bytes(200_000)) for number in range(5)], 413, "The upload is larger than 600 kB"),
    ],
)
def test_what_is_no_packet_is_refused(tmp_path: Path, files: list[tuple[str, bytes]], status: int, says: str) -> None:
    with open_office(tmp_path, packet_files=5, file_bytes=400_000, packet_bytes=600_000) as office:
        refused(office, send(office, *files), status, says)


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def locked(content: bytes) -> bytes:
    """The zip with the mark of a password on its entries."""
    return content.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\x01\0").replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0"
    )


def lying(content: bytes, said: int) -> bytes:
    """The zip, whose list says another size of its only entry."""
    at = content.rfind(b"PK\x01\x02") + 24
    return content[:at] + said.to_bytes(4, "little") + content[at + 4 :]


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (zipped(("../a.pdf", PDF)), 422, "outside of itself"),
        (zipped(("in\\..\\..\\a.pdf", PDF)), 422, "outside of itself"),
        (zipped(("/etc/a.pdf", PDF)), 422, "outside of itself"),
        (zipped((link("a.pdf"), b"/etc/passwd")), 422, "a link"),
        (zipped(("a.pdf", PDF), ("b.zip", zipped(("c.pdf", PDF)))), 422, "another archive"),
        (zipped(("a.pdf", PDF), ("b.pdf", zipped(("c.pdf", PDF)))), 422, "is an archive"),
        (locked(zipped(("a.pdf", PDF))), 422, "password"),
        (zipped(("a.pdf", bytes(30_000_000))), 422, "packed far too small"),
        (zipped(*((f"{n}.pdf", bytes(9_000_000)) for n in range(9))), 413, "unpacks to is larger than 60 MB"),
        (lying(zipped(("a.pdf", bytes(9_000_000))), 9), 422, "The zip"),
        (zipped(*((f"{n}/a.pdf", PDF) for n in range(2))), 422, "holds folders of 2 packets"),
        (zipped(*((f"{n}", b"") for n in range(100_000))), 413, "The number of files in the zip"),
        (zipped(("__MACOSX/._a.pdf", b"x")), 422, "no papers"),
        (zipped(("a.pdf", PDF))[:-30], 422, "cut off or damaged"),
        (b"PK\x03\x04" + bytes(100), 422, "cut off or damaged"),
        (b"PK\x05\x06" + bytes(18), 422, "no papers"),
    ],
)
def test_a_zip_that_is_unsafe_is_refused(tmp_path: Path, content: bytes, status: int, says: str) -> None:
    with open_office(tmp_path, packet_bytes=60_000_000) as office:
        refused(office, send(office, ("packet.zip", content)), status, says)


def test_a_zip_is_one_packet_named_by_its_folder(office: Office) -> None:
    content = zipped(("Rivera/in/b.pdf", PDF), ("Rivera/a.pdf", OTHER), ("Rivera/.DS_Store", b"x"), ("empty/", b""))
    packet = send(office, ("papers.zip", content)).json()
    assert (packet["name"], packet["files"]) == ("Rivera", 2)
    assert packet["notes"] == ["The folder empty is empty, and no packet was made of it."]
    with office.service.database.reading() as session:
        assert list(session.scalars(select(FileRow.name).order_by(FileRow.number))) == ["a.pdf", "in/b.pdf"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/in\u202evoice\x07.pdf", "etc/invoice.pdf"),
        ("/a//./b/../c.pdf", "a/b/c.pdf"),
        ("C:\\scans\\invoice.pdf", "scans/invoice.pdf"),
        ("line\nbreak \t .pdf", "line break .pdf"),
        ("é" * 200 + ".pdf", "é" * 125 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("a" * 200 + "/" + "b" * 100 + ".pdf", "b" * 100 + ".pdf"),
        ("\ud800..", "paper"),
        ("\u200b", "paper"),
        ("", "paper"),
    ],
)
def test_names_are_shown_without_their_tricks(sent: str, shown: str) -> None:
    assert clean_name(sent) == shown


def test_no_paper_hides_another_of_its_name(office: Office) -> None:
    long = "x" * 251 + ".pdf"
    packet = send(office, *((name, PDF) for name in ("a.pdf", "a.pdf", "b/../a.pdf", long, long))).json()
    assert "Two papers are named a.pdf; one is listed as a (2).pdf." in packet["notes"]
    with office.service.database.reading() as session:
        names = list(session.scalars(select(FileRow.name).order_by(FileRow.number)))
    assert names == ["a.pdf", "a (2).pdf", "b/a.pdf", long, "x" * 247 + " (2).pdf"]


def test_a_lie_about_a_paper_is_told(office: Office) -> None:
    notes = send(office, ("scan.pdf", PNG), ("b.pdf", PDF)).json()["notes"]
    assert notes == ["scan.pdf is a picture, although it was named `.pdf`. It is read as what it is."]


def test_a_paper_that_cannot_be_read_is_kept_where_the_sender_says_so(office: Office) -> None:
    packet = send(office, ("a.pdf", PDF), ("note.txt", b"Dear office"), keep_unreadable="true").json()
    assert packet["files"] == 2
    assert packet["notes"][0].startswith("note.txt is a text file")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"program": "no-such"}, "no-such"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"colour": "blue"}, "not known here"),
        ({"name": "x" * 300}, "name"),
        ({"name": "x" * 3000}, "2,000 bytes"),
    ],
)
def test_a_form_that_is_not_right_is_refused(office: Office, fields: dict[str, str], says: str) -> None:
    answer = send(office, ("a.pdf", PDF), **fields)
    refused(office, answer, answer.status_code, says)
    assert answer.status_code in (413, 422)


def test_a_key_that_comes_again_gives_the_same_packet(office: Office) -> None:
    first = send(office, ("a.pdf", PDF), key="one")
    again = send(office, ("a.pdf", PDF), key="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert send(office, ("a.pdf", OTHER), key="one").json()["code"] == "key-used"
    assert send(office, ("a.pdf", PDF), key="one", name="Other").json()["code"] == "key-used"
    assert send(office, ("a.pdf", PDF), key="one", role="admin").json()["id"] != first.json()["id"]
    assert rows(office) == 2


def test_a_key_that_comes_twice_at_once_makes_one_packet(office: Office) -> None:
    office.token("clerk")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(office, ("a.pdf", PDF), key="one"), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert rows(office) == 1


def test_the_same_papers_are_told_and_linked(office: Office) -> None:
    first = send(office, ("a.pdf", PDF), ("b.pdf", OTHER)).json()
    copy = send(office, ("x.pdf", OTHER), ("y.pdf", PDF)).json()
    assert copy["notes"] == [f"The same files came before under receipt {first['receipt']}."]
    assert copy["duplicates"] == 1
    shown = office.client.get(f"/api/v1/packets/{first['id']}", headers=office.headers()).json()
    assert shown["duplicates"] == 1
    send(office, ("a.pdf", PDF))
    for packet in (first, copy):
        found = office.client.get(f"/api/v1/packets?same_as={packet['id']}", headers=office.headers()).json()
        assert {one["id"] for one in found["items"]} == {first["id"], copy["id"]}


def test_a_provider_is_not_told_of_somebody_else_s_packet(office: Office) -> None:
    send(office, ("a.pdf", PDF))
    copy = send(office, ("a.pdf", PDF), role="provider").json()
    assert (copy["notes"], copy["duplicates"]) == ([], 0)
    found = office.client.get(f"/api/v1/packets?same_as={copy['id']}", headers=office.headers("provider")).json()
    assert [one["id"] for one in found["items"]] == [copy["id"]]


def test_an_office_may_refuse_the_same_papers(tmp_path: Path) -> None:
    with open_office(tmp_path, duplicates="refuse") as office:
        first = send(office, ("a.pdf", PDF)).json()
        answer = send(office, ("a.pdf", PDF))
        assert (answer.status_code, answer.json()["receipt"]) == (409, first["receipt"])
        foreign = send(office, ("a.pdf", PDF), role="provider")
        assert (foreign.status_code, foreign.json()["receipt"]) == (409, None)
        assert first["receipt"] not in foreign.text
        assert (rows(office), len(office.data())) == (1, 1)


def test_a_full_disk_keeps_nothing_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    put = office.service.papers.put_file

    def full(key: str, path: Path) -> None:
        if path.name == "2":
            raise NoRoom("No space left on device")
        put(key, path)

    monkeypatch.setattr(office.service.papers, "put_file", full)
    refused(office, send(office, ("a.pdf", PDF), ("b.pdf", OTHER)), 507, "No space left")
    monkeypatch.undo()
    assert send(office, ("a.pdf", PDF), ("b.pdf", OTHER)).status_code == 201


def test_what_a_dead_process_left_is_swept(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        kept = send(office, ("a.pdf", PDF)).json()
        settings = office.service.settings
        left = settings.incoming / "01JDEAD"
        left.mkdir()
        (left / "1").write_bytes(b"half a paper")
        orphan, named = "f" * 64, office.data()[-1].rpartition("/")[2]
        office.service.papers.put(file_key(orphan), b"a paper that no row names")
        (left / "journal").write_text(f"{orphan}\n{named}\n")
    with open_office(tmp_path) as office:
        assert office.data() == [f"papers/{file_key(named)}"]
        assert office.client.get(f"/api/v1/packets/{kept['id']}", headers=office.headers()).status_code == 200


def test_lists_run_newest_first_and_page_by_page(office: Office) -> None:
    ids = [send(office, (f"{n}.pdf", PDF + bytes(n))).json()["id"] for n in range(5)]
    for sort, expected in (("new", sorted(ids, reverse=True)), ("old", sorted(ids)), ("due", sorted(ids))):
        found: list[str] = []
        after: str | None = ""
        while after is not None:
            query = {"limit": 2, "sort": sort} | ({"after": after} if after else {})
            page = office.client.get("/api/v1/packets", params=query, headers=office.headers()).json()
            found += [item["id"] for item in page["items"]]
            after = page["next"]
        assert found == expected


def test_a_paper_is_given_back_as_it_was_sent_and_never_shown(office: Office) -> None:
    packet = send(office, ("in/Núñez.pdf", PDF)).json()
    path = f"/api/v1/packets/{packet['id']}/files"
    [listed] = office.client.get(path, headers=office.headers()).json()
    assert (listed["number"], listed["name"], listed["size"]) == (1, "in/Núñez.pdf", len(PDF))
    paper = office.client.get(f"{path}/1", headers=office.headers())
    assert paper.content == PDF
    assert paper.headers["content-type"] == "application/octet-stream"
    assert paper.headers["content-disposition"] == "attachment; filename*=UTF-8''N%C3%BA%C3%B1ez.pdf"
    assert office.client.get(f"{path}/2", headers=office.headers()).status_code == 404
    assert office.client.get(f"{path}/1", headers=office.headers("provider")).status_code == 404
    office.service.papers.delete(file_key(listed["sha256"]))
    lost = office.client.get(f"{path}/1", headers=office.headers())
    assert (lost.status_code, lost.json()["code"]) == (500, "paper-lost")


def test_a_report_masks_birth_dates_unless_asked(office: Office) -> None:
    packet = send(office, ("a.pdf", PDF)).json()
    path = f"/api/v1/packets/{packet['id']}/report"
    assert office.client.get(path, headers=office.headers()).status_code == 409
    value = {"value": "2015-02-03", "text": "2/3/15", "confidence": 1, "source": "text"}
    document = {"id": "d1", "fields": {"date_of_birth": value}, "tables": {"children": [{"date_of_birth": value}]}}
    finding = {"message": "Born 2015-02-03.", "fields": ["date_of_birth"], "expected": None, "found": "2015"}
    doubt = {"rule": "child-age", "why": "Birth: “2/3/15” is not sure", "document": "d1", "fields": ["date_of_birth"]}
    body = pack(json.dumps({"documents": [document], "findings": [finding], "not_checked": [doubt]}))
    with office.service.database.writing() as session:
        session.add(PacketReport(packet_id=packet["id"], body=body, made_at=now(), version="1"))
    masked = office.client.get(path, headers=office.headers("auditor"))
    assert "2015" not in masked.text
    assert "2/3" not in masked.text
    shown = office.client.get(path, params={"reveal": "true"}, headers=office.headers()).json()
    assert shown["documents"] == [document]
    assert office.client.get(path, params={"reveal": "true"}, headers=office.headers("auditor")).status_code == 403
    with office.service.database.reading() as session:
        actions = list(session.scalars(select(AuditRow.action).order_by(AuditRow.at)))
    # The second row is of the report that was not there yet.
    assert actions == ["packets.send", "packets.values", "packets.values", "packets.reveal"]


def test_the_same_pages_in_other_bytes_are_linked_once(office: Office) -> None:
    first, copy, other, part = (send(office, ("a.pdf", PDF + bytes(n))).json()["id"] for n in range(4))
    shown = {first: ("aa", "b"), copy: ("aa", "b"), other: ("cc", "c", "i"), part: ("dd", "c", "i")}
    with office.service.database.writing() as session:
        for packet, (pages, *prints) in shown.items():
            file = session.scalars(select(FileRow.id).where(FileRow.packet_id == packet)).one()
            session.get_one(PacketRow, packet).pages_fingerprint = pages
            for page, sign in enumerate(prints, 1):
                session.add(PagePrint(file_id=file, page=page, packet_id=packet, print=sign))
        session.flush()
        # In whichever order they are read, and however often.
        for packet in (copy, first, first, part, other):
            link_duplicates(session, session.get_one(PacketRow, packet))
    with office.service.database.reading() as session:
        found = {(row.packet_id, row.other_id): row.told for row in session.scalars(select(Duplicate))}
        assert found.keys() == {(max(first, copy), min(first, copy)), (max(other, part), min(other, part))}
    assert sorted(told.partition(" came")[0] for told in found.values()) == ["Pages of it (2)", "The same pages"]
