"""Which print on a blank is the label of which place: left of it, above, below, in its box, or beside a check box."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from extractors.draft_places import Opening, runs_in
from extractors.lines import Print, Run
from extractors.rects import Rect, plain

_FARTHEST_LEFT = 190.0
"""Points between a label and the place right of it, at most."""
_LIKE_TOOLTIP = 85.0
_CAPTION_GAP = 16.0
"""Points between a check box and its caption, at most."""
_ONE = re.compile(r"\b(?:check|select|choose|circle|mark)\s+(?:only\s+)?one\b|\?\s*$", re.I)
_ALL = re.compile(r"\ball that apply\b|\bone or more\b|\beach that\b", re.I)


@dataclass(frozen=True, slots=True)
class _Match:
    cost: float
    side: str
    opening: Opening
    run: Run


def label_places(sheet: Print, openings: Sequence[Opening], used: set[int]) -> None:
    """Gives each written place its label; `used` are the runs that are captions already, by their identity."""
    wanting = [opening for opening in openings if not opening.label]
    matches = [match for opening in wanting for match in _matches(sheet, opening, openings, used)]
    cheapest = {id(match.opening): match for match in sorted(matches, key=lambda match: -match.cost)}
    sides = Counter(match.side for match in cheapest.values())
    seldom = {side for side, count in sides.items() if count < 0.25 * sum(sides.values())}
    given: set[int] = set()
    for match in sorted(matches, key=lambda match: match.cost + (4 if match.side in seldom else 0)):
        if not match.opening.label and id(match.run) not in given and id(match.opening) not in given:
            given |= {id(match.run), id(match.opening)}
            match.opening.label = _whole(sheet, match.run, match.side)
            # On a blank that prints all its labels under the lines this tells nothing.
            unusual = sides["below"] < 0.6 * (sides.total() + len(openings) - len(wanting))
            match.opening.signed = match.side == "below" and match.opening.source == "line" and unusual
            if match.cost > 14:
                match.opening.doubts.append("is this its label?")
    for opening in wanting:
        _name_by_tooltip(opening)


def _name_by_tooltip(opening: Opening) -> None:
    """The tooltip, or the field's own name, where no print is near."""
    widget = opening.widget
    if opening.label or widget is None:
        return
    opening.label = widget.tooltip or readable(widget.name)
    opening.doubts.append("no print was found beside it: what does the blank call it?")


def readable(name: str) -> str:
    """A field's technical name as words: `Parent Name` of `form1[0].ParentName[0]`."""
    last = re.sub(r"\[\d+\]", "", name).rsplit(".", 1)[-1]
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-]+", " ", last)
    return " ".join(parted.split()) or name


def _matches(sheet: Print, opening: Opening, openings: Sequence[Opening], used: set[int]) -> Iterator[_Match]:
    for run in sheet.runs:
        if id(run) in used or not any(letter.isalpha() for letter in run.text):
            continue
        found = _side(sheet, opening, run, openings)
        if found:
            cost, side = found
            yield _Match(max(0.0, cost - _hinted(opening, run)), side, opening, run)


def _hinted(opening: Opening, run: Run) -> float:
    """How much the field's tooltip or name speaks for the label."""
    if opening.widget is None:
        return 0.0
    label = plain(run.text)
    hints = (opening.widget.tooltip, readable(opening.widget.name))
    return 10.0 if any(fuzz.ratio(plain(hint), label) >= _LIKE_TOOLTIP for hint in hints if hint) else 0.0


def _side(sheet: Print, opening: Opening, run: Run, openings: Sequence[Opening]) -> tuple[float, str] | None:
    """What speaks against the run as label of the place, and on which side it stands; None where it cannot be."""
    place, size = opening.rect, run.size
    cell = opening.cell
    inside = cell is not None and cell.holds(run.rect.cx, run.rect.cy)
    wordy = 0.5 * max(0, len(run.tokens) - 8)
    level = min(run.y1, place.y1 + 2) - max(run.y0, place.y0 - 2) > 0.5 * size
    if level and run.x1 <= place.x0 + 4:
        gap = place.x0 - run.x1
        parted = _between(run.rect, place, openings, opening)
        if gap <= _FARTHEST_LEFT and not parted:
            return (gap / 9 if not inside else gap / 40) + wordy, "left"
        return None
    across = min(run.x1, place.x1) - max(run.x0, place.x0)
    if across > 0 and run.y1 <= place.y0 + 0.45 * min(size, place.height):
        gap = max(0.0, place.y0 - run.y1)
        limit = 14.0 if not cell or inside else 6.0
        if inside or (gap <= limit and run.x0 >= place.x0 - 12):
            # In a box the label stands first and a note below it; elsewhere the nearest print is the label.
            far = (run.y0 - cell.y0) / 4 if inside and cell else 2 + gap / 2.5
            return far + abs(run.x0 - place.x0) / 25 + wordy, "above"
        return None
    if across > 0 and 0 <= run.y0 - place.y1 + 2 <= 9 and opening.source in ("line", "widget"):
        beyond = max(0.0, run.x1 - place.x1 - 12) / 8
        return 2 + max(0.0, run.y0 - place.y1) / 2.5 + beyond + abs(run.x0 - place.x0) / 40 + wordy, "below"
    if level and 0 <= run.x0 - place.x1 <= 8 and not inside:
        return 16 + wordy, "right"
    return None


def _between(label: Rect, place: Rect, openings: Sequence[Opening], own: Opening) -> bool:
    """Whether another place stands between the label and the place."""
    return any(
        other is not own and label.x1 - 3 <= other.rect.x0 and other.rect.x1 <= place.x0 + 3
        and min(other.rect.y1, place.y1) - max(other.rect.y0, place.y0) > 0.4 * min(other.rect.height, place.height)
        for other in openings
    )  # fmt: skip


def _whole(sheet: Print, run: Run, side: str) -> str:
    """The label's text with the lines that belong to it."""
    cell = sheet.box_at(run.rect.cx, run.rect.cy)
    if cell and cell.height < 5 * run.size and side == "left":
        inside = [other for other in runs_in(sheet, cell) if abs(other.x0 - run.x0) < 6 or other is run]
        return " ".join(other.text for other in inside)
    lines = [run]
    while (before := _line_before(sheet, lines[0])) is not None and len(lines) < 3:
        lines.insert(0, before)
    if side == "above":
        return " ".join(line.text for line in lines)
    return " ".join(line.text for line in (*lines[:-1], *_with_following(sheet, lines[-1])))


def _line_before(sheet: Print, run: Run) -> Run | None:
    """The line above, where this one goes on with its sentence."""
    capitals = run.text.isupper()
    if not (capitals or run.text[:1].islower() or run.text.startswith("(")):
        return None
    for other in sheet.runs:
        if capitals and not other.text.isupper():
            continue
        near = 0 <= run.y0 - other.y1 < 0.4 * run.size or -0.3 * run.size < run.y0 - other.y1 <= 0
        alike = other.bold == run.bold and abs(other.size - run.size) < 0.07 * run.size
        if near and alike and abs(other.x0 - run.x0) < 4 and not other.text.endswith(":"):
            return other
    return None


def _line_after(sheet: Print, run: Run) -> Run | None:
    """The line below, where it goes on with this one's sentence."""
    return next((other for other in sheet.runs if _line_before(sheet, other) is run), None)


# Check boxes


@dataclass(eq=False)
class ButtonGroup:
    """Check boxes that belong together, each with its caption; one by itself is a check box."""

    buttons: list[tuple[Opening, str]]
    label: str = ""
    one_of: bool = False
    """Whether one of them is to be chosen."""
    doubts: list[str] = field(default_factory=list)


def group_buttons(sheet: Print, openings: Sequence[Opening]) -> tuple[list[ButtonGroup], set[int]]:
    """The check boxes and radio buttons in groups, and the runs that are their captions and labels."""
    buttons = [opening for opening in openings if opening.button]
    rows = _in_rows(buttons)
    used: set[int] = set()
    after = _captions_before_squares(sheet, rows)
    groups: list[ButtonGroup] = []
    last_row: list[Opening] = []
    for row in rows:
        captions = [_caption(sheet, row, at, after) for at in range(len(row))]
        wrapped = [_with_following(sheet, run) for run in captions]
        used |= {id(run) for lines in wrapped for run in lines}
        members = [
            (opening, " ".join(run.text for run in lines) or _own_caption(opening))
            for opening, lines in zip(row, wrapped, strict=True)
        ]
        lead = _leading(sheet, row, captions, openings)
        before = groups[-1] if groups else None
        if before and not lead and _continues(before, last_row, row):
            before.buttons += members
        else:
            parts = _by_widget_name(members)
            for number, part in enumerate(parts):
                label = lead if number == 0 else []
                groups.append(ButtonGroup(part, " ".join(run.text for run in label)))
                used |= {id(run) for run in label}
        last_row = row
    for group in groups:
        if not group.label and len(group.buttons) > 1:
            heading = _heading_over(sheet, group, used)
            group.label = heading.text if heading else ""
            used |= {id(heading)} if heading else set()
        _decide(group)
    return groups, used


def _in_rows(buttons: Iterable[Opening]) -> list[list[Opening]]:
    rows: list[list[Opening]] = []
    for opening in sorted(buttons, key=lambda opening: opening.rect.cy):
        if rows and abs(rows[-1][0].rect.cy - opening.rect.cy) < 5:
            rows[-1].append(opening)
        else:
            rows.append([opening])
    return [sorted(row, key=lambda opening: opening.rect.x0) for row in rows]


def _own_caption(opening: Opening) -> str:
    """What a box without print beside it is called; nothing for one that is merely drawn, as an ornament may be."""
    if opening.widget is None:
        return ""
    opening.doubts.append("no print was found beside it")
    return opening.widget.tooltip or readable(opening.widget.on or opening.widget.name)


def _level_runs(sheet: Print, rect: Rect) -> list[Run]:
    return [run for run in sheet.runs if run.y0 - 1 <= rect.cy <= run.y1 + 1 and any(c.isalnum() for c in run.text)]


def _captions_before_squares(sheet: Print, rows: Sequence[Sequence[Opening]]) -> bool:
    """Whether this blank prints a caption left of its square."""
    votes = 0
    for row in rows:
        runs = _level_runs(sheet, row[0].rect)
        last = row[-1].rect
        right = [run for run in runs if 0 <= run.x0 - last.x1 + 2 < _CAPTION_GAP]
        left = [run for run in runs if 0 <= row[0].rect.x0 - run.x1 + 2 < _CAPTION_GAP]
        votes += bool(left and not right) - bool(right)
    return votes > 0


def _caption(sheet: Print, row: Sequence[Opening], at: int, after: bool) -> Run | None:
    rect = row[at].rect
    runs = _level_runs(sheet, rect)
    if after:
        edge = row[at - 1].rect.x1 if at else 0.0
        near = [run for run in runs if edge - 2 <= run.x0 and -2 <= rect.x0 - run.x1 < _CAPTION_GAP]
        return max(near, key=lambda run: run.x1, default=None)
    edge = row[at + 1].rect.x0 if at + 1 < len(row) else sheet.width
    near = [run for run in runs if run.x0 < edge and -2 <= run.x0 - rect.x1 < _CAPTION_GAP]
    return min(near, key=lambda run: run.x0, default=None)


def _with_following(sheet: Print, run: Run | None) -> list[Run]:
    """The caption's line with those on which it goes on."""
    lines = [run] if run else []
    while lines and len(lines) < 4:
        after = _line_after(sheet, lines[-1])
        if after is None or any(square.beside(after.rect) and square.x0 < after.x0 for square in sheet.squares):
            break
        lines.append(after)
    return lines


def _leading(
    sheet: Print, row: Sequence[Opening], captions: Sequence[Run | None], openings: Sequence[Opening]
) -> list[Run]:
    """The print left of a row of check boxes, which says what they ask."""
    first = row[0].rect
    start = min([first.x0, *(run.x0 for run in captions if run)])
    own = {id(run) for run in captions if run}
    left = [run for run in _level_runs(sheet, first) if id(run) not in own and 0 <= start - run.x1 < _FARTHEST_LEFT]
    left = [run for run in left if not _between(run.rect, Rect(start, first.y0, start, first.y1), openings, row[0])]
    return [max(left, key=lambda run: run.x1)] if left else []


def _continues(group: ButtonGroup, above: Sequence[Opening], row: Sequence[Opening]) -> bool:
    """Whether a row of check boxes goes on with the group above it."""
    one, other = above[0], row[0]
    if one.widget and other.widget and one.widget.kind == "radio":
        return one.widget.name == other.widget.name
    lined_up = any(abs(each.rect.x0 - other.rect.x0) < 3 for each in above)
    return lined_up and other.rect.cy - one.rect.cy < 26 and (bool(group.label) or len(group.buttons) > 0)


def _by_widget_name(members: list[tuple[Opening, str]]) -> list[list[tuple[Opening, str]]]:
    """Radio buttons by the field that they belong to; other boxes stay together."""
    parts: dict[str, list[tuple[Opening, str]]] = {}
    for opening, caption in members:
        radio = opening.widget is not None and opening.widget.kind == "radio"
        parts.setdefault(opening.widget.name if radio and opening.widget else "", []).append((opening, caption))
    return list(parts.values())


def _heading_over(sheet: Print, group: ButtonGroup, used: set[int]) -> Run | None:
    """The print above the first check box of a group."""
    first = group.buttons[0][0]
    cell = sheet.box_at(first.rect.cx, first.rect.cy)
    radio = first.widget is not None and first.widget.kind == "radio"
    over = [
        run
        for run in sheet.runs
        if id(run) not in used
        and 0 <= first.rect.y0 - run.y1 + 3 < 18
        and -30 <= first.rect.x0 - run.x0 < 120
        and (radio or _asks(run.text) or (cell is not None and cell.holds(run.rect.cx, run.rect.cy)))
    ]
    return max(over, key=lambda run: run.y1, default=None)


def _asks(text: str) -> bool:
    """Whether the print asks for one or more of what follows."""
    return text.rstrip().endswith((":", "?", ")")) or bool(_ONE.search(text) or _ALL.search(text))


def _decide(group: ButtonGroup) -> None:
    """Whether the group is one choice or several check boxes."""
    captions = [plain(caption) for _, caption in group.buttons]
    widgets = [opening.widget for opening, _ in group.buttons if opening.widget]
    if widgets and all(widget.kind == "radio" for widget in widgets):
        group.one_of = len(group.buttons) > 1
    elif len(captions) == 1 or _ALL.search(group.label):
        group.one_of = False
    elif set(captions) <= {"yes", "no", "na", "unknown", "notapplicable"} or _ONE.search(group.label):
        group.one_of = True
    elif group.label:
        group.one_of = True
        group.doubts.append("one of these, or several? Several are a field of type checkbox each")
