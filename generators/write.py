"""Writing one outgoing document: data in, a checked file out, or a sentence that says why not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.outfile import write_whole
from forms.program import Program
from generators.datum import Data, read_data
from generators.document import Outgoing, document, program_book
from generators.export import calendar_ics, rows_csv
from generators.fill import fill_form
from generators.glyphs import without_font
from generators.office import docx_to_pdf
from generators.proofread import check_pdf, check_word, word_blocks
from generators.template import render_docx
from generators.wording import listed


def write_document(name: str, data: Mapping[str, Any], out: Path, catalog: Catalog) -> list[Path]:
    """Writes the document in the form that the suffix names, gives the files; raises IncompleteData, FormwrightError.

    There is one file, `out`, unless the data ask for several, such as one for each sibling: those are numbered from 2.
    """
    paths = []
    for filename, content in document_files(name, data, out.name, catalog):
        paths.append(out.with_name(filename))
        write_whole(paths[-1], content)
    return paths


def document_files(name: str, data: Mapping[str, Any], filename: str, catalog: Catalog) -> list[tuple[str, bytes]]:
    """The document's files, each with its name, as `write_document` writes them."""
    declared = document(name, catalog)
    program = catalog.program(declared.program)
    book = program_book(program)
    split = book.splittings.get(declared.document)
    parts: list[Mapping[str, Any]] = [data]
    if split:
        # What is missing must be asked for before one part's data fill in for another's.
        read_data(declared.id, declared.data, data)
        parts = list(split(dict(data)))
    out = Path(filename)
    names = [out.name, *(f"{out.stem}-{number}{out.suffix}" for number in range(2, len(parts) + 1))]
    return [
        (own, _content(declared, program, part, out.suffix.lower())) for own, part in zip(names, parts, strict=True)
    ]


def complete(declared: Outgoing, program: Program, given: Mapping[str, Any]) -> Data:
    """The typed data with the computed values; raises IncompleteData, FormwrightError."""
    data = read_data(declared.id, declared.data, given)
    completion = program_book(program).completions.get(declared.document)
    return {**data, **completion(data, program)} if completion else data


def _content(declared: Outgoing, program: Program, given: Mapping[str, Any], suffix: str) -> bytes:
    if suffix not in declared.suffixes:
        written = listed(declared.suffixes, "or")
        raise FormwrightError(f"{declared.id} is written as {written}, not {suffix or 'without a suffix'}.")
    data = complete(declared, program, given)
    if suffix == ".csv":
        return rows_csv(declared, data, program)
    if suffix == ".ics":
        return calendar_ics(declared, data, program)
    if suffix == ".pdf" and declared.fills:
        return _filled(declared, program, data)
    word = render_docx(declared, data, program)
    check_word(word, declared.data, data)
    if suffix == ".docx":
        return word
    _refuse_strange(word)
    pdf = docx_to_pdf(word)
    check_pdf(pdf, word)
    return pdf


def _refuse_strange(word: bytes) -> None:
    """Refuses characters that the PDF would show as empty boxes; in the Word file they stay as they are."""
    if strange := without_font("".join(word_blocks(word))):
        shown = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in strange[:5])
        raise FormwrightError(
            f"No font on this machine shows {shown}: write it in other words, install a font, or write a .docx."
        )


def _filled(declared: Outgoing, program: Program, data: Data) -> bytes:
    form = program.forms[declared.fills or ""]
    values = {name: value for name, value in data.items() if name in form.fields or name in form.tables}
    annex = {declared.annex: "\n\n".join(data["changes"])} if declared.annex and data["changes"] else {}
    return fill_form(form, program, values, annex=annex)
