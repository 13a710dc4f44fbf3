"""The layout of our own blanks: everything has its place, nothing stands on anything else."""

from itertools import combinations

import pytest
from reportlab.pdfbase import pdfmetrics

from forms.catalog import load_catalog
from forms.evidence import Box
from forms.form import Column, Field, Form, Section, Table
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Points, Print, Slot, points
from forms.layout import BOTTOM, FormLayout, PageCode, footer, lay_out, page_code, read_page_code
from forms.typeset import font, width

FORMS = sorted(form.id for form in load_catalog().forms())


def layout_of(name: str) -> FormLayout:
    catalog = load_catalog()
    form = catalog.form(name)
    return lay_out(form, catalog.program(form.program))


def laid_out(**parts: object) -> FormLayout:
    """The layout of a form made up for the test."""
    form = Form.model_validate({"form": "made-up", "title": "Made Up", "section": "None", "program": "ct-ppsp"} | parts)
    named = {name: field.model_copy(update={"name": name}) for name, field in form.fields.items()}
    tables = {
        name: table.model_copy(
            update={
                "name": name,
                "columns": {key: column.model_copy(update={"name": key}) for key, column in table.columns.items()},
            }
        )
        for name, table in form.tables.items()
    }
    form = form.model_copy(update={"fields": named, "tables": tables})
    return lay_out(form, load_catalog().program("ct-ppsp"))


def overlap(one: Points, other: Points, slack: float = 0.3) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > slack and min(one[3], other[3]) - max(one[1], other[1]) > slack
    )


def collisions(layout: FormLayout) -> list[tuple[str, str]]:
    """Pairs of things on one page that stand on each other."""
    found: list[tuple[str, str]] = []
    for page in range(1, layout.pages + 1):
        things: list[tuple[str, Points]] = [(slot.path, slot.points) for slot in layout.on_page(page)]
        things += [(print_.text, print_.points) for print_ in layout.prints if print_.page == page]
        things += [("mark", points(mark)) for mark in layout.marks]
        things.append(("code", points(layout.code_box)))
        found += [(a, b) for (a, one), (b, other) in combinations(things, 2) if overlap(one, other)]
    return found


def outside(layout: FormLayout) -> list[str]:
    """What leaves the printable area between the marks, or falls into the strip of the footer."""
    things = [(slot.path, slot.points) for slot in layout.slots]
    things += [(print_.text, print_.points) for print_ in layout.prints if print_.role != "furniture"]
    return [name for name, (x0, y0, x1, y1) in things if x0 < 41 or x1 > 571 or y0 < 38 or y1 > BOTTOM + 0.1]


def expected_paths(form: Form) -> list[str]:
    cells = [
        f"{table.name}[{number}].{column}"
        for table in form.tables.values()
        for number in range(table.rows)
        for column in table.columns
    ]
    return sorted([*form.fields, *cells])


@pytest.mark.parametrize("name", FORMS)
def test_each_field_has_its_slot_and_nothing_stands_on_anything(name: str) -> None:
    layout = layout_of(name)
    assert sorted({slot.path for slot in layout.slots}) == expected_paths(layout.form)
    assert collisions(layout) == []
    assert outside(layout) == []
    once = [slot.path for slot in layout.slots if slot.choice is None]
    assert len(once) == len(set(once))


@pytest.mark.parametrize("name", FORMS)
def test_radio_buttons_name_every_choice_once(name: str) -> None:
    layout = layout_of(name)
    for path in {slot.path for slot in layout.slots if slot.kind == "radio"}:
        buttons = [slot.choice for slot in layout.slots if slot.path == path]
        assert buttons == list(layout.form.cell(path).options or {})


@pytest.mark.parametrize("name", FORMS)
def test_values_have_room(name: str) -> None:
    longest = {
        "date": "12/31/2026", "month": "12/2026", "phone": "860-555-0142", "zip": "06103-1234", "ein": "06-1234567",
        "state": "WV", "time": "12:59 PM", "money": "88,888.88", "hours": "888.88", "integer": "888",
    }  # fmt: skip
    for slot in layout_of(name).slots:
        x0, y0, x1, y1 = slot.points
        if slot.kind in ("text", "combo"):
            assert y1 - y0 >= max(13.5, 12 * slot.lines), slot
            assert x1 - x0 >= width(longest.get(slot.cell.type, "x" * 10), 10) + 3, slot


def test_the_slots_of_the_invoice_carry_its_cells() -> None:
    layout = layout_of("ct-ppsp/invoice")
    by_path = {slot.path: slot for slot in layout.slots}
    assert by_path["lines[13].amount"].cell is layout.form.tables["lines"].columns["amount"]
    assert by_path["lines[0].service"].kind == "combo"
    assert by_path["no_services"].kind == "checkbox"
    assert by_path["signature"].kind == "signature"
    first, second = by_path["lines[0].date"].box, by_path["lines[1].date"].box
    assert first[0] == second[0]
    assert first[3] < second[1]


@pytest.mark.parametrize("text", ["", "María-José O'Neill", "$14,862.63 – 28 Apr", "\u4e2d\u6587 ☐"])
def test_text_is_as_wide_as_it_is_drawn(text: str) -> None:
    assert width(text, 9.5, "bold") == pdfmetrics.stringWidth(text, font("bold"), 9.5)


def test_labels_stand_above_or_beside_their_slot() -> None:
    layout = layout_of("ct-ppsp/service-agreement")
    label = next(caption for caption in layout.captions if caption.path == "agreement_number")
    slot = next(slot for slot in layout.slots if slot.path == "agreement_number")
    assert label.text == "Agreement number"
    assert label.points[3] <= slot.points[1] + 0.5
    assert abs(label.x - slot.points[0]) < 1


def _inside(box: Box) -> bool:
    return 0 < box[0] < box[2] < 1 and 0 < box[1] < box[3] < 1


def test_marks_stand_in_the_corners_of_the_page() -> None:
    layout = layout_of("ct-ppsp/invoice")
    assert all(_inside(mark) for mark in layout.marks)
    assert [(mark[0] > 0.5, mark[1] > 0.5) for mark in layout.marks] == [
        (False, False), (True, False), (False, True), (True, True),
    ]  # fmt: skip
    one = points(layout.marks[0])
    assert one == pytest.approx((24, 24, 36, 36))
    assert points(layout.marks[3])[2:] == pytest.approx((PAGE_WIDTH - 24, PAGE_HEIGHT - 24))


def test_a_page_code_reads_back_from_code_and_footer() -> None:
    form = load_catalog().form("ct-ppsp/service-agreement")
    wanted = PageCode("ct-ppsp/service-agreement", "2026-11", 2, 2)
    assert read_page_code(page_code(form, 2, 2)) == wanted
    assert read_page_code(footer(form, 2, 2)) == wanted
    assert read_page_code(f"words before {footer(form, 2, 2)} and after") == wanted


def test_a_form_named_in_capitals_keeps_them() -> None:
    form = load_catalog().form("ct-ppsp/invoice").model_copy(update={"program": "Maine", "form": "W9"})
    assert read_page_code(page_code(form, 1, 1)) == PageCode("Maine/W9", "2026-11", 1, 1)


@pytest.mark.parametrize("text", ["", "https://example.org", "FW1:ct-ppsp/invoice:2026-11:3/2", "FW1:invoice:1/1"])
def test_other_codes_are_no_page_codes(text: str) -> None:
    assert read_page_code(text) is None


def test_a_long_table_goes_on_under_its_headings() -> None:
    table = Table(rows=80, columns={"date": Column(type="date", labels=("Date",))})
    layout = laid_out(tables={"lines": table}, layout=[Section(section="Lines", table="lines")])
    assert layout.pages == 3
    for page in (1, 2, 3):
        headings = [caption for caption in layout.captions if caption.page == page and caption.role == "column"]
        assert [heading.text for heading in headings] == ["Date"]
        assert layout.on_page(page)
    bars = [print_.text for print_ in layout.prints if print_.role == "heading"]
    assert bars == ["Lines", "Lines (continued)", "Lines (continued)"]
    assert collisions(layout) == []
    assert outside(layout) == []


def test_a_row_without_room_is_parted() -> None:
    fields = {f"name_{number}": Field(type="name", labels=(f"Name {number}",)) for number in range(9)}
    layout = laid_out(fields=fields, layout=[Section(section="Names", rows=(tuple(fields),))])
    tops = {round(slot.points[1]) for slot in layout.slots}
    assert len(tops) == 3
    assert collisions(layout) == []


def test_weights_share_a_row_and_narrow_fields_keep_their_least() -> None:
    fields = {"name": Field(type="name", labels=("Name",)), "date": Field(type="date", labels=("Date",))}
    layout = laid_out(fields=fields, layout=[Section(section="One", rows=(("name*2", "date"),))])
    name, day = (slot.points[2] - slot.points[0] for slot in layout.slots)
    assert name / day == pytest.approx(2, rel=0.05)
    layout = laid_out(fields=fields, layout=[Section(section="One", rows=(("name*50", "date"),))])
    assert layout.slots[1].points[2] - layout.slots[1].points[0] > width("12/31/2026", 10)


def test_long_labels_wrap_within_their_box() -> None:
    label = "A very long label that says at length what belongs here, with a proviso and an exception to it " * 3
    fields = {
        "one": Field(type="date", labels=(label,), note="An instruction that is long as well. " * 4),
        "two": Field(type="checkbox", labels=(label,)),
        "three": Field(type="signature", labels=(label,)),
        "four": Field(type="choice", labels=(label,), choices={"a": (label,), "b": ("B",)}),
    }
    layout = laid_out(fields=fields, layout=[Section(section=label, rows=(("one", "two"), ("three", "four")))])
    assert collisions(layout) == []
    assert outside(layout) == []


def test_a_long_list_of_choices_is_a_combo_box() -> None:
    def kind(count: int) -> str:
        choices: dict[str, tuple[str, ...]] = {f"c{number}": (f"Choice {number}",) for number in range(count)}
        field = Field(type="choice", labels=("Pick",), choices=choices)
        return laid_out(fields={"pick": field}).slots[0].kind

    assert (kind(6), kind(7)) == ("radio", "combo")


def test_a_section_may_begin_a_page() -> None:
    fields = {"one": Field(type="date", labels=("One",)), "two": Field(type="date", labels=("Two",))}
    sections = [Section(section="A", rows=(("one",),)), Section(section="B", rows=(("two",),), new_page=True)]
    layout = laid_out(fields=fields, layout=sections)
    assert [slot.page for slot in layout.slots] == [1, 2]


def test_a_text_of_several_lines_gets_them() -> None:
    fields = {"one": Field(type="text", labels=("One",), lines=9), "two": Field(type="text", labels=("Two",))}
    by_path: dict[str, Slot] = {slot.path: slot for slot in laid_out(fields=fields).slots}
    assert by_path["one"].lines == 9
    assert by_path["one"].points[3] - by_path["one"].points[1] > 9 * 12
    assert by_path["two"].points[3] - by_path["two"].points[1] < 24


def test_number_and_edition_are_printed() -> None:
    def printed(name: str) -> list[Print]:
        return list(layout_of(name).prints)

    texts = [print_.text for print_ in printed("ct-ppsp/invoice")]
    assert {"Form DCF-2106", "Edition 2026-11", "Page 1 of 1"} <= set(texts)
    assert not any(print_.text.startswith("Form ") for print_ in printed("mi-psp/readiness-plan"))
