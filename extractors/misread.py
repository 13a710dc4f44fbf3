"""Labels misread beyond their letters: small print of a fax is told by likeness, for a person to see."""

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from extractors.labels import Labels, Spot
from extractors.lines import Run
from forms.form import Field

_LIKE, _SHORT_LIKE = 62.0, 75.0
"""Share of like letters, in percent, from which a label may be meant, and one of few letters."""
_SHORT = 5
"""Letters of a label that has few."""
_FEWEST = 4
"""Letters of a label that can be told by likeness at all."""
_FIGURES = 0.3
"""Share of figures from which print is a value rather than a label."""
_QUALITY = 0.6
"""Of a label told by likeness alone: what it names is always for a person to see."""


def misread_labels(
    missing: Iterable[Field], labels: Labels, runs: Sequence[tuple[int, Run]]
) -> Iterator[tuple[int, Spot]]:
    """A place for each field without a label, where print that is nobody's is like its label, and like no other.

    `runs` are that print, each with the number of its page in the document; `labels` is what the form prints.
    """
    scored: list[tuple[float, str, int, Run]] = []
    printed = list(labels.declared)
    for page, run in runs:
        said = run.plain
        if len(said) < _FEWEST - 1 or sum(sign.isdigit() for sign in said) > _FIGURES * len(said):
            continue
        best = process.extractOne(said, printed, scorer=fuzz.ratio)
        names = labels[best[0]] if best else ()
        for cell in missing:
            if cell.name in names and len(names) == 1 and best[1] >= _least(best[0]):
                scored.append((best[1], cell.name, page, run))
    taken: set[str] = set()
    for score, name, page, run in sorted(scored, key=lambda one: -one[0]):
        if name not in taken:
            taken.add(name)
            colon = run.tokens[-1].text.endswith(":")
            yield page, Spot(list(run.tokens), (name,), _QUALITY * score / 100, True, colon, run)


def _least(label: str) -> float:
    return _SHORT_LIKE if len(label) <= _SHORT else _LIKE
