"""Which line of print goes on with the one above it."""

from collections.abc import Sequence
from functools import cached_property

from extractors.lines import Run
from extractors.numbering import numbers
from extractors.pieces import LEADING
from extractors.rects import in_order

_LINES_APART = 1.3
"""White between the lines of running text, in line heights, at most: with blanks to fill it is set wide."""


class Below:
    """Finds the run that continues a label on the next line."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs

    def __call__(self, run: Run) -> Run | None:
        """The nearest run under this one in the same face, aligned with it at the left, the right, or in the middle."""
        best = None
        for other in self.runs:
            size = run.size if run.tokens[0].source != "ocr" else max(run.size, other.size)
            if other.y0 <= run.y0 + 0.5 * size or not -0.35 <= run.leading(other) <= 0.7:
                continue
            if not self._one_weight(run, other) or not self._one_size(run, other) or other.face != run.face:
                continue
            hung_from = run.tokens[1].x0 if numbers(run) else run.x0
            aligned = (
                abs(other.x0 - run.x0) < 1.2 * size
                or abs(other.x0 - hung_from) < 0.6 * size
                or abs(other.rect.cx - run.rect.cx) < 0.8 * size
                or abs(other.x1 - run.x1) < 0.6 * size
            )
            hung = run.x0 - 3.0 * size < other.x0 < run.x0
            if (aligned or hung) and (best is None or abs(other.x0 - run.x0) < abs(best.x0 - run.x0)):
                best = other
        return best

    @staticmethod
    def _one_weight(run: Run, other: Run) -> bool:
        """Whether both are bold or neither is; a picture may be wrong about lines set close under each other."""
        close = run.leading(other) <= LEADING and abs(other.x0 - run.x0) < 0.4 * run.size
        unsure = run.tokens[0].source == "ocr" and close
        return other.bold == run.bold or unsure

    def next_line(self, run: Run) -> Run | None:
        """The beginning of the next line, where the run stands last on its line and left no room for its first word."""
        size = run.size
        if any(other.x0 > run.x1 and other.rect.beside(run.rect) for other in self.runs):
            return None
        lower = [
            o
            for o in self.runs
            if o.y0 > run.y0 + 0.5 * size and -0.35 <= run.leading(o) <= _LINES_APART and o.x0 < run.x0 - size
        ]
        if not lower:
            return None
        first = in_order(lower)[0]
        alike = first.bold == run.bold and first.face == run.face and self._one_size(run, first)
        full = run.x1 + run.space + first.tokens[0].width > self._margin
        return first if alike and full else None

    @cached_property
    def _margin(self) -> float:
        return max((run.x1 for run in self.runs), default=0.0)

    @staticmethod
    def _one_size(run: Run, other: Run) -> bool:
        """Whether both are of one size; a picture boxes words tightly, capitals apart from letters that hang."""
        slack = 0.45 if run.tokens[0].source == "ocr" else 0.25
        return abs(other.size - run.size) <= slack * max(run.size, other.size)
