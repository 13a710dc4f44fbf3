"""Signatures: which ink belongs to which signature's label; never whose it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractors.labels import Spot
from extractors.lines import Print
from extractors.rects import Rect, Token
from forms.evidence import Value

_HIGH = 4.2
"""Line heights from the label within which its signature stands."""
_NEAR, _BESIDE = 5.0, 20.0
"""Line heights above or below a label, and behind it, within which a drawing that is nobody's may be its signature."""
_BEYOND = 6.0
"""Line heights behind the end of a line to sign on at most, of which a picture loses the end where it is dotted."""
_UNSURE = 0.9
"""Confidence below which what was read of a picture may be no print."""
_SENTENCE = 7
"""Words from which print is no name."""


def ink_of(
    sheet: Print,
    spots: Mapping[str, Spot],
    boxes: Mapping[str, Rect | None],
    limits: Mapping[str, float],
    barriers: Sequence[Spot],
    modes: Mapping[str, str],
    walls: Sequence[Rect],
) -> dict[str, Rect]:
    """The ink of each signature by its label; one drawing counts for one signature.

    `limits` tells how far each signature's line may run to the right, `modes` where labels like it have their values,
    `walls` which rulings part rows.
    """
    pairs: list[tuple[float, str, Rect]] = []
    for ink in sheet.inks:
        for name, spot in spots.items():
            if any(min(ink.cy, spot.rect.cy) < wall.cy < max(ink.cy, spot.rect.cy) for wall in walls):
                continue
            box = boxes.get(name)
            if box is not None and box.holds(ink.cx, ink.cy):
                pairs.append((0.0, name, ink))
            elif (distance := _distance(sheet, ink, spot, limits[name], modes[name])) is not None:
                pairs.append((distance + 0.1, name, ink))
    open_ = [pair for pair in pairs if not _owned_elsewhere(pair[2], spots[pair[1]], barriers)]
    return _most_signed(sorted(open_, key=lambda pair: pair[0]))


def _most_signed(pairs: Sequence[tuple[float, str, Rect]]) -> dict[str, Rect]:
    """One drawing for as many of the labels as can have one, the nearest of the ways to do so first come.

    Where each of two labels in a column is signed below it, the first signature is nearer to the second label.
    """
    given: dict[str, Rect] = {}
    for _, name, ink in pairs:
        if name not in given and not any(ink is other for other in given.values()):
            given[name] = ink
    for name in [name for name in dict.fromkeys(name for _, name, _ in pairs) if name not in given]:
        _make_room(name, pairs, given, set())
    return given


def _make_room(name: str, pairs: Sequence[tuple[float, str, Rect]], given: dict[str, Rect], asked: set[int]) -> bool:
    """Gives the label a drawing that is free, or whose label can have another; whether there was one."""
    for ink in [ink for _, wanting, ink in pairs if wanting == name and id(ink) not in asked]:
        asked.add(id(ink))
        holder = next((label for label, held in given.items() if held is ink), None)
        if holder is None or _make_room(holder, pairs, given, asked):
            given[name] = ink
            return True
    return False


def _distance(sheet: Print, ink: Rect, spot: Spot, limit: float, mode: str) -> float | None:
    """How far the ink stands from the label, in line heights weighed by where values are printed; None if too far."""
    line, size = spot.last_line, spot.size
    whole = spot.rect
    found: list[float] = []
    right = _rule_right(sheet, spot)
    end = limit
    if right:
        clear = sheet.scanned and _open_between(sheet, right.x1, ink)
        end = min(limit, right.x1 + (_BEYOND if clear else 1.0) * size)
    level = ink.y0 - 0.6 * size <= line.y1 and ink.y1 + 0.8 * size >= line.y0
    if not level and ink.cx > whole.x1:
        # Beside a label of several lines the signature may stand at the first.
        level = ink.y1 + 0.8 * size >= whole.y0 and ink.y0 <= whole.y1
    if ink.cx > line.x1 and ink.x0 < end and level:
        off = (
            max(0.0, ink.x0 - line.x1) / size * 0.12 + max(0.0, abs(ink.cy - whole.cy) - whole.height / 2) / size * 0.3
        )
        found.append(off * _weight(mode == "inline" or right is not None))
    reach = min(whole.x1 + 4 * size, limit)
    across = min(ink.x1, reach) - max(ink.x0, whole.x0 - 2 * size)
    if across > 0.3 * min(ink.width, 40):
        if any(ink.y0 < rule.cy - 0.6 * size and rule.cy < ink.y1 for rule in _rules_over(sheet, spot)):
            # Strokes that cross the line to sign on may run through its caption.
            found.append(0.3)
        over = (whole.y0 - ink.y1) / size
        if -1.2 <= over <= _HIGH and ink.cy < whole.cy:
            found.append((max(over, 0.0) + 0.3) * _weight(mode == "above" or _rule_over(sheet, spot)))
        under = (ink.y0 - whole.y1) / size
        if -1.2 <= under <= _HIGH and ink.cy > whole.cy:
            captions = _rule_over(sheet, spot)
            likely = (mode == "below" and not captions) or (
                _rule_under(sheet, spot, ink) and not (mode == "above" and captions)
            )
            found.append((max(under, 0.0) + 0.3) * _weight(likely))
    return min(found) if found else None


def _open_between(sheet: Print, left: float, ink: Rect) -> bool:
    """Whether nothing is printed on the ink's level between that edge and the ink."""
    return not any(left < token.cx < ink.x0 and token.beside(ink) for token in sheet.tokens)


def _weight(likely: bool) -> float:
    return 1.0 if likely else 3.0


def _rule_right(sheet: Print, spot: Spot) -> Rect | None:
    """The line to sign on that begins behind the label."""
    line, whole, size = spot.last_line, spot.rect, spot.size
    for rule in sheet.rules:
        level = abs(rule.cy - line.y1) < 0.7 * size or (rule.x0 > whole.x1 and whole.y0 < rule.cy < whole.y1)
        if line.x1 - size <= rule.x0 <= whole.x1 + 4 * size and level:
            return rule
    return None


def _rule_under(sheet: Print, spot: Spot, ink: Rect) -> bool:
    """Whether the ink stands on a line that begins under the label, where none begins behind it."""
    size = spot.size
    return _rule_right(sheet, spot) is None and any(
        abs(rule.x0 - spot.rect.x0) < size and abs(rule.cy - ink.y1) < size and rule.width < 0.75 * sheet.width
        for rule in sheet.rules
    )


def _rule_over(sheet: Print, spot: Spot) -> bool:
    """Whether the label is the caption under a line."""
    return any(True for _ in _rules_over(sheet, spot))


def _rules_over(sheet: Print, spot: Spot) -> Iterator[Rect]:
    """The lines that the label may be the caption of."""
    rect, size = spot.rect, spot.size
    for rule in sheet.rules:
        close = -0.3 * size <= rect.y0 - rule.cy <= 0.8 * size
        if close and rule.x0 <= rect.cx <= rule.x1 and rule.width < 0.75 * sheet.width:
            yield rule


def _owned_elsewhere(ink: Rect, spot: Spot, barriers: Sequence[Spot]) -> bool:
    """Whether another label stands between the ink and this label."""
    between = Rect(
        min(ink.x0, spot.rect.x0), min(ink.cy, spot.rect.cy), max(ink.x1, spot.rect.x1), max(ink.cy, spot.rect.cy)
    )
    for other in barriers:
        r = other.rect
        if other is spot or not r.shares_column(ink):
            continue
        if between.y0 + 1 < r.cy < between.y1 - 1 and abs(r.cy - spot.rect.cy) > spot.size:
            return True
    return False


def signature_value(sheet: Print, ink: Rect | None, spot: Spot | None) -> Value:
    """Whether the line bears ink; a label that was not found leaves doubt."""
    page = sheet.page.number
    if ink is not None:
        return Value(True, 1.0 if not sheet.scanned else 0.95, "mark", page=page, box=sheet.fractions(ink))
    if spot is None:
        return Value(False, 0.5, "mark", page=page, review=True, why="its line was not found on the paper")
    return Value(False, 1.0 if not sheet.scanned else 0.93, "mark", page=page, box=sheet.fractions(spot.rect))


def may_be_name(text: str) -> bool:
    """Whether the print in the place of a signature may be a name typed there: no scrap, and no sentence."""
    return sum(letter.isalpha() for letter in text) >= 2 and len(text.split()) < _SENTENCE


def may_be_scrawl(words: Sequence[Token]) -> bool:
    """Whether a picture's words in the place of a signature may be strokes in which its reader saw letters."""
    return len(words) < _SENTENCE and min(word.confidence for word in words) < _UNSURE


def stray_ink(sheet: Print, spot: Spot, given: Iterable[Rect]) -> bool:
    """Whether a picture shows a drawing near the label that was given to no label, as where its line was lost."""
    if not sheet.scanned:
        return False
    taken = {id(ink) for ink in given}
    rect, size = spot.rect, spot.size
    return any(
        id(ink) not in taken
        and rect.x0 - 3 * size < ink.x1
        and (
            (abs(ink.cy - rect.cy) < _NEAR * size and ink.x0 < rect.x1 + _BESIDE * size)
            or (ink.beside(spot.last_line) and _open_between(sheet, spot.last_line.x1, ink))
        )
        for ink in sheet.inks
    )
