"""Coarse faxes whose file does not say that their dots are twice as high as wide."""

from pathlib import Path

import pytest
from PIL import Image

from extractors.files import open_pdf, open_picture, read_frame
from extractors.pdf import render

COARSE, FINE, LANDSCAPE = (1734, 1078), (1734, 2157), (2244, 1734)


def _shape(path: Path) -> float:
    """Height of the page by its width, as it is read."""
    if path.suffix == ".pdf":
        with open_pdf(path, path.name) as file:
            pixels, _ = render(file, 0)
    else:
        with open_picture(path, path.name) as image:
            pixels, _ = read_frame(image, 0, path.name)
    return float(pixels.shape[0] / pixels.shape[1])


@pytest.mark.parametrize("ending", ["pdf", "tif", "png"])
@pytest.mark.parametrize(
    ("size", "mode", "tall"),
    [
        (COARSE, "1", 11 / 8.5),
        (FINE, "1", FINE[1] / FINE[0]),
        (LANDSCAPE, "1", 8.5 / 11),
        (COARSE, "L", COARSE[1] / COARSE[0]),
    ],
)
def test_a_coarse_fax_is_as_tall_as_the_paper_was(
    size: tuple[int, int], mode: str, tall: float, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"fax.{ending}"
    sheet = Image.new(mode, size, 255 if mode == "L" else 1)
    if ending == "pdf":
        sheet.save(path, resolution=204.0)
    else:
        sheet.save(path)
    assert _shape(path) == pytest.approx(tall, rel=0.02)


def test_a_pdf_that_says_how_high_the_dots_are_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "told.pdf"
    Image.new("1", COARSE, 1).save(path, dpi=(204.0, 98.0))
    assert _shape(path) == pytest.approx(11 / 8.5, rel=0.02)
