"""Which form a page is, and which pages belong together, in anybody's layout."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate

from extractors.formwords import form_words, with_form_words
from extractors.labels import label_index
from extractors.letterwords import any_of, letter_words
from extractors.lines import Print, Run
from extractors.lostrows import says_row
from extractors.numbering import numbers
from extractors.page import Page
from extractors.rects import plain
from extractors.tablehead import find_header
from extractors.tablerows import TOTAL, lines_of
from extractors.titles import (
    NEAR_TITLE,
    SURE_TITLE,
    Heading,
    best_title,
    headings,
    kind_likeness,
    telling,
    title_runs,
    titles_of,
)
from extractors.wordings import wordings
from forms.catalog import Catalog
from forms.fieldtypes import TYPES, Unreadable
from forms.form import Form
from forms.program import Program

_PART = re.compile(r"\bpage\s*(\d+)\s*(?:of|/)\s*(\d+)\b", re.I)
_LETTER = re.compile(rf"\b{any_of(letter_words().signs)}", re.I)
_REFERENCE = re.compile(any_of(letter_words().references), re.I)
_STATED = 0.99
"""How sure the form is that a page of ours states, in an edition that is not known here."""
_LONGEST = 12
"""Words of the longest label that a page is recognised by."""
_BLANK = 12
"""Letters below which a page without check boxes is blank: a speck, a page number."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document as it is proposed: its form, or None for an unknown paper, and its pages in reading order."""

    form: str | None
    kind: str | None
    pages: list[Page]
    confidence: float
    prints: list[Print]
    """The pages' print, put together."""


class _Known:
    """A form of the catalogue as pages are compared with it."""

    def __init__(self, form: Form, own_words: Iterable[str]) -> None:
        self.form = form
        self.titles = titles_of(form)
        self.own_words = [plain(word) for word in (*own_words, form.number or "") if word]
        """Names of the agency and the program, and the form's number."""
        cells = {**form.fields, **{f"{t}.{n}": c for t, table in form.tables.items() for n, c in table.columns.items()}}
        self.count = len(cells)
        self.labels: dict[str, list[str]] = {}
        for name, cell in cells.items():
            for label in (other for one in cell.labels for other in (one, *wordings(cell, one))):
                names = self.labels.setdefault(plain(label), [])
                if name not in names:
                    names.append(name)

    def matching(self, beginnings: Iterable[frozenset[str]]) -> tuple[frozenset[str], int]:
        """The fields whose label begins a run, and how many runs begin with a label."""
        hits = [self.labels.keys() & beginning for beginning in beginnings]
        return frozenset(name for hit in hits for label in hit for name in self.labels[label]), sum(map(bool, hits))


@dataclass(eq=False)
class _Seen:
    """A page and what it shows."""

    page: Page
    known: _Known | None = None
    """Its form, None where it has no title that tells."""
    kind: str | None = None
    letter: bool = False
    """Whether it is a letter, which bears no title."""
    confidence: float = 0.5
    _matching: dict[int, tuple[frozenset[str], int]] = field(default_factory=dict)

    @cached_property
    def sheet(self) -> Print:
        return Print(self.page)

    @cached_property
    def headings(self) -> list[Heading]:
        return headings(self.sheet)

    @cached_property
    def text(self) -> str:
        return "\n".join(run.text for run in self.sheet.runs)

    @cached_property
    def flat(self) -> str:
        return plain(self.text)

    @cached_property
    def part(self) -> tuple[int, int] | None:
        """Which page of how many, where the page says so."""
        match = _PART.search(self.text)
        return (int(match[1]), int(match[2])) if match else None

    @cached_property
    def beginnings(self) -> list[frozenset[str]]:
        """How each run of the page begins, word by word, and how it goes on where it wraps."""
        found: dict[int, set[str]] = {}
        for run in self.sheet.runs:
            found[id(run)] = set(accumulate(token.plain for token in run.tokens[:_LONGEST]))
            if numbers(run):
                found[id(run)] |= set(accumulate(token.plain for token in run.tokens[1:_LONGEST]))
        for text, runs in self.headings:
            found[id(runs[0])].add(text)
        return [frozenset(texts) for texts in found.values()]

    @property
    def blank(self) -> bool:
        """Whether nothing to read stands on the page: on a picture a few letters may be dirt."""
        if self.sheet.squares:
            return False
        return len(self.flat) < _BLANK if self.sheet.scanned else not plain(_PART.sub("", self.text))

    def _match(self, known: _Known) -> tuple[frozenset[str], int]:
        if id(known) not in self._matching:
            self._matching[id(known)] = known.matching(self.beginnings)
        return self._matching[id(known)]

    def labels(self, known: _Known) -> frozenset[str]:
        """The form's fields whose label stands on the page."""
        return self._match(known)[0]

    def labelled_runs(self, known: _Known) -> int:
        """How many runs of the page begin with a label of the form."""
        return self._match(known)[1]

    def coverage(self, known: _Known) -> float:
        """Share of the form's fields whose label stands on the page."""
        return len(self.labels(known)) / known.count if known.count else 0.0

    def own_words(self, known: _Known) -> int:
        """How many of the names that are the form's own stand on the page."""
        return sum(word in self.flat for word in known.own_words)


def split(pages: Sequence[Page], catalog: Catalog, program: str | Program | None = None) -> list[Proposal]:
    """The documents that the pages are, in file order; blank pages belong to none.

    Words of the pages that two readers have otherwise are settled by those that the forms print.
    """
    forms = _known_forms(catalog, program.id if isinstance(program, Program) else program)
    groups: list[list[_Seen]] = []
    for page in pages:
        page.words = with_form_words(page.words, form_words(catalog))
    for here in [seen for seen in map(_Seen, pages) if not seen.blank]:
        _look(here, forms)
        owner = _owner(here, groups, forms)
        if owner is not None:
            owner.append(here)
            continue
        if here.known is None:
            _by_labels(here, forms)
        groups.append([here])
    _adopt_strays(groups)
    return [_proposal(group) for group in groups]


def goes_on(before: Sequence[Page], page: Page, form: str, catalog: Catalog, *, numbered: bool = False) -> bool:
    """Whether a page of another file goes on with the form on the pages before.

    It must show what they lack: a label, rows of a table, or that it is the page after them; `numbered`: the last.
    """
    forms = _known_forms(catalog, None)
    known = next(one for one in forms if one.form.id == form)
    here, group = _Seen(page), [_Seen(other) for other in before]
    last = group[-1]
    if here.blank or last.letter:
        return False
    _look(here, forms)
    if here.known is not None:
        return _titled_anew(here, group, known)
    if here.part is not None or last.part is not None:
        return here.part is not None and last.part is not None and here.part == (last.part[0] + 1, last.part[1])
    if numbered:
        return False
    own = here.labelled_runs(known)
    most = max(here.labelled_runs(other) for other in forms)
    return (own >= 0.5 * most and _adds(here, group, known)) or (
        _goes_on(here, known) and (own > 0 or not _headed(here) or _begins_with_row(here, known))
    )


@lru_cache(maxsize=8)
def _known_forms(catalog: Catalog, program: str | None) -> tuple[_Known, ...]:
    """The forms of the catalogue, or of one program; every file of a batch is compared with the same."""
    return tuple(
        _Known(form, (catalog.programs[form.program].agency, catalog.programs[form.program].title))
        for form in catalog.forms()
        if program in (None, form.program)
    )


def _proposal(group: list[_Seen]) -> Proposal:
    first = group[0]
    pages = sorted(group, key=lambda s: s.part[0] if s.part else 0) if all(s.part for s in group) else group
    form = first.known.form.id if first.known else None
    confidence = round(min(s.confidence for s in group), 3)
    return Proposal(form, first.kind, [s.page for s in pages], confidence, [s.sheet for s in pages])


# --- one page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    likeness: float
    known: _Known
    kind: str | None


def _look(here: _Seen, forms: Sequence[_Known]) -> None:
    """Tells the page's form by what it states itself, by its title, or that it is a letter."""
    stated = next((known for known in forms if here.page.code and known.form.id == here.page.code.form), None)
    if stated:
        here.known, here.confidence = stated, _STATED
        return
    ranked = sorted(_scored(here, forms), key=lambda s: s.score, reverse=True)
    if ranked and (ranked[0].likeness >= SURE_TITLE or here.coverage(ranked[0].known) >= 0.5):
        best = ranked[0]
        here.known, here.kind = best.known, best.kind
        margin = min(1.0, (best.score - ranked[1].score) / 0.08) if len(ranked) > 1 else 1.0
        here.confidence = min(0.99, best.likeness + 0.04) * (0.8 + 0.2 * margin)
        return
    letters = [known for known in forms if known.form.letter]
    signs = {" ".join(sign.lower().split()) for sign in _LETTER.findall(here.text)}
    if letters and len(signs) >= 2 and _REFERENCE.search(here.text):
        here.known, here.letter, here.confidence = letters[0], True, 0.93


def _scored(here: _Seen, forms: Sequence[_Known]) -> Iterable[_Scored]:
    """The forms and kinds whose title the page may bear; labels and the agency's name part those alike."""
    likely = telling(here.headings, [title for known in forms for title in known.titles])
    for known in forms:
        likeness, runs = best_title(likely, known.titles)
        if likeness >= NEAR_TITLE:
            letters = sum(len(run.plain) for run in runs)
            support = 0.05 * here.own_words(known) + 0.25 * here.coverage(known) + 0.002 * min(letters, 40)
            yield _Scored(likeness + support, likeness, known, None)
        for name, kind in known.form.kinds.items():
            if likeness := kind_likeness(here.sheet, here.headings, kind):
                yield _Scored(likeness, likeness, known, name)


def _by_labels(here: _Seen, forms: Sequence[_Known]) -> None:
    """The form of a page without title, where its labels leave no doubt."""
    ranked = sorted(
        ((here.coverage(k) + 0.05 * here.own_words(k), number) for number, k in enumerate(forms) if k.count),
        reverse=True,
    )
    if not ranked:
        return
    best, number = ranked[0]
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= 0.6 and best - rival >= 0.1 and len(here.labels(forms[number])) >= 4:
        here.known, here.confidence = forms[number], min(0.85, best)


# --- pages together -------------------------------------------------------------------------------------------------


def _owner(here: _Seen, groups: Sequence[list[_Seen]], forms: Sequence[_Known]) -> list[_Seen] | None:
    """The document that the page goes on with, None where it begins one."""
    if not groups:
        return None
    last = groups[-1]
    known = last[0].known
    if known is None or last[0].page.file != here.page.file:
        return None
    if here.known is not None:
        return last if _titled_anew(here, last, known) else None
    numbered = here.part is not None and here.part[0] > 1
    if numbered or not _headed(here):
        here.confidence = 0.92
        return last
    own = here.labelled_runs(known)
    share = 0.5 if _adds(here, last, known) else 0.7
    if (own and own >= share * max(here.labelled_runs(other) for other in forms)) or _goes_on(here, known):
        here.confidence = 0.92
        return last
    return None


def _titled_anew(here: _Seen, group: Sequence[_Seen], known: _Known) -> bool:
    """Whether a page with a title of its own goes on with the form that the pages before are."""
    if here.known is not known or here.kind or here.letter is not group[0].letter:
        return False
    if here.part is not None:
        return here.part[0] > 1 and all(s.part != here.part for s in group)
    return _rows_alone(here, known) or (_adds(here, group, known) and not _repeats(here, group, known))


def _before(group: Sequence[_Seen], known: _Known) -> frozenset[str]:
    return frozenset().union(*(seen.labels(known) for seen in group))


def _rows_alone(here: _Seen, known: _Known) -> bool:
    """Whether the page says the form's title over nothing but more rows of its table, and no other label."""
    title = {id(run) for run in title_runs(here.sheet, known.form)}
    begun = [words for run, words in zip(here.sheet.runs, here.beginnings, strict=True) if id(run) not in title]
    captions = [known.labels[label] for words in begun for label in known.labels.keys() & words]
    return bool(captions) and all(any("." in name for name in names) for names in captions)


def _adds(here: _Seen, group: Sequence[_Seen], known: _Known) -> bool:
    """Whether the page prints labels that the document's pages before lack."""
    return bool(here.labels(known) - _before(group, known))


def _repeats(here: _Seen, group: Sequence[_Seen], known: _Known) -> bool:
    """Whether the page prints again what the document has: then it is the same form a second time."""
    labels = here.labels(known)
    return len(labels & _before(group, known)) > max(2, 0.34 * len(labels))


def _headed(here: _Seen) -> bool:
    """Whether the page begins with a heading, as a paper of its own does; a page without one goes on with the last."""
    runs = here.sheet.runs
    body = sorted(run.em for run in runs)[len(runs) // 2]
    # What is carried over from the page before heads rows, however bold.
    sums = [run.rect for run in runs[:4] if TOTAL.match(run.text)]
    heads = [run for run in runs[:4] if len(run.text) > 3 and not any(run.rect.beside(line) for line in sums)]
    return any(run.em > 1.15 * body or run.bold or _in_capitals(run.text) for run in heads)


def _in_capitals(text: str) -> bool:
    """Whether the text is in capitals as a heading is; a time of day is not."""
    return text.isupper() and sum(map(str.isalpha, text)) > 3


def _goes_on(here: _Seen, known: _Known) -> bool:
    """Whether the page holds the rows of a table that began before, or its header again."""
    tables = known.form.tables.values()
    return bool(tables) and (
        sum(_dated(run.text) for run in here.sheet.runs) >= 2
        or sum(_dated_below(run, here.sheet.runs) for run in here.sheet.runs) >= 2
        or any(find_header(here.sheet, table, label_index(table.columns.values())) for table in tables)
        or any(says_row(line.tokens, table) for line in lines_of(here.sheet.tokens) for table in tables)
    )


def _begins_with_row(here: _Seen, known: _Known) -> bool:
    """Whether the first line of the page is a row of one of the form's tables, however large its print seems."""
    first = lines_of(here.sheet.tokens)[0].tokens
    return any(says_row(first, table) for table in known.form.tables.values())


def _dated_below(run: Run, runs: Sequence[Run]) -> bool:
    """Whether the run is a date together with the print right below it, as a narrow column breaks one."""
    return any(
        abs(other.x0 - run.x0) < run.size
        and 0 < other.y0 - run.y0 < 1.8 * run.size
        and not _dated(other.text)
        and _dated(f"{run.text} {other.text}")
        for other in runs
    )


def _dated(text: str) -> bool:
    try:
        TYPES["date"].parse(text)
    except Unreadable:
        return False
    return True


def _adopt_strays(groups: list[list[_Seen]]) -> None:
    """Joins a later page of a form to its first page where other papers lie between, or it comes before."""
    for group in list(groups):
        stray = group[0]
        if len(group) != 1 or stray.known is None or stray.part is None or stray.part[0] == 1:
            continue
        for other in groups:
            head = other[0]
            same = head.known is stray.known and head.page.file == stray.page.file and other is not group
            if same and head.part and head.part[1] == stray.part[1] and all(s.part != stray.part for s in other):
                other.extend(group)
                groups.remove(group)
                break
