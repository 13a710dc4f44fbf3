"""Our own edition where its code cannot be read, and an older edition, which is named with the present one."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extractors.read import read_packet
from extractors.registration import _codes
from extractors.straighten import Picture, grey
from forms.catalog import load_catalog
from forms.packet import Document
from generators.fill import fill_form
from tests.support import degrade, fillings

INVOICE = "ct-ppsp/invoice"
_FOOTER = (0.93, 0.98)


def _paper(edition: str | None = None) -> bytes:
    catalog = load_catalog()
    form = catalog.form(INVOICE)
    form = form.model_copy(update={"edition": edition}) if edition else form
    return fill_form(form, catalog.program(form.program), fillings.ordinary(form))


def _scanned(edition: str | None = None) -> Picture:
    return degrade.scan(degrade.printed(_paper(edition))[0], 2, dpi=200)


def _without_code(page: Picture) -> Picture:
    corners = _codes(grey(page))[0][1]
    (x0, y0), (x1, y1) = corners.min(0).astype(int) - 10, corners.max(0).astype(int) + 10
    page = page.copy()
    page[y0:y1, x0:x1] = 255
    return page


def _without_footer(page: Picture) -> Picture:
    page = page.copy()
    top, bottom = (int(edge * len(page)) for edge in _FOOTER)
    # The corner marks stay: they are no words.
    page[top:bottom, page.shape[1] // 8 : -page.shape[1] // 8] = 255
    return page


def _read(page: Picture | bytes, folder: Path) -> Document:
    path = folder / ("paper.pdf" if isinstance(page, bytes) else "paper.png")
    if isinstance(page, bytes):
        path.write_bytes(page)
    else:
        Image.fromarray(np.asarray(page)).save(path, dpi=(200, 200))
    packet = read_packet(path, load_catalog())
    [document] = packet.documents
    return document


def _wrong(document: Document) -> list[str]:
    meant = fillings.ordinary(load_catalog().form(INVOICE))
    read = {name: value.value for name, value in document.fields.items()}
    return [name for name, value in read.items() if value != meant[name] and str(value) != str(meant[name])]


def test_a_page_whose_code_is_gone_is_known_by_its_footer_and_read_place_by_place(tmp_path: Path) -> None:
    document = _read(_without_code(_scanned()), tmp_path)
    assert (document.form, document.edition) == (INVOICE, load_catalog().form(INVOICE).edition)
    assert document.present_edition is None
    assert set(_wrong(document)) <= {"child_name"}  # a typographic apostrophe, which no reader can tell


def test_a_page_without_code_and_footer_is_known_by_its_head(tmp_path: Path) -> None:
    document = _read(_without_footer(_without_code(_scanned())), tmp_path)
    assert (document.form, document.edition) == (INVOICE, load_catalog().form(INVOICE).edition)
    assert set(_wrong(document)) <= {"child_name"}


@pytest.mark.parametrize("sent", ["printed", "scanned"])
def test_an_older_edition_is_named_with_the_present_one_and_read_by_its_labels(sent: str, tmp_path: Path) -> None:
    document = _read(_paper("2019-01") if sent == "printed" else _scanned("2019-01"), tmp_path)
    assert document.form == INVOICE
    assert (document.edition, document.present_edition) == ("2019-01", load_catalog().form(INVOICE).edition)
    assert document.fields["agency_name"].value == fillings.ordinary(load_catalog().form(INVOICE))["agency_name"]
