"""Printing in software: what a scanner, a fax machine or a telephone makes of a PDF, the same each time for a seed."""

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from extractors.corners import Corners, as_shares

Picture = NDArray[np.uint8]

_PRINTED_DPI = 300


def printed(pdf: bytes, dpi: int = _PRINTED_DPI) -> list[Picture]:
    """The pages as a printer would print them, form fields included, in colour."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    pages = []
    for page in document:
        picture = page.render(scale=dpi / 72, may_draw_forms=True).to_pil().convert("RGB")
        pages.append(np.asarray(picture, dtype=np.uint8))
    return pages


def grey(page: Picture) -> Picture:
    """The page in shades of grey."""
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _turned(page: Picture, degrees: float) -> Picture:
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    return np.asarray(turned, dtype=np.uint8)


def _jpeg(page: Picture, quality: int) -> Picture:
    written, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert written
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), dtype=np.uint8)


def scan(page: Picture, seed: int, *, dpi: int = 300, skew: float | None = None) -> Picture:
    """A flatbed scan: grey, a little askew, soft, grainy and compressed."""
    dice = np.random.default_rng(seed)
    angle = dice.uniform(-1.8, 1.8) if skew is None else skew
    turned = _turned(grey(page), angle)
    scaled = cv2.resize(turned, None, fx=dpi / _PRINTED_DPI, fy=dpi / _PRINTED_DPI, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(scaled, (0, 0), 0.4 + 0.4 * dice.random())
    paper = 12 * dice.random()
    grain = dice.normal(0, 3 + 3 * dice.random(), soft.shape)
    return _jpeg(np.clip(soft * ((255 - paper) / 255) + grain, 0, 255).astype(np.uint8), int(dice.integers(60, 85)))


def fax(page: Picture, seed: int, *, coarse: bool = False, square: bool = True) -> Picture:
    """A fax of 204 x 196 dots to the inch, or 204 x 98, black and white, stretched back to square dots if wanted."""
    dice = np.random.default_rng(seed)
    turned = cv2.GaussianBlur(_turned(grey(page), dice.uniform(-1.0, 1.0)), (0, 0), 0.8)
    height, width = turned.shape
    down = 98 if coarse else 196
    size = (round(width * 204 / _PRINTED_DPI), round(height * down / _PRINTED_DPI))
    dots = cv2.resize(turned, size, interpolation=cv2.INTER_AREA)
    dots = np.where(dots + dice.normal(0, 14, dots.shape) < 150, 0, 255).astype(np.uint8)
    dots[dice.random(dots.shape) < 0.0006] = 0
    dots[dice.random(dots.shape) < 0.0006] = 255
    if not square:
        return dots
    stretched = cv2.resize(dots, (size[0], round(size[1] * 204 / down)), interpolation=cv2.INTER_LINEAR)
    return np.asarray(stretched, dtype=np.uint8)


def photo(page: Picture, seed: int, *, height: int = 4000) -> Picture:
    """A telephone's picture of the page on a desk: in perspective, unevenly lit, grainy and compressed."""
    dice = np.random.default_rng(seed)
    width = height * 3 // 4
    ground = dice.integers(40, 120, 3)
    desk = np.full((height // 8, width // 8, 3), ground, np.float64) + dice.normal(0, 14, (height // 8, width // 8, 3))
    picture = cv2.resize(np.clip(desk, 0, 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    rows, columns = page.shape[:2]
    middle = np.array([width / 2, height / 2])
    reach = 0.43 * min(width, height * columns / rows)
    corners = np.array([[-1, -rows / columns], [1, -rows / columns], [1, rows / columns], [-1, rows / columns]]) * reach
    corners = middle + corners + dice.uniform(-0.03, 0.03, (4, 2)) * width
    flat = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    cv2.warpPerspective(
        page, matrix, (width, height), dst=picture, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    centre = dice.uniform(-0.6, 0.6, 2)
    light = 1 - dice.uniform(0.2, 0.45) * np.clip(np.hypot(across - centre[0], down - centre[1]) / 1.6, 0, 1)
    lit = cv2.GaussianBlur(picture, (0, 0), 0.9 + 0.5 * dice.random()) * light[..., None]
    grainy = np.clip(lit + dice.normal(0, 4, lit.shape), 0, 255).astype(np.uint8)
    return _jpeg(grainy, 80)


def on_white(page: Picture, seed: int, *, askew: float = 25, height: int = 3600) -> tuple[Picture, Corners]:
    """A telephone's picture of the page lying askew on a desk as white as it is, where no edge shows; its corners."""
    dice = np.random.default_rng(seed)
    width = height * 3 // 4
    rows, columns = page.shape[:2]
    reach = 0.34 * min(width, height * columns / rows)
    flat = np.array([[-1, -rows / columns], [1, -rows / columns], [1, rows / columns], [-1, rows / columns]]) * reach
    along, on = np.cos(np.radians(askew)), np.sin(np.radians(askew))
    corners = flat @ np.array([[along, on], [-on, along]]) + (width / 2, height / 2)
    corners += dice.uniform(-0.03, 0.03, (4, 2)) * width
    ends = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(ends, corners.astype(np.float32))
    picture = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=(255, 255, 255))
    lit = cv2.GaussianBlur(picture, (0, 0), 0.9) * 0.93
    shown = _jpeg(np.clip(lit + dice.normal(0, 4, lit.shape), 0, 255).astype(np.uint8), 85)
    return shown, as_shares(corners.astype(np.float32), shown)


def rotated(picture: Picture, degrees: int) -> Picture:
    """The picture turned clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(picture, -(degrees // 90)))


def blank_sheet(seed: int, dpi: int = 200) -> Picture:
    """A scan of an empty page: paper, grain and a little dirt."""
    dice = np.random.default_rng(seed)
    page = np.full((11 * _PRINTED_DPI, round(8.5 * _PRINTED_DPI), 3), 255, np.uint8)
    for x, y in dice.integers(50, 8 * _PRINTED_DPI, (12, 2)):
        cv2.circle(page, (int(x), int(y)), 2, (90, 90, 90), -1)
    return scan(page, seed, dpi=dpi)
