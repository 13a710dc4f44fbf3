"""Opening files: each kind by its content, and a sentence for each file that cannot be read."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen import canvas

from extractors.files import (
    MAX_PAGES,
    FileKind,
    file_kind,
    frame_count,
    open_pdf,
    open_picture,
    packet_files,
    read_frame,
)
from extractors.read import read_packet
from forms.catalog import load_catalog
from forms.errors import FormwrightError, PaperError


def pdf_bytes(pages: int = 1) -> bytes:
    """A PDF of so many pages, a line of print on each."""
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pagesize=(612, 792))
    for number in range(1, pages + 1):
        sheet.drawString(72, 700, f"Page {number}")
        sheet.showPage()
    sheet.save()
    return stream.getvalue()


def read_first(path: Path) -> tuple[np.ndarray, float | None]:
    with open_picture(path, path.name) as image:
        return read_frame(image, 0, path.name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.tif", "TIFF"), ("picture.pdf", "PNG")],
)
def test_the_content_tells_the_kind_not_the_name(tmp_path: Path, name: str, kind: str) -> None:
    Image.new("RGB", (850, 1100), "white").save(tmp_path / name, format=kind)
    assert file_kind(tmp_path / name) is FileKind.PICTURE
    (tmp_path / "paper.jpg").write_bytes(pdf_bytes())
    assert file_kind(tmp_path / "paper.jpg") is FileKind.PDF


def test_heic_is_read(tmp_path: Path) -> None:
    picture = Image.new("RGB", (640, 480), (10, 200, 10))
    pillow_heif.from_pillow(picture).save(tmp_path / "photo.heic")
    assert file_kind(tmp_path / "photo.heic") is FileKind.PICTURE
    pixels, _ = read_first(tmp_path / "photo.heic")
    assert pixels.shape == (480, 640, 3)
    assert pixels[240, 320, 1] > pixels[240, 320, 0]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.pdf", b"", "is empty"),
        ("letter.pdf", b"Dear office, please find enclosed", "not a PDF"),
        ("notes.txt", b"Dear office, please find enclosed", "text file"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
        ("sound.bin", b"\x01\x00\x02\x00" * 40, "of a kind that cannot be read"),
    ],
)
def test_what_is_no_paper_is_answered_with_the_remedy(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PaperError, match=says) as caught:
        file_kind(tmp_path / name)
    assert "Send" in str(caught.value) or "Save" in str(caught.value)


def word_file(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"photo.jpg": b"x"}, "is an archive"),
        ({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}, "macros"),
        ({"word/document.xml": bytes(40_000_000)}, "was not opened"),
        ({"word/document.xml": b"<a/>", "../outside.xml": b"x"}, "was not opened"),
        ({"word/document.xml": b"<a/>", "/etc/outside.xml": b"x"}, "was not opened"),
    ],
)
def test_archives_that_are_no_word_file_stay_closed(tmp_path: Path, parts: dict[str, bytes], says: str) -> None:
    with pytest.raises(PaperError, match=says):
        file_kind(word_file(tmp_path / "paper.docx", parts))


def test_a_plain_word_file_passes(tmp_path: Path) -> None:
    assert file_kind(word_file(tmp_path / "paper.docx", {"word/document.xml": b"<a/>"})) is FileKind.WORD


def test_a_cut_off_word_file_is_damaged(tmp_path: Path) -> None:
    path = word_file(tmp_path / "paper.docx", {"word/document.xml": b"<a/>" * 100})
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(PaperError, match="damaged"):
        file_kind(path)


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes())))
    writer.encrypt(password, "owner-password", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_pdf_with_a_password_asks_for_one_without(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(encrypted("secret"))
    with pytest.raises(PaperError, match="locked by a password"), open_pdf(path, path.name):
        pass


def test_a_pdf_locked_by_a_certificate_asks_for_one_without(tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(encrypted("secret").replace(b"/Filter /Standard", b"/Filter /Adobe.PubSec"))
    with pytest.raises(PaperError, match="hold a certificate"), open_pdf(path, path.name):
        pass


def test_a_pdf_that_opens_with_the_empty_password_is_read(tmp_path: Path) -> None:
    path = tmp_path / "restricted.pdf"
    path.write_bytes(encrypted(""))
    with open_pdf(path, path.name) as file:
        assert file.pages == 1
        assert file.reader is not None


def test_a_damaged_pdf_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(pdf_bytes()[:120])
    with pytest.raises(PaperError, match="cut off or damaged"), open_pdf(path, path.name):
        pass


def test_a_pdf_cut_off_behind_its_pages_is_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "short.pdf"
    whole = pdf_bytes(2)
    path.write_bytes(whole[: whole.rindex(b"startxref")])
    with open_pdf(path, path.name) as file:
        assert file.pages == 2
        assert any("cut off" in note for note in file.notes)


def test_a_pdf_without_pages_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    PdfWriter().write(path)
    with pytest.raises(PaperError, match=r"no pages|damaged"), open_pdf(path, path.name):
        pass


def test_an_absurd_number_of_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    writer = PdfWriter()
    for _ in range(MAX_PAGES + 1):
        writer.add_blank_page(612, 792)
    writer.write(path)
    with pytest.raises(PaperError, match="2,001 pages"), open_pdf(path, path.name):
        pass


def test_a_page_count_that_is_wrong_is_told(tmp_path: Path) -> None:
    path = tmp_path / "odd.pdf"
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(3))))
    pages = writer.root_object["/Pages"].get_object()
    pages["/Kids"].append(writer.root_object["/Pages"].get_object()["/Kids"][0])  # type: ignore[index]
    writer.write(path)
    with open_pdf(path, path.name) as file:
        counted = len(file.reader.pages) if file.reader else 0
        assert (counted != file.pages) == any("built wrongly" in note for note in file.notes)


def test_a_picture_of_20000_pixels_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000), 1).save(path)
    with pytest.raises(PaperError, match="far more pixels") as caught:
        read_first(path)
    assert "300 dpi" in str(caught.value)


def test_a_picture_of_900_million_pixels_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (600, 600), 1).save(path)
    content = bytearray(path.read_bytes())
    content[16:24] = (30_000).to_bytes(4, "big") * 2
    path.write_bytes(content)
    with pytest.raises(PaperError):
        read_first(path)


def test_a_cut_off_picture_says_so(tmp_path: Path) -> None:
    path = tmp_path / "half.jpg"
    Image.effect_noise((900, 1100), 60).save(path)
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(PaperError, match="cut off or damaged"):
        read_first(path)


def test_the_camera_held_sideways_is_put_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste("black", (0, 0, 400, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "photo.jpg", exif=exif)
    pixels, dpi = read_first(tmp_path / "photo.jpg")
    assert pixels.shape[:2] == (400, 300)
    assert pixels[200, 295].mean() < 50
    assert dpi is None


def test_fax_dots_become_square_and_grey(tmp_path: Path) -> None:
    Image.new("1", (1728, 1078), 1).save(tmp_path / "fax.tif", dpi=(204, 98), compression="group4")
    pixels, dpi = read_first(tmp_path / "fax.tif")
    assert pixels.shape == (2244, 1728)
    assert dpi == pytest.approx(204, abs=1)
    assert pixels.min() == 255


def test_a_tiff_of_several_pages(tmp_path: Path) -> None:
    pages = [Image.new("L", (850, 1100), shade) for shade in (255, 128, 0)]
    pages[0].save(tmp_path / "fax.tif", save_all=True, append_images=pages[1:], dpi=(100, 100))
    with open_picture(tmp_path / "fax.tif", "fax.tif") as image:
        assert frame_count(image, "fax.tif") == 3
        assert [int(read_frame(image, index, "fax.tif")[0].mean()) for index in range(3)] == [255, 128, 0]


def test_transparency_is_paper_white(tmp_path: Path) -> None:
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert read_first(tmp_path / "clear.png")[0].min() == 255


def test_a_picture_of_sixteen_bits_keeps_its_contrast(tmp_path: Path) -> None:
    levels = np.full((200, 200), 65_535, dtype=np.uint16)
    levels[:100] = 0
    Image.fromarray(levels).save(tmp_path / "scan.png")
    pixels, _ = read_first(tmp_path / "scan.png")
    assert (pixels[50, 50], pixels[150, 50]) == (0, 255)


def test_the_files_of_a_packet_in_their_order(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", ".DS_Store", "Thumbs.db", "scans/c.tif", "__MACOSX/._a.pdf", "~$draft.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [name for name, _ in packet_files(tmp_path)] == ["a.pdf", "b.pdf", "scans/c.tif"]


def test_a_single_file_is_a_packet_of_one(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    assert packet_files(tmp_path / "a.pdf") == [("a.pdf", tmp_path / "a.pdf")]


def test_a_folder_without_files_is_no_packet(tmp_path: Path) -> None:
    with pytest.raises(FormwrightError, match="holds no files"):
        packet_files(tmp_path)
    with pytest.raises(FormwrightError, match="does not exist"):
        packet_files(tmp_path / "nowhere")


def _shaded(folder: Path, *, fill: tuple[float, float, float] | None) -> Path:
    path = folder / "shaded.pdf"
    sheet = canvas.Canvas(str(path), pagesize=(200, 200))
    if fill:
        sheet.setFillColorRGB(*fill)
        sheet.rect(40, 40, 120, 120, stroke=0, fill=1)
    else:
        sheet.setFillColorRGB(1, 1, 1)
        sheet.rect(0, 0, 200, 200, stroke=0, fill=1)
    sheet.save()
    return path


@pytest.mark.parametrize("fill", [(0.0, 0.0, 0.0), (0.6, 0.8, 0.6), (1.0, 0.8, 0.1)])
def test_a_page_that_shows_shapes_alone_stays_in_the_packet(fill: tuple[float, float, float], tmp_path: Path) -> None:
    packet = read_packet(_shaded(tmp_path, fill=fill), load_catalog())
    assert [(document.form, document.pages) for document in packet.documents] == [(None, [1])]


def test_a_page_with_nothing_but_a_small_picture_stays_in_the_packet(tmp_path: Path) -> None:
    scrawl = Image.new("1", (200, 60), 1)
    ImageDraw.Draw(scrawl).line([(5, 50), (60, 10), (90, 45), (190, 20)], fill=0, width=3)
    sheet = canvas.Canvas(str(tmp_path / "signed.pdf"), pagesize=(612, 792))
    sheet.drawInlineImage(scrawl, 360, 300, 36, 11)
    sheet.save()
    packet = read_packet(tmp_path / "signed.pdf", load_catalog())
    assert [document.pages for document in packet.documents] == [[1]]


def test_a_page_in_letters_that_cannot_be_shown_stays_in_the_packet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its text layer is not believed, and its picture is white.
    monkeypatch.setattr("extractors.pdf._trusted", lambda *_: False)
    registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    sheet = canvas.Canvas(str(tmp_path / "letter.pdf"), pagesize=(612, 792))
    sheet.setFont("HeiseiMin-W3", 14)
    for line in range(20):
        sheet.drawString(72, 700 - 20 * line, "\u3042\u3044\u3046\u3048\u304a\u304b\u304d\u304f" * 3)
    sheet.save()
    packet = read_packet(tmp_path / "letter.pdf", load_catalog())
    assert [(problem.page, "cannot be shown" in problem.message) for problem in packet.problems] == [(1, True)]
    assert [document.pages for document in packet.documents] == [[1]]


def test_a_page_on_which_white_is_drawn_is_blank(tmp_path: Path) -> None:
    packet = read_packet(_shaded(tmp_path, fill=None), load_catalog())
    assert packet.documents == []
    # With nothing else in it the packet is not passed as complete without a word.
    assert [problem.message for problem in packet.problems] == [
        "Nothing shows on any page of this packet. Turn the papers over and scan them again."
    ]


def test_a_scan_that_is_black_all_over_stays_in_the_packet(tmp_path: Path) -> None:
    path = tmp_path / "black.png"
    Image.new("L", (800, 1000), 12).save(path)
    packet = read_packet(path, load_catalog())
    assert [document.pages for document in packet.documents] == [[1]]
