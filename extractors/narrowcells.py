"""Captions and values of narrow cells that stand nearly as close as words: the lines above and below part them."""

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from statistics import median

from extractors.asides import is_aside
from extractors.lines import Run
from extractors.rects import Token, plain
from extractors.typed import parses
from forms.form import Field

_GAP, _WIDER = 0.55, 1.6
"""Sizes of print between two cells at least, and how many times as much as is usual between words."""
_ALIGNED, _ALIGNED_SCANNED = 0.25, 0.4
"""Sizes by which lines begin or end alike at most; a picture's words are boxed less exactly."""
_NEAR = 2.2
"""Line heights between a line and those that tell its cells, at most."""
_LABEL = 6
"""Words of a label before a gap in it, and behind, at most."""
_DATE = Field(type="date", labels=("date",))


def parted_captions(runs: Sequence[Run], labels: Container[str] | None = None) -> list[Run]:
    """The runs, parted where a gap is wide and a line above or below has a cell that begins or ends at it.

    With `labels`, in plain letters, only runs that hold one of them, a hint in brackets or a date in a cell of its own.
    """
    gaps = [gap / run.em for run in runs for gap in _gaps(run.tokens) if gap > 0]
    least = max(_GAP, _WIDER * median(gaps)) if gaps else _GAP
    wide = {
        id(run): [
            n for n, gap in enumerate(_gaps(run.tokens), start=1) if gap >= least * run.em and run.tokens[n].plain
        ]
        for run in runs
    }
    if not any(wide.values()):
        return list(runs)
    parted: list[Run] = []
    for run in runs:
        gaps_here = wide[id(run)]
        if not gaps_here or (labels is not None and not _of_cells(run, gaps_here, labels)):
            parted.append(run)
            continue
        near = [cell for o in runs if o is not run and _close(run, o) for cell in _cells(o, wide[id(o)])]
        cuts = [
            at for at in gaps_here if _aligned(run, at, near) and not (labels and _in_label(run.tokens, at, labels))
        ]
        parted += [Run(run.tokens[start:end]) for start, end in pairwise((0, *cuts, len(run.tokens)))]
    return parted


def _aligned(run: Run, at: int, near: Sequence[tuple[float, float]]) -> bool:
    """Whether a cell close above or below begins with the run's word of that number or ends with the one before."""
    left, right = run.tokens[at - 1], run.tokens[at]
    slack = (_ALIGNED_SCANNED if right.source == "ocr" else _ALIGNED) * run.em
    return any(abs(x0 - right.x0) <= slack or abs(x1 - left.x1) <= slack for x0, x1 in near)


def _gaps(tokens: Sequence[Token]) -> list[float]:
    return [right.x0 - left.x1 for left, right in pairwise(tokens)]


def _cells(run: Run, wide: Sequence[int]) -> Iterator[tuple[float, float]]:
    """Left and right ends of the groups of words that stand apart."""
    for start, end in pairwise((0, *wide, len(run.tokens))):
        yield run.tokens[start].x0, run.tokens[end - 1].x1


def _of_cells(run: Run, wide: Sequence[int], labels: Container[str]) -> bool:
    """Whether a label, a hint or a date is one of the run's groups of words."""
    groups = [run.tokens[start:end] for start, end in pairwise((0, *wide, len(run.tokens)))]
    texts = [" ".join(token.text for token in group) for group in groups]
    return any(
        plain(text) in labels
        or (text[:1] == "(" and text[-1:] == ")" and is_aside(text))
        or parses(text, _DATE, surely=True)
        for text in texts
    )


def _in_label(tokens: Sequence[Token], at: int, labels: Container[str]) -> bool:
    """Whether the word of that number and the one before it are of one label, as `DATE` and `OF` in `DATE OF VISIT`."""
    return any(
        "".join(token.plain for token in tokens[start:end]) in labels
        for start in range(max(0, at - _LABEL), at)
        for end in range(at + 1, min(len(tokens), at + _LABEL) + 1)
    )


def _close(run: Run, other: Run) -> bool:
    upper, lower = (run, other) if run.y0 < other.y0 else (other, run)
    return lower.y0 > upper.y0 + 0.5 * upper.size and lower.y0 - upper.y1 <= _NEAR * run.em
