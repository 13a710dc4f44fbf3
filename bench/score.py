"""Compares reports with the truth, value by value, and sums up by the origin and the printing of the papers."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bench.corpus import WORD, Origin, Plan, types
from forms.catalog import load_catalog

Group = Literal["field", "cell", "checkbox", "signature"]
_LIKE = 0.97
"""Likeness from which a text of several lines counts as exact."""
_LONG = 60
"""Letters from which a text counts as one of several lines."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One value of the truth beside what was read in its place."""

    packet: str
    origin: Origin
    tier: str
    form: str
    path: str
    type: str
    group: Group
    truth: Any
    read: Any
    right: bool
    found: bool
    """Whether the document itself was found."""
    review: bool
    confidence: float
    source: str
    why: str | None = None
    blank: bool = False
    """Whether the reader found nothing there."""
    shifted: bool = False
    """Whether it is a cell of a table in which rows were lost or added, so that the rows are compared astray."""
    wear: str = ""
    """How the paper was worn, for papers that were."""

    @property
    def silent(self) -> bool:
        """Whether a wrong value was passed as right."""
        return self.found and not self.right and not self.review

    def __str__(self) -> str:
        worn = f" [{self.wear}]" if self.wear else ""
        how = " (for review)" if self.review else "" if self.found else " (document not found)"
        read = f"read as {self.read!r} at {self.confidence:.3f}, {self.source}{how}"
        return f"{self.packet}{worn} {self.form} {self.path} [{self.type}]: {self.truth!r} {read}"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the truth: whether it was recognised with its pages."""

    packet: str
    origin: Origin
    tier: str
    form: str
    right: bool
    read_as: str
    confidence: float
    wear: str = ""


@dataclass(slots=True)
class Score:
    """What the reading of packets gave."""

    answers: list[Answer]
    papers: list[Paper]

    def only(self, keep: Callable[[Answer | Paper], bool]) -> "Score":
        """The part of the score that `keep` chooses."""
        return Score([one for one in self.answers if keep(one)], [one for one in self.papers if keep(one)])


def fold(text: str) -> str:
    """The text without case, punctuation, accents and white space."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text)).lower()


def same(truth: Any, read: Any) -> bool:
    """Whether a value in the report's encoding states what the truth states."""
    if isinstance(truth, bool) or isinstance(read, bool):
        return bool(truth) == bool(read)
    if truth in (None, ""):
        return read in (None, "")
    if read is None:
        return False
    if isinstance(truth, int | float):
        try:
            return float(read) == float(truth)
        except (TypeError, ValueError):
            return False
    one, other = fold(str(truth)), fold(str(read))
    if one == other:
        return True
    return len(one) > _LONG and difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE


def score_packet(plan: Plan, truth: dict[str, Any], report: dict[str, Any]) -> Score:
    """Every value of a packet's truth beside what the report says."""
    score = Score([], [])
    for document in truth["documents"]:
        read, hit = _best(document, report["documents"])
        exact = hit and (_pages(read) == _pages(document) or _whole_word_file(plan, read, report["documents"]))
        right = exact and (not document["kind"] or read.get("kind") == document["kind"])
        read_as = f"{read.get('form')} {read.get('kind') or ''} {read.get('pages')}"
        confidence = float(read.get("confidence", 0))
        worn = document.get("wear", "")
        score.papers.append(
            Paper(plan.name, plan.origin, plan.tier, document["form"], right, read_as, confidence, worn)
        )
        score.answers += _answers(plan, document, read if hit else {})
    return score


def _whole_word_file(plan: Plan, read: dict[str, Any], reports: Sequence[dict[str, Any]]) -> bool:
    """Whether all of a Word file, whose pages are known only once it is printed, was taken for one document."""
    return plan.tier in WORD and sum(report["file"] == read["file"] for report in reports) == 1


def _pages(document: dict[str, Any]) -> set[tuple[str, int]]:
    return {(document["file"], page) for page in document["pages"]}


def _best(document: dict[str, Any], reports: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """The reported document that shares most pages with the true one, and whether it is of the same form."""
    pages = _pages(document)
    best = max(reports, key=lambda r: len(_pages(r) & pages) + 0.5 * (r["form"] == document["form"]), default={})
    return best, bool(best and _pages(best) & pages and best["form"] == document["form"])


def _answers(plan: Plan, document: dict[str, Any], read: dict[str, Any]) -> Iterator[Answer]:
    kinds = dict(types(load_catalog().form(document["form"])))

    def answer(
        path: str, column: str, group: Group, truth: Any, value: dict[str, Any] | None, shifted: bool = False
    ) -> Answer:
        kind = kinds[column]
        seen = value.get("value") if value else None
        return Answer(
            plan.name, plan.origin, plan.tier, document["form"], path, kind,
            kind if kind in ("checkbox", "signature") else group,  # type: ignore[arg-type]
            truth, seen, bool(read) and same(truth, seen), bool(read),
            bool(value and value.get("review")), float(value["confidence"]) if value else 0.0,
            str(value["source"]) if value else "none", value.get("why") if value else None,
            value is not None and seen is None and not value.get("text"), shifted, document.get("wear", ""),
        )  # fmt: skip

    for name, truth in document["fields"].items():
        if not (document["free"] and name == "statement"):
            yield answer(name, name, "field", truth, read.get("fields", {}).get(name))
    for table, rows in document["tables"].items():
        got = read.get("tables", {}).get(table, [])
        for number, row in enumerate(rows):
            for name, truth in row.items():
                value = got[number].get(name) if number < len(got) else None
                yield answer(
                    f"{table}[{number}].{name}", f"{table}.{name}", "cell", truth, value, len(got) != len(rows)
                )
        for number in range(len(rows), len(got)):
            # A row that is not on the paper counts as one wrong value.
            name, value = next(iter(got[number].items()))
            yield answer(
                f"{table}[{number}].{name}", f"{table}.{name}", "cell", None, value | {"value": "a row too many"}
            )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the accuracy table; shares from 0 to 1, None where there is nothing of the kind."""

    name: str
    papers: int
    values: int
    recognised: float | None
    fields: float | None
    cells: float | None
    checkboxes: float | None
    signatures: float | None
    silent: float | None
    review: float | None


def line(name: str, score: Score) -> Line:
    """The figures of a part of the corpus."""

    def exact(group: Group) -> float | None:
        return _share(answer.right for answer in score.answers if answer.group == group)

    return Line(
        name, len(score.papers), len(score.answers), _share(paper.right for paper in score.papers),
        exact("field"), exact("cell"), exact("checkbox"), exact("signature"),
        _share(answer.silent for answer in score.answers), _share(answer.review for answer in score.answers),
    )  # fmt: skip


def _share(answers: Iterable[bool]) -> float | None:
    listed = list(answers)
    return sum(listed) / len(listed) if listed else None


def worst(score: Score, count: int) -> list[str]:
    """The gravest slips first: documents not found, then wrong values passed as right, the surest of them first."""
    lost = [
        f"{paper.packet}{paper.wear and f' [{paper.wear}]'} {paper.form}: "
        f"read as {paper.read_as} at {paper.confidence:.2f}"
        for paper in score.papers
        if not paper.right
    ]
    silent = sorted((answer for answer in score.answers if answer.silent), key=lambda a: -a.confidence)
    return [*lost[:count], *map(str, silent[:count])]
