"""Charts as SVG within the page, drawn by pygal and coloured by our own style sheet, in the dark as well.

Each is drawn twice, for a wide page and for a phone: a chart that is scaled down has letters that nobody can read.
"""

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup

_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = {f"{_SVG}style", f"{_SVG}script", f"{_SVG}defs", f"{_SVG}title", f"{_SVG}desc"}
_WIDE, _NARROW = 960, 340
_LINE = 16
_PLACE = re.compile(r"(\d+)m+")
"""What holds the place of a name in a chart: its number, and as many letters as its longest line."""
_LETTER = 7
"""Units that a letter takes, of those that the width of a chart is told in."""


def stacked(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Markup:
    """Bars side by side, each of the series stacked in them; the title is what a screen reader says."""

    def draw(width: int) -> Any:
        chart = pygal.StackedBar(**_plain(width=width, height=260))
        step = max(1, -(-len(labels) * max(60, _LETTER * max(map(len, labels), default=0) + 15) // width))
        chart.x_labels = [label if number % step == 0 else "" for number, label in enumerate(labels)]
        chart.y_labels = _whole(max((sum(values) for values in zip(*series.values(), strict=True)), default=0))
        for name, values in series.items():
            chart.add(name, list(values))
        return chart

    return _for_both(draw, title, "single" if len(series) == 1 else "")


def across(title: str, counts: Sequence[tuple[str, int]]) -> Markup:
    """Bars lying across, the largest on top."""

    names = [name for name, _ in reversed(counts)]

    def draw(width: int) -> Any:
        most = max((len(line) for name in names for line in _parted(name, width)), default=0)
        lines = max((len(_parted(name, width)) for name in names), default=1)
        chart = pygal.HorizontalBar(**_plain(width=width, height=60 + (20 + _LINE * lines) * max(1, len(names))))
        # As wide as the widest line, with room for wide letters; `_drawn` puts the lines in their place.
        chart.x_labels = [f"{number}m".ljust(most + 2 + most // 6, "m") for number in range(len(names))]
        chart.y_labels = _whole(max((count for _, count in counts), default=0))
        chart.add("", [count for _, count in reversed(counts)])
        return chart

    return _for_both(draw, title, "one", names)


def _parted(name: str, width: int) -> list[str]:
    """The name in lines that take half of the chart at most: none is cut off."""
    return textwrap.wrap(name, width // 2 // _LETTER) or [name]


def _whole(most: int) -> list[int]:
    """The marks of an axis that counts: whole numbers, five at most."""
    step = max(1, -(-most // 4))
    return list(range(0, most + step, step))


def _plain(**size: int) -> dict[str, Any]:
    return {
        "js": [],
        "css": [],
        "show_legend": False,
        "margin": 4,
        "spacing": 6,
        "explicit_size": False,
        "truncate_label": -1,
        "formatter": lambda value: f"{value:,.0f}",
        **size,
    }


def _for_both(draw: Callable[[int], Any], title: str, kind: str, names: Sequence[str] = ()) -> Markup:
    sizes = ((_WIDE, "hide-small"), (_NARROW, "only-small"))
    return Markup("").join(
        _drawn(draw(width), title, f"{kind} {size}", [_parted(name, width) for name in names]) for width, size in sizes
    )


def _drawn(chart: Any, title: str, kind: str, names: Sequence[Sequence[str]]) -> Markup:
    """The chart without style and script of its own, which our pages do not allow; `names` stand beside its bars."""
    root = etree.fromstring(chart.render())
    for node in list(root.iter()):
        parent = node.getparent()
        if parent is not None and (not isinstance(node.tag, str) or node.tag in _DROPPED):
            parent.remove(node)
            continue
        node.attrib.pop("style", None)
        node.attrib.pop("id", None)
    for text in root.iter(f"{_SVG}text"):
        if held := _PLACE.fullmatch(text.text or ""):
            _name(text, names[int(held[1])])
    root.set("role", "img")
    root.set("aria-label", title)
    root.set("class", f"chart {kind}")
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - drawn above from numbers, names escaped by lxml


def _name(text: Any, lines: Sequence[str]) -> None:
    """Writes the name in its lines, in the middle of where it stood."""
    text.text = None
    top = float(text.get("y")) - _LINE * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        part = etree.SubElement(text, f"{_SVG}tspan", x=text.get("x"), y=f"{top + _LINE * number:.1f}")
        part.text = line
