"""Papers as offices make them: in spreadsheets, word processors, systems of their own; certificates, letters."""

from bench import bureau, bureau_office, bureau_pages, bureau_single
from bench.bureau import Paper
from bench.sheets import Sheets
from forms.form import Form
from forms.program import Program

Source = tuple[str, bytes]
"""The suffix and the content of a file that is still to be printed, or of a PDF."""


def ways_of(form: Form) -> tuple[str, ...]:
    """The ways in which an office would make this paper; those that come more often are named more often."""
    own = {
        "liability-certificate": ("insurance",) * 4,
        "cpr-certificate": ("card",) * 3,
        "reference-letter": ("letter",) * 4,
    }.get(form.form, ())
    prose = ("prose",) if form.id in bureau_single.PROSE else ()
    return ("pages", "pages", "writer", "calc", *own, *prose)


def source(paper: Paper, way: str = "") -> tuple[str, Source]:
    """The paper made in that way, `writer-columns` for a style of its own, and the way."""
    way = way or paper.dice.choice(ways_of(paper.form))
    kind, _, style = way.partition("-")
    if kind == "pages":
        style = style or paper.dice.choice(bureau_pages.styles_of(paper))
        return f"pages-{style}", ("pdf", bureau_pages.draw(paper, style))
    if kind == "writer":
        style = style or paper.dice.choice(bureau_office.LAYOUTS)
        return f"writer-{style}", bureau_office.document(paper, style)
    if kind == "calc":
        return "calc", bureau_office.sheet(paper)
    single = {
        "insurance": bureau_single.insurance, "card": bureau_single.card, "letter": bureau_single.letter_of_reference,
        "prose": bureau_single.agreement,
    }  # fmt: skip
    return kind, ("pdf", single[kind](paper))


def foreign(form: Form, program: Program, seed: int) -> Sheets:
    """The form as an office fills and prints it."""
    paper = bureau.compose(form, program, seed)
    way, (suffix, data) = source(paper)
    if suffix != "pdf":
        [data] = bureau_office.printed([(suffix, data)])
    return Sheets(form, data, paper.fields, paper.tables, free=way == "letter")
