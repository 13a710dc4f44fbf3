"""A value as read from a paper, with everything that says where it came from and how sure it is."""

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

Source = Literal["acroform", "text", "ocr", "mark", "docx", "barcode", "person"]

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions of the page as shown upright, origin top left."""

REVIEW_BELOW = 0.90
"""Values below this confidence are marked for a person, unless a setting says otherwise."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field or cell: `value` is typed (None where blank or unreadable), the rest is its evidence."""

    value: Any
    confidence: float
    source: Source
    text: str | None = None
    page: int | None = None
    box: Box | None = None
    review: bool = False
    why: str | None = None
    """Why a person must look at it, as a sentence fragment."""
    rivals: tuple[str, ...] = ()
    """Its text as a reader has it that was not believed."""

    @property
    def unreadable(self) -> bool:
        """Whether something stands there that could not be turned into a value."""
        return self.value is None and bool(self.text and self.text.strip())

    @property
    def blank(self) -> bool:
        """Whether nothing stands there."""
        return self.value is None and not self.unreadable

    def doubted(self, why: str, confidence: float | None = None) -> Self:
        """The same value marked for review, with the confidence lowered to at most `confidence`."""
        lowered = self.confidence if confidence is None else min(self.confidence, confidence)
        reason = why if not self.why or why in self.why else f"{self.why}; {why}"
        return replace(self, confidence=lowered, review=True, why=reason)
