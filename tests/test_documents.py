"""Outgoing documents: their declarations, the reading of their data, and what becomes of words on paper."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pytest
from icalendar import Calendar
from jinja2 import TemplateError

from forms.catalog import load_catalog
from forms.errors import DeclarationError, FormwrightError, IncompleteData
from forms.fieldtypes import Month
from forms.packet import Packet
from forms.report import Finding, Report
from generators.deficiency import deficiencies
from generators.document import Outgoing, document, outgoing
from generators.proofread import check_pdf, check_word, pdf_text, word_blocks
from generators.remedies import remedies
from generators.template import render_docx, unknown_names
from generators.wording import counted, hours, listed, long_date, money, plain, worded
from generators.write import complete, write_document
from tests.support.packets import paper
from validators.engine import program_rules

CATALOG = load_catalog()
EXAMPLES = Path(__file__).parent.parent / "examples" / "documents"
ALL = [declared.id for declared in outgoing(CATALOG)]
NOTICE = "ct-ppsp/termination-notice"


def example(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return content


def word_text(path: Path) -> str:
    return "\n".join(word_blocks(path.read_bytes()))


@pytest.mark.parametrize("name", ALL)
def test_every_document_reads_only_names_that_it_declares(name: str) -> None:
    declared = document(name, CATALOG)
    assert unknown_names(declared, CATALOG.program(declared.program)) == set()


@pytest.mark.parametrize("name", ALL)
def test_every_document_cites_a_section_of_its_policy(name: str) -> None:
    declared = document(name, CATALOG)
    assert CATALOG.program(declared.program).passages(declared.section)


@pytest.mark.parametrize("name", ALL)
def test_every_example_fits_its_schema_and_computes_what_is_declared(name: str) -> None:
    declared = document(name, CATALOG)
    jsonschema.Draft202012Validator.check_schema(declared.json_schema())
    jsonschema.validate(example(name), declared.json_schema())
    completed = complete(declared, CATALOG.program(declared.program), example(name))
    assert set(declared.computed) <= set(completed) <= set(declared.data) | set(declared.computed)


@pytest.mark.parametrize("name", ALL)
def test_every_example_becomes_a_word_document(name: str, tmp_path: Path) -> None:
    write_document(name, example(name), tmp_path / "out.docx", CATALOG)
    written = docx.Document(str(tmp_path / "out.docx"))
    assert written.core_properties.title
    assert "{{" not in word_text(tmp_path / "out.docx")
    assert "{%" not in word_text(tmp_path / "out.docx")


@pytest.mark.parametrize("name", ALL)
def test_the_example_on_paper_says_what_the_document_says_today(name: str, tmp_path: Path) -> None:
    kept = (EXAMPLES / f"{name}.pdf").read_bytes()
    if document(name, CATALOG).fills:
        write_document(name, example(name), tmp_path / "out.pdf", CATALOG)
        assert pdf_text(kept) == pdf_text((tmp_path / "out.pdf").read_bytes())
    else:
        write_document(name, example(name), tmp_path / "out.docx", CATALOG)
        check_pdf(kept, (tmp_path / "out.docx").read_bytes())


def test_an_unknown_document_is_answered_with_the_nearest() -> None:
    with pytest.raises(FormwrightError, match="Did you mean ct-ppsp/termination-notice"):
        document("ct-ppsp/terminaton-notice", CATALOG)


def test_each_missing_item_is_named_by_its_label(tmp_path: Path) -> None:
    data = example(NOTICE)
    del data["child_name"]
    data["reason"] = "   "
    with pytest.raises(IncompleteData) as refused:
        write_document(NOTICE, data, tmp_path / "out.pdf", CATALOG)
    assert refused.value.missing == ["Child's name (child_name) is missing", "Reason (reason) is missing"]
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(FormwrightError, match="childs_name is not among its data; did you mean 'child_name'"):
        write_document(NOTICE, {**example(NOTICE), "childs_name": "Noa"}, tmp_path / "out.pdf", CATALOG)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"notice_date": "tomorrow"}, r"Notice date \(notice_date\) is not a date"),
        ({"ending_party": "court"}, "must be one of dcf, agency"),
        ({"reason": "a\x00b"}, r"holds the character U\+0000"),
        ({"reason": "a\ud800b"}, r"holds the character U\+D800"),
        ({"copies_to": "me"}, "must be a list of texts"),
        ({"reason": 7}, "must be text"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_wrong(change: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(FormwrightError, match=sentence):
        write_document(NOTICE, {**example(NOTICE), **change}, tmp_path / "out.docx", CATALOG)


def test_no_character_of_a_reason_is_lost_or_changes_the_page(tmp_path: Path) -> None:
    reason = (
        "Smith & Sons <LLC> said \"no\" and 'maybe' & <b>left</b>.\n"
        "Niño Çelik, {{ child_name }} {% if x %} {# gone #} {_{ a }_} {_% b %_} }}, 😀 and – 100 %\x0b"
        "After a vertical tab.\r\n\r\nA second paragraph.\n\n\n\nA third,\tafter a tab."
    )
    write_document(NOTICE, {**example(NOTICE), "reason": reason}, tmp_path / "out.docx", CATALOG)
    text = word_text(tmp_path / "out.docx")
    for line in (
        "Smith & Sons <LLC> said \"no\" and 'maybe' & <b>left</b>.",
        "Niño Çelik, {{ child_name }} {% if x %} {# gone #} {_{ a }_} {_% b %_} }}, 😀 and – 100 %",
        "After a vertical tab.",
        "A second paragraph.",
        "A third, after a tab.",
    ):
        assert line in text.splitlines()


def test_blank_lines_part_paragraphs_and_single_ones_break_lines(tmp_path: Path) -> None:
    write_document(NOTICE, {**example(NOTICE), "reason": "One\ntwo\n\nthree"}, tmp_path / "out.docx", CATALOG)
    assert "One\ntwo" in list(word_blocks((tmp_path / "out.docx").read_bytes()))
    assert "three" in list(word_blocks((tmp_path / "out.docx").read_bytes()))


def test_a_text_longer_than_a_page_is_whole_on_paper(tmp_path: Path) -> None:
    reason = "\n\n".join(f"Paragraph {number} tells at length why. " * 12 for number in range(1, 31))
    write_document(NOTICE, {**example(NOTICE), "reason": reason}, tmp_path / "out.pdf", CATALOG)
    assert (tmp_path / "out.pdf").stat().st_size > 0


def test_a_character_without_a_font_is_refused_on_paper_and_kept_in_word(tmp_path: Path) -> None:
    data = {**example(NOTICE), "reason": "The sign \U000f1234 stands for it."}
    with pytest.raises(FormwrightError, match=r"No font on this machine shows .*U\+F1234.*or write a \.docx"):
        write_document(NOTICE, data, tmp_path / "out.pdf", CATALOG)
    write_document(NOTICE, data, tmp_path / "out.docx", CATALOG)
    assert "\U000f1234" in word_text(tmp_path / "out.docx")


def test_all_that_a_letter_may_take_is_printed(tmp_path: Path) -> None:
    frame = {
        "recipient_name": "Rosa Lindqvist", "recipient_address": ["1 Elm Street", "Hartford, CT 06106"],
        "signatory_name": "Imani Okafor", "signatory_title": "Manager", "copies_to": ["A. One", "B. Two"],
    }  # fmt: skip
    for name in (NOTICE, "ct-ppsp/invoice-exception-memo"):
        write_document(name, {**example(name), **frame}, tmp_path / "out.docx", CATALOG)
        text = word_text(tmp_path / "out.docx")
        for words in (
            "Rosa Lindqvist",
            "1 Elm Street",
            "Hartford, CT 06106",
            "Imani Okafor, Manager",
            "A. One and B. Two",
        ):
            assert words in text


def test_a_hyphen_at_the_end_of_a_line_is_found_again(tmp_path: Path) -> None:
    reason = "Wilhelmina-Alexandra Constantinopoulos-Featherstonehaugh " * 12
    write_document(NOTICE, {**example(NOTICE), "reason": reason}, tmp_path / "out.pdf", CATALOG)
    assert (tmp_path / "out.pdf").stat().st_size > 0


def test_a_value_that_never_reached_the_page_stops_the_release() -> None:
    declared = document(NOTICE, CATALOG)
    program = CATALOG.program("ct-ppsp")
    data = complete(declared, program, example(NOTICE))
    word = render_docx(declared, {**data, "reason": "Another reason."}, program)
    with pytest.raises(FormwrightError, match=r"'Reason'.*was not found"):
        check_word(word, declared.data, data)


def test_a_blank_is_never_printed_as_none() -> None:
    declared = document(NOTICE, CATALOG)
    program = CATALOG.program("ct-ppsp")
    data = complete(declared, program, example(NOTICE))
    with pytest.raises(FormwrightError, match="cannot be completed: None cannot stand in a sentence"):
        render_docx(declared, {**data, "reason": None}, program)


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx", "a.pdf", "b.pdf"):
        write_document(NOTICE, example(NOTICE), tmp_path / name, CATALOG)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_refused_document_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.docx"
    out.write_bytes(b"earlier")
    with pytest.raises(IncompleteData):
        write_document(NOTICE, {}, out, CATALOG)
    assert out.read_bytes() == b"earlier"


def test_another_suffix_is_refused_with_the_two_that_are_written(tmp_path: Path) -> None:
    with pytest.raises(FormwrightError, match=r"is written as \.pdf or \.docx, not \.txt"):
        write_document(NOTICE, example(NOTICE), tmp_path / "out.txt", CATALOG)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FormwrightError, match="cannot be written"):
        write_document(NOTICE, example(NOTICE), tmp_path / "file" / "out.docx", CATALOG)


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"body": [{"para": "x", "heading": "y"}]}, "exactly one of"),
        ({"body": []}, "body is missing"),
        ({"letter": None}, "a letter needs letter:"),
        ({"data": {"x": {"type": "datum", "says": "x"}}}, "is no type of data"),
        ({"kind": "form"}, "a form needs fills:"),
        ({"body": [{"para": "{% if a %}x{%- endif %}"}]}, "would join paragraphs"),
    ],
)
def test_a_wrong_declaration_is_refused(broken: dict[str, Any], sentence: str) -> None:
    right = {
        "document": "d", "title": "D", "says": "d", "section": "S", "kind": "letter",
        "letter": {"date": "x", "subject": "y"}, "body": [{"para": "x"}],
    }  # fmt: skip
    Outgoing.model_validate(right)
    with pytest.raises(ValueError, match=sentence):
        Outgoing.model_validate({**right, **broken})


def test_values_are_worded_as_letters_write_them() -> None:
    assert long_date(date(2026, 3, 1)) == "March 1, 2026"
    assert worded(Month(2026, 10)) == "October 2026"
    assert money(Decimal("-1234.5")) == "-$1,234.50"
    assert hours(Decimal("1.250")) == "1.25"
    assert plain(Decimal("132.00")) == "132"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"
    assert counted(1, "line") == "1 line"
    assert counted(2, "penny", "pence") == "2 pence"


@pytest.mark.parametrize("value", [None, True, Decimal(1), 1.5])
def test_what_has_no_plain_wording_needs_a_filter(value: Any) -> None:
    with pytest.raises(TemplateError):
        worded(value)


def program_folder(folder: Path, document_yaml: str) -> Path:
    """A program of a stranger with one document."""
    (folder / "documents").mkdir(parents=True)
    (folder / "program.yaml").write_text(
        "program: xx-visit\ntitle: Visits\nagency: Office of Visits\ncite_as: XX Rule 1\nrule_prefix: visit\n"
        "contact: {office: Visit Desk, phone: 860-555-0110}\nrules: rules.py\n"
    )
    (folder / "policy.md").write_text("## Visits\nEach visit is dated.\n")
    (folder / "documents" / "plan.yaml").write_text(document_yaml)
    return folder


PLAN = """
document: plan
title: Plan of visits
says: every visit that falls due
section: Visits
kind: sheet
data:
  visits:
    type: rows
    says: the visits
    columns:
      due: {type: date, says: the day}
      what: {type: text, says: what is due}
body:
  - list: {each: visit in visits, text: "{{ visit.what }}: {{ visit.due }}"}
csv:
  each: visit in visits
  columns:
    - {head: Due, cell: "{{ visit.due | short }}"}
    - {head: What, cell: "{{ visit.what }}"}
calendar: {each: visit in visits, date: visit.due, summary: "{{ visit.what }}", details: "By {{ visit.due }}."}
"""


def test_a_document_can_be_written_as_a_table_and_as_a_calendar(tmp_path: Path) -> None:
    catalog = load_catalog(program_folder(tmp_path / "p", PLAN))
    data = {"visits": [{"due": "2026-11-21", "what": "=Home, visit"}, {"due": "2027-01-02", "what": "Report & note"}]}
    for suffix in (".csv", ".ics", ".docx"):
        write_document("xx-visit/plan", data, tmp_path / f"plan{suffix}", catalog)
    rows = (tmp_path / "plan.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows == ["Due,What", '11/21/2026,"\'=Home, visit"', "01/02/2027,Report & note"]
    calendar = Calendar.from_ical((tmp_path / "plan.ics").read_bytes())
    events = [(event.decoded("dtstart"), str(event["summary"])) for event in calendar.walk("VEVENT")]
    assert events == [(date(2026, 11, 21), "=Home, visit"), (date(2027, 1, 2), "Report & note")]
    before = (tmp_path / "plan.ics").read_bytes()
    write_document("xx-visit/plan", data, tmp_path / "plan.ics", catalog)
    assert (tmp_path / "plan.ics").read_bytes() == before


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("document: plan", "document: plans", "the file must be named plans.yaml"),
        ("title: Plan", "titel: Plan", "did you mean 'title'"),
        ("due: {type: date", "items: {type: date", "column 'items'; give it another name"),
        ("type: rows", "type: text", "rows have columns"),
        ("what: {type: text", "what: {type: choice, choices: kinds", "chooses from 'kinds'"),
    ],
)
def test_a_wrong_file_is_refused_with_a_remedy(before: str, after: str, sentence: str, tmp_path: Path) -> None:
    catalog = load_catalog(program_folder(tmp_path / "p", PLAN.replace(before, after)))
    with pytest.raises(DeclarationError, match=sentence):
        outgoing(catalog)


def test_findings_become_what_a_letter_asks_for() -> None:
    program = CATALOG.program("ct-ppsp")
    found = [
        Finding("ppsp.field.child_name", "missing", "Blank: ask for it.", program.cite("Monthly Invoice"), "d1",
                ("child_name",)),
        Finding("ppsp.field.signature", "missing", "x", program.cite("Monthly Invoice"), "d1", ("signature",)),
        Finding("ppsp.field.hours", "missing", "x", program.cite("Monthly Invoice"), "d1", ("lines[2].hours",)),
        Finding("ppsp.invoice.total", "arithmetic", "The total is 1. Assumed: it is.", program.cite("A"), "d1",
                ("total_amount",)),
        Finding("ppsp.invoice.total", "arithmetic", "The total is 1.", program.cite("A"), "d1", ("total_amount",)),
        Finding("ppsp.termination.reason", "missing", "No reason is given: ask for it.", program.cite("A")),
        Finding("ppsp.invoice.gap", "review", "Look.", program.cite("A")),
        Finding("pss.item.license", "missing", "Another program's.", "CT DDS"),
    ]  # fmt: skip
    packet = Packet("p", [paper("ct-ppsp/invoice")])
    packet.documents[0].id = "d1"
    report = Report(packet, ["ct-ppsp"], date(2026, 11, 21), "incomplete", found)
    rows = deficiencies(report, program, remedies={"ppsp.termination": "Say why."})
    title = program.forms["invoice"].title
    assert [(row["what"], row["mend"]) for row in rows] == [
        (f"{title}: Child's name is blank.", "Fill it in and send the page again."),
        (f"{title}: Authorized signature is not signed.", "Have it signed and dated, and send the page again."),
        (f"{title}: Hours in row 3 is blank.", "Fill it in and send the page again."),
        ("The total is 1.", "Correct the figure and send the page again."),
        ("No reason is given.", "Say why."),
    ]
    assert all(row["citation"].startswith("CT DCF Policy 48-22-2") for row in rows)


@pytest.mark.parametrize("program", CATALOG.programs)
def test_every_remedy_is_of_a_rule(program: str) -> None:
    known = CATALOG.program(program)
    texts = remedies(known)
    rules = program_rules(known)
    assert texts
    strange = [
        name for name in texts if not any(rule.is_named(name) or rule.id.startswith(f"{name}.") for rule in rules)
    ]
    assert strange == []
