"""Titles on a page: whether its headings say the title of a form, wrapped, in capitals, or with a letter misread."""

import re
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz, process

from extractors.labels import Spot
from extractors.lines import Print, Run
from extractors.rects import Rect, plain
from forms.form import Form, Kind

SURE_TITLE = 0.86
"""Likeness from which a heading counts as a form's title."""
NEAR_TITLE = 0.8
"""Likeness from which it counts where the labels say the same."""
_LEAST = NEAR_TITLE - 0.05
"""Likeness below which a heading says no title."""
_TELLING = 10
"""Letters from which a title is known within a longer heading."""
_BESIDE_TITLE = 3
"""Pieces of print on a title's line, itself among them, at most: the agency, the form's number."""
_UPPER_PART = 0.45
"""Share of the page, from the top, in which a title stands."""
_WORD_APART = 3.0
"""Line heights between two words of a heading on a picture, at most."""
_OVER_TABLE = 2.5
"""Line heights between a table and the heading over it, at most."""
_NEAR_HEADING = 85.0
"""Share of like letters, in percent, from which a heading says what the form calls its table."""

_SUBJECT = re.compile(r"(?:re|subject|regarding|in reference to)\s*:", re.I)
_LARGER = 1.15
"""Size of a value at most, as a share of its label's."""
_JOINS = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
"""Words after which a heading goes on, so that what follows is no title of its own."""

Heading = tuple[str, list[Run]]
"""Plain text of one to three lines that could be a title, and their runs."""


def titles_of(form: Form) -> tuple[str, ...]:
    """The form's titles as plain text, each also without the form's number."""
    found = [form.title, *form.titles]
    if form.number:
        found += [title.replace(form.number, "").strip(" :-") for title in found if form.number in title]
    return tuple(dict.fromkeys(plain(title) for title in found if plain(title)))


def headings(sheet: Print) -> list[Heading]:
    """Every piece of print in the upper part of the page that could be a title."""
    upper = [run for run in sheet.runs if run.y0 < _UPPER_PART * sheet.height]
    middles = [run.rect.cy for run in upper]
    leads = [run for run in upper if run.text.endswith(":")]
    runs = [
        run
        for run in upper
        if len(run.text) < 110 and run.plain and not _in_row(run, upper, middles) and not _is_subject(run, leads)
    ]
    found: list[Heading] = []
    for run in runs:
        line, lines, whole = run, 1, [run]
        found.append((run.plain, [run]))
        while lines < 3 and (below := _line_below(line, runs)):
            line, lines, whole = below, lines + 1, [*whole, below]
            found.append((_said(whole), whole))
    return found + _parted(runs) if sheet.scanned else found


def _parted(runs: Sequence[Run]) -> list[Heading]:
    """Headings of which a picture shows a line in two pieces, parted by a space that seems wide, and as they wrap."""
    found: list[Heading] = []
    for run in runs:
        if (rest := _rest_of(run, runs)) is None:
            continue
        found.append((_said([run, rest]), [run, rest]))
        over = next((line for line in runs if _line_below(line, runs) is run), None)
        below = _line_below(run, runs)
        if over is not None:
            found.append((_said([over, run, rest]), [over, run, rest]))
        if below is not None:
            found.append((_said([run, rest, below]), [run, rest, below]))
    return found


def _said(runs: Sequence[Run]) -> str:
    return "".join(run.plain for run in runs)


def _rest_of(run: Run, runs: Sequence[Run]) -> Run | None:
    """The print that goes on behind the run, nearer than another column would be, in the same size."""
    return next(
        (
            other
            for other in runs
            if 0 <= other.x0 - run.x1 < _WORD_APART * run.size
            and other.rect.beside(run.rect)
            and abs(other.size - run.size) <= 0.3 * run.size
        ),
        None,
    )


def _in_row(run: Run, runs: Sequence[Run], middles: Sequence[float]) -> bool:
    """Whether the run is one of several on its line, as a cell of a table is: a service may have a form's name.

    What stands beside a title in smaller print, such as a corner for the office's use, is no cell of its row.
    """
    middle, reach, least = run.rect.cy, 0.5 * run.size, run.em / _LARGER
    beside = (other for other, level in zip(runs, middles, strict=True) if abs(level - middle) < reach)
    return sum(other.em >= least for other in beside) > _BESIDE_TITLE


def _is_subject(run: Run, leads: Sequence[Run]) -> bool:
    """Whether the run is what a label with a colon names, as `Re:` on a letter or a fax does: it may name a form."""
    if _SUBJECT.match(run.text):
        return True
    return not run.bold and any(
        lead.x1 <= run.x0 and lead.rect.beside(run.rect) and run.size <= _LARGER * lead.size for lead in leads
    )


def _line_below(line: Run, runs: Sequence[Run]) -> Run | None:
    for run in runs:
        near = -0.3 * line.size <= run.y0 - line.y1 <= line.size and run.y0 > line.y0 + 0.5 * line.size
        if near and run.rect.shares_column(line.rect) and abs(run.size - line.size) <= 0.3 * line.size:
            return run
    return None


def telling(found: Sequence[Heading], titles: Sequence[str]) -> list[Heading]:
    """The headings that any of the titles could be said by; a page has few, and every form asks for them."""
    told = tuple(title for title in titles if len(title) >= _TELLING)
    return [heading for heading in found if _like(heading[0], titles, _LEAST) or _holds_title(heading[0], told)]


def _like(text: str, titles: Sequence[str], least: float) -> tuple[str, float, int] | None:
    """The title that the text is likest to, how like in percent, and its number; None where all are less like."""
    return process.extractOne(text, titles, scorer=fuzz.ratio, score_cutoff=100 * least)


def best_title(found: Sequence[Heading], titles: Sequence[str]) -> tuple[float, list[Run]]:
    """How well one of the headings says one of the titles, and the runs that say it."""
    best: tuple[float, list[Run]] = (0.0, [])
    if not titles:
        return best
    longest = max(map(len, titles))
    told = tuple(title for title in titles if len(title) >= _TELLING)
    for text, runs in found:
        if hit := _like(text, titles, max(best[0], _LEAST)):
            # The form's first title wins over another one that is as near.
            likeness = hit[1] / 100 - (0.01 if hit[2] else 0.0)
            best = max(best, (likeness, runs), key=lambda one: one[0])
        elif best[0] < 0.9 and len(text) < 1.6 * longest and _holds_title(text, told) and not _ends_phrase(runs, told):
            best = (0.9, runs)
    return best


def _holds_title(text: str, titles: tuple[str, ...]) -> bool:
    """Whether the heading begins or ends with a title, as beside an agency's name."""
    return text.startswith(titles) or text.endswith(titles)


def _ends_phrase(runs: Sequence[Run], titles: Sequence[str]) -> bool:
    """Whether the title is the end of a longer phrase, as in `Request for a Number and Certification`."""
    words = [token.plain for run in runs for token in run.tokens if token.plain]
    if "".join(words).startswith(tuple(titles)):
        return False
    ends = [n for n in range(1, len(words)) if "".join(words[n:]) in titles]
    return bool(ends) and words[min(ends) - 1] in _JOINS


def title_runs(sheet: Print, form: Form) -> list[Run]:
    """The runs that print the form's title, which are no labels and no values."""
    likeness, runs = best_title(headings(sheet), titles_of(form))
    return runs if likeness >= NEAR_TITLE else []


def kind_likeness(sheet: Print, found: Sequence[Heading], kind: Kind) -> float:
    """How well the paper's heading, or its first lines, say one of the kind's phrases; 0 if they do not."""
    top = min((run.y0 for run in sheet.runs), default=0.0)
    wanted = [plain(phrase) for phrase in (kind.title, *kind.phrases)]
    first_lines = [text for text, runs in found if runs[0].y0 < top + 0.2 * sheet.height]
    if any(process.extractOne(text, wanted, scorer=fuzz.ratio, score_cutoff=90) for text, _ in found):
        return 0.96
    return 0.88 if any(phrase in text for text in first_lines for phrase in wanted if len(phrase) >= 6) else 0.0


def heads_table(
    run: Run,
    tables: Sequence[Rect],
    labels: Sequence[Spot],
    squares: Sequence[Rect] = (),
    titles: Collection[str] = (),
) -> bool:
    """Whether the print is the heading of one of the tables, bold as no label of the page is, and no box's caption.

    One of the `titles`, in plain letters, that stands alone on its line is, however thick a picture shows it.
    """
    if any(0 <= run.x0 - s.x1 < 2 * run.size and s.beside(run.rect) for s in squares):
        return False
    over = any(0 <= zone.y0 - run.y1 < _OVER_TABLE * run.size and zone.shares_column(run.rect) for zone in tables)
    named = any(fuzz.ratio(run.plain, title) >= _NEAR_HEADING for title in titles)
    if over and named and not any(label.rect.beside(run.rect) for label in labels):
        return True
    if not over or not run.bold or any(label.bold or label.rect.beside(run.rect) for label in labels):
        return False
    # Figures head nothing, and what stands right under a label answers it, however thick its strokes seem.
    figures = 2 * sum(map(str.isalpha, run.text)) <= len(run.plain)
    return not figures and not any(_close_over(label.rect, run) for label in labels)


def _close_over(label: Rect, run: Run) -> bool:
    return -0.3 * run.size <= run.y0 - label.y1 < 0.8 * run.size and label.shares_column(run.rect)
