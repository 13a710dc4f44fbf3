"""Yes or No of which one is crossed on a blank of its own, `__X__ Yes ____ No`, on a picture that lost some of it."""

from collections.abc import Sequence

from extractors.labels import Spot
from extractors.lines import Print
from extractors.marked import typed_crosses
from extractors.rects import Rect, Token
from extractors.rings import YES_NO
from forms.evidence import Value

_FAR = 4.0
"""Line heights between a cross and its caption, at most."""
_NEARER = 1.4
"""How many times nearer one caption is than the other, where a cross between the two is sure to be of it."""
_SHORT = 6.0
"""Line heights that a blank for a cross is long, at most."""


def crossed_answer(sheet: Print, spot: Spot, words: Sequence[Token]) -> Value | None:
    """What is crossed of a single Yes and No beside the label, None where there is no such pair with one cross."""
    line = [token for token in words if token.beside(spot.last_line)]
    said = {name: [t for t in line if t.plain == name] for name in YES_NO.options or {}}
    crosses, _ = typed_crosses(line)
    if len(crosses) != 1 or any(len(found) != 1 for found in said.values()):
        return None
    cross = crosses[0]
    blank = next((rule for rule in sheet.rules if _on(cross, rule, spot.size)), cross)
    first, last = sorted(((found[0], name) for name, found in said.items()), key=lambda pair: pair[0].x0)
    before, after = blank.x0 - first[0].x1, last[0].x0 - blank.x1
    gaps = [(max(first[0].x0 - blank.x1, before, 0.0), first[1]), (max(after, blank.x0 - last[0].x1, 0.0), last[1])]
    gaps.sort(key=lambda gap: gap[0])
    (near, name), (far, _) = gaps
    if near > _FAR * spot.size:
        return None
    box = sheet.fractions(Rect(cross.x0, cross.y0, cross.x1, cross.y1))
    value = Value(name == "yes", 0.97, "mark", "Yes" if name == "yes" else "No", sheet.page.number, box)
    if far < _NEARER * near:
        return value.doubted("a cross stands between Yes and No", 0.6)
    return value


def _on(cross: Rect, rule: Rect, size: float) -> bool:
    """Whether the ruling is the short blank that the cross stands on."""
    return (
        rule.x0 - 1 <= cross.cx <= rule.x1 + 1 and abs(rule.cy - cross.y1) < 0.6 * size and rule.width < _SHORT * size
    )
