"""Our own blanks, filled, printed in software, scanned, faxed and photographed: every value comes back equal."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest

from extractors.registered import read_registered
from extractors.registration import find_code
from extractors.straighten import Picture
from forms.catalog import load_catalog
from forms.errors import PaperError
from forms.evidence import Value
from forms.geometry import Points, Slot
from forms.layout import FormLayout, lay_out
from generators.blank import write_blank
from generators.fill import fill_form
from tests.support import degrade, fillings

INVOICE, APPLICATION = "ct-ppsp/invoice", "ri-pdi/parent-application"
_DOT = 300 / 72


def _layout(form_id: str) -> FormLayout:
    catalog = load_catalog()
    form = catalog.form(form_id)
    return lay_out(form, catalog.program(form.program))


@cache
def _filled(form_id: str) -> tuple[Picture, ...]:
    catalog = load_catalog()
    form = catalog.form(form_id)
    return tuple(degrade.printed(fill_form(form, catalog.program(form.program), fillings.ordinary(form))))


@cache
def _blank(form_id: str) -> tuple[Picture, ...]:
    catalog = load_catalog()
    form = catalog.form(form_id)
    return tuple(degrade.printed(write_blank(form, catalog.program(form.program))))


def _expected(slot: Slot, values: dict[str, Any]) -> Any:
    if "[" not in slot.path:
        return values[slot.path]
    table, _, rest = slot.path.partition("[")
    row, _, column = rest.partition("].")
    return values[table][int(row)][column]


def _same(read: Any, meant: Any) -> bool:
    # No reader can tell a typographic apostrophe from a straight one at seven points.
    return bool(read == meant or (isinstance(meant, str) and read == meant.replace("’", "'")))


def _wrong(values: dict[str, Value], layout: FormLayout, page: int) -> dict[str, Any]:
    meant = fillings.ordinary(layout.form)
    return {
        slot.path: (_expected(slot, meant), values[slot.path].text)
        for slot in layout.on_page(page)
        if not _same(values[slot.path].value, _expected(slot, meant))
    }


WAYS: dict[str, Callable[[Picture], Picture]] = {
    "scan of 300 dpi": lambda page: degrade.scan(page, 1),
    "scan of 200 dpi": lambda page: degrade.scan(page, 2, dpi=200),
    "scan upside down": lambda page: degrade.rotated(degrade.scan(page, 3, dpi=200), 180),
    "scan on its side": lambda page: degrade.rotated(degrade.scan(page, 4, dpi=200), 90),
    "scan far askew": lambda page: degrade.scan(page, 5, dpi=200, skew=5.0),
    "photo": lambda page: degrade.photo(page, 7),
}


@pytest.mark.parametrize("form_id", [INVOICE, APPLICATION])
@pytest.mark.parametrize("way", WAYS)
def test_every_value_comes_back_equal(form_id: str, way: str) -> None:
    layout = _layout(form_id)
    picture = WAYS[way](_filled(form_id)[0])
    code = find_code(picture)
    assert code is not None
    assert (code.form, code.page) == (form_id, 1)
    assert _wrong(read_registered(picture, layout, 1), layout, 1) == {}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


@pytest.mark.parametrize("coarse", [False, True])
def test_fax_errs_seldom_and_never_in_silence(coarse: bool) -> None:
    layout = _layout(INVOICE)
    values = read_registered(degrade.fax(_filled(INVOICE)[0], 8, coarse=coarse), layout, 1)
    # A full stop may drown among the dots of a coarse fax; letters and digits may not.
    wrong = {
        path: text
        for path, (meant, text) in _wrong(values, layout, 1).items()
        if not isinstance(meant, str) or _letters(meant) != _letters(text or "")
    }
    assert len(wrong) <= 0.03 * len(values)
    assert all(values[path].review for path in wrong)


def test_blank_form_is_blank() -> None:
    layout = _layout(INVOICE)
    values = read_registered(degrade.scan(_blank(INVOICE)[0], 9, dpi=200), layout, 1)
    assert set(values) == {slot.path for slot in layout.on_page(1)}
    filled = {path: value for path, value in values.items() if value.value not in (None, False) or value.review}
    assert filled == {}
    assert all(value.text is None for value in values.values())


def test_values_carry_their_evidence() -> None:
    layout = _layout(INVOICE)
    value = read_registered(degrade.scan(_filled(INVOICE)[0], 10, dpi=200), layout, 1)["agency_fein"]
    assert (value.source, value.page, value.text) == ("ocr", 1, "06-1234567")
    (slot,) = (slot for slot in layout.slots if slot.path == "agency_fein")
    assert value.box is not None
    assert slot.box[0] - 0.01 < value.box[0] < value.box[2] < slot.box[2] + 0.01
    assert slot.box[1] - 0.01 < value.box[1] < value.box[3] < slot.box[3] + 0.01


def _dots(points: Points) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (round(point * _DOT) for point in points)
    return x0, y0, x1, y1


def _slots(layout: FormLayout, path: str) -> list[Slot]:
    return [slot for slot in layout.on_page(1) if slot.path == path]


def _crossed(page: Picture, slot: Slot) -> None:
    x0, y0, x1, y1 = _dots(slot.points)
    cv2.line(page, (x0 + 8, y0 + 8), (x1 - 8, y1 - 8), (20, 20, 90), 4)
    cv2.line(page, (x1 - 8, y0 + 8), (x0 + 8, y1 - 8), (20, 20, 90), 4)


def test_crosses_by_hand_choose() -> None:
    layout = _layout(APPLICATION)
    page = _blank(APPLICATION)[0].copy()
    first, second, *_ = _slots(layout, "division")
    _crossed(page, second)
    _crossed(page, _slots(layout, "clients_are_siblings")[0])
    values = read_registered(degrade.scan(page, 11, dpi=200), layout, 1)
    assert (values["division"].value, values["division"].source) == (second.choice, "mark")
    assert values["clients_are_siblings"].value is True
    assert values["settlement"].value is False
    assert values["relationship"].blank
    assert first.choice != second.choice


def test_two_buttons_marked_is_for_a_person() -> None:
    layout = _layout(APPLICATION)
    page = _blank(APPLICATION)[0].copy()
    slots = _slots(layout, "division")[:2]
    for slot in slots:
        _crossed(page, slot)
    value = read_registered(degrade.scan(page, 12, dpi=200), layout, 1)["division"]
    assert value.unreadable
    assert value.review
    assert value.why == "more than one button is marked"
    assert value.text is not None
    assert " / " in value.text


def test_signature_is_ink_over_its_line() -> None:
    layout = _layout(INVOICE)
    (slot,) = (slot for slot in layout.on_page(1) if slot.kind == "signature")
    page = _blank(INVOICE)[0].copy()
    assert read_registered(degrade.scan(page, 13, dpi=200), layout, 1)[slot.path].value is False
    x0, y0, _, y1 = _dots(slot.points)
    middle = (y0 + y1) // 2
    wave = np.array([(x0 + 60 + x, middle + round(18 * np.sin(x / 14))) for x in range(0, 300, 4)], np.int32)
    cv2.polylines(page, [wave], False, (90, 30, 20), 4)
    assert read_registered(degrade.scan(page, 13, dpi=200), layout, 1)[slot.path].value is True


@pytest.mark.parametrize("corner", range(4))
def test_one_corner_mark_may_be_missing(corner: int) -> None:
    layout = _layout(INVOICE)
    page = _filled(INVOICE)[0].copy()
    height, width = page.shape[:2]
    x0, y0, x1, y1 = layout.marks[corner]
    page[round(y0 * height) - 5 : round(y1 * height) + 5, round(x0 * width) - 5 : round(x1 * width) + 5] = 255
    values = read_registered(degrade.scan(page, 14, dpi=200, skew=0.8), layout, 1)
    assert _wrong(values, layout, 1) == {}


def test_page_that_was_shrunk_in_printing_is_read() -> None:
    layout = _layout(INVOICE)
    page = np.asarray(_filled(INVOICE)[0])
    height, width = page.shape[:2]
    shrunk = cv2.resize(page, None, fx=0.94, fy=0.94, interpolation=cv2.INTER_AREA)
    whole = np.full_like(page, 255)
    top, left = (height - shrunk.shape[0]) // 2, (width - shrunk.shape[1]) // 2
    whole[top : top + shrunk.shape[0], left : left + shrunk.shape[1]] = shrunk
    assert _wrong(read_registered(degrade.scan(whole, 15, dpi=200), layout, 1), layout, 1) == {}


def test_page_without_marks_and_code_is_refused_with_the_remedy() -> None:
    layout = _layout(INVOICE)
    with pytest.raises(PaperError, match="Scan the whole sheet again"):
        read_registered(degrade.blank_sheet(16), layout, 1)


def test_the_code_of_a_page_in_the_dark_is_found() -> None:
    dim = (degrade.scan(_filled(INVOICE)[0], 18, dpi=200) * 0.08).astype(np.uint8)
    code = find_code(dim)
    assert code is not None
    assert code.form == INVOICE


def test_no_code_on_a_strange_page() -> None:
    assert find_code(degrade.blank_sheet(17)) is None
