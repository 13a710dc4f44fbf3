"""Forms filled on a web page and printed by the browser, as strangers design them."""

import pypdfium2 as pdfium
import pytest

from bench import webpages
from extractors.foreign import read_document
from extractors.page import Page
from extractors.pdf import read_page
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.packet import Row
from tests.support.slips import Slips

CATALOG = load_catalog()
_FORMS = [form for form in CATALOG.forms() if form.fields and not form.kinds and not form.letter]


def pages(data: bytes) -> list[Page]:
    document = pdfium.PdfDocument(data)
    return [read_page(document, index, file="paper.pdf").page for index in range(len(document))]


def page_of(html: str) -> Page:
    return pages(webpages.printed([html])[0])[0]


def read(name: str, look: str, body: str) -> tuple[dict[str, Value], dict[str, list[Row]]]:
    form = CATALOG.form(name)
    style = f"<style>@page{{size:Letter;margin:16mm}}body{{font:10pt 'Liberation Sans'}}{look}</style>"
    return read_document(form, pages(webpages.printed([f"{style}<h2>{form.title}</h2>{body}"])[0]))


def rows(labelled: dict[str, str]) -> str:
    return "".join(f"<div class=row><div>{label}</div><div>{value}</div></div>" for label, value in labelled.items())


@pytest.mark.parametrize("style", webpages.STYLES)
def test_pages_of_many_designers_are_read(style: str) -> None:
    slips = Slips()
    place = list(webpages.STYLES).index(style)
    wanted = [
        (form, CATALOG.program(form.program).agency, len(webpages.STYLES) * (500 + number) + place)
        for number, form in enumerate(_FORMS[place % 3 :: 3])
    ]
    for (form, _, seed), sheets in zip(wanted, webpages.papers(wanted), strict=True):
        slips.take(sheets, *read_document(form, pages(sheets.data)), of=f"{form.id} {seed}")
    assert len(slips.wrong) <= 0.02 * slips.values, slips.wrong
    assert slips.silent == 0, slips.wrong


def test_boxes_that_browsers_draw_are_check_boxes() -> None:
    page = page_of("<p><input type=checkbox checked> Yes <input type=checkbox> No</p>")
    assert [mark.checked for mark in sorted(page.marks, key=lambda mark: mark.box)] == [True, False]


def test_an_empty_box_of_type_is_as_much_a_box_as_a_checked_one() -> None:
    box = "<span style='border:1px solid #000;padding:0 3px;font-size:80%'>{}</span>"
    page = page_of(f"<p>{box.format('X')} Yes {box.format('&nbsp;')} No</p>")
    assert [mark.checked for mark in page.marks] == [True, False]


def test_dotted_lines_are_rulings_and_no_signatures() -> None:
    dots = "<div style='border-bottom:1px dotted #888;width:300px;height:20px'></div>"
    page = page_of(dots * 40)
    assert len(page.rulings) == 40
    assert not page.inks


def test_a_signature_on_a_dotted_line_is_seen() -> None:
    line = "<span style='border-bottom:1px dotted #888;display:inline-block;width:300px'>{}</span>"
    scrawl = (
        "<svg width=150 height=22><path d='M4 16 q 5 -12 10 0 q 5 -12 10 0 q 5 -12 10 0' fill=none stroke=#113 /></svg>"
    )
    body = rows({"Parent signature:": line.format(scrawl), "Division representative signature:": line.format("&nbsp;")})
    values, _ = read("ri-pdi/service-plan", ".row{display:flex;gap:1em;height:30px}", body)
    assert values["parent_signature"].value is True
    assert values["representative_signature"].value is False


def test_numbers_over_their_captions_do_not_number_the_captions() -> None:
    captions = {
        "household_size": ("Family size including the eligible person", "6"),
        "non_relatives": ("Non-relatives in the household", "0"),
        "adults_receiving_care": ("Adults receiving care in the home", "14"),
        "clients_in_home": ("Other clients placed in the home", "5"),
    }
    body = "".join(f"<p>{value}<br><small>{label}</small></p>" for label, value in captions.values())
    values, _ = read("ri-pdi/parent-application", "p{border-top:0}small{border-top:1px solid #000;display:block}", body)
    assert {name: values[name].value for name in captions} == {
        name: int(value) for name, (_, value) in captions.items()
    }


def test_rulings_that_part_rows_make_no_captions_of_the_labels_below_them() -> None:
    said = {
        "Physical health needs": "Grandmother, who lives upstairs, will keep the key to the medicine cabinet and will"
        " be there whenever the tablets are taken.",
        "Mental health needs": "The mother asked for ideas about homework time, and together we wrote a plan of four"
        " steps that hangs in the kitchen.",
        "Social needs": "She managed three meals, and met two neighbours at the park whom she would like to see again"
        " in the coming week.",
    }
    look = ".row{display:flex;border-bottom:1px solid #ccc;padding:3px 0}.row div{width:38%}.row div+div{width:62%}"
    values, _ = read("ri-pdi/service-plan", look, rows(said))
    assert [values[name].value for name in ("physical_health", "mental_health", "social")] == list(said.values())


def test_text_set_two_lines_apart_is_read_to_its_end() -> None:
    need = (
        "Bus passes were handed out and receipts filed. The landlord has been asked in writing to fix the railing" * 2
    )
    values, _ = read("ia-parent-partner/flex-fund-request", "p{line-height:2}", f"<p><b>Specific need:</b> {need}</p>")
    assert values["need"].value == need


def test_two_columns_of_labels_keep_their_texts_apart() -> None:
    left = (
        "The mother asked for ideas about homework time, and we wrote a plan of four steps that hangs in the kitchen."
    )
    right = "Attendance: seven of eight sessions, one missed because of snow, and made up on the Tuesday after."
    body = (
        f"<p><b>Physical health needs:</b> {left}</p><p><b>Mental health needs:</b> {left}</p>"
        f"<p style='break-before:column;margin-top:6px'><b>Social needs:</b> {right}</p>"
        f"<p><b>Leisure needs:</b> {right}</p>"
    )
    values, _ = read("ri-pdi/service-plan", "div{columns:2;column-gap:24px}", f"<div>{body}</div>")
    assert [values[name].value for name in ("physical_health", "mental_health")] == [left, left]
    assert [values[name].value for name in ("social", "leisure")] == [right, right]


def test_each_of_two_signatures_below_its_label_is_one() -> None:
    scrawl = (
        "<svg width=150 height=22><path d='M4 16 q 5 -12 10 0 q 5 -12 10 0 q 5 -12 10 0' fill=none stroke=#113 /></svg>"
    )
    labels = ("Parent signature:", "Division representative signature:")
    body = "".join(f"<div>{label}</div>{scrawl}" for label in labels) + "<div>Plan date: 05/14/2026</div>"
    values, _ = read("ri-pdi/service-plan", "svg{display:block}", body)
    assert values["parent_signature"].value is True
    assert values["representative_signature"].value is True


def test_answers_in_a_cell_are_read_by_their_boxes_and_stay_in_it() -> None:
    cells = [("08/24/2024", True, "Parent coaching"), ("09/22/2025", False, "Medication safety")]
    body = "<table><tr><th>Date of service<th>Full day<th>Topics</tr>"
    for day, full, topic in cells:
        marks = ("☒", "☐") if full else ("☐", "☒")
        body += f"<tr><td>{day}<td>{marks[0]} Yes &nbsp; {marks[1]} No<td>{topic}</tr>"
    _, tables = read("mi-psp/training-record", "table{width:100%}th{text-align:left}", body + "</table>")
    assert [(row["full_day"].value, row["topics"].value) for row in tables["days"]] == [
        (full, topic) for _, full, topic in cells
    ]


def test_a_line_that_may_go_on_is_marked() -> None:
    body = "<p>Parent Support Partner name: José Luis<br>Illingworth</p><p>Coach: Priya Yellowhorse</p>"
    values, _ = read("mi-psp/coaching-log", "", body)
    assert values["candidate_name"].value == "José Luis Illingworth" or values["candidate_name"].review


def test_a_framed_field_is_no_ring_around_its_label() -> None:
    body = (
        "<div style='border:1px solid #bbb;border-radius:4px;padding:3px 6px;width:240px'>"
        "<div style='font-size:75%'>No services were provided this month:</div>☒ Yes &nbsp; ☐ No</div>"
    )
    values, _ = read("ct-ppsp/aap-invoice", "", body)
    assert values["no_services"].value is True


def test_boxes_left_and_right_do_not_make_a_box_between_them() -> None:
    field = "<div><b>{}</b><div style='border:1px solid #999;padding:3px;min-height:15px'>{}</div></div>"
    said = ("5", "2", "Ulla Garcia Lopez", "3", "12", "9")
    labels = (
        "Adults receiving care in the home", "Non-relatives in the household", "Eligible person", "Annual gross income",
        "Family size including the eligible person", "Other clients placed in the home",
    )  # fmt: skip
    wide = "<div style='border:1px solid #999;padding:3px;grid-column:1/-1'>&nbsp;</div>"
    body = wide + "".join(field.format(label, value) for label, value in zip(labels, said, strict=True)) + wide
    look = "section{display:grid;grid-template-columns:1fr 1fr 1fr;gap:8px 10px}b{font-size:80%}"
    values, _ = read("ri-pdi/parent-application", look, f"<section>{body}</section>")
    assert values["household_size"].value == 12
    assert values["clients_in_home"].value == 9
    assert values["eligible_person_name"].value == "Ulla Garcia Lopez"
