"""What the pages of providers say, in the languages that they read: a file of each in `spoken/`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "spoken"
_FIRST = "en"
_PLAIN = re.compile(r"\$?-?[\d,]+(?:\.\d+)?|\d{4}-\d\d-\d\d")
"""A figure or a day, which needs no language."""


@dataclass(frozen=True)
class Language:
    """What is said in one language."""

    pages: Mapping[str, str]
    rules: Mapping[str, str] = field(default_factory=dict)
    """What each rule found, by its id; `pss.item.<document>` for all that it fills."""
    sentences: Mapping[str, str] = field(default_factory=dict)
    """The service's own sentences, by how it writes them."""

    def found(self, finding: Mapping[str, Any]) -> str | None:
        """What the finding says; nothing where the language lacks its rule."""
        rule = str(finding["rule"])
        said = self.rules.get(rule) or next(
            (
                words
                for name, words in self.rules.items()
                if name.endswith(">") and rule.startswith(name.partition("<")[0])
            ),
            None,
        )
        facts = {side: str(finding[side]) for side in ("found", "expected") if finding.get(side) is not None}
        if said and len(facts) == 2 and all(_PLAIN.fullmatch(fact) for fact in facts.values()):
            return f"{said} {self.pages['says_found'].format(**facts)}"
        return said


@cache
def spoken() -> dict[str, Language]:
    """Every language by its code, the first one's words where it lacks them."""
    told = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
    first = told[_FIRST]["pages"]
    return {code: Language(**(words | {"pages": first | words["pages"]})) for code, words in told.items()}


def language(code: str) -> Language:
    """The language, or the first one where there is none of that code."""
    return spoken().get(code) or spoken()[_FIRST]


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
