"""Paper as offices wear it: stamped, punched, folded, marked by pens and highlighters, copied, printed badly.

Each kind draws on a printed page in colour, at 300 dots to the inch, the same for the same dice; then one of the
machines of `bench.worn_machines` takes its picture.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench import worn_machines as machines
from bench.worn_machines import INCH, Dice, Paper, Taken

_INKS = ((178, 30, 40), (36, 44, 130), (30, 30, 34), (90, 20, 110))
"""A stamp's red, blue, black and violet."""
_PENS = ((20, 30, 120), (25, 25, 28), (170, 25, 30))
_HIGHLIGHTERS = ((255, 246, 90), (190, 250, 120), (255, 150, 195), (255, 190, 90), (150, 215, 255))
_TINTS = ((255, 244, 196), (252, 214, 222), (208, 238, 206), (204, 226, 246), (222, 220, 212), (196, 196, 198))


class Box(NamedTuple):
    """A line of print: left, top, right and bottom in dots."""

    x0: int
    y0: int
    x1: int
    y1: int


def print_lines(page: Paper) -> list[Box]:
    """The lines of print on the page, from the top, so that marks can be made over and beside them."""
    dark = (cv2.resize(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), None, fx=0.25, fy=0.25) < 150).astype(np.uint8)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    count, _, told, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [tuple(4 * int(side) for side in told[at][:4]) for at in range(1, count)]
    return sorted(
        (Box(x, y, x + wide, y + high) for x, y, wide, high in boxes if 20 <= high <= 64 and 48 <= wide <= 1500),
        key=lambda box: (box.y0, box.x0),
    )


def _some(page: Paper, dice: Dice, least: int, most: int) -> list[Box]:
    lines = print_lines(page)
    chosen = dice.permutation(len(lines))[: int(dice.integers(least, most + 1))]
    return [lines[at] for at in chosen]


def _multiplied(page: Paper, x: int, y: int, layer: Paper) -> Paper:
    """The page with a see-through layer of colour laid on at that place."""
    page = page.copy()
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(page.shape[1], x + layer.shape[1]), min(page.shape[0], y + layer.shape[0])
    if x1 > x0 and y1 > y0:
        part = page[y0:y1, x0:x1].astype(np.float32)
        page[y0:y1, x0:x1] = (part * layer[y0 - y : y1 - y, x0 - x : x1 - x] / 255).astype(np.uint8)
    return page


def stamp(page: Paper, dice: Dice) -> Paper:
    """A RECEIVED stamp with date and office, over values or beside them."""
    wide, high = int(dice.uniform(1.8, 2.7) * INCH), int(dice.uniform(0.75, 1.05) * INCH)
    pale = Image.new("L", (wide, high), 255)
    pen = ImageDraw.Draw(pale)
    pen.rounded_rectangle((4, 4, wide - 5, high - 5), 14, outline=0, width=int(dice.integers(5, 11)))
    day = f"{dice.choice(['NOV', 'OCT', 'DEC'])} {dice.integers(1, 29):02d} 2026"
    office = ("INTAKE UNIT", "REGIONAL OFFICE", f"{dice.integers(8, 12)}:{dice.integers(10, 59)} AM BY ____")
    rows = (
        (str(dice.choice(["RECEIVED", "RECEIVED BY MAIL", "FAXED"])), 0.26),
        (day, 0.27),
        (str(dice.choice(office)), 0.15),
    )
    top = 0.1 * high
    for text, share in rows:
        size = share * high
        while (font := ImageFont.load_default(size)).getlength(text) > 0.9 * wide:
            size *= 0.9
        pen.text(((wide - font.getlength(text)) / 2, top), text, 0, font)
        top += (share + 0.05) * high
    turned = pale.rotate(float(dice.normal(0, 4)), expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)
    cover = 1 - np.asarray(turned, np.float32) / 255
    # Rubber takes ink unevenly.
    uneven = cv2.resize(
        dice.uniform(0.35, 1.15, (12, 24)).astype(np.float32), cover.shape[::-1], interpolation=cv2.INTER_CUBIC
    )
    cover *= np.clip(uneven * (dice.random(cover.shape) > 0.06), 0, 0.95)
    ink = np.array(_INKS[int(dice.integers(len(_INKS)))], np.float32)
    layer = 255 - cover[..., None] * (255 - ink)
    [line] = _some(page, dice, 1, 1)
    x = int(dice.uniform(line.x0 - 0.3 * wide, line.x1))
    y = int(line.y0 - dice.uniform(0.1, 0.9) * high)
    return _multiplied(page, min(x, page.shape[1] - wide), max(20, y), layer.astype(np.uint8))


def holes(page: Paper, dice: Dice) -> Paper:
    """Holes of a punch along one side, dark or with a shadow, and a staple."""
    page = page.copy()
    radius = int(dice.uniform(0.12, 0.16) * INCH)
    off = dice.uniform(0.32, 0.5) * INCH
    left = dice.random() < 0.7
    places = [(off, y * INCH) for y in (1.25, 5.5, 9.75)] if left else [(x * INCH, off) for x in (2.9, 5.65)]
    shade = int(dice.choice([12, 40, 110, 175]))
    for x, y in places:
        at = (int(x + dice.normal(0, 4)), int(y + dice.normal(0, 10)))
        cv2.circle(page, (at[0] + 5, at[1] + 4), radius + 3, (150, 150, 150), -1, cv2.LINE_AA)
        cv2.circle(page, at, radius, (shade,) * 3, -1, cv2.LINE_AA)
    x, y, turn = dice.uniform(0.35, 0.9) * INCH, dice.uniform(0.3, 0.6) * INCH, dice.uniform(-0.9, 0.9)
    end = (int(x + 0.45 * INCH * np.cos(turn)), int(y + 0.45 * INCH * np.sin(turn)))
    cv2.line(page, (int(x) + 6, int(y) + 7), (end[0] + 6, end[1] + 7), (175, 175, 175), 7, cv2.LINE_AA)
    cv2.line(page, (int(x), int(y)), end, (60, 60, 62), 6, cv2.LINE_AA)
    return page


def folds(page: Paper, dice: Dice) -> Paper:
    """Lines of folding across, and now and then down: grey, and the toner on them cracked off."""
    shown = page.astype(np.float32)
    across = (0.5,) if dice.random() < 0.4 else (0.34, 0.67)
    lines = [*((at, False) for at in across), *([(0.5, True)] if dice.random() < 0.3 else [])]
    for at, down in lines:
        view = shown.transpose(1, 0, 2) if down else shown
        long, side = view.shape[1], int((at + dice.normal(0, 0.01)) * view.shape[0])
        sway = np.cumsum(dice.normal(0, 0.12, long))
        deep, soft = dice.uniform(40, 150), dice.uniform(1.0, 3.5)
        for step in range(-9, 10):
            rows = np.clip((side + step + sway).astype(int), 0, view.shape[0] - 1)
            dark = deep * np.exp(-((step / soft) ** 2)) * dice.uniform(0.3, 1.0, long)
            view[rows, np.arange(long)] -= dark[:, None]
            if abs(step) < 4:
                cracked = dice.random(long) < 0.35
                view[rows[cracked], np.arange(long)[cracked]] = 245
    return np.asarray(np.clip(shown, 0, 255), np.uint8)


def bleed(page: Paper, dice: Dice) -> Paper:
    """The print of the back, seen through thin paper."""
    back = cv2.GaussianBlur(np.roll(page[:, ::-1], dice.integers(-60, 60, 2), (0, 1)), (0, 0), 2.5)
    return np.asarray(np.clip(page - dice.uniform(0.14, 0.36) * (255.0 - back), 0, 255), np.uint8)


def tint(page: Paper, dice: Dice) -> Paper:
    """Coloured or grey paper, with fibres."""
    colour = np.array(_TINTS[int(dice.integers(len(_TINTS)))], np.float32)
    grain = cv2.GaussianBlur(dice.normal(0, 12, page.shape[:2]).astype(np.float32), (0, 0), 1.5)
    return np.asarray(np.clip(page * (colour / 255) + grain[..., None], 0, 255), np.uint8)


def light_toner(page: Paper, dice: Dice) -> Paper:
    """A cartridge that runs out: print in grey, in bands fainter still, with dots left out."""
    width = page.shape[1]
    strength = np.full(width, dice.uniform(0.32, 0.6))
    for middle in dice.integers(0, width, int(dice.integers(0, 3))):
        strength *= 1 - 0.5 * np.exp(-(((np.arange(width) - middle) / dice.uniform(60, 180)) ** 2))
    missing = cv2.GaussianBlur(dice.random(page.shape[:2]).astype(np.float32), (0, 0), 1.2)
    share = strength[None] * np.where(missing > np.percentile(missing, 88), 0.25, 1.0)
    return np.asarray(np.clip(255 - (255.0 - page) * share[..., None], 0, 255), np.uint8)


def thick_toner(page: Paper, dice: Dice) -> Paper:
    """Print that has run fat, so that the eyes of letters close."""
    side = int(dice.integers(3, 6))
    fat = cv2.erode(page, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    return np.asarray(cv2.GaussianBlur(fat, (0, 0), 0.8), np.uint8)


def speckle(page: Paper, dice: Dice) -> Paper:
    """Dirt of all sizes up to a comma's, and a few stains."""
    page = page.copy()
    height, width = page.shape[:2]
    for x, y in zip(dice.integers(0, width, 2500), dice.integers(0, height, 2500), strict=True):
        radius = int(min(6, dice.exponential(1.1)))
        cv2.circle(page, (int(x), int(y)), radius, (int(dice.integers(20, 120)),) * 3, -1, cv2.LINE_AA)
    for x, y in zip(dice.integers(0, width, 4), dice.integers(0, height, 4), strict=True):
        size = tuple(int(side) for side in dice.integers(25, 160, 2))
        stain = np.full((2 * size[1] + 40, 2 * size[0] + 40, 3), 255, np.uint8)
        tone = int(dice.integers(150, 225))
        cv2.ellipse(
            stain,
            (size[0] + 20, size[1] + 20),
            size,
            float(dice.uniform(0, 180)),
            0,
            360,
            (tone, tone - 12, tone - 40),
            -1,
        )
        page = _multiplied(page, int(x), int(y), cv2.GaussianBlur(stain, (0, 0), 9))
    return page


def highlighter(page: Paper, dice: Dice) -> Paper:
    """Strokes of a highlighter over lines of print, values among them."""
    colour = np.array(_HIGHLIGHTERS[int(dice.integers(len(_HIGHLIGHTERS)))], np.uint8)
    for line in _some(page, dice, 4, 9):
        wide, high = (
            line.x1 - line.x0 + int(dice.integers(0, 60)),
            int((line.y1 - line.y0) * dice.uniform(1.1, 1.7)) + 8,
        )
        stroke = np.full((high + 40, wide + 40, 3), 255, np.uint8)
        for at in range(0, wide, 4):
            top = 20 + int(4 * np.sin(at / 90 + line.y0))
            stroke[top : top + high, 20 + at : 24 + at] = colour
        page = _multiplied(
            page, line.x0 - 35, (line.y0 + line.y1 - high) // 2 - 20, cv2.GaussianBlur(stroke, (0, 0), 2)
        )
    return page


def pen(page: Paper, dice: Dice) -> Paper:
    """A clerk's pen: lines under values, ticks beside them, a bracket in the margin."""
    page = page.copy()
    colour = _PENS[int(dice.integers(len(_PENS)))]
    thick = int(dice.integers(3, 7))

    def stroke(points: Sequence[tuple[float, float]]) -> None:
        cv2.polylines(page, [np.array(points, np.int32)], False, colour, thick, cv2.LINE_AA)

    for line in _some(page, dice, 4, 8):
        if dice.random() < 0.5:
            xs = np.linspace(line.x0 - 6, line.x1 + 12, 12)
            ys = line.y1 + dice.uniform(2, 14) + np.cumsum(dice.normal(0, 1.2, 12))
            stroke(list(zip(xs, ys, strict=True)))
        else:
            x = line.x1 + dice.uniform(12, 60) if dice.random() < 0.6 else line.x0 - dice.uniform(40, 90)
            y, size = (line.y0 + line.y1) / 2, dice.uniform(20, 45)
            stroke([(x, y), (x + 0.35 * size, y + 0.5 * size), (x + size, y - 0.8 * size)])
    x, y, high = dice.uniform(0.3, 0.6) * INCH, dice.uniform(2, 6) * INCH, dice.uniform(0.5, 2) * INCH
    stroke([(x + 18, y), (x, y + 8), (x + dice.normal(0, 4), y + high), (x + 18, y + high + 8)])
    return page


def copied(page: Paper, dice: Dice) -> Paper:
    """A copy of a copy: blurred, black and white, a little turned and larger, with the dirt of each glass."""
    for _ in range(int(dice.integers(2, 4))):
        page = machines.turned(cv2.GaussianBlur(page, (0, 0), dice.uniform(1.0, 1.8)), dice.normal(0, 0.5))
        grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY) + dice.normal(0, 16, page.shape[:2])
        black = np.where(grey < dice.uniform(120, 185), 25, 255).astype(np.uint8)
        black[cv2.dilate((dice.random(black.shape) < 0.00002).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 25
        page = cv2.cvtColor(black, cv2.COLOR_GRAY2RGB)
    return page


def copier_edges(page: Paper, dice: Dice) -> Paper:
    """A lid that stood open: black along one side or two, and the page slanted."""
    slant = dice.uniform(-0.012, 0.012)
    height, width = page.shape[:2]
    matrix = np.array([[1, slant, -slant * height / 2], [dice.uniform(-0.004, 0.004), 1, 0]])
    page = cv2.warpAffine(page, matrix, (width, height), borderValue=(60, 60, 60))
    shown = page.astype(np.float32)
    for side in dice.permutation(4)[: int(dice.integers(1, 3))]:
        view = np.rot90(shown, int(side))
        deep = dice.uniform(0.08, 0.4) * INCH
        edge = deep + np.cumsum(dice.normal(0, 0.5, view.shape[1]))
        rows = np.arange(view.shape[0])[:, None]
        view *= np.clip(0.08 + (rows - edge[None]) / dice.uniform(6, 40), 0.08, 1)[..., None]
    return np.asarray(np.clip(shown, 0, 255), np.uint8)


def shrunk(page: Paper, dice: Dice) -> Paper:
    """Printed to fit: 94 to 97 % of its size."""
    share = dice.uniform(0.94, 0.97)
    small = cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    whole = np.full_like(page, 255)
    down, across = (int(dice.uniform(0.2, 0.8) * (a - b)) for a, b in zip(page.shape[:2], small.shape[:2], strict=True))
    whole[down : down + small.shape[0], across : across + small.shape[1]] = small
    return whole


def cut_off(page: Paper, dice: Dice) -> Paper:
    """A sheet that lay over the glass's edge: a strip of it is missing."""
    gone = int(dice.uniform(0.4, 1.3) * INCH)
    side = int(dice.integers(4))
    view = np.rot90(page, side)
    moved = np.full_like(view, 255)
    moved[:-gone] = view[gone:]
    return np.ascontiguousarray(np.rot90(moved, -side))


_Mark = Callable[[Paper, Dice], Paper]
_SCANNERS = ("colour scan", "grey scan", "black and white scan")
_OFFICE = (*_SCANNERS, "fax")
_ANY = (*_OFFICE, "photo")

KINDS: dict[str, tuple[_Mark | None, tuple[str, ...]]] = {
    "stamp": (stamp, _ANY),
    "holes": (holes, _OFFICE),
    "folds": (folds, _ANY),
    "bleed-through": (bleed, ("colour scan", "grey scan", "photo")),
    "tinted paper": (tint, _ANY),
    "light toner": (light_toner, ("colour scan", "grey scan", "photo")),
    "thick toner": (thick_toner, _ANY),
    "speckle": (speckle, _OFFICE),
    "highlighter": (highlighter, _ANY),
    "pen": (pen, _ANY),
    "copy of a copy": (copied, _OFFICE),
    "copier's edges": (copier_edges, _OFFICE),
    "fit to page": (shrunk, _ANY),
    "cut off": (cut_off, _OFFICE),
    **{name: (None, (name,)) for name in machines.MACHINES if name not in _ANY},
}
"""What can happen to a page, and the machines that take its picture then."""


def worn(page: Paper, kind: str, machine: str, seed: int) -> Taken:
    """The page after that wear, as that machine takes it."""
    dice = np.random.default_rng(seed)
    mark = KINDS[kind][0]
    return machines.MACHINES[machine](mark(page, dice) if mark else page, dice)
