"""Labels that a paper prints more than once: which of them end a value, and which are words of one."""

from collections.abc import Mapping

from extractors.labels import Spot
from extractors.lines import Print
from extractors.rects import in_order

_SIZES = 0.12
"""Difference, as a share, from which two sizes of print are not one."""
Chosen = Mapping[str, tuple[int, Spot]]
"""The page and the label that each field is read by."""


def parts_values(sheet: Print, spot: Spot, chosen: Chosen) -> bool:
    """Whether the place ends a value: not where a value only says what the label of its fields says elsewhere.

    Such words are in another face or size than the label, or go on a line of print in a ruled box.
    """
    assigned = [chosen[name][1] for name in spot.names if name in chosen]
    if not assigned or spot in assigned:
        return True
    if all((s.bold, s.colon) != (spot.bold, spot.colon) or _other_size(sheet, s, spot) for s in assigned):
        return False
    return len(assigned) < len(spot.names) or not _amid_value(sheet, spot)


def _other_size(sheet: Print, one: Spot, other: Spot) -> bool:
    """Whether they are printed in two sizes, which a picture does not tell exactly."""
    return not sheet.scanned and abs(one.size - other.size) > _SIZES * one.size


def _amid_value(sheet: Print, spot: Spot) -> bool:
    box = sheet.box_at(spot.rect.cx, spot.rect.cy)
    inside = in_order(t for t in sheet.tokens if box.holds(t.cx, t.cy)) if box else []
    first = spot.tokens[0]
    before = inside[: inside.index(first)] if first in inside else []
    return bool(before) and (before[-1].face, before[-1].bold) == (first.face, first.bold)
