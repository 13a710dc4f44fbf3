"""A page in points: printed words joined to runs, ruling lines joined, and the boxes that they form.

Layout is judged in line heights, so everything here is in points, not in fractions of the page.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from extractors.combs import blanks, combs, spelled
from extractors.lettersize import BELOW, CAPITAL, FULL, reach
from extractors.opensides import open_sides
from extractors.page import Mark, Page
from extractors.rects import Rect, Token, around, in_order, plain
from extractors.sheetmarks import without_sheet_marks
from extractors.typed_bars import without_typed_bars
from forms.evidence import Box

_ITEM = re.compile(r"\d{1,2}[.)]|\(?[A-Za-z0-9]{1,2}\)")
"""A number before a label."""
_RULE_TEXT = re.compile(r"[_.…‗]{3,}|_+|[-–—=+_~]{5,}")
"""Print that stands for a line: blanks, leaders, and what a typewriter draws under a header or over a total."""
_BEYOND_USUAL = (0.15, 0.3)
"""Words farther apart than is usual on the page by so much, in line heights, are not one run: where spaces are all
alike, and where lines are justified or in several faces."""
_WIDE_GAP = (0.42, 1.0)
"""Least and most of what counts as far apart."""
_WIDE_GAP_SCANNED = 1.35
"""The same for a picture, whose words are boxed tightly, so that heights vary and gaps seem wider."""
_BAND = 12.0
"""Points: height of the bands in which rulings are looked up."""
_UNEVEN = 0.06
"""Difference of two words' base lines, in line heights, from which they are not of one line of print."""
_ONE_WIDTH = 0.04
"""By how much, as a share, widths of letters may differ that are meant to be one."""
_COVERED, _CROSSED, _ONE_LEVEL = 0.75, 0.5, 2.0
"""Shares of a box's side that a broken ruling covers, where it touches one end and where it runs on beyond it; and
how far apart its pieces lie in height, in points."""
_LETTER_GAP = 0.4
"""A square nearer than this to a word, as a share of its height, and lower than it, is a letter misread."""

_CLOSE = 0.7
"""Line heights between two words below which they are of one text, where a fax broke the line under them."""
_PIECES_APART = 0.5
"""Heights of a drawing between two pieces of it at most."""
_HIGHEST_SCRAWL = 0.2
"""Share of the page's height that a signature covers at most."""
_LOW_INK = 30.0
"""Points of height below which a drawing may be writing."""

_TYPEWRITTEN = 0.8
"""Share of the white between lines that counts on a picture: a typewriter's letters fill less of their line."""


class Run:
    """Words of one line that stand together, with no wide gap, ruling or check box between them."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.rect = around(tokens)
        self.x0, self.y0, self.x1, self.y1 = self.rect.x0, self.rect.y0, self.rect.x1, self.rect.y1
        heights = sorted(token.height for token in tokens)
        self.size = heights[len(heights) // 2]
        """Height of the print."""
        self.text = " ".join(token.text for token in tokens)
        self.plain = "".join(token.plain for token in tokens)
        self.face = tokens[0].face
        letters = [(len(token.text), token.bold) for token in tokens]
        self.bold = 2 * sum(n for n, bold in letters if bold) > sum(n for n, _ in letters)

    def leading(self, lower: "Run") -> float:
        """The white between this line and the lower one, in heights of this one.

        A picture boxes letters tightly, so that lines of capitals seem lower and further apart than they are.
        """
        if self.tokens[0].source != "ocr":
            return (lower.y0 - self.y1) / self.size
        _, foot, size = self._body
        head, _, other = lower._body
        return _TYPEWRITTEN * (head - foot) / min(size, other)

    @property
    def space(self) -> float:
        """The white between its words: a typewriter's is three times that of other print."""
        gaps = [after.x0 - before.x1 for before, after in pairwise(self.tokens)]
        return max(0.2 * self.size, median(gaps)) if gaps else 0.2 * self.size

    @property
    def em(self) -> float:
        """The size of the print, alike for capitals and small letters on a picture, too."""
        return self._body[2] if self.tokens[0].source == "ocr" else self.size

    @cached_property
    def _body(self) -> tuple[float, float, float]:
        """Where a tightly boxed line would begin and end if letters reached up and hung down, and its height then."""
        heads, feet, heights = zip(*map(_stretched, self.tokens), strict=True)
        return median(heads), median(feet), median(heights)


def _stretched(token: Token) -> tuple[float, float, float]:
    """The same of one word, by the letters that were boxed with it."""
    up, down = reach(token.boxed or token.text)
    size = token.height / (up + down)
    return token.y0 - (CAPITAL - up) * size, token.y1 + (BELOW - down) * size, FULL * size


@dataclass(frozen=True, slots=True, eq=False)
class Square(Rect):
    """A check box, drawn or printed as a sign."""

    checked: bool | None
    confidence: float


class Print:
    """The print of a page, prepared for reading."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.width, self.height = page.width, page.height
        self.scanned = page.scanned
        # The frame of a page, or the dark edge of a copy, is nobody's signature.
        scrawls = [ink.box for ink in page.inks if ink.box[3] - ink.box[1] < _HIGHEST_SCRAWL]
        self.inks = [self.points(box) for box in scrawls]
        self.unread = [self.points(ink.box) for ink in page.unread]
        self.rings = [self.points(ring.box) for ring in page.rings]
        self.squares = [self._square(mark) for mark in page.marks]
        self.rules: list[Rect] = [self.points(r.box) for r in page.rulings if r.horizontal]
        self.bars: list[Rect] = [self.points(r.box) for r in page.rulings if not r.horizontal]
        words, strokes = without_typed_bars(list(self._tokens()))
        self.bars += strokes
        self.tokens = without_sheet_marks(self._without_false_squares(words), self.width)
        self.rules = _joined(self.rules, horizontal=True)
        self.bars = _joined(self.bars, horizontal=False)
        if self.scanned:
            self.bars = [self._without_letter(bar) for bar in self.bars]
            self.inks = self._whole(self.inks)
        self._take_combs()
        self.bars += open_sides(self.rules, self.bars)
        self._closed: dict[Rect, bool] = {}
        self._usual = self._wide = _WIDE_GAP[0]
        self._typical = 0.0
        self.squares.sort(key=lambda square: (square.y0, square.x0))

    def _without_letter(self, bar: Rect) -> Rect:
        """The side of a small box without the stem of a letter close over it that a picture joins to it."""
        across = [rule for rule in self.rules if rule.x0 - 2 <= bar.cx <= rule.x1 + 2]
        inner = [
            rule.cy
            for rule in across
            if bar.y0 + 2 < rule.cy < bar.y1 - 4
            # The box begins at the ruling with another of its sides, or the letter ends at none above.
            and (
                any(abs(side.cx - rule.x0) < 2 and abs(side.y0 - rule.cy) < 2 for side in self.bars)
                or not any(abs(other.cy - bar.y0) <= 2 for other in across)
            )
        ]
        if not inner:
            return bar
        top = min(inner)
        letter = any(
            t.x0 - 2 <= bar.cx <= t.x1 + 2 and t.y0 - 2 <= bar.y0 and t.y1 <= top + 2 and bar.y0 < t.y1
            for t in self.tokens
        )
        return Rect(bar.x0, top, bar.x1, bar.y1) if letter else bar

    def _whole(self, inks: Sequence[Rect]) -> list[Rect]:
        """The drawings, those put together that are pieces of one: side by side, with hardly a gap and no bar between.

        A scrawl of which a part was read as print comes in two, which would count as two signatures.
        """
        whole: list[Rect] = []
        for ink in sorted(inks, key=lambda r: r.x0):
            before = next((other for other in whole if self._continues(other, ink)), None)
            if before is not None:
                whole.remove(before)
                ink = around([before, ink])
            whole.append(ink)
        return whole

    def _continues(self, left: Rect, right: Rect) -> bool:
        gap = right.x0 - left.x1
        if not left.beside(right) or not 0 <= gap <= _PIECES_APART * max(left.height, right.height):
            return False
        return not any(left.x1 - 1 <= bar.cx <= right.x0 + 1 and bar.y0 <= left.cy <= bar.y1 for bar in self.bars)

    def _take_combs(self) -> None:
        """Reads what combs spell, and takes their bars for no edges of boxes."""
        found = combs(self.bars, self.tokens, self.rules)
        gone = {id(bar) for comb in found for bar in comb.bars}
        self.bars = [bar for bar in self.bars if id(bar) not in gone]
        self.rules = [rule for rule in self.rules if not any(comb.edged_by(rule) for comb in found)]
        self.combed = blanks(found)
        self.rules += [Rect(blank.x0, blank.y1, blank.x1, blank.y1) for blank in self.combed]
        self.tokens = spelled(self.tokens, found)

    def points(self, box: Box) -> Rect:
        """A box of the page in points."""
        return Rect(box[0] * self.width, box[1] * self.height, box[2] * self.width, box[3] * self.height)

    def fractions(self, rect: "Rect | Run") -> Box:
        """A rectangle as fractions of the page."""
        w, h = self.width, self.height
        return (
            round(max(rect.x0 / w, 0.0), 5),
            round(max(rect.y0 / h, 0.0), 5),
            round(min(rect.x1 / w, 1.0), 5),
            round(min(rect.y1 / h, 1.0), 5),
        )

    def _square(self, mark: Mark) -> Square:
        r = self.points(mark.box)
        return Square(r.x0, r.y0, r.x1, r.y1, mark.checked, mark.confidence)

    def _tokens(self) -> Iterator[Token]:
        boxed: dict[tuple[float, float], str] = defaultdict(str)
        for word in self.page.words if self.scanned else ():
            boxed[word.box[1], word.box[3]] += word.text
        for word in self.page.words:
            r = self.points(word.box)
            text = word.text.strip()
            if not text or self._inside_square(r):
                continue
            if _RULE_TEXT.fullmatch(text):
                self.rules.append(Rect(r.x0, r.y1 - 1, r.x1, r.y1))
                continue
            text = re.sub(r"_{2,}", " ", text).strip()
            if text:
                yield Token(
                    r.x0, r.y0, r.x1, r.y1, text, plain(text), word.bold, word.confidence, word.source, word.face,
                    boxed.get((word.box[1], word.box[3]), ""),
                )  # fmt: skip

    def _without_false_squares(self, tokens: list[Token]) -> list[Token]:
        """Drops squares that a picture shows within a word, which are letters misread, and doubts the words around."""
        for square in list(self.squares) if self.scanned else ():
            reach = _LETTER_GAP * square.height
            near = [
                t
                for t in tokens
                if t.beside(square) and (-1 <= square.x0 - t.x1 <= reach or -1 <= t.x0 - square.x1 <= reach)
            ]
            if any(square.height < 0.8 * t.height for t in near):
                self.squares.remove(square)
                broken = {id(t) for t in near}
                tokens = [replace(t, confidence=min(t.confidence, 0.3)) if id(t) in broken else t for t in tokens]
        return tokens

    def _inside_square(self, r: Rect) -> bool:
        return any(s.holds(r.cx, r.cy) and r.width < 1.6 * s.width for s in self.squares)

    @cached_property
    def runs(self) -> list[Run]:
        """The runs of print, from top to bottom and left to right."""
        runs: list[Run] = []
        lines = self._lines()
        self._usual, self._wide = self._gaps(lines)
        heights = sorted(token.height for token in self.tokens)
        self._typical = heights[len(heights) // 2] if self.scanned and heights else 0.0
        for line in lines:
            current: list[Token] = []
            for at, token in enumerate(line):
                # Behind points that fill up a line a colon stands at the value, but ends the label.
                if current and token.text != ":" and self._parted(line, at):
                    runs.append(Run(current))
                    current = []
                current.append(token)
            runs.append(Run(current))
        return in_order(runs)

    @cached_property
    def illegible(self) -> list[Rect]:
        """Ink as low as writing in which no reader found a word, on a picture; rings and signatures among it."""
        if not self.scanned:
            return []
        low = [ink for ink in self.inks if ink.height < _LOW_INK]
        return self.unread + [ink for ink in low if not any(ink.holds(token.cx, token.cy) for token in self.tokens)]

    @property
    def word_gap(self) -> float:
        """The usual gap between words, in line heights; 0 on a picture, which does not tell."""
        return 0.0 if self.scanned or not self.runs else self._usual

    def _lines(self) -> list[list[Token]]:
        lines: list[list[Token]] = []
        for token in sorted(self.tokens, key=lambda t: t.cy):
            near = range(1, min(4, len(lines)) + 1)
            # The smaller print of a cell far off may begin the line; then the words close by tell.
            back = next((n for n in near if _level(token, lines[-n][0])), 0) or next(
                (n for n in near if _level(token, _nearest(token, lines[-n]))), 0
            )
            if back:
                lines[-back].append(token)
            else:
                lines.append([token])
        for line in lines:
            line.sort(key=lambda t: t.x0)
        return lines

    def _gaps(self, lines: Sequence[Sequence[Token]]) -> tuple[float, float]:
        """The usual gap between words, and from which on they stand apart, both in line heights."""
        gaps = sorted(
            (right.x0 - left.x1) / max(left.height, right.height) for line in lines for left, right in pairwise(line)
        )
        close = [gap for gap in gaps if 0 < gap < 1.2]
        if not close or self.scanned:
            return _WIDE_GAP_SCANNED, _WIDE_GAP_SCANNED
        usual = close[len(close) // 2]
        # Gaps between columns lie beyond the usual one, so that only the lower ones tell whether spaces are alike.
        spread = usual - close[len(close) // 10]
        return usual, min(max(usual + _BEYOND_USUAL[spread > 0.06], _WIDE_GAP[0]), _WIDE_GAP[1])

    def _parted(self, line: Sequence[Token], at: int) -> bool:
        """Whether the line's word of that number and the one before it are of two runs."""
        left, right = line[at - 1], line[at]
        gap = right.x0 - left.x1
        height = max(left.height, right.height, self._typical)
        if self.scanned:
            height = max(height, _stretched(left)[2], _stretched(right)[2])
        cells = [[blank.holds(token.cx, token.cy) for token in (left, right)] for blank in self.combed]
        if any(map(any, cells)):
            return not any(map(all, cells))
        if at == 1 and left.text in ("X", "x") and _ITEM.fullmatch(right.text):
            # A mark before a numbered label, whose short blank a picture may have lost.
            return True
        if self._blank_between(left, right) and not (self.scanned and self._on_broken_line(line, at)):
            return True
        if not self.scanned and _typewritten(left, right):
            return self._crossed(left, right)
        if gap > self._wide * height:
            return True
        # A label and the value beside it are set apart, or one of them a little lower.
        if left.bold != right.bold and (gap > (self._usual + 0.06) * height or self._uneven(left, right)):
            return True
        if not self.scanned and left.face != right.face and gap > (self._usual + 0.06) * height:
            return True
        return gap >= -2 and self._crossed(left, right)

    def _uneven(self, left: Token, right: Token) -> bool:
        return not self.scanned and abs(left.y1 - right.y1) > _UNEVEN * max(left.height, right.height)

    def _blank_between(self, left: Token, right: Token) -> bool:
        """Whether the line of a blank begins or ends between the words, under the one and not the other."""
        for token, begins in ((right, True), (left, False)):
            for rule in self._rules_below(token):
                end, far = (rule.x0, rule.x1) if begins else (rule.x1, rule.x0)
                covers = far >= token.x1 - 2 if begins else far <= token.x0 + 2
                if covers and left.x1 - 2 <= end <= right.x0 + 2:
                    return True
        return False

    def _on_broken_line(self, line: Sequence[Token], at: int) -> bool:
        """Whether the word of that number and the one before it stand on one blank, whose line a fax broke there.

        Words as close as those of one text follow each other from one piece of the line to the next.
        """
        covered = [self._stands_on(token) for token in line]
        before = next((n for n in range(at - 1, -1, -1) if covered[n]), None)
        after = next((n for n in range(at, len(line)) if covered[n]), None)
        if before is None or after is None:
            return False
        return all(
            right.x0 - left.x1 < _CLOSE * max(left.height, right.height)
            and not (left.text.endswith(":") and not covered[n])
            and not self._crossed(left, right)
            for n, (left, right) in enumerate(pairwise(line[before : after + 1]), start=before)
        )

    def _stands_on(self, token: Token) -> bool:
        """Whether a ruling runs along the foot of half of the word."""
        on = (min(rule.x1, token.x1) - max(rule.x0, token.x0) for rule in self._rules_below(token))
        return max(on, default=0.0) > 0.5 * token.width

    def _rules_below(self, token: Token) -> Iterator[Rect]:
        """The rulings at the word's foot."""
        reach = 0.5 * token.height
        for band in range(int((token.y1 - reach) // _BAND), int((token.y1 + reach) // _BAND) + 1):
            yield from (rule for rule in self._banded.get(band, ()) if abs(rule.cy - token.y1) <= reach)

    @cached_property
    def _banded(self) -> dict[int, list[Rect]]:
        """The rulings by bands of the page, as every word is asked which are at its foot."""
        bands: dict[int, list[Rect]] = {}
        for rule in self.rules:
            if not self._tops_box(rule):
                bands.setdefault(int(rule.cy // _BAND), []).append(rule)
        return bands

    def _tops_box(self, rule: Rect) -> bool:
        """Whether sides go down from both ends of the ruling and none up: the box below is no line to write on."""
        return all(
            any(abs(bar.cx - end) < 2 and abs(bar.y0 - rule.cy) < 2 and bar.y1 > rule.cy + 4 for bar in self.bars)
            for end in (rule.x0, rule.x1)
        )

    def _crossed(self, left: Token, right: Token) -> bool:
        """Whether a ruling or a check box stands between the words."""
        # A word may be wider than its cell.
        low, high, cy = min(left.cx, left.x1 - 2), right.x0 + 2, right.cy
        return any(low <= bar.cx <= high and bar.y0 <= cy <= bar.y1 for bar in self.bars) or any(
            left.cx < s.cx < right.cx and s.y0 <= cy + 3 and s.y1 >= cy - 3 for s in self.squares
        )

    def box_at(self, x: float, y: float) -> Rect | None:
        """The ruled box that holds the point, None where rulings do not close around it."""
        lefts = [bar for bar in self.bars if bar.y0 - 2 <= y <= bar.y1 + 2 and bar.cx <= x + 1]
        rights = [bar for bar in self.bars if bar.y0 - 2 <= y <= bar.y1 + 2 and bar.cx > x + 1]
        if not lefts or not rights:
            return None
        left, right = max(bar.cx for bar in lefts), min(bar.cx for bar in rights)
        # Rulings in a picture end a little short; a signature's line within a box must not count as its edge.
        short = 4.0 if self.scanned else 2.5
        levels = self.levels(left, right, short)
        tops = [level for level in levels if level <= y + 1]
        bottoms = [level for level in levels if level > y + 1]
        if not tops or not bottoms:
            return None
        box = Rect(left, max(tops), right, min(bottoms))
        if self.scanned:
            return box
        # The points of one box are asked for again and again.
        if box not in self._closed:
            self._closed[box] = self._closes(box)
        return box if self._closed[box] else None

    def _closes(self, box: Rect) -> bool:
        """Whether bars close both sides all along, where sides of other boxes beside open space do not."""
        for x in (box.x0, box.x1):
            beside = (bar for bar in self.bars if abs(bar.cx - x) < _ONE_LEVEL)
            if sum(max(0.0, min(bar.y1, box.y1) - max(bar.y0, box.y0)) for bar in beside) < _COVERED * box.height:
                return False
        return True

    def levels(self, left: float, right: float, short: float) -> list[float]:
        """The heights at which a ruling runs from left to right, or may end a little short; a picture's may be broken.

        A line to sign on may be as long as a box's side, but touches neither end.
        """
        return [
            rule.cy
            for rule in self.rules
            if (rule.x0 <= left + short and rule.x1 >= right - short) or self._broken(rule, left, right, short)
        ]

    def _broken(self, rule: Rect, left: float, right: float, short: float) -> bool:
        """Whether a picture shows the ruling as a piece of one that ran from left to right, as faxes break them."""
        here = rule.x1 > left + short and rule.x0 < right - short
        if not self.scanned or not here or not (rule.x0 <= left + short or rule.x1 >= right - short):
            return False
        level = (other for other in self.rules if abs(other.cy - rule.cy) <= _ONE_LEVEL)
        covered = sum(max(0.0, min(other.x1, right) - max(other.x0, left)) for other in level)
        beyond = rule.x0 < left - short or rule.x1 > right + short
        return covered >= (_CROSSED if beyond else _COVERED) * (right - left)

    @cached_property
    def right_margin(self) -> float:
        """Where the longest lines of print end."""
        return max((run.x1 for run in self.runs), default=self.width)


def _nearest(token: Token, line: Sequence[Token]) -> Token:
    """The word of the line that is nearest to another from side to side."""
    return min(line, key=lambda other: max(other.x0 - token.x1, token.x0 - other.x1))


def _level(one: Token, other: Token) -> bool:
    """Whether the words are of one line by their middles."""
    smaller, larger = sorted((one.height, other.height))
    return abs(one.cy - other.cy) < 0.38 * smaller + 0.02 * larger


def _typewritten(left: Token, right: Token) -> bool:
    """Whether the words are of a face whose letters are all of one width, and one such width apart."""
    width = left.width / len(left.text)
    near = _ONE_WIDTH * width
    return abs(right.width / len(right.text) - width) < near and abs(right.x0 - left.x1 - width) < near


def _joined(rulings: Sequence[Rect], horizontal: bool) -> list[Rect]:
    """Rulings in one line that touch, as one: cells are often drawn side by side."""

    def across(r: Rect) -> float:
        return r.cy if horizontal else r.cx

    def ends(r: Rect) -> tuple[float, float]:
        return (r.x0, r.x1) if horizontal else (r.y0, r.y1)

    joined: list[Rect] = []
    rows: list[list[Rect]] = []
    for ruling in sorted(rulings, key=across):
        if rows and across(ruling) - across(rows[-1][0]) <= 2.0:
            rows[-1].append(ruling)
        else:
            rows.append([ruling])
    for row in rows:
        open_: Rect | None = None
        for ruling in sorted(row, key=ends):
            if open_ is not None and ends(ruling)[0] - ends(open_)[1] <= 2.5:
                open_ = around([open_, ruling])
            else:
                if open_ is not None:
                    joined.append(open_)
                open_ = ruling
        if open_ is not None:
            joined.append(open_)
    return joined
