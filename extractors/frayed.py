"""Rulings that a fax frayed: what lies a little askew comes out in pieces with dashes between, all of one line."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.ink import Area, pixels
from extractors.straighten import Picture

_BREAK = 0.6
"""Inches between two pieces of one line at most."""
_END = 1.5
"""Inches that dashes go on beyond a line's last piece at most."""
_WHITE = 0.045
"""Inches without a dash, from which the line ends."""
_DASHED = 0.25
"""Share of the columns between two pieces that hold a dash at least; those of letters that hang into the line aside."""
_LEVEL = 0.015
"""Inches by which two pieces of one line may lie apart in height."""
_LETTER = 0.035
"""Inches above and below a line in which a dash has no ink, and a letter that stands on it has."""


def mended(ink: Picture, ruled: Sequence[Area], mask: Picture, inch: float) -> list[Area]:
    """The rulings with frayed ones whole; the ink of their dashes is added to the mask of the rulings' ink."""
    across = [_to_its_ends(ink, area, mask, inch) for area in ruled if area.width > area.height]
    whole: list[Area] = []
    for area in sorted(across, key=lambda area: area.x0):
        before = next((n for n, other in enumerate(whole) if _joins(ink, other, area, mask, inch)), None)
        if before is None:
            whole.append(area)
        else:
            whole[before] = whole[before].united(area)
    return [*whole, *(area for area in ruled if area.width <= area.height)]


def _joins(ink: Picture, left: Area, right: Area, mask: Picture, inch: float) -> bool:
    """Whether dashes lead from the end of the one piece to the beginning of the other; they are added to the mask."""
    apart = min(abs(left.y0 - right.y0), abs(left.y1 - right.y1))
    if right.x0 - left.x1 > _BREAK * inch or apart > max(2, _LEVEL * inch):
        return False
    if right.x0 <= left.x1:
        return True
    gap = Area(left.x1, min(left.y0, right.y0), right.x0, max(left.y1, right.y1))
    dashes, letters = _columns(ink, gap, inch)
    told = dashes[~letters]
    if not len(told) or told.mean() < _DASHED or _longest_white(told) > max(2, _WHITE * inch):
        return False
    _add(ink, gap, dashes, mask)
    return True


def _to_its_ends(ink: Picture, area: Area, mask: Picture, inch: float) -> Area:
    """The line with the dashes that go on beyond its ends, which are added to the mask."""
    reach, white = round(_END * inch), max(2, round(_WHITE * inch))
    before = Area(max(0, area.x0 - reach), area.y0, area.x0, area.y1)
    after = Area(area.x1, area.y0, min(ink.shape[1], area.x1 + reach), area.y1)
    dashes, letters = _columns(ink, before, inch)
    left = _run(dashes[::-1], letters[::-1], white)
    _add(ink, Area(area.x0 - left, *before[1:]), dashes[len(dashes) - left :], mask)
    dashes, letters = _columns(ink, after, inch)
    right = _run(dashes, letters, white)
    _add(ink, Area(*after[:2], area.x1 + right, after.y1), dashes[:right], mask)
    return Area(area.x0 - left, area.y0, area.x1 + right, area.y1)


def _columns(ink: Picture, strip: Area, inch: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which columns of the strip hold a dash, and which a letter that hangs into it."""
    near = pixels(_LETTER, inch)
    high = strip.y1 - strip.y0
    top = max(0, strip.y0 - near)
    dark = ink[top : strip.y1 + near, strip.x0 : strip.x1] > 0
    line = dark[strip.y0 - top : strip.y0 - top + high]
    inked = line.any(axis=0)
    letters = inked & (dark.sum(axis=0) - line.sum(axis=0) > 1)
    return np.asarray(inked & ~letters, np.bool_), np.asarray(letters, np.bool_)


def _longest_white(dashes: NDArray[np.bool_]) -> int:
    """The longest run of columns without a dash."""
    marks = np.flatnonzero(np.concatenate(([True], dashes, [True])))
    return int(np.diff(marks).max()) - 1


def _run(dashes: NDArray[np.bool_], letters: NDArray[np.bool_], white: int) -> int:
    """How far the dashes go on from the beginning, with no more white between them."""
    end = -1
    for at in np.flatnonzero(dashes):
        if at - end - 1 - letters[end + 1 : at].sum() > white:
            break
        end = int(at)
    return end + 1


def _add(ink: Picture, strip: Area, dashes: NDArray[np.bool_], mask: Picture) -> None:
    if len(dashes):
        strip.of(mask)[:, dashes] |= strip.of(ink)[:, dashes]
