"""What belongs to a label behind its own words: a hint at the format, an aside, the same in another language."""

from collections.abc import Sequence

from extractors.asides import is_aside
from extractors.linebelow import Below
from extractors.lines import Run
from extractors.numbering import pointed
from extractors.rects import Token

_UNITS = frozenset({"USD", "US$", "$", "HRS", "HOURS"})
"""What a hint in brackets may say of the unit."""
_STROKES = ("/", "|")
_SMALL_HINT = 0.9
"""Share of the label's size below which what stands in parentheses behind it is a hint."""
_TRANSLATED = 6
"""Words of a label in a second language at most."""


def hinted(runs: Sequence[Run], line: Run, rest: list[Token]) -> list[Token]:
    """The words after a label with those of the next line or two, where a hint at the format stands or ends there."""
    longer, below = list(rest), line
    for _ in range(2):
        lines = Below(runs)
        # A hint may be in print of its own, and go on below itself.
        hint_below = lines(Run(rest)) if rest and below is line else None
        following = lines(below) or hint_below or (lines.next_line(below) if rest else None)
        if following is None:
            break
        if rest and rest[0].source == "ocr" and (hint := _parted_hint(rest, following.tokens)):
            return hint
        below = following
        longer += below.tokens
        if _aside(longer):
            return longer
    return rest


def _parted_hint(rest: Sequence[Token], lower: Sequence[Token]) -> list[Token]:
    """The words of a hint that ends on the lower line, without the value between; empty where there is none."""
    for end in range(1, len(rest)):
        words = [*rest[:end], *lower]
        count = _aside(words)
        if count > end and is_aside(" ".join(token.text for token in words[:count])):
            return words
    return []


def with_asides(tokens: list[Token], rest: list[Token]) -> tuple[list[Token], list[Token]]:
    """The label with what belongs to it of the words behind it, and the words left."""
    said: set[str] = set()
    while rest and not tokens[-1].text.endswith(":") and (extra := _aside(rest)):
        aside = "".join(token.plain for token in rest[:extra])
        if aside and aside in said:
            # What is said again belongs to the caption in the next column.
            break
        said.add(aside)
        tokens, rest = [*tokens, *rest[:extra]], rest[extra:]
    return tokens, rest


def hint_behind_colon(runs: Sequence[Run], label: Token, rest: Sequence[Token]) -> list[Token]:
    """The hint in parentheses behind a label's colon, as in `Date: (mm/dd/yyyy) 06/01/2026`; empty where there is none.

    It may end on the next line.
    """
    if not rest or not rest[0].text.startswith("("):
        return []
    words = list(rest)
    if not any(")" in token.text for token in words) and (below := Below(runs)(Run(words))) is not None:
        if words[0].source == "ocr" and (hint := _parted_hint(words, below.tokens)):
            return hint
        words += below.tokens
    count = _aside(words)
    small = rest[0].source != "ocr" and rest[0].height < _SMALL_HINT * label.height
    return words[:count] if count and is_aside(" ".join(t.text for t in words[:count]), small=small) else []


def _aside(rest: Sequence[Token]) -> int:
    """How many of the words after a label belong to it: a colon, a star, what stands in parentheses."""
    if not rest[0].plain and not rest[0].text.startswith(("(", "[")):
        return 1 if set(rest[0].text) <= set(":;*#?)-–") else 0
    if rest[0].text.startswith("(") and not _numbers_next(rest):
        for number, token in enumerate(rest[:8]):
            if token.text.rstrip(":*.").endswith(")"):
                # An area code in parentheses is a value, not an aside.
                digits = sum(c.isdigit() for t in rest[: number + 1] for c in t.plain)
                return 0 if digits >= 3 else number + 1
    if rest[0].text.startswith("["):
        # A check box of brackets holds no hint.
        for number, token in enumerate(rest[:8]):
            if token.text.rstrip(":*.").endswith("]"):
                hint = " ".join(t.text for t in rest[: number + 1]).rstrip(":*.")[1:-1]
                return number + 1 if is_aside(hint) or hint.upper() in _UNITS else 0
    return 0


def _numbers_next(rest: Sequence[Token]) -> bool:
    """Whether it is the number of the label that comes next, as in `Email (d) Phone`, and no hint."""
    return len(rest) > 1 and pointed(rest[0])


def said_again(
    runs: Sequence[Run], line: Run, tokens: list[Token], rest: list[Token]
) -> tuple[list[Token], list[Token]]:
    """The label with what says it in another language behind a stroke, on its line or the next; and the words left."""
    if tokens[-1].text.endswith(":"):
        return tokens, rest
    longer = rest
    lines = Below(runs)
    below = lines(line) or lines.next_line(line) if len(rest) < 2 else None
    if below is not None and (rest or [*below.tokens])[0].text in _STROKES:
        longer = [*rest, *below.tokens]
    if longer and (other := _in_another_language(longer)):
        return [*tokens, *longer[:other]], longer[other:]
    return tokens, rest


def _in_another_language(rest: Sequence[Token]) -> int:
    """How many of the words after a label say it again behind a stroke, as in `Date / Fecha:`."""
    if rest[0].text not in _STROKES:
        return 0
    for number, token in enumerate(rest[1 : _TRANSLATED + 1], start=2):
        # Small capitals make words without a capital lower.
        if any(char.isdigit() for char in token.text) or other_print(rest[0], token, low=0.7):
            return number - 1 if number > 2 else 0
        if token.text.endswith(":"):
            return number
    return len(rest) if len(rest) <= _TRANSLATED + 1 else 0


def other_print(label: Token, following: Token, low: float = 0.9) -> bool:
    """Whether the word behind a label is printed otherwise, below `low` of the label's size or in another face."""
    if label.bold != following.bold or label.face != following.face:
        return True
    ratio = following.height / label.height
    return label.source != "ocr" and not low <= ratio <= 1.12
