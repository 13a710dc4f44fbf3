"""Pages made by hand for tests: words, squares, lines and ink at places in points, as a reader would give them."""

from extractors.page import Ink, Mark, Page, Ruling, Word
from forms.evidence import Source

WIDTH, HEIGHT = 612.0, 792.0


class Paper:
    """A page under the pen; places are points from the top left."""

    def __init__(self, *, file: str = "packet.pdf", number: int = 1, source: Source = "text") -> None:
        self.page = Page(file, number, WIDTH, HEIGHT, scanned=source == "ocr")
        self.source: Source = source

    def text(
        self, x: float, y: float, words: str, *, size: float = 10, bold: bool = False, sure: float = 1.0
    ) -> "Paper":
        """Prints the words in one line whose top is at `y`."""
        for word in words.split():
            width = 0.5 * size * len(word)
            self.page.words.append(Word(word, self._box(x, y, x + width, y + size), sure, self.source, bold))
            x += width + 0.28 * size
        return self

    def lines(self, x: float, y: float, *lines: str, size: float = 10, pitch: float = 13) -> "Paper":
        """Prints lines below each other."""
        for number, line in enumerate(lines):
            self.text(x, y + number * pitch, line, size=size)
        return self

    def square(self, x: float, y: float, checked: bool | None = False, size: float = 9) -> "Paper":
        """Draws a check box."""
        self.page.marks.append(Mark(self._box(x, y, x + size, y + size), checked, 0.99))
        return self

    def ink(self, x: float, y: float) -> "Paper":
        """Draws a signature that ends at `y`."""
        self.page.inks.append(Ink(self._box(x, y - 16, x + 90, y + 2)))
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Paper":
        """Draws a line."""
        self.page.rulings.append(Ruling(self._box(x0, y0, x1, y1)))
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float) -> "Paper":
        """Draws a rectangle."""
        self.rule(x0, y0, x1, y0).rule(x0, y1, x1, y1)
        return self.rule(x0, y0, x0, y1).rule(x1, y0, x1, y1)

    def grid(self, xs: list[float], ys: list[float]) -> "Paper":
        """Draws a grid of cells."""
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        return self

    def _box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return (x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT)
