"""A page scanned or saved a second time is known again; another copy of its form, filled in otherwise, is not."""

import io
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from api.store.tables import Duplicate
from extractors.files import Picture
from extractors.picture import straightened
from extractors.prints import same_page, sketches
from forms.catalog import load_catalog
from generators.fill import fill_form
from tests.support.degrade import printed, scan
from tests.support.fillings import ordinary
from tests.support.office import Office, open_office
from tests.support.reading import work

CATALOG = load_catalog()
LOG = CATALOG.form("mi-psp/coaching-log")
INVOICE = CATALOG.form("ct-ppsp/invoice")


@cache
def _page(**other: Any) -> Picture:
    """The invoice as it is printed, filled in with these values in the place of the ordinary ones."""
    values = ordinary(INVOICE) | other
    return printed(fill_form(INVOICE, CATALOG.program(INVOICE.program), values))[0]


def _upright(page: Picture) -> Picture:
    return straightened(page, None).page


def _saved(page: Picture, quality: int) -> bytes:
    held = io.BytesIO()
    Image.fromarray(page).save(held, "JPEG", quality=quality, dpi=(200, 200))
    return held.getvalue()


@pytest.fixture(scope="module")
def first() -> Picture:
    return _upright(scan(_page(), 1))


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("dpi", [150, 300])
def test_a_second_scan_shows_the_same_page(first: Picture, seed: int, dpi: int) -> None:
    assert same_page(first, _upright(scan(_page(), seed, dpi=dpi)))


def test_a_picture_that_is_compressed_once_more_shows_the_same_page(first: Picture) -> None:
    with Image.open(io.BytesIO(_saved(first, 35))) as image:
        assert same_page(first, np.asarray(image, dtype=np.uint8))


@pytest.mark.parametrize(
    "other",
    [
        {"child_name": "Noa Whitfield"},
        {"total_hours": Decimal("2.25")},
        {"total_amount": Decimal("9324.16")},
        {"signature_date": date(2026, 9, 8)},
        {"invoice_number": ""},
    ],
)
def test_another_copy_of_the_form_is_told_by_what_is_filled_in(first: Picture, other: dict[str, Any]) -> None:
    assert not same_page(first, _upright(scan(_page(**other), 2)))


def test_pages_without_anything_alike_are_not_the_same(first: Picture) -> None:
    assert not same_page(first, np.full((1100, 850), 255, np.uint8))
    assert not same_page(first, np.rot90(first))


def test_pages_share_the_more_sketches_the_more_words_they_share() -> None:
    words = [f"word{number}" for number in range(40)]
    assert sketches(words) == sketches(reversed(words))
    assert len(set(sketches(words)) & set(sketches([*words[:38], "another", "more"]))) >= 2
    assert not set(sketches(words)) & set(sketches(f"other{number}" for number in range(40)))
    assert sketches(["too", "few"]) == []


def test_a_second_scan_is_linked_and_another_filled_copy_is_not(tmp_path: Path) -> None:
    values = {name: value for name, value in ordinary(LOG).items() if name != "candidate_name"}
    program = CATALOG.program(LOG.program)
    sheet, other = (
        printed(fill_form(LOG, program, values | {"candidate_name": name}))[0]
        for name in ("Noa Whitfield", "Ada Moreno")
    )
    first = scan(sheet, 1, dpi=200)
    papers = {
        "first": _saved(first, 80),
        "other": _saved(scan(other, 1, dpi=200), 80),
        "again": _saved(scan(sheet, 2, dpi=200), 50),
    }
    with open_office(tmp_path) as office:
        sent = {name: _sent(office, name, paper) for name, paper in papers.items()}
        work(office)
        with office.service.database.reading() as session:
            names = {packet: name for name, packet in sent.items()}
            told = {(names[row.packet_id], names[row.other_id]): row.told for row in session.query(Duplicate)}
    assert set(told) == {("again", "first")}
    assert "as another scan" in told["again", "first"]


def _sent(office: Office, name: str, paper: bytes) -> str:
    answer = office.client.post(
        "/api/v1/packets",
        headers=office.headers("clerk"),
        files=[("files", (f"{name}.jpg", paper))],
        data={"name": name, "program": "mi-psp"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
