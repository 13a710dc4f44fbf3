"""Reading letters back: none is released whose text is not the text that it was written from."""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

import docx
import pypdfium2
from docx.oxml.ns import qn

from forms.errors import FormwrightError
from forms.fieldtypes import Month
from generators.datum import Chosen, Data, Datum
from generators.wording import hours, long_date, money, plain, short, worded


def check_word(content: bytes, declared: dict[str, Datum], data: Data) -> None:
    """Raises FormwrightError where a value of the data does not stand in the Word document."""
    printed = _bare("".join(word_blocks(content)))
    lost = [what for what, forms in _expected(declared, data) if not any(_bare(form) in printed for form in forms)]
    if lost:
        raise FormwrightError(f"The document was written, but on reading it back {_named(lost)} was not found in it.")


def check_pdf(pdf: bytes, content: bytes) -> None:
    """Raises FormwrightError where the PDF does not hold every word of the Word document that it was printed from."""
    printed = pdf_text(pdf)
    letters = Counter(printed)
    wanted: Counter[str] = Counter()
    lost: list[str] = []
    for block in word_blocks(content):
        bare = _bare(block)
        wanted.update(bare)
        # A block that a page's end parts is found word by word.
        if bare not in printed and not all(_bare(word) in printed for word in block.split()):
            lost.append(block)
    lost.extend((wanted - letters).keys())
    if lost:
        raise FormwrightError(f"The PDF was printed, but on reading it back {_named(lost)} was not found in it.")


def pdf_text(pdf: bytes) -> str:
    """All text of the PDF, page after page, without white space."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    # pdfium tells a hyphen at the end of a line, which may only part a word, by a sign of its own.
    return _bare(re.sub("[\x02\ufffe]", "-", text))


def word_blocks(content: bytes) -> Iterator[str]:
    """The text of every paragraph of the Word document's body, those in tables among them, in their order."""
    body = docx.Document(io.BytesIO(content)).element.body
    for paragraph in body.iter(qn("w:p")):
        text = "".join(
            node.text or "" if node.tag == qn("w:t") else "\n"
            for node in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
        )
        if text.strip():
            yield text


def _expected(declared: dict[str, Datum], data: Data) -> Iterator[tuple[str, list[str]]]:
    """Each value given, by its name, with the ways in which it may be printed."""
    for name, datum in declared.items():
        value = data.get(name)
        if not datum.printed or value is None or isinstance(value, bool):
            continue
        if datum.type == "rows":
            for row in value:
                yield from _expected(datum.columns, row)
        elif datum.type == "texts":
            yield from ((datum.title, [text]) for text in value)
        elif isinstance(value, str) and not isinstance(value, Chosen):
            yield from ((datum.title, [line]) for line in value.splitlines() if line.strip())
        else:
            yield datum.title, printed_forms(value)


def printed_forms(value: Any) -> list[str]:
    """The ways in which a letter or a table prints the value."""
    if isinstance(value, date):
        return [long_date(value), short(value)]
    if isinstance(value, Month):
        return [worded(value), short(value)]
    if isinstance(value, Decimal):
        return [money(value), hours(value), plain(value)]
    if isinstance(value, Chosen | time | int):
        return [worded(value)]
    return [str(value)]


def _bare(text: str) -> str:
    """The text as compared: compatible letters alike, no white space, none of the signs that only part lines."""
    return re.sub(
        r"[\s\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff\ufffe]",
        "",
        unicodedata.normalize("NFKC", text).replace("\u2010", "-"),
    )


def _named(lost: list[str]) -> str:
    first = lost[0] if len(lost[0]) <= 60 else f"{lost[0][:57]}..."
    return f"{first!r}" + (f" and {len(lost) - 1} more" if len(lost) > 1 else "")
