"""Which form a page is, and which pages belong together, in anybody's layout."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from extractors.lines import Print, Run, plain
from extractors.page import Page
from forms.catalog import Catalog
from forms.fieldtypes import TYPES, Unreadable
from forms.form import Form, Kind
from forms.program import Program

_TITLE = 0.86
"""Likeness from which a heading counts as a form's title."""
_NEAR_TITLE = 0.8
"""Likeness from which a heading counts as the title where the labels say the same."""
_PART = re.compile(r"\bpage\s*(\d+)\s*(?:of|/)\s*(\d+)\b", re.I)
_LETTER = re.compile(
    r"\b(?:to whom it may concern|dear\b|sincerely|respectfully|best regards|kind regards|yours truly|recommend|reference for)",
    re.I,
)
_REFERENCE = re.compile(r"recommend|reference|applicant|qualified provider|have known|worked with", re.I)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document as it is proposed: its form, or None for an unknown paper, and its pages in reading order."""

    form: str | None
    kind: str | None
    pages: list[Page]
    confidence: float


@dataclass(slots=True)
class _Seen:
    """What a page shows: its best form by title, and the labels of any form."""

    page: Page
    sheet: Print
    form: Form | None = None
    kind: str | None = None
    title: float = 0.0
    confidence: float = 0.0
    part: tuple[int, int] | None = None
    labels: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether nothing to read stands on the page."""
        return sum(len(t.plain) for t in self.sheet.tokens) < 12 and not self.sheet.squares


def split(pages: Sequence[Page], catalog: Catalog, program: str | Program | None = None) -> list[Proposal]:
    """The documents that the pages are, in file order; blank pages belong to none."""
    wanted = program.id if isinstance(program, Program) else program
    forms = [form for form in catalog.forms() if wanted in (None, form.program)]
    agencies = {p.id: (p.agency, p.title) for p in catalog.programs.values()}
    seen = [seen for seen in (_look(page, forms, agencies) for page in pages) if not seen.blank]
    groups: list[list[_Seen]] = []
    for here in seen:
        owner = _owner(here, groups, forms)
        if owner is not None:
            owner.append(here)
        else:
            if here.form is None:
                _by_labels(here, forms, agencies)
            groups.append([here])
    _adopt_strays(groups)
    return [_proposal(group) for group in groups]


def title_runs(sheet: Print, form: Form) -> list[Run]:
    """The runs that print the form's title, which are no labels and no values."""
    likeness, runs = _best_title(sheet, _titles(form))
    return runs if likeness >= _NEAR_TITLE else []


def _proposal(group: list[_Seen]) -> Proposal:
    first = group[0]
    ordered = sorted(group, key=lambda s: s.part[0] if s.part else 0) if all(s.part for s in group) else group
    form = first.form.id if first.form else None
    return Proposal(form, first.kind, [s.page for s in ordered], round(min(s.confidence for s in group), 3))


# --- one page -------------------------------------------------------------------------------------------------------


def _look(page: Page, forms: Sequence[Form], agencies: dict[str, tuple[str, str]]) -> _Seen:
    sheet = Print(page)
    here = _Seen(page, sheet)
    text = page_text(sheet)
    if match := _PART.search(text):
        here.part = (int(match[1]), int(match[2]))
    if here.blank:
        return here
    scored: list[tuple[float, float, Form, str | None]] = []
    flat = plain(text)
    for form in forms:
        likeness, runs = _best_title(sheet, _titles(form))
        if likeness >= _NEAR_TITLE:
            length = sum(len(t.plain) for run in runs for t in run.tokens)
            scored.append((likeness, length, form, None))
        for name, kind in form.kinds.items():
            if kind_likeness := _kind(sheet, kind):
                scored.append((kind_likeness, 4, form, name))
    if not scored:
        _letter_or_none(here, forms, text)
        return here
    ranked = sorted(
        (
            (
                likeness
                + 0.05 * _own_words(form, flat, agencies)
                + 0.25 * _coverage(here, form)
                + 0.002 * min(length, 40),
                n,
            )
            for n, (likeness, length, form, _) in enumerate(scored)
        ),
        reverse=True,
    )
    best, n = ranked[0]
    likeness, _, form, kind_name = scored[n]
    if likeness < _TITLE and _coverage(here, form) < 0.5:
        _letter_or_none(here, forms, text)
        return here
    here.form, here.kind, here.title = form, kind_name, likeness
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    margin = min(1.0, (best - rival) / 0.08)
    here.confidence = min(0.99, likeness) * (0.8 + 0.2 * margin)
    return here


def page_text(sheet: Print) -> str:
    """All print of the page, run by run."""
    return "\n".join(run.text for run in sheet.runs)


@lru_cache(maxsize=500)
def _titles_of(title: str, titles: tuple[str, ...], number: str | None) -> tuple[str, ...]:
    found = [title, *titles]
    if number:
        found += [t.replace(number, "").strip(" :-") for t in found if number in t]
    return tuple(dict.fromkeys(plain(t) for t in found if plain(t)))


def _titles(form: Form) -> tuple[str, ...]:
    return _titles_of(form.title, form.titles, form.number)


def _best_title(sheet: Print, titles: Sequence[str]) -> tuple[float, list[Run]]:
    """How well a heading of the page says one of the titles, and the runs that say it."""
    best: tuple[float, list[Run]] = (0.0, [])
    if not titles:
        return best
    longest = max(map(len, titles))
    for text, runs in _headings(sheet):
        if len(text) > longest + 16:
            continue
        for rank, title in enumerate(titles):
            if abs(len(text) - len(title)) > 0.35 * len(title) + 6:
                continue
            score = fuzz.ratio(text, title) / 100 - (0.01 if rank else 0.0)
            if score < _TITLE and len(title) >= 10 and (text.startswith(title) or text.endswith(title)):
                score = 0.9
            if score > best[0]:
                best = (score, runs)
    return best


def _headings(sheet: Print) -> list[tuple[str, list[Run]]]:
    """Pieces of print in the upper part of the page, of one to three lines, that could be a title."""
    cached = getattr(sheet, "_heading_cache", None)
    if cached is not None:
        return cached  # type: ignore[no-any-return]
    runs = [run for run in sheet.runs if run.y0 < 0.45 * sheet.height and len(run.text) < 110]
    headings: list[tuple[str, list[Run]]] = []
    for run in runs:
        text, chain, line = run.plain, [run], run
        headings.append((text, list(chain)))
        for _ in range(2):
            below = [
                r
                for r in runs
                if -0.3 * line.size <= r.y0 - line.y1 <= 1.0 * line.size
                and r.y0 > line.y0 + 0.5 * line.size
                and r.rect.shares_column(line.rect)
                and abs(r.size - line.size) <= 0.3 * line.size
            ]
            if not below:
                break
            line = below[0]
            text += line.plain
            chain = [*chain, line]
            headings.append((text, chain))
    headings = [(text, chain) for text, chain in headings if text]
    sheet._heading_cache = headings  # type: ignore[attr-defined]
    return headings


def _kind(sheet: Print, kind: Kind) -> float:
    """Whether the paper's heading, or its first lines, say one of the kind's phrases."""
    top = min((run.y0 for run in sheet.runs), default=0.0)
    for phrase in (kind.title, *kind.phrases):
        wanted = plain(phrase)
        for text, runs in _headings(sheet):
            if fuzz.ratio(text, wanted) >= 90:
                return 0.96
            if wanted in text and len(wanted) >= 6 and runs[0].y0 < top + 0.2 * sheet.height:
                return 0.88
    return 0.0


def _own_words(form: Form, flat: str, agencies: dict[str, tuple[str, str]]) -> int:
    """How many of the agency's and the program's name stand on the page."""
    return sum(plain(name) in flat for name in agencies.get(form.program, ())) + (
        plain(form.number or "") in flat if form.number else 0
    )


def _coverage(here: _Seen, form: Form) -> float:
    """Share of the form's fields whose label stands on the page."""
    cells = {**form.fields, **{f"{t}.{n}": c for t, table in form.tables.items() for n, c in table.columns.items()}}
    if not cells:
        return 0.0
    if form.id not in here.labels:
        starts = _run_starts(here.sheet)
        here.labels[form.id] = frozenset(
            name
            for name, cell in cells.items()
            if any(any(start.startswith(plain(label)) for start in starts) for label in cell.labels)
        )
    return len(here.labels[form.id]) / len(cells)


def _run_starts(sheet: Print) -> frozenset[str]:
    return frozenset(run.plain[:90] for run in sheet.runs)


def _letter_or_none(here: _Seen, forms: Sequence[Form], text: str) -> None:
    """A plain letter of a form that also arrives as one, or an unknown paper."""
    signs = len(set(m.lower() for m in _LETTER.findall(text)))
    letters = [form for form in forms if form.letter]
    if letters and signs >= 2 and _REFERENCE.search(text):
        here.form, here.confidence = letters[0], 0.93
        return
    here.confidence = 0.5


def _by_labels(here: _Seen, forms: Sequence[Form], agencies: dict[str, tuple[str, str]]) -> None:
    """The form of a page without title, where its labels leave no doubt."""
    flat = plain(page_text(here.sheet))
    ranked = sorted(
        (
            (_coverage(here, form) + 0.05 * _own_words(form, flat, agencies), form.id, form)
            for form in forms
            if form.fields
        ),
        key=lambda r: r[:2],
        reverse=True,
    )
    if not ranked:
        return
    best, _, form = ranked[0]
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= 0.6 and best - rival >= 0.1 and len(here.labels[form.id]) >= 4:
        here.form, here.confidence = form, min(0.85, best)


# --- pages together -------------------------------------------------------------------------------------------------


def _owner(here: _Seen, groups: Sequence[list[_Seen]], forms: Sequence[Form]) -> list[_Seen] | None:
    """The document that the page goes on with, None where it begins one."""
    if not groups:
        return None
    last = groups[-1]
    form = last[0].form
    if form is None or last[0].page.file != here.page.file:
        return None
    numbered = here.part is not None and here.part[0] > 1
    if here.form is not None:
        if here.form.id != form.id or here.kind:
            return None
        if numbered and not any(s.part == here.part for s in last):
            return last
        return last if here.part is None and _adds(here, last, form) and not _repeats(here, last, form) else None
    if numbered or not _headed(here):
        return last
    _coverage(here, form)
    own = len(here.labels[form.id])
    if own and own >= 0.7 * max(_matching(here, other) for other in forms):
        here.confidence = 0.92
        return last
    return last if _goes_on(here, form) else None


def _matching(here: _Seen, form: Form) -> int:
    """How many of the form's labels stand on the page."""
    _coverage(here, form)
    return len(here.labels.get(form.id, ()))


def _headed(here: _Seen) -> bool:
    """Whether the page begins with a heading, as a paper of its own does; a page without one goes on with the last."""
    runs = here.sheet.runs
    body = sorted(run.size for run in runs)[len(runs) // 2]
    return any(run.size > 1.15 * body or run.bold or run.text.isupper() for run in runs[:4] if len(run.text) > 3)


def _adds(here: _Seen, group: Sequence[_Seen], form: Form) -> bool:
    """Whether the page prints labels that the document's pages before lack."""
    _coverage(here, form)
    for page in group:
        _coverage(page, form)
    before = frozenset().union(*(s.labels[form.id] for s in group))
    return len(here.labels[form.id] - before) >= 1


def _repeats(here: _Seen, group: Sequence[_Seen], form: Form) -> bool:
    """Whether the page prints again what the document has: then it is the same form a second time."""
    before = frozenset().union(*(s.labels[form.id] for s in group))
    return len(here.labels[form.id] & before) > max(2, 0.34 * len(here.labels[form.id]))


def _goes_on(here: _Seen, form: Form) -> bool:
    """Whether the page holds rows of a table only: its first runs are dates or the table's header."""
    if not form.tables:
        return False
    dates = 0
    for run in here.sheet.runs:
        try:
            TYPES["date"].parse(run.text)
            dates += 1
        except Unreadable:
            continue
    return dates >= 2 or bool(here.labels.get(form.id))


def _adopt_strays(groups: list[list[_Seen]]) -> None:
    """Joins a later page of a form to its first page where other papers lie between, or it comes before."""
    for group in list(groups):
        first = group[0]
        if len(group) != 1 or first.form is None or first.part is None or first.part[0] == 1:
            continue
        for other in groups:
            head = other[0]
            if (
                other is not group
                and head.form is not None
                and head.form.id == first.form.id
                and head.page.file == first.page.file
                and head.part is not None
                and head.part[1] == first.part[1]
                and all(s.part != first.part for s in other)
            ):
                other.extend(group)
                groups.remove(group)
                break
