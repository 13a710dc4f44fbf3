"""What a person ringed: one of the printed choices, or Yes or No; and the columns of a checklist for Yes and No."""

from collections.abc import Sequence

from extractors.labels import Spot
from extractors.lines import Print
from extractors.marked import caption_of
from extractors.rects import Rect, Token, around, in_order
from forms.evidence import Value
from forms.form import Cell

_RINGED = 0.98
_LOWEST, _HIGHEST = 0.5, 2.5
"""Heights of the label between which ink in a column for answers is a mark."""
_TICKS = frozenset("xX✓✔✗✘×√☑☒●")
YES_NO = Cell(type="choice", labels=("yes or no",), choices={"yes": ("Yes", "Y"), "no": ("No", "N")})


def ringed(sheet: Print, cell: Cell, area: Rect) -> Value | None:
    """The choice around whose caption a ring is drawn in the area, None where there is no such ring."""
    found: dict[str, tuple[Rect, str]] = {}
    for ring in sheet.rings:
        words = in_order(t for t in sheet.tokens if ring.holds(t.cx, t.cy)) if area.holds(ring.cx, ring.cy) else []
        name = caption_of(cell, [token.plain for token in words])
        if name is not None:
            found[name] = (around(words), " ".join(token.text for token in words))
    if not found:
        return None
    page, box = sheet.page.number, sheet.fractions(around(rect for rect, _ in found.values()))
    text = " / ".join(text for _, text in found.values())
    if len(found) > 1:
        return Value(None, 0.2, "mark", text, page, box, True, f"more than one answer is ringed: {text}")
    return Value(next(iter(found)), _RINGED, "mark", text, page, box)


def as_check(value: Value | None) -> Value | None:
    """The answer Yes or No as that of a check box."""
    if value is None or value.value is None:
        return value
    return Value(
        value.value == "yes", value.confidence, "mark", value.text, value.page, value.box, value.review, value.why
    )


def in_columns(sheet: Print, spot: Spot, before: Print | None = None) -> Value | None:
    """What stands in the columns headed Yes and No on the label's line, None where the page has no such columns.

    `before` is the page before, whose columns may go on without their heads.
    """
    heads = _heads(sheet, spot)
    carried = _last_heads(before) if heads is None and before is not None else None
    columns = heads or carried
    said = _said(sheet, spot, columns) if columns else []
    if heads and not said and sheet.scanned and not _answers_beside(sheet, spot):
        said = _said(sheet, spot, heads, loose=True)
    if columns is None or (heads is None and len(said) != 1):
        return None
    page = sheet.page.number
    if len(said) == 1:
        checked, mark = said[0]
        return Value(checked, _RINGED, "mark", "Yes" if checked else "No", page, sheet.fractions(mark))
    blank = Value(False, 0.8, "mark", page=page, box=sheet.fractions(spot.rect))
    return blank.doubted("Yes and No are both marked" if said else "neither Yes nor No is marked")


def _said(sheet: Print, spot: Spot, heads: tuple[Rect, Rect], *, loose: bool = False) -> list[tuple[bool, Rect]]:
    """The marks on the label's line under the heads, each with whether it stands under Yes.

    `loose` takes whatever a picture shows there for a mark: a tick is read as a letter, or as nothing.
    """
    yes, no = heads
    reach = abs(yes.cx - no.cx) / 2
    band = Rect(0, spot.rect.y0 - 0.3 * spot.size, sheet.width, spot.rect.y1 + 0.3 * spot.size)
    return [
        (head is yes, mark)
        for head in (yes, no)
        for mark in (_scrawled(sheet, spot) if loose else _marks(sheet))
        if abs(mark.cx - head.cx) < reach and band.holds(mark.cx, mark.cy)
    ]


def _marks(sheet: Print) -> Sequence[Rect]:
    ticks = [token for token in sheet.tokens if set(token.text) <= _TICKS]
    return [*ticks, *(square for square in sheet.squares if square.checked), *sheet.inks]


def _answers_beside(sheet: Print, spot: Spot) -> bool:
    """Whether Yes or No is printed on the label's own line, so that the ones above head no columns."""
    return any(t.plain in ("yes", "no") and t.beside(spot.first_line) and _apart(t, spot) for t in sheet.tokens)


def _scrawled(sheet: Print, spot: Spot) -> Sequence[Rect]:
    """Words of a letter or two and ink that nobody could read, as high as a mark is."""
    own = {id(token) for token in spot.tokens}
    short = [t for t in sheet.tokens if len(t.text) < 3 and t.plain not in ("no", "na") and id(t) not in own]
    return [r for r in (*short, *sheet.unread) if _LOWEST * spot.size < r.height < _HIGHEST * spot.size]


def _heads(sheet: Print, spot: Spot) -> tuple[Token, Token] | None:
    """The nearest Yes and No above the label that stand beside each other and head columns beside it."""
    return _lowest_pair(
        [t for t in sheet.tokens if t.plain in ("yes", "no") and t.y1 <= spot.rect.y0 and _apart(t, spot)]
    )


def _last_heads(sheet: Print) -> tuple[Token, Token] | None:
    return _lowest_pair([t for t in sheet.tokens if t.plain in ("yes", "no")])


def _lowest_pair(words: Sequence[Token]) -> tuple[Token, Token] | None:
    yes = [t for t in words if t.plain == "yes"]
    pairs = [(one, other) for one in yes for other in words if other.plain == "no" and one.beside(other)]
    return max(pairs, key=lambda pair: pair[0].y0, default=None)


def _apart(token: Token, spot: Spot) -> bool:
    return token.x0 > spot.rect.x1 or token.x1 < spot.rect.x0
