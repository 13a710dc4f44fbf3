"""A poor picture is told in words; a scan, a fax and a photograph that can be read are not."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from extractors.quality import page_quality
from extractors.straighten import Picture
from forms.catalog import load_catalog
from generators.fill import fill_form
from tests.support.degrade import blank_sheet, fax, photo, printed, scan
from tests.support.fillings import ordinary


def _page(name: str) -> Picture:
    catalog = load_catalog()
    form = catalog.form(name)
    return printed(fill_form(form, catalog.program(form.program), ordinary(form), flatten=True))[0]


@pytest.fixture(
    scope="module", params=["ct-ppsp/service-agreement", "ct-pss/cpr-certificate", "ct-pss/reference-letter"]
)
def page(request: pytest.FixtureRequest) -> Picture:
    return _page(request.param)


def _blurred(picture: Picture, by: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), by), dtype=np.uint8)


def _half(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, : picture.shape[1] * 55 // 100])


GOOD: dict[str, Callable[[Picture], Picture]] = {
    "print": lambda page: page,
    "scan": lambda page: scan(page, 1),
    "scan of 150 dpi": lambda page: scan(page, 2, dpi=150),
    "fax": lambda page: fax(page, 3, coarse=True),
    "photo": lambda page: photo(page, 4),
    "small photo": lambda page: photo(page, 5, height=2000),
    "a little soft": lambda page: _blurred(scan(page, 6), 2),
}


@pytest.mark.parametrize("how", GOOD)
def test_a_picture_that_can_be_read_is_not_complained_of(page: Picture, how: str) -> None:
    assert page_quality(GOOD[how](page)) == ()


POOR: dict[str, tuple[Callable[[Picture], Picture], str]] = {
    "dark": (lambda page: (photo(page, 1) * 0.2).astype(np.uint8), "too dark"),
    "blurred photo": (lambda page: _blurred(photo(page, 2), 10), "blurred"),
    "blurred scan": (lambda page: _blurred(scan(page, 3), 7), "blurred"),
    "small": (lambda page: np.asarray(cv2.resize(page, (600, 776), interpolation=cv2.INTER_AREA)), "too small"),
    "cut off": (
        lambda page: np.ascontiguousarray((shot := photo(page, 5))[:, : shot.shape[1] * 55 // 100]),
        "over the edge",
    ),
}


@pytest.mark.parametrize("how", POOR)
def test_a_poor_picture_is_told_with_its_remedy(page: Picture, how: str) -> None:
    spoil, words = POOR[how]
    told = page_quality(spoil(page))
    assert len(told) == 1
    assert words in told[0]


def test_a_blank_sheet_is_not_blurred() -> None:
    assert page_quality(blank_sheet(1)) == ()
