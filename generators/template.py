"""From a declared body to a Word template, and from template and data to a Word document."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from forms.errors import FormwrightError
from forms.form import Form, Section, Table
from forms.program import Program
from generators import housestyle
from generators.datum import Data
from generators.document import Block, EachText, Fact, Letter, Outgoing, TableBlock, TableColumn
from generators.wording import environment, names_used, render_text

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
_NO_TIME = datetime(2000, 1, 1)
"""Stands for the time of writing, so that the same data give the same bytes."""

_LETTERHEAD = "{{ program.contact.office }}{% for line in program.contact.address %}, {{ line }}{% endfor %}"
_REACH = "Telephone {{ program.contact.phone }}{% if program.contact.email %} · {{ program.contact.email }}{% endif %}"
_SIGNATORY = (
    "{{ signatory_name if signatory_name else 'Name and title' }}"
    "{% if signatory_title %}, {{ signatory_title }}{% endif %}"
)
_MEMO_TO = (
    "{{ recipient_name if recipient_name else '' }}{% if recipient_name and recipient_address %}, {% endif %}"
    "{{ recipient_address | join(', ') }}"
)
_MEMO_FROM = (
    "{{ signatory_name if signatory_name else program.contact.office }}"
    "{% if signatory_title %}, {{ signatory_title }}{% endif %}"
)
_QUESTIONS = (
    "Questions about this {{ kind }}? Call the {{ program.contact.office }} at {{ program.contact.phone }}"
    "{% if program.contact.email %} or write to {{ program.contact.email }}{% endif %}."
)


def render_docx(declared: Outgoing, data: Data, program: Program) -> bytes:
    """The document as a Word file; raises FormwrightError where its text needs what the data lack."""
    context = {**data, "kind": declared.kind}
    template = DocxTemplate(io.BytesIO(build_template(declared, program)))
    try:
        template.render(context, environment(program, for_word=True), autoescape=True)
        title = render_text(declared.letter.subject if declared.letter else declared.title, context, program)
    except TemplateError as error:
        raise FormwrightError(f"The text of {declared.id} cannot be completed: {error}.") from None
    properties = template.docx.core_properties
    properties.title, properties.author, properties.language = title[:255], program.agency, "en-US"
    properties.comments = ""
    properties.created = properties.modified = _NO_TIME
    saved = io.BytesIO()
    template.save(saved)
    return _timeless(saved.getvalue())


def _timeless(content: bytes) -> bytes:
    """The same zip archive with every entry's time the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def build_template(declared: Outgoing, program: Program) -> bytes:
    """The Word template of the document, with Jinja's tags where data go."""
    word = housestyle.new_word()
    if declared.kind == "certificate":
        housestyle.make_certificate(word)
    writer = _Writer(word)
    if declared.letter:
        writer.letter(declared.letter, declared, program)
    else:
        writer.letterhead(())
        writer.para(declared.title, "Heading 1")
        writer.blocks(declared.body or tuple(form_body(program.forms[declared.fills or ""], declared)))
    if declared.kind != "certificate":
        title = declared.title if program.title in declared.title else f"{declared.title} · {program.title}"
        housestyle.footer(word, title)
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


def texts(declared: Outgoing) -> Iterator[str]:
    """Every text and condition of the declaration, each as a Jinja template, for checking the names they use."""
    if letter := declared.letter:
        yield from (letter.date, letter.subject, *letter.sender, *letter.to, letter.dear or "", letter.closing)
        yield f"{{% if {letter.sender_when or 'true'} %}}{{% endif %}}"
    yield from _block_texts(declared.body)
    if declared.csv:
        yield from _block_texts((Block(table=declared.csv),))
    if days := declared.calendar:
        expressions = "".join(f"{{{{ {text} }}}}" for text in (days.date, days.stamp, days.repeat) if text)
        yield f"{{% for {days.each} %}}{expressions}{days.summary}{days.details}{days.key}{{% endfor %}}"


def _block_texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        opening, closing = _tags(block.when, block.each)
        inner = list(_block_texts(block.blocks))
        for text in (block.heading, block.para, block.note, block.display, block.sign):
            inner.append(text or "")
        match block.list:
            case EachText(each=each, text=text):
                inner.append(f"{{% for {each} %}}{text}{{% endfor %}}")
            case tuple() as items:
                inner.extend(items)
        for fact in (block.facts or {}).values():
            inner.append(f"{{% if {fact.when or 'true'} %}}{fact.value}{{% endif %}}")
        if table := block.table:
            cells = "".join(column.cell for column in table.columns)
            inner.append(f"{{% for {table.each} %}}{cells}{{% endfor %}}")
            inner.extend(column.total for column in table.columns)
        yield "".join((opening, *inner, closing))


def _tags(when: str | None, each: str | None) -> tuple[str, str]:
    opening = (f"{{% if {when} %}}" if when else "") + (f"{{% for {each} %}}" if each else "")
    closing = ("{% endfor %}" if each else "") + ("{% endif %}" if when else "")
    return opening, closing


def unknown_names(declared: Outgoing, program: Program) -> set[str]:
    """The names that the document's text uses and that are neither data nor computed."""
    return names_used(texts(declared), program) - set(declared.data) - set(declared.computed) - {"kind"}


def form_body(form: Form, declared: Outgoing) -> Iterator[Block]:
    """The form as labels and values in the house style, for a Word document of what the PDF fills."""
    for section in form.sections:
        yield Block(heading=section.section)
        if section.note:
            yield Block(note=section.note)
        names = [Section.weight(entry)[0] for row in section.rows for entry in row]
        facts = {
            declared.data[name].title: Fact(value=_printed(declared, name)) for name in names if name in declared.data
        }
        if facts:
            yield Block(facts=facts)
        if section.table:
            yield Block(table=_form_table(form.tables[section.table], declared))
        for name in names:
            if form.fields[name].type == "signature":
                yield Block(sign=form.fields[name].label)
    if declared.annex:
        yield Block(heading=declared.annex, when="changes")
        yield Block(each="change in changes", blocks=(Block(para="{{ change }}"),))


_FILTER = {"money": " | money", "hours": " | hours", "number": " | plain", "date": " | short"}


def _printed(declared: Outgoing, name: str) -> str:
    kind = declared.data[name].type
    if kind == "checkbox":
        return f"{{{{ '' if {name} is none else 'Yes' if {name} else 'No' }}}}"
    return f"{{{{ {name}{_FILTER.get(kind, '')} if {name} is not none else '' }}}}"


def _form_table(table: Table, declared: Outgoing) -> TableBlock:
    columns = tuple(
        TableColumn(
            head=column.title,
            cell=f"{{{{ row.{key}{_FILTER.get(column.type, '')} if row.{key} is not none else '' }}}}",
            align="right" if column.type in ("money", "hours", "number", "integer") else "left",
            width=3 if column.type in ("text", "choice") else 1.2,
        )
        for key, column in declared.data[table.name].columns.items()
    )
    return TableBlock(each=f"row in {table.name}", columns=columns, blank_rows=table.rows)


class _Writer:
    """Puts blocks into a Word document, conditions and loops as docxtpl's paragraph and row tags."""

    def __init__(self, word: Word) -> None:
        self._word = word

    def letter(self, letter: Letter, declared: Outgoing, program: Program) -> None:
        """The frame of a letter or memo, with the body in it."""
        self._sender(letter)
        if declared.kind == "memo":
            self.para(declared.title, "Heading 1")
            self._memo_head(letter, program)
        else:
            self.para(letter.date)
            self._addressee(letter)
            self.para(letter.subject, "Heading 1")
            self.para(letter.dear or "{{ 'Dear ' ~ recipient_name if recipient_name else 'To whom it may concern' }}:")
        self.blocks(declared.body)
        if letter.call:
            self._questions(letter)
        self._close(letter, declared)

    def _sender(self, letter: Letter) -> None:
        if letter.sender and letter.sender_when:
            self._tag(f"if {letter.sender_when}")
            self.letterhead(letter.sender)
            self._tag("else")
            self.letterhead(())
            self._tag("endif")
        else:
            self.letterhead(letter.sender)

    def _questions(self, letter: Letter) -> None:
        """Whom to call; where somebody else writes, the program's office is not the one to ask."""
        elsewhere = letter.sender_when or ("true" if letter.sender else "false")
        self._tag(f"if not ({elsewhere})")
        self.para(_QUESTIONS).paragraph_format.keep_with_next = True
        self._tag("endif")

    def letterhead(self, sender: tuple[str, ...]) -> None:
        """Who writes: the program's agency and office, or the lines of another sender."""
        if sender:
            first, *others = sender
        else:
            first, *others = "{{ program.agency }}", "{{ program.title }}", _LETTERHEAD, _REACH
        last = self.para(first, "Letterhead")
        for line in others:
            last = self.para(line, "Letterhead line")
        last.paragraph_format.space_after = Pt(16)
        housestyle.rule_below(last)

    def _memo_head(self, letter: Letter, program: Program) -> None:
        named, others = "recipient_name or recipient_address", ", ".join(letter.to)
        to = Fact(
            value=f"{{% if {named} %}}{_MEMO_TO}{{% else %}}{others}{{% endif %}}", when=None if others else named
        )
        facts = {
            "To": to,
            "From": Fact(value=_MEMO_FROM),
            "Date": Fact(value=letter.date),
            "Subject": Fact(value=letter.subject),
        }
        self._facts(facts)

    def _addressee(self, letter: Letter) -> None:
        self._tag("if recipient_name or recipient_address")
        self._when("recipient_name", "{{ recipient_name }}", "Address")
        self._each("line in recipient_address", "{{ line }}", "Address")
        if letter.to:
            self._tag("else")
            for line in letter.to:
                self.para(line, "Address")
        self._tag("endif")

    def _close(self, letter: Letter, declared: Outgoing) -> None:
        if declared.kind == "letter":
            self.para(letter.closing).paragraph_format.keep_with_next = True
            line = self._word.add_paragraph(style="Sign line")
            line.paragraph_format.keep_with_next = True
            housestyle.sign_line(line, "Signature", dated=False)
            self.para(_SIGNATORY, "Address").paragraph_format.keep_with_next = True
        self._tag("if copies_to")
        copies = self.para("Copies to: {{ copies_to | listed }}", "Small print")
        copies.paragraph_format.space_before = Pt(12)
        self._tag("endif")

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        """The blocks in their order."""
        for block, following in zip_longest(blocks, blocks[1:]):
            if block.when:
                self._tag(f"if {block.when}")
            if block.each:
                self._tag(f"for {block.each}")
            self._block(block, following)
            if block.each:
                self._tag("endfor")
            if block.when:
                self._tag("endif")

    def _block(self, block: Block, following: Block | None) -> None:
        for text, style in (
            (block.heading, "Heading 2"),
            (block.para, "Normal"),
            (block.note, "Small print"),
            (block.display, "Display"),
        ):
            if text is not None:
                self.para(text, style).paragraph_format.keep_with_next = block.keep or text == block.heading
        if isinstance(block.list, EachText):
            self._each(block.list.each, block.list.text, "List Bullet")
        elif block.list:
            for text in block.list:
                self.para(text, "List Bullet")
        if block.facts:
            self._facts(block.facts)
        if block.table:
            self._table(block.table)
        if block.sign:
            line = self._word.add_paragraph(style="Sign line")
            line.paragraph_format.keep_with_next = following is not None and following.sign is not None
            housestyle.sign_line(line, block.sign, dated=True)
        if block.page_break:
            self._word.add_page_break()
        self.blocks(block.blocks)

    def para(self, text: str, style: str = "Normal") -> Any:
        """A paragraph; `**words**` are bold."""
        return _fill(self._word.add_paragraph(style=style), text)

    def _tag(self, statement: str) -> None:
        self._word.add_paragraph(f"{{%p {statement} %}}")

    def _when(self, condition: str, text: str, style: str) -> None:
        self._tag(f"if {condition}")
        self.para(text, style)
        self._tag("endif")

    def _each(self, each: str, text: str, style: str) -> None:
        self._tag(f"for {each}")
        self.para(text, style)
        self._tag("endfor")

    def _facts(self, facts: dict[str, Fact]) -> None:
        table = self._word.add_table(rows=0, cols=2)
        for label, fact in facts.items():
            if fact.when:
                _tag_row(table, f"if {fact.when}")
            cells = table.add_row().cells
            _fill(cells[0].paragraphs[0], f"**{label}**").style = self._word.styles["Cell"]
            _fill(cells[1].paragraphs[0], fact.value).style = self._word.styles["Cell"]
            if fact.when:
                _tag_row(table, "endif")
        housestyle.style_table(table, [1.0, 2.4], heading=False)
        self._gap()

    def _table(self, block: TableBlock) -> None:
        table = self._word.add_table(rows=0, cols=len(block.columns))
        self._row(table, block, [f"**{column.head}**" for column in block.columns])
        _tag_row(table, f"for {block.each}")
        self._row(table, block, [column.cell for column in block.columns])
        _tag_row(table, "endfor")
        if block.blank_rows:
            items = block.each.partition(" in ")[2]
            _tag_row(table, f"for _ in range([{block.blank_rows} - ({items} | length), 0] | max)")
            self._row(table, block, ["" for _ in block.columns])
            _tag_row(table, "endfor")
        if block.totals:
            self._row(table, block, [f"**{column.total}**" if column.total else "" for column in block.columns])
        housestyle.style_table(table, [column.width for column in block.columns], heading=True)
        self._gap()

    def _row(self, table: Any, block: TableBlock, cells: list[str]) -> None:
        for cell, column, text in zip(table.add_row().cells, block.columns, cells, strict=True):
            paragraph = _fill(cell.paragraphs[0], text)
            paragraph.style = self._word.styles["Cell"]
            paragraph.alignment = _ALIGN[column.align]

    def _gap(self) -> None:
        """The space below a table, which Word gives to no table by itself."""
        self._word.add_paragraph(style="Gap")


def _tag_row(table: Any, statement: str) -> None:
    table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr {statement} %}}")


def _fill(paragraph: Any, text: str) -> Any:
    for number, part in enumerate(" ".join(text.split()).split("**")):
        if part:
            paragraph.add_run(part).bold = bool(number % 2) or None
    return paragraph
