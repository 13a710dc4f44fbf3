"""Reading a page of a PDF: words, lines, boxes, ink, and when its text layer is not to be trusted."""

import io
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, StreamObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extractors.files import PdfFile, open_pdf
from extractors.page import Page
from extractors.pdf import PdfPage, read_page, render

Draw = Callable[[Canvas], None]


def drawn(draw: Draw, *, rotate: int = 0) -> bytes:
    """A letter page with the drawing on it."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    draw(canvas)
    canvas.showPage()
    canvas.save()
    if not rotate:
        return stream.getvalue()
    writer = PdfWriter(clone_from=PdfReader(stream))
    writer.pages[0].rotate(rotate)
    turned = io.BytesIO()
    writer.write(turned)
    return turned.getvalue()


def seen(content: bytes) -> PdfPage:
    document = pdfium.PdfDocument(content)
    try:
        return read_page(document, 0, file="paper.pdf")
    finally:
        document.close()


def opened(folder: Path, content: bytes) -> AbstractContextManager[PdfFile]:
    path = folder / "paper.pdf"
    path.write_bytes(content)
    return open_pdf(path, path.name)


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def prose(canvas: Canvas) -> None:
    """Enough print for a page to be judged by."""
    canvas.setFont("Helvetica", 11)
    for line in range(10):
        canvas.drawString(72, 600 - 16 * line, "Parent met with the worker about school and the plan for home")


def test_words_stand_where_they_are_printed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(72, 700, "Applicant name:")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(160, 700, "Núñez")

    page = seen(drawn(draw)).page
    assert [(word.text, word.bold) for word in page.words] == [("Applicant", True), ("name:", True), ("Núñez", False)]
    x0, y0, x1, y1 = page.words[2].box
    assert x0 * 612 == pytest.approx(160, abs=1)
    assert y0 * 792 < 792 - 700 - 6 < 792 - 700 < y1 * 792 < 792 - 700 + 4
    assert (x1 - x0) * 612 == pytest.approx(31, abs=4)
    assert (page.width, page.height, page.turned, page.words[2].source) == (612, 792, 0, "text")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_shown_turned_is_read_as_shown(rotate: int) -> None:
    """The page says how it is turned, and its print was turned the other way: it stands upright in a viewer."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(306, 396)
        canvas.rotate(rotate)
        canvas.drawString(-200, 200, "Upright")

    page = seen(drawn(draw, rotate=rotate)).page
    assert texts(page) == ["Upright"]
    assert page.turned == 0
    wide, high = (612, 792) if rotate % 180 == 0 else (792, 612)
    assert (page.width, page.height) == (wide, high)
    x0, y0, _, _ = page.words[0].box
    assert x0 * wide == pytest.approx(wide / 2 - 200, abs=2)
    assert y0 * high == pytest.approx(high / 2 - 209, abs=3)


@pytest.mark.parametrize(("rotate", "turned"), [(90, 90), (180, 180), (270, 270)])
def test_a_page_that_lies_wrong_is_turned_upright(rotate: int, turned: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "First")
        canvas.drawString(100, 100, "Last")
        canvas.rect(100, 400, 10, 10)

    page = seen(drawn(draw, rotate=rotate)).page
    upright = seen(drawn(draw)).page
    assert page.turned == (360 - turned) % 360
    assert texts(page) == ["First", "Last"]
    for one, other in zip(page.words, upright.words, strict=True):
        assert one.box == pytest.approx(other.box, abs=0.002)
    assert page.marks[0].box == pytest.approx(upright.marks[0].box, abs=0.002)


def test_letters_placed_one_by_one_are_words_also_upside_down() -> None:
    """Browsers place each letter by itself, and pdfium orders them by how the page is shown."""

    def draw(canvas: Canvas) -> None:
        for index, letter in enumerate("Child's name"):
            canvas.setFont("Courier", 11.6)
            canvas.drawString(100 + 7 * index, 700, letter)

    page = seen(drawn(draw, rotate=180)).page
    assert texts(page) == ["Child's", "name"]
    assert page.turned == 180


def test_the_visible_part_is_the_page() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(lambda canvas: canvas.drawString(200, 600, "Here")))))
    writer.pages[0].cropbox.lower_left = (100, 100)
    writer.pages[0].cropbox.upper_right = (500, 700)
    stream = io.BytesIO()
    writer.write(stream)
    page = seen(stream.getvalue()).page
    assert (page.width, page.height) == (400, 600)
    assert page.words[0].box[0] == pytest.approx(0.25, abs=0.01)


def test_lines_and_the_edges_of_boxes_are_rulings() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(72, 500, 300, 500)
        canvas.rect(72, 300, 200, 40)
        canvas.rect(72, 200, 200, 0.8, stroke=0, fill=1)
        canvas.setStrokeColorRGB(1, 1, 1)
        canvas.line(72, 100, 300, 100)

    page = seen(drawn(draw)).page
    assert sum(ruling.horizontal for ruling in page.rulings) == 4
    assert sum(not ruling.horizontal for ruling in page.rulings) == 2
    assert not page.inks


def cross(canvas: Canvas) -> None:
    canvas.line(102, 502, 108, 508)
    canvas.line(102, 508, 108, 502)


def tick(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(101, 505)
    path.lineTo(104, 501)
    path.lineTo(112, 513)
    canvas.drawPath(path)


@pytest.mark.parametrize(
    ("inside", "checked"),
    [
        (lambda canvas: None, False),
        (cross, True),
        (tick, True),
        (lambda canvas: canvas.drawString(102, 501.5, "X"), True),
        (lambda canvas: canvas.rect(102.5, 502.5, 5, 5, fill=1), True),
        (lambda canvas: (canvas.setFont("ZapfDingbats", 9), canvas.drawString(101.5, 502, "4")), True),
    ],
)
def test_check_boxes(inside: Draw, checked: bool) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(100, 500, 10, 10)
        inside(canvas)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(116, 502, "Adopted")

    page = seen(drawn(draw)).page
    assert [mark.checked for mark in page.marks] == [checked]
    assert texts(page) == ["Adopted"]
    assert not page.inks


def test_radio_buttons() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.circle(105, 505, 5)
        canvas.circle(205, 505, 5)
        canvas.circle(205, 505, 2.5, fill=1)

    assert sorted((mark.box[0], mark.checked) for mark in seen(drawn(draw)).page.marks)[1][1] is True
    assert [mark.checked for mark in seen(drawn(draw)).page.marks].count(True) == 1


def test_boxes_typed_as_brackets_and_cells_of_a_comb() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 600, "[X] Yes [ ] No")
        for index, digit in enumerate("061234567"):
            canvas.rect(100 + 14 * index, 500, 14, 14)
            canvas.drawString(104 + 14 * index, 503, digit)

    page = seen(drawn(draw)).page
    assert [mark.checked for mark in page.marks] == [True, False]
    assert [text for text in texts(page) if not text.isdigit()] == ["Yes", "No"]
    assert "".join(text for text in texts(page) if text.isdigit()) == "061234567"


def scribble(canvas: Canvas, x: float, y: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x, y)
    for step in range(8):
        path.curveTo(
            x + 10 * step + 3, y + 14, x + 10 * step + 7, y - 10, x + 10 * (step + 1), y + (3 if step % 2 else -3)
        )
    canvas.drawPath(path)


def test_a_filled_square_alone_is_a_checked_box_and_doubtful_where_no_box_is_empty() -> None:
    def marks(signs: str) -> list[tuple[bool | None, bool]]:
        def listed(canvas: Canvas) -> None:
            prose(canvas)
            pdfmetrics.registerFont(TTFont("signs", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"))
            for number, sign in enumerate(signs):
                canvas.setFont("signs", 10)
                canvas.drawString(72, 300 - 20 * number, f"{sign} Parent agrees")

        return [(mark.checked, mark.confidence > 0.9) for mark in seen(drawn(listed)).page.marks]

    assert marks("■□") == [(True, True), (False, True)]
    assert marks("■■") == [(True, False), (True, False)]


def test_short_bars_between_two_lines_part_the_cells_of_a_low_row() -> None:
    def row(canvas: Canvas) -> None:
        prose(canvas)
        canvas.setLineWidth(1)
        for y in (300, 311):
            canvas.line(80, y, 500, y)
        for x in (80, 290, 500):
            canvas.line(x, 300, x, 311)
        canvas.line(100, 240, 100, 251)

    page = seen(drawn(row)).page
    assert sum(not ruling.horizontal for ruling in page.rulings) == 3


def test_a_signature_is_ink_and_its_line_a_ruling() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(100, 200, 300, 200)
        scribble(canvas, 120, 206)

    page = seen(drawn(draw)).page
    assert len(page.inks) == len(page.rulings) == 1
    assert page.inks[0].box[0] * 612 == pytest.approx(120, abs=1)


def test_signatures_on_lines_close_together_are_two() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (200, 224):
            canvas.line(100, y, 300, y)
            scribble(canvas, 120, y + 8)

    assert len(seen(drawn(draw)).page.inks) == 2


def test_a_pasted_picture_of_a_signature_is_ink() -> None:
    picture = Image.new("RGB", (300, 80), "white")
    ImageDraw.Draw(picture).line([(10, 60), (80, 10), (150, 70), (290, 20)], fill="black", width=5)

    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawImage(ImageReader(picture), 100, 200, 150, 40)

    found = seen(drawn(draw))
    assert len(found.page.inks) == 1
    assert found.trusted


def test_a_stamp_over_the_page_is_read_like_the_page() -> None:
    """A rubber stamp with a look of its own, as viewers put on a page."""
    stamp = PdfReader(io.BytesIO(drawn(lambda canvas: canvas.drawString(10, 10, "Received"))))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(prose))))
    look = StreamObject()
    look.set_data(stamp.pages[0].get_contents().get_data())  # type: ignore[union-attr]
    look.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(edge) for edge in (0, 0, 200, 40)]),
            NameObject("/Resources"): stamp.pages[0]["/Resources"].clone(writer),
        }
    )
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Stamp"),
            NameObject("/Rect"): ArrayObject([FloatObject(edge) for edge in (100, 100, 300, 140)]),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
            NameObject("/F"): NumberObject(4),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])
    stream = io.BytesIO()
    writer.write(stream)
    page = seen(stream.getvalue()).page
    word = next(word for word in page.words if word.text == "Received")
    assert word.box[0] * 612 == pytest.approx(110, abs=2)
    assert word.box[3] * 792 == pytest.approx(792 - 110, abs=5)


def test_a_frame_drawn_over_the_page_without_a_look_of_its_own_is_a_box() -> None:
    """As viewers note it: where it lies and its colour, the drawing left to whoever shows it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(prose))))
    frame = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Square"),
            NameObject("/Rect"): ArrayObject([FloatObject(edge) for edge in (300, 100, 420, 140)]),
            NameObject("/C"): ArrayObject([FloatObject(0)] * 3),
            NameObject("/F"): NumberObject(4),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(frame)])
    stream = io.BytesIO()
    writer.write(stream)
    rulings = seen(stream.getvalue()).page.rulings
    places = sorted(ruling.box[1] * 792 for ruling in rulings if ruling.horizontal)
    assert places == pytest.approx([652, 692], abs=1)


def test_letters_that_are_spaced_out_stay_a_word() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 600, "ACCOUNTING INVOICE", charSpace=3)

    assert texts(seen(drawn(draw)).page) == ["ACCOUNTING", "INVOICE"]


def test_print_made_bold_by_printing_twice_is_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 600, "Statement")
        canvas.drawString(100.3, 600, "Statement")

    assert texts(seen(drawn(draw)).page) == ["Statement"]


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(100, 400, "Unseen")


def painted_over(canvas: Canvas) -> None:
    canvas.drawString(100, 400, "Unseen")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(95, 395, 100, 20, stroke=0, fill=1)


@pytest.mark.parametrize("draw", [white, painted_over])
def test_print_that_nobody_sees_is_not_read(draw: Draw) -> None:
    def page(canvas: Canvas) -> None:
        prose(canvas)
        draw(canvas)

    found = seen(drawn(page))
    assert "Unseen" not in texts(found.page)
    assert found.trusted


def test_white_print_on_a_dark_bar_is_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(90, 390, 200, 20, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(100, 396, "Services")

    assert texts(seen(drawn(draw)).page) == ["Services"]


def test_a_scan_is_read_as_a_picture_whatever_its_hidden_words_say() -> None:
    scan = Image.new("L", (850, 1100), 250)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scan), 0, 0, 612, 792)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        for _ in range(30):
            text.textLine("words that an OCR program guessed under the picture")
        canvas.drawText(text)

    found = seen(drawn(draw))
    assert not found.trusted
    assert not found.empty
    assert not found.page.words


@pytest.mark.parametrize("strips", [1, 6])
def test_white_words_over_a_scan_are_not_what_a_person_sees(strips: int) -> None:
    def draw(canvas: Canvas) -> None:
        for strip in range(strips):
            scan = ImageReader(Image.new("L", (425, 550 // strips), 250))
            canvas.drawImage(scan, 0, 792 * strip / strips, 612, 792 / strips)
        canvas.setFillColorRGB(1, 1, 1)
        prose(canvas)

    assert not seen(drawn(draw)).trusted


def test_white_words_on_a_dark_bar_are_read_though_the_bar_be_an_image() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawImage(ImageReader(Image.new("L", (500, 30), 20)), 56, 700, 500, 30)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 710, "Application")

    found = seen(drawn(draw))
    assert found.trusted
    assert "Application" in texts(found.page)


def test_a_text_layer_that_says_something_else_is_not_trusted() -> None:
    def shifted(canvas: Canvas) -> None:
        for line in range(10):
            words = ["Parent", "met", "with", "worker", "about", "school"]
            canvas.drawString(72, 600 - 16 * line, " ".join("".join(chr(ord(c) - 29) for c in w) for w in words))

    assert seen(drawn(prose)).trusted
    assert not seen(drawn(shifted)).trusted


def test_letters_turned_into_shapes_are_read_as_a_picture() -> None:
    def draw(canvas: Canvas) -> None:
        for index in range(300):
            path = canvas.beginPath()
            x, y = 72 + 8 * (index % 50), 700 - 14 * (index // 50)
            path.moveTo(x, y)
            path.curveTo(x + 6, y, x, y + 8, x + 5, y + 9)
            path.lineTo(x + 2, y + 3)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)

    found = seen(drawn(draw))
    assert not found.trusted
    assert not found.empty


def test_a_blank_page_is_empty() -> None:
    assert seen(drawn(lambda canvas: None)).empty
    assert not seen(drawn(lambda canvas: scribble(canvas, 100, 100))).empty


def test_a_page_becomes_a_picture_of_bounded_size(tmp_path: Path) -> None:
    with opened(tmp_path, drawn(prose)) as file:
        pixels, dpi = render(file, 0)
    assert (pixels.shape, dpi) == (pytest.approx((3300, 2550, 3), abs=2), 300)
    assert pixels.min() < 100
    poster = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(14_400, 14_400)
    writer.write(poster)
    with opened(tmp_path, poster.getvalue()) as file:
        pixels, dpi = render(file, 0)
    assert pixels.shape[0] * pixels.shape[1] <= 30_200_000
    assert dpi < 30


FILLED = "612 0 0 792 0 0 cm"


def scanned(content: str, mode: str = "L", *, rotate: int = 0, **more: object) -> bytes:
    """A letter page that shows a JPEG of 200 dots an inch by the content; `more` are further keys of the image."""
    picture = Image.linear_gradient("L").resize((1700, 2200)).convert(mode)
    ImageDraw.Draw(picture).rectangle((200, 300, 900, 500), "red" if mode == "RGB" else 90)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG")
    writer = PdfWriter()
    page = writer.add_blank_page(612, 792)
    image = StreamObject()
    image.set_data(jpeg.getvalue())
    keys = {"Type": "XObject", "Subtype": "Image", "Filter": "DCTDecode", "ColorSpace": COLOURS[mode]}
    image.update({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in keys.items()})
    for key, value in (("Width", 1700), ("Height", 2200), ("BitsPerComponent", 8)):
        image[NameObject(f"/{key}")] = NumberObject(value)
    for key, wanted in more.items():
        image[NameObject(f"/{key}")] = writer._add_object(wanted) if isinstance(wanted, StreamObject) else wanted
    painted = StreamObject()
    painted.set_data(f"q {content} /S Do Q".encode())
    named = DictionaryObject({NameObject("/S"): writer._add_object(image)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    page[NameObject("/Contents")] = writer._add_object(painted)
    page.rotate(rotate)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


COLOURS = {"L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}


def half_seen_through() -> StreamObject:
    mask = StreamObject()
    mask.set_data(b"\xff\x20")
    keys = {"Type": "XObject", "Subtype": "Image", "ColorSpace": "DeviceGray"}
    mask.update({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in keys.items()})
    for key, value in (("Width", 2), ("Height", 1), ("BitsPerComponent", 8)):
        mask[NameObject(f"/{key}")] = NumberObject(value)
    return mask


@pytest.mark.parametrize(
    ("content", "unpacked"),
    [
        (scanned(FILLED), True),
        (scanned(FILLED, "RGB"), True),
        (scanned(FILLED, "RGB", rotate=90), True),
        (scanned(FILLED, rotate=180), True),
        (scanned(FILLED, Decode=ArrayObject([NumberObject(1), NumberObject(0)])), True),
        (scanned(FILLED, "CMYK"), True),
        (scanned(FILLED, SMask=half_seen_through()), False),
        (scanned("612 0 0 -792 0 792 cm"), False),
        (scanned("500 0 0 647 50 60 cm"), False),
        (scanned("100 100 300 300 re W n " + FILLED), False),
        (scanned(FILLED + " /S Do 0.5 0 0 0.5 0 0 cm"), False),
    ],
)  # fmt: skip
def test_a_scan_is_read_as_a_viewer_shows_it(tmp_path: Path, content: bytes, unpacked: bool) -> None:
    with opened(tmp_path, content) as file:
        pixels, dpi = render(file, 0)
        assert (dpi == pytest.approx(200, abs=0.1)) == unpacked
        drawn_ = file.document[0].render(scale=dpi / 72, rev_byteorder=True).to_pil()
    shown = np.asarray(drawn_.convert("RGB"), np.int16)
    got = np.asarray(Image.fromarray(pixels).convert("RGB").resize(drawn_.size), np.int16)
    assert np.abs(got - shown).mean() < 1


def test_a_plan_of_many_thousand_strokes_takes_no_time() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.2)
        for index in range(20_000):
            x, y = 20 + (index * 7) % 570, 20 + (index * 13) % 750
            canvas.line(x, y, x + 5 + index % 3, y + (index % 2) * 4)

    content = drawn(draw)
    start = time.process_time()
    found = seen(content)
    assert time.process_time() - start < 10
    assert not found.empty


@pytest.mark.parametrize(("mode", "shape"), [("1", 2), ("L", 2), ("RGB", 3)])
def test_a_scan_without_colour_is_drawn_in_grey(tmp_path: Path, mode: str, shape: int) -> None:
    scan = Image.new("RGB", (850, 1100), "white")
    ImageDraw.Draw(scan).rectangle((100, 100, 300, 160), fill=(200, 30, 30))
    # 100 dots an inch are too coarse to be read as they are.
    scan.convert(mode).save(tmp_path / "scan.pdf", resolution=100.0)
    with open_pdf(tmp_path / "scan.pdf", "scan.pdf") as file:
        pixels, _ = render(file, 0)
    assert pixels.ndim == shape
    assert pixels.shape[0] > 3000
