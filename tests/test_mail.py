"""Saved e-mails that papers come in: opened alike by the desk, the REST interface and the command line."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from api.intake.archive import ZipLimits
from api.intake.incoming import Place
from api.intake.mail import Opened, open_mail
from api.packets import Job, check_one
from api.problems import BadUpload, TooLarge
from tests.support.office import Office, open_office
from tests.test_intake import OTHER, PDF, refused, send, zipped

LIMITS = ZipLimits(100, 50_000_000, 100_000_000)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(held, kind)
    return held.getvalue()


def mail(
    *attached: tuple[str, bytes], text: str = "The invoice is attached.", subject: str = "Invoice"
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Rosa Example <rosa@example.org>", "office@example.org", subject
    made["Date"] = "Sat, 21 Nov 2026 09:00:00 -0500"
    made.set_content(text)
    for name, content in attached:
        kind = "pdf" if name.endswith(".pdf") else "octet-stream"
        made.add_attachment(content, maintype="application", subtype=kind, filename=name)
    return made


def opened(tmp_path: Path, message: EmailMessage | bytes, name: str = "papers.eml", limits: ZipLimits = LIMITS) -> Any:
    path = tmp_path / "sent"
    path.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    return open_mail(path, name, Place(tmp_path / "incoming"), limits)


def names(found: Opened | None) -> list[str]:
    assert found is not None
    return [paper.name for paper in found.papers]


def words(paper: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))


def test_what_is_attached_and_what_is_said_become_papers_with_their_checksums(office: Office) -> None:
    sent = mail(("invoice.pdf", PDF), ("Agreement ñ.pdf", OTHER), text="Line 3 is a cent too much: pay $88.29.")
    answer = send(office, ("Re invoice.eml", sent.as_bytes()))
    assert answer.status_code == 201, answer.text
    packet = answer.json()
    assert packet["name"] == "Re invoice.eml"
    papers = {paper["name"]: paper for paper in packet["papers"]}
    assert list(papers) == ["Re invoice/Agreement ñ.pdf", "Re invoice/e-mail.pdf", "Re invoice/invoice.pdf"]
    assert papers["Re invoice/invoice.pdf"]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert papers["Re invoice/invoice.pdf"]["size"] == len(PDF)
    files = office.ask("GET", f"/packets/{packet['id']}/files")
    text = next(file["number"] for file in files if file["name"].endswith("e-mail.pdf"))
    told = words(office.ask("GET", f"/packets/{packet['id']}/files/{text}"))
    for said in ("From: Rosa Example", "Subject: Invoice", "Line 3 is a cent too much: pay $88.29."):
        assert said in told
    # The same mail sent again is the same packet, its words drawn alike.
    again = send(office, ("Re invoice.eml", sent.as_bytes())).json()
    assert again["notes"][0].startswith("The same files came before")


def test_a_mail_comes_beside_other_files_in_a_zip_and_to_a_packet_that_is_there(office: Office) -> None:
    one = mail(("invoice.pdf", PDF), text="")
    beside = send(office, ("a.pdf", OTHER), ("mail.eml", one.as_bytes())).json()
    assert [paper["name"] for paper in beside["papers"]] == ["a.pdf", "mail/invoice.pdf"]
    inside = send(office, ("all.zip", zipped(("mail.eml", one.as_bytes()), ("b.pdf", OTHER + b"\n")))).json()
    assert [paper["name"] for paper in inside["papers"]] == ["b.pdf", "mail/invoice.pdf"]
    files = [("files", ("more.eml", mail(("c.pdf", PDF + b"\n")).as_bytes()))]
    added = office.ask("POST", f"/packets/{beside['id']}/files", "clerk", 201, files=files)
    assert [paper["name"] for paper in added["papers"]] == ["more/c.pdf", "more/e-mail.pdf"]


def test_mails_in_mails_and_zips_in_mails_are_opened_within_limits(tmp_path: Path) -> None:
    inner = mail(("invoice.pdf", PDF), ("scans.zip", zipped(("1.pdf", OTHER), ("deep/2.pdf", OTHER))), text="")
    outer = mail(text="Forwarded.", subject="Fwd")
    outer.add_attachment(inner)
    outer.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="saved.eml")
    assert names(opened(tmp_path, outer)) == [
        "papers/saved/invoice.pdf", "papers/saved/scans/1.pdf", "papers/saved/scans/deep/2.pdf",
        "papers/Invoice/invoice.pdf", "papers/Invoice/scans/1.pdf", "papers/Invoice/scans/deep/2.pdf",
        "papers/e-mail.pdf",
    ]  # fmt: skip
    deep = mail(("invoice.pdf", PDF))
    for _ in range(3):
        around = mail()
        around.add_attachment(deep)
        deep = around
    with pytest.raises(BadUpload, match="e-mails within e-mails"):
        opened(tmp_path, deep)
    with pytest.raises(TooLarge, match="number of files"):
        opened(tmp_path, mail(*((f"{number}.pdf", PDF) for number in range(5))), limits=ZipLimits(4, 10**7, 10**8))
    with pytest.raises(TooLarge, match="What the e-mail holds"):
        opened(tmp_path, mail(("a.pdf", PDF), ("b.pdf", PDF)), limits=ZipLimits(9, 10**7, len(PDF) + 10))
    bomb = zipped(*((f"{number}.bin", bytes(9_000_000)) for number in range(9)))
    with pytest.raises(TooLarge):
        opened(tmp_path, mail(("scans.zip", bomb)), limits=ZipLimits(99, 10**7, 20_000_000))
    assert list((tmp_path / "incoming").glob("*/*")) != []


def test_pictures_of_signatures_seals_and_empty_parts_are_left_out_with_a_word_and_photographs_stay(
    tmp_path: Path,
) -> None:
    sent = mail(("empty.pdf", b""), text="Here is the page.")
    sent.add_attachment(picture(300, 120), maintype="image", subtype="png", filename="logo.png", disposition="inline")
    sent.add_attachment(b"GIF89a....", maintype="image", subtype="gif", cid="<a@b>", disposition="inline")
    # A telephone's mail shows the photographs of pages in its text.
    page = picture(1000, 1400, "JPEG")
    sent.add_attachment(page, maintype="image", subtype="jpeg", filename="IMG_1.jpg", disposition="inline")
    # Whoever attaches a small picture means it.
    sent.add_attachment(picture(200, 200), maintype="image", subtype="png", filename="card.png")
    sent.add_attachment(b"seal", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    found = opened(tmp_path, sent)
    assert names(found) == ["papers/IMG_1.jpg", "papers/card.png", "papers/e-mail.pdf"]
    small = "it is a small picture in the mail's text, as of a signature, and no paper"
    assert found.notes == [
        "empty.pdf in papers.eml was left out: there is nothing in it.",
        f"logo.png in papers.eml was left out: {small}.",
        f"A part in papers.eml was left out: {small}.",
        "smime.p7s in papers.eml was left out: it seals the mail and is no paper.",
    ]


def test_a_mail_without_papers_is_told_with_what_to_do(office: Office) -> None:
    says = "note.eml is an e-mail without papers in it. Send the papers themselves;"
    refused(office, send(office, ("note.eml", mail().as_bytes())), 422, says)
    logo = mail()
    logo.add_attachment(picture(90, 40), maintype="image", subtype="png", filename="logo.png", disposition="inline")
    refused(office, send(office, ("note.eml", logo.as_bytes())), 422, says)
    outlook = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    refused(office, send(office, ("note.msg", outlook)), 422, "note.msg is an e-mail as Outlook keeps it. Save it as")
    # It does not cost the other papers anything.
    kept = send(office, ("note.eml", mail().as_bytes()), ("a.pdf", PDF), keep_unreadable="true").json()
    assert [paper["name"] for paper in kept["papers"]] == ["a.pdf", "note.eml"]
    assert kept["notes"][0].startswith(says)


def test_words_in_html_and_in_strange_letters_are_kept(tmp_path: Path) -> None:
    rich = EmailMessage()
    rich["From"], rich["Subject"] = "a@example.org", "Visit"
    rich.set_content("<style>p{color:red}</style><p>He moved on <b>11/02/2026</b>.<br>Thank you 👍</p>", subtype="html")
    rich.add_attachment(PDF, maintype="application", subtype="pdf", filename="a.pdf")
    found = opened(tmp_path, rich)
    told = words(next(paper.path.read_bytes() for paper in found.papers if paper.name.endswith("e-mail.pdf")))
    assert "He moved on 11/02/2026." in told
    assert "color" not in told
    assert found.notes[0].startswith("Some characters of papers are not shown in e-mail.pdf")


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: application/pdf\n"
        b'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="../../etc/p\xffw"\n\n%%%%\n',
        b"From: a\nContent-Type: multipart/mixed\n\nno boundary",
        b"From: a\nSubject: =?utf-99?q?x?=\nContent-Type: text/plain; charset=none-such\n\n\xff\xfe",
        b"From: a\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(3000)),
        b"From: a\nContent-Type: message/rfc822\n\n",
        b"From: [\nTo: <<>>,;\nDate: never\nContent-Type: a/b; name*0*=x''%\n\n",
    ],
)
def test_a_mail_that_is_built_wrong_ends_in_a_sentence_or_in_papers(tmp_path: Path, content: bytes) -> None:
    try:
        found = opened(tmp_path, content)
    except BadUpload as problem:
        said = str(problem)
    else:
        said = "" if found is None or all(".." not in paper.name for paper in found.papers) else "outside"
    assert said == "" or said.endswith("Save its papers and send them themselves.")


def test_a_file_that_only_begins_like_a_letter_is_no_mail(tmp_path: Path) -> None:
    for content in (b"To whom it may concern:\n\nFrom: nobody", b"Date: today\n\n", b"%PDF-1.7", b""):
        assert opened(tmp_path, content, "note.txt") is None


def test_the_command_line_opens_mails_as_the_service_does(tmp_path: Path) -> None:
    folder = tmp_path / "packet"
    folder.mkdir()
    sent = mail(("invoice.pdf", PDF), ("agreement.pdf", OTHER), text="")
    sent.add_attachment(picture(90, 40), maintype="image", subtype="png", filename="logo.png", disposition="inline")
    (folder / "mail.eml").write_bytes(sent.as_bytes())
    (folder / "note.eml").write_bytes(mail().as_bytes())
    report = check_one(folder, Job(date(2026, 11, 21)))
    assert {document.file for document in report.packet.documents} == {"mail/invoice.pdf", "mail/agreement.pdf"}
    told = {problem.file: problem for problem in report.packet.problems}
    assert told["mail.eml"].message.startswith("logo.png in mail.eml was left out")
    assert told["note.eml"].message.startswith("note.eml is an e-mail without papers in it.")
    assert (told["mail.eml"].settled, told["note.eml"].settled) == (True, False)
    alone = check_one(folder / "mail.eml", Job(date(2026, 11, 21)))
    assert [document.form for document in alone.packet.documents] == [d.form for d in report.packet.documents]


def test_a_zip_of_mails_is_a_batch_of_packets(office: Office) -> None:
    content = zipped(("one/a.eml", mail(("1.pdf", PDF)).as_bytes()), ("two/b.eml", mail(("2.pdf", OTHER)).as_bytes()))
    files = [("files", ("all.zip", content))]
    batch = office.ask("POST", "/batches", "clerk", 201, files=files, data={"as_of": "2026-11-21"})
    assert batch["packets"] == 2
    listed = office.ask("GET", f"/packets?batch={batch['id']}")["items"]
    assert {(packet["name"], packet["files"]) for packet in listed} == {("one", 2), ("two", 2)}
    assert zipfile.is_zipfile(io.BytesIO(content))
