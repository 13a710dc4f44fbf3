"""What the pages of providers say, in the languages that they read: a folder of each in `spoken/`, and in programs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from forms.catalog import Catalog
from generators.remedies import of_rule

FOLDER = Path(__file__).parent / "spoken"
_FIRST = "en"
_FIGURE = re.compile(r"\$?-?\d[\d,]*(?:\.\d+)?%?|\d{1,2}:\d\d")
"""A figure or a time, which needs no language."""
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?|(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})")
_BOUNDS = {
    "from_to": re.compile("(?P<one>.+) to (?P<other>.+)"),
    "or_later": re.compile("(?P<one>.+) or later"),
    "or_earlier": re.compile("(?P<one>.+) or earlier"),
    "after_it": re.compile("after (?P<one>.+)"),
    "under_it": re.compile("under (?P<one>.+)"),
}
"""How rules write a bound, by the words that say it."""
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """What is said in one language: each part is a file of its folder."""

    pages: Mapping[str, str]
    rules: Mapping[str, str] = field(default_factory=dict)
    """What each rule found, by its id; `pss.item.<document>` for all that it finds, unless one stands alone."""
    remedies: Mapping[str, str] = field(default_factory=dict)
    """How to mend it, by the rule's id or its beginning; `kind.missing` for all of a kind."""
    papers: Mapping[str, str] = field(default_factory=dict)
    """The titles of forms by their id, `form#kind` for a kind of them."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What fields ask, by the label that is printed."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """What an outgoing document says, by its id."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the sentence of a finding adds, by how it is written."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Words of the programs' lists and of the rules."""
    sentences: Mapping[str, str] = field(default_factory=dict)
    """The service's own sentences, by how it writes them."""

    def rule(self, rule: str) -> str | None:
        """The sentence of the rule; of one that finds many things, the sentence of this one where there is any."""
        return self.rules.get(rule) or next(
            (
                words
                for name, words in self.rules.items()
                if name.endswith(">") and rule.startswith(name.partition("<")[0])
            ),
            None,
        )

    def remedy(self, rule: str, kind: str) -> str | None:
        """How to mend what the rule found."""
        return of_rule(rule, self.remedies) or self.remedies.get(f"kind.{kind}")

    def term(self, fact: Any) -> str | None:
        """A figure, day, bound or word of a list; None where the language has no words for it."""
        text = str(fact).strip()
        if _FIGURE.fullmatch(text):
            return text
        if _DAY.fullmatch(text):
            return self.day(text)
        return self._bound(text) or self._listed(text)

    def day(self, value: date | datetime | str | None) -> str:
        """A civil day, or a month as `2026-03`, in words; nothing for nothing."""
        found = _DAY.match(value.isoformat() if isinstance(value, date) else value or "")
        if found is None:
            return ""
        year, month = found["year"] or found["y"], int(found["month"] or found["m"])
        day = found["day"] or found["d"]
        name = self.pages["months"].split()[month - 1]
        shape = self.pages["day" if day else "month"]
        return shape.format(day=int(day or 0), month=name, year=year).replace(" ", "\N{NO-BREAK SPACE}")

    def sentence(self, english: str) -> str | None:
        """A sentence of the service; what stands in the place of its braces is taken over."""
        for written, said in self.sentences.items():
            if found := re.fullmatch(shape_of(written), english, re.S):
                return said.format(**found.groupdict())
        return None

    def added(self, message: str) -> list[str]:
        """What the sentence of a finding adds to its rule, as far as there are words for it."""
        told: list[str] = []
        for written, said in self.facts.items():
            if found := re.search(shape_of(written), message):
                parts = {name: self.term(part) for name, part in found.groupdict().items()}
                if all(parts.values()):
                    told.append(said.format(**parts))
        return told

    def _bound(self, text: str) -> str | None:
        for name, shape in _BOUNDS.items():
            if found := shape.fullmatch(text):
                sides = {side: self.term(part) for side, part in found.groupdict().items()}
                if all(sides.values()):
                    return self.pages[name].format(**sides)
        return None

    def _listed(self, text: str) -> str | None:
        """Words of lists and days, parted as sentences part them; None where others stand between them."""
        known = "|".join([*(re.escape(term) for term in sorted(self.terms, key=len, reverse=True)), _DAY.pattern])
        if re.sub(rf"{known}|\band\b|[,;\s]", "", text):
            return None
        found = (match[0] for match in re.finditer(known, text))
        return ", ".join(self.terms.get(part) or self.day(part) for part in found) or None


def shape_of(written: str) -> str:
    """The pattern of a sentence with names in braces."""
    pieces = _PLACE.split(written)
    return "".join(f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))


@cache
def spoken() -> dict[str, Language]:
    """Every language by its code, the first one's words where it lacks them."""
    told = {folder.name: _parts(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()}
    first = told[_FIRST]["pages"]
    return {code: Language(**(words | {"pages": first | words["pages"]})) for code, words in told.items()}


def language(code: str) -> Language:
    """The language, or the first one where there is none of that code."""
    return spoken().get(code) or spoken()[_FIRST]


def language_with(code: str, catalog: Catalog) -> Language:
    """The language with what the programs' folders add: `spoken/es/rules.yaml` and so on beside `program.yaml`."""
    return _with(code, tuple(program.folder / "spoken" / code for program in catalog.programs.values()))


@cache
def _with(code: str, folders: tuple[Path, ...]) -> Language:
    said = language(code)
    for folder in folders:
        known = ((name, words) for name, words in _parts(folder).items() if name in Language.__dataclass_fields__)
        said = replace(said, **{name: {**getattr(said, name), **words} for name, words in known})
    return said


def _parts(folder: Path) -> dict[str, dict[str, str]]:
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))}


def preferred(accepted: str) -> str:
    """The first language of the header `Accept-Language` that is spoken here; browsers name the dearest first."""
    for told in accepted.split(","):
        code = told.partition(";")[0].strip().partition("-")[0].lower()
        if code in spoken():
            return code
    return _FIRST


def module_words(code: str) -> dict[str, Any]:
    """What the modules say: words by the names after `js_`, and the service's sentences."""
    said = language(code)
    words = {name.removeprefix("js_"): word for name, word in said.pages.items() if name.startswith("js_")}
    return {"words": words, "sentences": list(said.sentences.items())}
