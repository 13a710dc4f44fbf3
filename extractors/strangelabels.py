"""Labels that name no field of the form, such as `Fax:` before a number: each ends the value before it all the same."""

from collections.abc import Sequence

from extractors.labels import Spot
from extractors.lines import Run
from extractors.pieces import LEADING
from extractors.rects import Token

_SENTENCE = 7
"""Words from which a line under the label of a long text is of that text, though it begins like a label."""


def strange_labels(runs: Sequence[Run], spots: Sequence[Spot], texts: Sequence[Spot] = ()) -> list[Spot]:
    """Labels that name no field of the form but end a value all the same: `Fax:` before a number.

    `texts` are the labels of texts of several lines, of which one may begin `Attendance: seven of eight`.
    """
    taken = {id(token) for spot in spots for token in spot.tokens}
    bold = sum(s.bold for s in spots) * 2 > len(spots)
    lefts = [s.rect.x0 for s in spots if s.colon]
    capitals = sum(_capitals(s.tokens) for s in spots if s.colon) * 2 > len(lefts)
    faces = {s.tokens[0].face for s in spots if s.colon}
    sizes = {s.size for s in spots if s.colon}
    margin = max((run.x1 for run in runs), default=0.0)
    strange: list[Spot] = []
    for run in runs:
        words: list[Token] = []
        for token in run.tokens[:6]:
            words.append(token)
            if token.text.endswith(":"):
                break
        if not words[-1].text.endswith(":") or any(id(token) in taken for token in words):
            continue
        if len(run.tokens) >= _SENTENCE and any(_right_under(run, spot) for spot in texts):
            continue
        aligned = any(abs(run.x0 - left) < 3 for left in lefts)
        if run.tokens[0].source == "ocr" and capitals != _capitals(words):
            continue
        if run.tokens[0].source != "ocr" and not any(0.88 <= words[0].height / size <= 1.14 for size in sizes):
            continue
        if aligned and words[0].bold == bold and words[0].face in faces and not _goes_on(run, runs, margin):
            strange.append(Spot(words, (), 0.5, True, True, run))
    return strange


def _right_under(run: Run, spot: Spot) -> bool:
    """Whether the run is the first line under the label."""
    gap = run.y0 - spot.rect.y1
    return -0.35 * run.size <= gap <= run.size and run.x0 - spot.rect.x0 < 3 * run.size and run.x1 > spot.rect.x0


def _capitals(words: Sequence[Token]) -> bool:
    """Whether the words are printed in capitals, as all labels of a page may be."""
    return all(word.text == word.text.upper() for word in words)


def _goes_on(run: Run, runs: Sequence[Run], margin: float) -> bool:
    """Whether the run is the next line of a text whose last line had no room for its first word."""
    return any(
        -0.35 * run.size <= run.y0 - line.y1 <= LEADING * run.size
        and line.face == run.face
        and run.x0 < line.x1
        and line.x1 + 0.2 * run.size + run.tokens[0].width > margin - 0.5 * run.size
        for line in runs
        if line is not run
    )
