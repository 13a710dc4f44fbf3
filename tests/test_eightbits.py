"""The line recogniser in numbers of eight bits reads as it does in 32, and what it is unsure of is read in 32."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics

from extractors import ocr
from extractors.agreement import Line
from extractors.eightbits import _rounded, in_eight_bits
from extractors.ocr import Recogniser, model_file, recogniser, session
from extractors.onnxfile import GRAPH, NODE, TABLE, parts, sizes
from extractors.straighten import Picture
from forms.typeset import font as font_name

_TEXTS = [
    "$14,862.63",
    "28-Apr-1978",
    "a.rivera@example.org",
    "María-José O'Neill",
    "(860) 555-0142",
    "0",
    "Hours billed",
]


def _drawn(text: str, size: int) -> Picture:
    font = ImageFont.truetype(pdfmetrics.getFont(font_name("regular")).face.filename, size)
    page = Image.new("L", (int(font.getlength(text)) + 16, round(1.5 * size)), 245)
    ImageDraw.Draw(page).text((8, size // 5), text, font=font, fill=10)
    return np.asarray(page, dtype=np.uint8)


def _networks(reader: Recogniser) -> tuple[Any, Any]:
    return reader._quick, reader._exact


def _read(reader: Recogniser, network: Any, crop: Picture) -> list[Line]:
    scaled = ocr._scaled(crop)
    dots = scaled.astype(np.float32) / 127.5 - 1
    return reader._read(network, np.repeat(dots[None, None], 3, axis=1), [scaled])


def _operators(model: bytes) -> list[str]:
    network = next(content for tag, _, content in parts(model) if tag == GRAPH)
    steps = [content for tag, _, content in parts(network) if tag == NODE]
    return [bytes(body).decode() for step in steps for tag, _, body in parts(step) if tag == 4]


def test_eight_bits_read_clear_print_as_32_do() -> None:
    crops = [_drawn(text, size) for text in _TEXTS for size in (30, 36, 60)]
    reader = recogniser()
    quick, whole = ([line for crop in crops for line in _read(reader, network, crop)] for network in _networks(reader))
    assert [line.text for line in quick] == [line.text for line in whole]
    assert [line.text for line in quick[::3]] == _TEXTS
    apart = [abs(one.weakest - other.weakest) for one, other in zip(quick, whole, strict=True)]
    # A letter of which neither is sure may be surer in either.
    assert np.median(apart) < 0.002
    assert np.mean(apart) < 0.06


def test_every_large_product_is_in_eight_bits() -> None:
    model = model_file().read_bytes()
    before, after = _operators(model), _operators(quick := in_eight_bits(model))
    products = after.count("DynamicQuantizeMatMul")
    assert products > 20
    assert after.count("Conv") == before.count("Conv") - products
    network = next(content for tag, _, content in parts(quick) if tag == GRAPH)
    tables = [sizes(parts(content)) for tag, _, content in parts(network) if tag == TABLE]
    assert not [size for size in tables if len(size) == 4 and size[2:] == [1, 1] and min(size[:2]) >= 192]


def test_no_two_weights_that_processors_add_at_once_are_too_large_together() -> None:
    rng = np.random.default_rng(5)
    weights = rng.standard_normal((64, 32)).astype(np.float32)
    weights[:2, 3] = 7.0
    weights[:, 4] = 0.0
    whole, scale = _rounded(weights)
    sums = np.abs(whole[::2].astype(int)) + np.abs(whole[1::2].astype(int))
    # Each is multiplied by 255 at most.
    assert 255 * sums.max() <= 32767
    assert np.abs(whole * scale - weights).max() <= 0.5001 * scale.max()
    assert not whole[:, 4].any()


def test_lines_in_doubt_and_no_others_are_read_in_32_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Recogniser()
    asked: list[int] = []
    read = Recogniser._read

    def counted(self: Recogniser, network: Any, block: NDArray[np.float32], crops: Sequence[Picture]) -> list[Line]:
        if network is reader._exact:
            asked.append(len(crops))
        return read(self, network, block, crops)

    monkeypatch.setattr(Recogniser, "_read", counted)
    clear = _drawn("Hours billed", 36)
    smudge = np.random.default_rng(2).integers(0, 255, clear.shape).astype(np.uint8)
    lines = reader.read([clear, smudge, clear])
    assert asked == [1]
    assert [lines[0].text, lines[2].text] == ["Hours billed"] * 2
    monkeypatch.undo()
    assert lines[1] == _read(reader, reader._exact, smudge)[0]


def test_a_network_without_large_products_stays_as_it_is() -> None:
    model = model_file().read_bytes()
    quick = in_eight_bits(in_eight_bits(model))
    picture = np.random.default_rng(3).uniform(-1, 1, (1, 3, 48, 96)).astype(np.float32)
    once, twice = (session(one).run(None, {"x": picture})[0] for one in (in_eight_bits(model), quick))
    assert twice == pytest.approx(once, abs=1e-6)
