"""Papers with a shape of their own: certificates of insurance, cards, letters, agreements in prose."""

import io
import itertools
import random
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from bench.bureau import Habits, Paper
from bench.bureau_pages import Ink
from bench.people import People
from bench.sheets import scrawl

_WIDTH, _HEIGHT = letter


def _money(text: str) -> str:
    return text.replace("USD ", "").lstrip("$ ")


def insurance(paper: Paper) -> bytes:
    """A certificate of insurance: boxes for producer and insured, insurers by letters, coverages in rows of a grid."""
    dice = paper.dice
    said = {name: item.text for block in paper.blocks for row in block.rows for item in row for name in (item.name,)}
    for name in ("effective", "expires"):
        said[name] = f"{paper.fields[name]:%m/%d/%Y}" if paper.fields[name] else ""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter)
    face = dice.choice(("Helvetica", "Times-Roman"))
    bold = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}[face]
    typed = dice.choice((face, "Courier"))

    def put(x: float, y: float, text: str, size: float = 6.5, font: str = "") -> None:
        canvas.setFont(font or face, size)
        canvas.drawString(x, _HEIGHT - y, text)

    def box(x0: float, y0: float, x1: float, y1: float) -> None:
        canvas.rect(x0, _HEIGHT - y1, x1 - x0, y1 - y0)

    def tick(x: float, y: float, on: bool, caption: str) -> None:
        canvas.rect(x, _HEIGHT - y, 8, 8)
        if on:
            put(x + 1.6, y - 1.4, "X", 7.5, bold)
        put(x + 12, y - 1, caption)

    canvas.setLineWidth(0.7)
    canvas.setFont(bold, 15)
    canvas.drawCentredString(_WIDTH / 2 + 10, _HEIGHT - 52, paper.title.upper())
    box(480, 36, 576, 60)
    put(484, 43, "DATE (MM/DD/YYYY)", 6)
    put(490, 56, f"{People(dice.randrange(10**6)).day():%m/%d/%Y}", 9, typed)
    put(
        36,
        74,
        "This certificate is for information only and gives its holder no rights under the policies listed below.",
        6.5,
    )
    box(36, 82, 306, 150)
    box(306, 82, 576, 106)
    box(306, 106, 576, 150)
    put(39, 90, "PRODUCER", 6.5, bold)
    for at, line in enumerate(("Shoreline Insurance Brokers", "44 Wharf Street", "New London, CT 06320")):
        put(44, 103 + 11 * at, line, 9, typed)
    put(309, 90, "CONTACT NAME:")
    put(366, 91, "Front Desk", 9, typed)
    put(309, 102, "PHONE (A/C, No, Ext):")
    put(380, 102, "860-555-0170", 9, typed)
    put(390, 114, "INSURER(S) AFFORDING COVERAGE", 6.5, bold)
    for at, letter_ in enumerate("ABC"):
        put(309, 126 + 10 * at, f"INSURER {letter_} :")
        put(360, 126 + 10 * at, said["insurer"] if letter_ == "A" else "", 9, typed)
    box(36, 150, 306, 200)
    put(39, 158, "INSURED", 6.5, bold)
    put(44, 174, said["insured"], 9, typed)
    box(306, 150, 576, 200)
    put(309, 158, "INSURER D :")
    put(309, 168, "INSURER E :")
    put(36, 214, "COVERAGES", 9, bold)
    xs = (36, 58, 190, 214, 238, 330, 388, 446, 576)
    box(xs[0], 220, xs[-1], 244)
    if dice.random() < 0.7:
        for x in xs[1:-1]:
            canvas.line(x, _HEIGHT - 220, x, _HEIGHT - 244)
    heads = (
        ("INSR", "LTR"),
        ("TYPE OF INSURANCE",),
        ("ADDL", "INSD"),
        ("SUBR", "WVD"),
        ("POLICY NUMBER",),
        ("POLICY EFF", "(MM/DD/YYYY)"),
        ("POLICY EXP", "(MM/DD/YYYY)"),
        ("LIMITS",),
    )
    for x, lines in zip(xs, heads, strict=False):
        for at, line in enumerate(lines):
            put(x + 2, 230 + 9 * at, line, 6)
    for top, bottom in ((244, 328), (328, 390)):
        for left, right in itertools.pairwise(xs):
            box(left, top, right, bottom)
    put(42, 256, "A", 9, typed)
    tick(61, 258, True, "COMMERCIAL GENERAL LIABILITY")
    tick(72, 270, False, "CLAIMS-MADE")
    tick(130, 270, True, "OCCUR")
    put(241, 262, said["policy_number"], 8.5, typed)
    put(333, 262, said["effective"], 7.5, typed)
    put(391, 262, said["expires"], 7.5, typed)
    limits = (
        ("EACH OCCURRENCE", _money(said["each_occurrence"])),
        ("DAMAGE TO RENTED PREMISES", "100,000"),
        ("MED EXP (Any one person)", "5,000"),
        ("PERSONAL & ADV INJURY", ""),
        ("GENERAL AGGREGATE", _money(said["aggregate"])),
        ("PRODUCTS - COMP/OP AGG", ""),
    )
    for at, (caption, value) in enumerate(limits):
        y = 244 + 14 * at
        box(446, y, 530, y + 14)
        box(530, y, 576, y + 14)
        put(448, y + 9.5, caption, 5.6)
        put(532, y + 9.5, "$")
        canvas.setFont(typed, 7.5)
        canvas.drawRightString(574, _HEIGHT - y - 10, value if value not in ("N/A", "n/a", "none") else "")
    put(61, 340, "AUTOMOBILE LIABILITY", 6.5)
    tick(61, 354, False, "ANY AUTO")
    tick(61, 366, False, "HIRED AUTOS ONLY")
    put(448, 340, "COMBINED SINGLE LIMIT (Ea accident)", 5.6)
    put(532, 352, "$")
    box(36, 390, 576, 450)
    put(39, 398, "DESCRIPTION OF OPERATIONS / LOCATIONS / VEHICLES")
    put(44, 414, "Services in the homes of families.", 9, typed)
    put(36, 464, "CERTIFICATE HOLDER", 9, bold)
    put(310, 464, "CANCELLATION", 9, bold)
    box(36, 470, 306, 560)
    box(306, 470, 576, 560)
    for at, line in enumerate((paper.agency, "Operations Center", "460 Capitol Avenue, Hartford, CT 06106")):
        put(44, 490 + 12 * at, line, 8.5, typed)
    put(
        310,
        480,
        "Should any of the policies be cancelled before the date of expiration, notice will be given as they say.",
        5.4,
    )
    put(310, 526, "AUTHORIZED REPRESENTATIVE")
    scrawl(canvas, dice, 330, _HEIGHT - 552, 110, 20)
    canvas.save()
    return buffer.getvalue()


def card(paper: Paper) -> bytes:
    """A card for the wallet: the holder's name in the middle, dates at the foot."""
    dice = paper.dice
    said = {item.name: item.text for block in paper.blocks for row in block.rows for item in row}
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter)
    x, y, w, h = 120, 420, 372, 230
    canvas.roundRect(x, y, w, h, 10)
    middle = x + w / 2
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawCentredString(middle, y + h - 28, paper.title.upper())
    canvas.setFont("Helvetica", 9)
    canvas.drawCentredString(middle, y + h - 52, "This certifies that")
    canvas.setFont("Times-Bold", 15)
    canvas.drawCentredString(middle, y + h - 74, said["holder_name"])
    canvas.setFont("Helvetica", 8.5)
    canvas.drawCentredString(middle, y + h - 92, "has met the requirements of the written and the practical tests in")
    canvas.setFont("Helvetica", 9)
    canvas.drawString(x + 24, y + h - 116, "Course:")
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(x + 70, y + h - 116, said["courses"])
    foot = [
        (("Issue date", "Issued"), said["issued"]),
        (("Renew by", "Recommended renewal date", "Expires"), said["expires"]),
        (("eCard code", "Certificate ID"), said["certificate_id"]),
    ]
    above = dice.random() < 0.5
    for at, (labels, text) in enumerate(foot):
        left = x + 24 + 118 * at
        canvas.setFont("Helvetica", 7)
        canvas.drawString(left, y + (52 if above else 36), dice.choice(labels))
        canvas.setFont("Helvetica-Bold", 9.5)
        canvas.drawString(left, y + (40 if above else 48), text)
    canvas.setFont("Helvetica", 6.5)
    canvas.drawString(
        x + 24, y + 14, "Training center: Shoreline Safety Training, New London. To verify this card call 860-555-0171."
    )
    canvas.save()
    return buffer.getvalue()


def _flow(paper: Paper, story: list[Flowable]) -> bytes:
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=letter, leftMargin=72, rightMargin=72, topMargin=60, bottomMargin=60).build(
        story
    )
    return buffer.getvalue()


def letter_of_reference(paper: Paper) -> bytes:
    """A letter of reference of one to eight paragraphs; its truth is made to what it says."""
    dice, fields = paper.dice, paper.fields
    people, habits = People(dice.randrange(10**6)), Habits(dice)
    for name in ("applicant_name", "referee_name"):
        fields[name] = people.name()
    title, clinician = dice.choice(
        (
            ("Licensed Clinical Social Worker", True),
            ("Clinical Director", True),
            ("Parish Secretary", False),
            ("Retired Teacher", False),
        )
    )
    day = people.day()
    fields |= {
        "referee_title": title, "referee_is_clinician": clinician, "for_dds_application": True, "letter_date": day,
        "phone": f"860-555-01{dice.randint(10, 99)}",
        "email": f"{dice.choice('abcdef')}.{dice.randint(10, 99)}@example.org",
        "signature": True,
    }  # fmt: skip
    face = dice.choice(("Times-Roman", "Helvetica"))
    style = ParagraphStyle(
        "p",
        fontName=face,
        fontSize=dice.choice((10, 11, 12)),
        leading=15,
        spaceAfter=9,
        alignment=dice.choice((0, TA_JUSTIFY)),
    )

    def para(text: str) -> Paragraph:
        return Paragraph(escape(text), style)

    story: list[Flowable] = [
        Paragraph(escape(line), ParagraphStyle("c", parent=style, alignment=TA_CENTER, spaceAfter=1))
        for line in paper.letterhead[: dice.choice((0, 2))]
    ]
    shown = dice.choice(("{0:%B} {0.day}, {0.year}", "{0.day} {0:%B} {0.year}", "{0:%m/%d/%Y}")).format(day)
    story += [
        Spacer(1, 12),
        para(shown),
        para(f"{paper.agency}, Operations Center"),
        para(f"RE: {fields['applicant_name']}" if dice.random() < 0.5 else "Letter of reference"),
    ]
    story.append(para(dice.choice(("To Whom It May Concern:", "Dear Sir or Madam:", "Dear Operations Center,"))))
    role = (
        "In my clinical practice I have supervised this work for three years."
        if clinician
        else "We have known each other for eleven years through the parish."
    )
    story.append(
        para(
            f"I am writing in support of the application of {fields['applicant_name']} to become a qualified provider "
            f"of Parenting Support Services with the Department of Developmental Services. {role}"
        )
    )
    story += [para(people.sentences(2, 4)) for _ in range(dice.choice((0, 1, 2, 4, 7)))]
    story += [
        para("Please call me with any questions."),
        para(dice.choice(("Sincerely,", "Respectfully,", "Yours truly,"))),
        Ink(dice),
        Spacer(1, 4),
    ]
    for line in (
        fields["referee_name"],
        title,
        habits.printed(paper.form.fields["phone"], fields["phone"]),
        fields["email"],
    ):
        story.append(Paragraph(escape(line), ParagraphStyle("s", parent=style, spaceAfter=1)))
    return _flow(paper, story)


_PROSE = {
    "ct-pss/provider-agreement": (
        "This agreement is made by and between the Department of Developmental Services (the “Department”) and "
        "{provider_name} (the “Provider”) and takes effect on {effective} (the “Effective date”).",
        "The Provider will render services as the policy of the Department says, keep records of them, and bill for "
        "none that were not rendered.",
    ),
    "ri-pdi/subsidy-agreement": (
        "This agreement is made between the Department and {parent_name} (Certified parent), for the benefit of "
        "{eligible_person_name} (Eligible person). It begins on {start_date} (Start date) and ends on {end_date} (End "
        "date). The Department will pay {amount} (Subsidy amount) for each month in which the eligible person lives in "
        "the home.",
        "Either party may end this agreement by a notice in writing.",
    ),
    "ct-pss/hipaa-agreement": (
        "I, {provider_name} (Provider name), will keep what I learn of the persons served to myself and will use and "
        "disclose it only as the law allows.",
        "I have read the policy and had my questions answered.",
    ),
    "ct-pss/false-claims-acknowledgement": (
        "I, {provider_name} (Provider name), acknowledge that I was given the policy and the procedure on false claims "
        "and have read them.",
    ),
}
PROSE = tuple(_PROSE)


def agreement(paper: Paper) -> bytes:
    """An agreement in sentences with its blanks filled amid them, the signatures at the foot."""
    said = {item.name: item.text for block in paper.blocks for row in block.rows for item in row}
    style = ParagraphStyle("p", fontName="Times-Roman", fontSize=11, leading=16, spaceAfter=10, alignment=TA_JUSTIFY)
    head = ParagraphStyle("h", parent=style, fontName="Times-Bold", fontSize=15, alignment=TA_CENTER, leading=20)
    story: list[Flowable] = [
        Paragraph(escape(paper.agency), ParagraphStyle("a", parent=style, alignment=TA_CENTER)),
        Paragraph(escape(paper.title), head),
    ]
    blank = "&nbsp;" * 24
    for text in _PROSE[paper.form.id]:
        filled = {name: f"<u>&nbsp;{escape(value) or blank}&nbsp;</u>" for name, value in said.items()}
        story.append(Paragraph(escape(text).format(**filled), style))
    small = ParagraphStyle("s", parent=style, fontSize=9, leading=11)
    for block in paper.blocks:
        for row in block.rows:
            signed = [
                item
                for item in row
                if item.cell.type == "signature"
                or (item.cell.type == "date" and item.name not in "".join(_PROSE[paper.form.id]))
            ]
            if signed:
                top = [
                    Ink(paper.dice)
                    if item.value and item.cell.type == "signature"
                    else Paragraph(escape(item.text) or "&nbsp;", style)
                    for item in signed
                ]
                below = [Paragraph(escape(item.label), small) for item in signed]
                story += [
                    Spacer(1, 14),
                    Table(
                        [top, below],
                        colWidths=[230, 160][: len(signed)],
                        style=[("LINEABOVE", (0, 1), (-1, 1), 0.6, "black"), ("VALIGN", (0, 0), (-1, 0), "BOTTOM")],
                        hAlign="LEFT",
                    ),
                ]
    return _flow(paper, story)


def taxpayer_form(dice: random.Random) -> bytes:
    """A form of another agency that asks for a name, an address and an identification number."""
    people = People(dice.randrange(10**6))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(40, 740, "Request for Taxpayer Number and Certification")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(40, 724, "Give the form to the requester. Do not send it to the revenue service.")
    rows = (
        ("1  Name (as shown on your income tax return)", people.name()),
        ("2  Business name, if different from above", dice.choice(("", "Kids First of Kent"))),
        ("5  Address (number, street, and apt. or suite no.)", "12 Maple Avenue"),
        ("6  City, state, and ZIP code", "Kent, CT 06757"),
        ("Employer identification number", "06-1234567"),
    )
    for at, (label, value) in enumerate(rows):
        y = 690 - 44 * at
        canvas.rect(40, y - 12, 520, 40)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(44, y + 18, label)
        canvas.setFont("Courier", 11)
        canvas.drawString(50, y - 4, value)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(40, 440, "Signature of U.S. person")
    canvas.drawString(380, 440, f"Date  {people.day():%m/%d/%Y}")
    scrawl(canvas, dice, 150, 438, 110, 24)
    canvas.save()
    return buffer.getvalue()


def fax_cover(dice: random.Random, agency: str) -> bytes:
    """The sheet that goes before the pages of a fax."""
    people = People(dice.randrange(10**6))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter)
    canvas.setFont("Helvetica-Bold", 26)
    canvas.drawString(60, 710, dice.choice(("FAX", "Fax Transmittal", "FACSIMILE COVER SHEET")))
    rows = (
        ("To:", agency),
        ("From:", people.name()),
        ("Fax:", "860-555-0172"),
        ("Phone:", "860-555-0173"),
        ("Date:", f"{people.day():%m/%d/%Y}"),
        ("Pages:", "5 including cover"),
        ("Re:", dice.choice(("Invoice for October", "Provider application", "Progress report of our client"))),
    )
    for at, (label, value) in enumerate(rows):
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(60, 660 - 26 * at, label)
        canvas.setFont("Helvetica", 12)
        canvas.drawString(130, 660 - 26 * at, value)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 440, "Comments: please find the papers that you asked for. Call me if a page is missing.")
    canvas.save()
    return buffer.getvalue()
