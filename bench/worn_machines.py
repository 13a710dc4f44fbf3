"""Scanners, faxes, telephones and screens as they are: dirty, coarse, held badly. Each takes a page in colour."""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Paper = NDArray[np.uint8]
Dice = np.random.Generator
INCH = 300
"""Dots to the inch of a printed page."""


class Taken(NamedTuple):
    """A picture of a page: its dots an inch across and down where the machine tells them, and its JPEG quality.

    Quality 0 is a picture kept dot by dot.
    """

    image: Image.Image
    dpi: tuple[float, float] | None
    quality: int


def turned(page: Paper, degrees: float) -> Paper:
    """The page turned by a small angle."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(degrees), 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)


def _seen(page: Paper, dice: Dice, dpi: int) -> Paper:
    """What the glass of a scanner of so many dots sees: a little askew, soft, grainy."""
    scaled = cv2.resize(
        turned(page, dice.normal(0, 0.6)), None, fx=dpi / INCH, fy=dpi / INCH, interpolation=cv2.INTER_AREA
    )
    soft = cv2.GaussianBlur(scaled, (0, 0), dice.uniform(0.35, 0.75))
    lit = 10 + soft * (dice.uniform(0.9, 0.97))
    return np.asarray(np.clip(lit + dice.normal(0, dice.uniform(1.5, 4.5), lit.shape), 0, 255), np.uint8)


def _grey(page: Paper) -> Paper:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)


def _scan(page: Paper, dice: Dice, dpi: int, *, colour: bool, quality: int) -> Taken:
    seen = _seen(page, dice, dpi)
    return Taken(Image.fromarray(seen if colour else _grey(seen)), (dpi, dpi), quality)


def _black(page: Paper, dice: Dice, dpi: int) -> Taken:
    seen = _grey(_seen(page, dice, dpi))
    return Taken(
        Image.fromarray(np.where(seen < dice.uniform(120, 180), 0, 255).astype(np.uint8)).convert("1"), (dpi, dpi), 0
    )


def _fax(page: Paper, dice: Dice, *, headed: bool) -> Taken:
    down = int(dice.choice([98, 196, 196]))
    seen = _grey(cv2.GaussianBlur(turned(page, dice.normal(0, 0.5)), (0, 0), dice.uniform(0.8, 1.3)))
    size = (round(seen.shape[1] * 204 / INCH), round(seen.shape[0] * down / INCH))
    dots = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)
    dots = np.where(dots + dice.normal(0, 10, dots.shape) < dice.uniform(135, 175), 0, 255).astype(np.uint8)
    # Lines of the transmission that were lost are sent as the line before.
    for row in dice.integers(1, size[1], int(dice.integers(0, 8))):
        dots[row] = dots[row - 1]
    if headed:
        _head(dots, dice, down)
    return Taken(Image.fromarray(dots).convert("1"), (204, down), 0)


def _head(dots: Paper, dice: Dice, down: int) -> None:
    """Prints the line that the machines add, over the page or above it, and sometimes a second machine's."""
    day = f"{dice.integers(10, 13)}/{dice.integers(10, 28)}/2026"
    time = f"{dice.integers(8, 18):02d}:{dice.integers(10, 59)}"
    page = f"{dice.integers(1, 4):02d}/{dice.integers(4, 12):02d}"
    number = f"860-555-01{dice.integers(10, 99)}"
    lines = (
        f"FROM: CEDAR FAMILY SERVICES    {day} {time}   #{dice.integers(100, 999)} P.{page}",
        f"{day}  {time}   FAX {number}   DDS REGION   [{page[:2]}] {page}",
        f"To: {number}   Page: {page}    {day} {time} AM   From: {number}",
    )
    for at in range(int(dice.integers(1, 3))):
        strip = Image.new("L", (1632, 34), 255)
        ImageDraw.Draw(strip).text((60 + 30 * at, 4), str(dice.choice(lines)), 0, ImageFont.load_default(24))
        high = round(34 * down / 204)
        told = cv2.resize(np.asarray(strip), (1632, high), interpolation=cv2.INTER_AREA)
        top = int((0.06 + 0.22 * at) * down)
        part = dots[top : top + high, :1632]
        part[:] = np.minimum(part, np.where(told[:, : part.shape[1]] < 140, 0, 255))


def _streaked(page: Paper, dice: Dice) -> Taken:
    """A scanner with dirt on its glass: lines all down the page, dark or white."""
    seen = _grey(_seen(page, dice, int(dice.choice([200, 300])))).astype(np.float32)
    high, wide = seen.shape
    for x in dice.integers(0.05 * wide, 0.95 * wide, int(dice.integers(2, 7))):
        thick = int(dice.integers(1, 4))
        deep = dice.uniform(30, 230) * (1 if dice.random() < 0.8 else -1)
        sway = cv2.GaussianBlur(dice.uniform(0.4, 1.1, (high, 1)).astype(np.float32), (0, 0), 5)
        top = int(dice.integers(0, high // 3)) if dice.random() < 0.3 else 0
        seen[top:, x : x + thick] -= deep * sway[top:]
    shown = np.clip(seen, 0, 255).astype(np.uint8)
    if dice.random() < 0.3:
        return Taken(
            Image.fromarray(np.where(shown < 150, 0, 255).astype(np.uint8)).convert("1"), (wide / 8.5, wide / 8.5), 0
        )
    return Taken(Image.fromarray(shown), (wide / 8.5, wide / 8.5), 75)


# Telephones

_TALL = 3600


def _bent(page: Paper, dice: Dice) -> Paper:
    """A page that curls up along a side or has a wave: its lines are bent, and shaded."""
    high, wide = page.shape[:2]
    x = np.linspace(0, 1, wide, dtype=np.float32)
    lift = dice.uniform(0.008, 0.02) * np.sin(np.pi * (x * dice.uniform(0.7, 1.4) + dice.uniform(0, 0.4)))
    shade = 1 - 9 * np.abs(np.gradient(lift, 1 / wide)) / 1.2 * dice.uniform(0.3, 0.7)
    across = np.tile(np.arange(wide, dtype=np.float32), (high, 1))
    down = np.arange(high, dtype=np.float32)[:, None] + (lift * high)[None]
    bent = cv2.remap(page, across, down.astype(np.float32), cv2.INTER_LINEAR, borderValue=(70, 62, 55))
    return np.asarray(np.clip(bent * np.clip(shade, 0.6, 1)[None, :, None], 0, 255), np.uint8)


def _on_desk(page: Paper, dice: Dice) -> Paper:
    """The page on a table, seen by a telephone held not quite above it, in the light of a room."""
    wide, high = _TALL * 3 // 4, _TALL
    grain = cv2.resize(
        dice.normal(0, 16, (high // 4, 12)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC
    )
    wood = np.array([dice.uniform(70, 150), dice.uniform(60, 110), dice.uniform(40, 90)], np.float32)
    ground = np.clip(wood + grain[..., None] + dice.normal(0, 5, (high, wide, 1)), 0, 255).astype(np.uint8)
    rows, columns = page.shape[:2]
    reach = dice.uniform(0.42, 0.47) * min(wide, high * columns / rows)
    corners = np.array([[-1, -rows / columns], [1, -rows / columns], [1, rows / columns], [-1, rows / columns]]) * reach
    angle = np.radians(dice.normal(0, 2.0))
    corners = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = corners * (1 + dice.normal(0, 0.02, (4, 1))) + np.array([wide / 2, high / 2])
    flat = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    cv2.warpPerspective(page, matrix, (wide, high), dst=ground, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    return np.asarray(ground, np.uint8)


def _photo(page: Paper, dice: Dice, *, trouble: str = "", tall: int = _TALL) -> Taken:
    shot = _on_desk(_bent(page, dice) if trouble == "curled" else page, dice).astype(np.float32)
    high, wide = shot.shape[:2]
    if trouble == "finger":
        shot = _fingers(shot, dice)
    slope = (
        np.linspace(dice.uniform(0.72, 1), dice.uniform(0.72, 1), wide)[None]
        * np.linspace(dice.uniform(0.8, 1), 1, high)[:, None]
    )
    shot *= slope[..., None] * np.array([1.0, dice.uniform(0.94, 1), dice.uniform(0.82, 1)])
    if trouble == "glare":
        down, across = np.mgrid[0:high, 0:wide].astype(np.float32)
        x, y, size = dice.uniform(0.25, 0.7) * wide, dice.uniform(0.15, 0.6) * high, dice.uniform(0.06, 0.14) * high
        shot += (330 * np.exp(-((across - x) ** 2 + 1.6 * (down - y) ** 2) / size**2))[..., None]
    if trouble == "motion":
        length = int(dice.integers(7, 14))
        kernel = np.zeros((length, length), np.float32)
        turn = dice.uniform(0, np.pi)
        middle, step = (length - 1) / 2, (length - 1) / 2 * np.array([np.cos(turn), np.sin(turn)])
        ends = [tuple(round(float(middle + sign * part)) for part in step) for sign in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0, 1)
        shot = cv2.filter2D(shot, -1, kernel / kernel.sum())
    shot = cv2.GaussianBlur(shot, (0, 0), dice.uniform(0.7, 1.2))
    if tall != _TALL:
        shot = cv2.resize(shot, (tall * 3 // 4, tall), interpolation=cv2.INTER_AREA)
    shown = np.clip(shot + dice.normal(0, dice.uniform(2, 6), shot.shape), 0, 255).astype(np.uint8)
    return Taken(Image.fromarray(shown), None, int(dice.integers(70, 90)))


def _fingers(shot: NDArray[np.float32], dice: Dice) -> NDArray[np.float32]:
    """Thumbs that hold the page down at its sides, with their shadows."""
    high, wide = shot.shape[:2]
    skin = np.array([226, 176, 148], np.float32) * dice.uniform(0.45, 1.0)
    for side in dice.permutation(2)[: int(dice.integers(1, 3))]:
        y, deep = dice.uniform(0.3, 0.85) * high, dice.uniform(0.09, 0.16) * wide
        x = -0.02 * wide if side == 0 else 1.02 * wide
        for grown, tone in ((1.12, None), (1.0, skin)):
            cover = np.zeros((high, wide), np.float32)
            axes = (int((deep + 0.02 * wide) * grown), int(0.036 * high * grown))
            cv2.ellipse(cover, (int(x), int(y)), axes, float(dice.normal(0, 8)), 0, 360, 1.0, -1)
            cover = cv2.GaussianBlur(cover, (0, 0), 18 if tone is None else 3)[..., None]
            shot = shot * (1 - 0.35 * cover) if tone is None else shot * (1 - cover) + tone * cover
    return shot


def _screenshot(page: Paper, dice: Dice) -> Taken:
    """A window that shows the page on grey ground under a bar of buttons, dot by dot."""
    tall = int(dice.integers(1250, 1900))
    shown = cv2.resize(page, (round(tall * page.shape[1] / page.shape[0]), tall), interpolation=cv2.INTER_AREA)
    window = Image.new("RGB", (shown.shape[1] + int(dice.integers(60, 700)), tall + 150), (82, 86, 89))
    pen = ImageDraw.Draw(window)
    pen.rectangle((0, 0, window.width, 76), fill=(50, 54, 57))
    pen.text((24, 26), "scan0042.pdf      1 / 1      -  100%  +", (230, 230, 230), ImageFont.load_default(24))
    window.paste(Image.fromarray(shown), ((window.width - shown.shape[1]) // 2, 100))
    return Taken(window, None, 0)


MACHINES: dict[str, Callable[[Paper, Dice], Taken]] = {
    "colour scan": lambda page, dice: _scan(page, dice, int(dice.choice([200, 300])), colour=True, quality=75),
    "grey scan": lambda page, dice: _scan(page, dice, int(dice.choice([200, 300])), colour=False, quality=75),
    "black and white scan": lambda page, dice: _black(page, dice, int(dice.choice([200, 300]))),
    "fax": lambda page, dice: _fax(page, dice, headed=False),
    "photo": lambda page, dice: _photo(page, dice),
    "fax header": lambda page, dice: _fax(page, dice, headed=True),
    "streaks": _streaked,
    "JPEG 30": lambda page, dice: _scan(page, dice, 200, colour=bool(dice.integers(2)), quality=30),
    "150 dpi": lambda page, dice: _scan(page, dice, 150, colour=bool(dice.integers(2)), quality=70),
    "curled photo": lambda page, dice: _photo(page, dice, trouble="curled"),
    "finger": lambda page, dice: _photo(page, dice, trouble="finger"),
    "glare": lambda page, dice: _photo(page, dice, trouble="glare"),
    "motion blur": lambda page, dice: _photo(page, dice, trouble="motion"),
    "small photo": lambda page, dice: _photo(page, dice, tall=1600),
    "screenshot": _screenshot,
}
"""What takes the picture of a page, by name."""
