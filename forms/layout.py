"""The geometry of our own edition of a form: where everything is printed and where each value goes.

The blank is drawn from it, filled forms are filled by it, and scans of it are read by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forms.arrange import CLOSE, FULL, LEFT, RIGHT, ROOMY, Spacing, section_blocks
from forms.evidence import Box
from forms.form import Form
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Block, Item, Panel, Points, Print, Slot, fractions
from forms.program import Program
from forms.typeset import width, wrap

MARK, MARK_EDGE = 12.0, 24.0
"""Side of a corner mark, and its distance from the edges of the page, in points."""
CODE_SIDE = 62.0
TOP, BOTTOM = 44.0, 748.0
"""Between them stands everything but marks and footer."""


def _corner_marks() -> tuple[Points, Points, Points, Points]:
    near, far_x, far_y = MARK_EDGE, PAGE_WIDTH - MARK_EDGE - MARK, PAGE_HEIGHT - MARK_EDGE - MARK
    corners = ((near, near), (far_x, near), (near, far_y), (far_x, far_y))
    one, two, three, four = ((x, y, x + MARK, y + MARK) for x, y in corners)
    return one, two, three, four


MARKS = _corner_marks()
"""Top left, top right, bottom left, bottom right; the last is hollow, so that a page cannot be taken upside down."""
CODE: Points = (RIGHT - CODE_SIDE, TOP - 4, RIGHT, TOP - 4 + CODE_SIDE)
"""The square of the page code with its quiet zone."""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The printed form: items in the order of reading, panels beneath them, slots for the values."""

    form: Form
    pages: int
    slots: tuple[Slot, ...]
    items: tuple[Item, ...]
    """Texts and slots of all pages in the order of reading."""
    panels: tuple[Panel, ...]
    marks: tuple[Box, ...]
    """The corner marks, the same on each page: top left, top right, bottom left, and the hollow one, bottom right.

    An agency's own blank has none."""
    code_box: Box
    """The page code with its quiet zone; of no size on an agency's own blank."""
    papers: tuple[tuple[float, float], ...] = ()
    """Width and height of each sheet in points; slots, texts and panels are in those of a letter sheet even so."""

    @property
    def prints(self) -> tuple[Print, ...]:
        """The printed texts, labels among them."""
        return tuple(item for item in self.items if isinstance(item, Print))

    @property
    def captions(self) -> tuple[Print, ...]:
        """The labels of fields, buttons and columns."""
        return tuple(item for item in self.prints if item.role in ("label", "column"))

    def paper(self, page: int) -> tuple[float, float]:
        """Width and height in points of the page, counted from 1."""
        return self.papers[page - 1] if self.papers else (PAGE_WIDTH, PAGE_HEIGHT)

    def on_page(self, page: int) -> tuple[Slot, ...]:
        """The slots of the page, counted from 1."""
        return tuple(slot for slot in self.slots if slot.page == page)


@dataclass(frozen=True, slots=True)
class PageCode:
    """What the code of a page says."""

    form: str
    """The form's id, `ct-ppsp/invoice`."""
    edition: str
    page: int
    pages: int


_CODE = re.compile(r"(?P<prefix>FW1|fw1):([\w-]+/[\w-]+):([^:\s]+):(\d+)/(\d+)")
_FOOTER = re.compile(r"([\w-]+/[\w-]+)\W+edition\s+(\S+)\W+page\s+(\d+)\s+of\s+(\d+)", re.I)


def page_code(form: Form, page: int, pages: int) -> str:
    """What the page's code says: form, edition and page, and nothing about a person."""
    said = f"{form.id}:{form.edition}:{page}/{pages}"
    # Capitals make a coarser code, which a fax still shows. The prefix tells that they are not the form's own.
    return f"FW1:{said.upper()}" if said == said.lower() else f"fw1:{said}"


def footer(form: Form, page: int, pages: int) -> str:
    """The line at the foot of the page, which says in words what the code says."""
    number = f"Form {form.number} · " if form.number else ""
    return f"{number}{form.id} · Edition {form.edition} · Page {page} of {pages}"


def read_page_code(text: str) -> PageCode | None:
    """What a page code or a page's footer says, None for any other text."""
    if match := _CODE.search(text):
        form, edition, page, pages = match.groups()[1:]
        if match["prefix"] == "FW1":
            form, edition = form.lower(), edition.lower()
    elif match := _FOOTER.search(text):
        form, edition, page, pages = match.groups()
    else:
        return None
    return PageCode(form, edition, int(page), int(pages)) if 1 <= int(page) <= int(pages) else None


_LAID_OUT: dict[str, tuple[Form, Program, FormLayout]] = {}


def lay_out(form: Form, program: Program) -> FormLayout:
    """The form's layout, computed once; raises FormwrightError where the fonts are missing."""
    known = _LAID_OUT.get(form.id)
    # Declarations cannot be hashed; the catalogue hands out the same objects each time.
    if known and known[0] is form and known[1] is program:
        return known[2]
    made = _lay_out(form, program)
    _LAID_OUT[form.id] = (form, program, made)
    return made


def _lay_out(form: Form, program: Program) -> FormLayout:
    flow = _flowed(form, program, ROOMY)
    if flow.page > 1 and (closer := _flowed(form, program, CLOSE)).page < flow.page:
        flow = closer
    items = [item for page in range(1, flow.page + 1) for item in flow.page_items(page)]
    one, two, three, four = (fractions(mark) for mark in MARKS)
    return FormLayout(
        form,
        flow.page,
        tuple(item for item in items if isinstance(item, Slot)),
        tuple(items),
        tuple(flow.panels),
        (one, two, three, four),
        fractions(CODE),
    )


def _flowed(form: Form, program: Program, spacing: Spacing) -> "_Flow":
    flow = _Flow(form, program)
    for section in form.sections:
        if section.new_page and flow.used:
            flow.new_page()
        blocks = list(section_blocks(form, section, spacing))
        if not section.table and flow.used:
            flow.keep_whole(sum(block.height for block, _ in blocks))
        for group in _groups(blocks):
            flow.place([block for block, _ in group], group[0][1])
    return flow


def _groups(
    blocks: list[tuple[Block, tuple[Block, ...]]],
) -> Iterator[list[tuple[Block, tuple[Block, ...]]]]:
    """The blocks in runs that stay on one page."""
    group: list[tuple[Block, tuple[Block, ...]]] = []
    for entry in blocks:
        group.append(entry)
        if not entry[0].keeps:
            yield group
            group = []
    if group:
        yield group


class _Flow:
    """Blocks set one below the other, over as many pages as they need."""

    def __init__(self, form: Form, program: Program) -> None:
        self.form = form
        self.program = program
        self.page = 1
        self.used = False
        """Whether the page holds more than its heading."""
        self.items: list[Item] = []
        self.panels: list[Panel] = []
        self.first_heading, self.top = _heading(form, program)
        self.next_top = _running_top(form)

    def new_page(self) -> None:
        self.page += 1
        self.top = self.next_top
        self.used = False

    def keep_whole(self, height: float) -> None:
        """Begin a page for a section that would be parted near the foot of this one."""
        room = BOTTOM - self.top
        if room < height <= BOTTOM - self.next_top and room < 0.3 * (BOTTOM - TOP):
            self.new_page()

    def place(self, blocks: list[Block], again: tuple[Block, ...]) -> None:
        if self.used and self.top + sum(block.height for block in blocks) > BOTTOM:
            self.new_page()
            blocks = [*again, *blocks]
        for block in blocks:
            self.items.extend(item.moved(self.page, self.top) for item in block.items)
            self.panels.extend(panel.moved(self.page, self.top) for panel in block.panels)
            self.top += block.height
        self.used = True

    def page_items(self, page: int) -> Iterator[Item]:
        """The page's heading, its content and its footer, now that the number of pages is known."""
        if page == 1:
            yield from self.first_heading
            yield from _edition_lines(self.form, self.page)
        else:
            heading = _running_heading(self.form)
            yield heading.moved(page, 0.0)
            below = heading.y + heading.leading * len(heading.lines)
            said = f"Edition {self.form.edition} · Page {page} of {self.page}"
            yield Print(LEFT, below, (said,), 7.5, "furniture", ink="soft", page=page)
        yield from (item for item in self.items if item.page == page)
        line = footer(self.form, page, self.page)
        yield Print(LEFT + 10, PAGE_HEIGHT - MARK_EDGE - 3.5, (line,), 7.0, "furniture", page=page)


_HEADING_LIMIT = FULL - CODE_SIDE - 12
_EDITION_WIDTH = 90.0


def _edition_lines(form: Form, pages: int) -> Iterator[Print]:
    """Number, edition and page beside the page code, where agencies print them."""
    said = [*([f"Form {form.number}"] if form.number else []), f"Edition {form.edition}", f"Page 1 of {pages}"]
    for number, line in enumerate(said):
        x = CODE[0] - 4 - width(line, 7.5)
        yield Print(x, TOP + 7 + 9.5 * number, (line,), 7.5, "furniture", ink="soft", page=1)


def heading_lines(form: Form) -> tuple[str, str | None]:
    """The title in its two parts: the form's name, and the program's where the title says both."""
    name, _, of = form.title.partition(": ")
    return name.upper(), of or None


def _heading(form: Form, program: Program) -> tuple[list[Print], float]:
    """Agency, title, edition and purpose, and where the sections begin."""
    name, of = heading_lines(form)
    limit = _HEADING_LIMIT - _EDITION_WIDTH
    agency = wrap(program.agency, 9.5, limit, "bold")
    prints = [Print(LEFT, TOP + 8, tuple(agency), 9.5, "paragraph", "bold", "soft", 11.5, page=1)]
    y = TOP + 8 + 11.5 * (len(agency) - 1)
    title = wrap(name, 15.5, limit, "bold")
    prints.append(Print(LEFT, y + 19, tuple(title), 15.5, "title", "bold", leading=18, page=1))
    y += 19 + 18 * (len(title) - 1)
    subtitle = of if of else program.title
    under = wrap(subtitle, 10.5, limit)
    prints.append(Print(LEFT, y + 14, tuple(under), 10.5, "paragraph", leading=12.5, page=1))
    y += 14 + 12.5 * (len(under) - 1)
    y = max(y + 5, CODE[3] - 2)
    if form.purpose:
        purpose = wrap(form.purpose, 8.5, FULL)
        prints.append(Print(LEFT, y + 13, tuple(purpose), 8.5, "paragraph", leading=10.6, page=1))
        y += 13 + 10.6 * (len(purpose) - 1)
    prints.append(Print(LEFT, y + 12, (_HOW_TO,), 7.0, "paragraph", "italic", page=1))
    return prints, y + 17


_HOW_TO = (
    "Fill in on a screen, or print in black ink and keep inside the boxes. Do not mark the squares in the corners "
    "or the code."
)


def _running_heading(form: Form) -> Print:
    name, of = heading_lines(form)
    title = tuple(wrap(f"{name}: {of}" if of else name, 10.0, _HEADING_LIMIT, "bold"))
    return Print(LEFT, TOP + 14, title, 10.0, "furniture", "bold", leading=12)


def _running_top(form: Form) -> float:
    lines = len(_running_heading(form).lines)
    return max(TOP + 14 + 12.0 * (lines + 1), CODE[3] + 4)
