"""Charts as SVG within the page, drawn by pygal and coloured by our own style sheet, in the dark as well.

Each is drawn twice, for a wide page and for a phone: a chart that is scaled down has letters that nobody can read.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup

_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = {f"{_SVG}style", f"{_SVG}script", f"{_SVG}defs", f"{_SVG}title", f"{_SVG}desc"}
_WIDE, _NARROW = 960, 340
_HALF = 560
_LETTER = 7
"""Units that a letter takes, of those that the width of a chart is told in."""


def stacked(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Markup:
    """Bars side by side, each of the series stacked in them; the title is what a screen reader says."""

    def draw(width: int) -> Any:
        chart = pygal.StackedBar(**_plain(width=width, height=260))
        step = max(1, -(-len(labels) * 60 // width))
        chart.x_labels = [label if number % step == 0 else "" for number, label in enumerate(labels)]
        chart.y_labels = _whole(max((sum(values) for values in zip(*series.values(), strict=True)), default=0))
        for name, values in series.items():
            chart.add(name, list(values))
        return chart

    return _for_both(draw, title, "single" if len(series) == 1 else "", _WIDE)


def across(title: str, counts: Sequence[tuple[str, int]]) -> Markup:
    """Bars lying across, the largest on top."""

    def draw(width: int) -> Any:
        chart = pygal.HorizontalBar(**_plain(width=width, height=60 + 30 * max(1, len(counts))))
        most = width // 2 // _LETTER
        chart.x_labels = [name if len(name) <= most else f"{name[: most - 1]}…" for name, _ in reversed(counts)]
        chart.y_labels = _whole(max((count for _, count in counts), default=0))
        chart.add("", [count for _, count in reversed(counts)])
        return chart

    return _for_both(draw, title, "one", _HALF)


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


def _for_both(draw: Callable[[int], Any], title: str, kind: str, wide: int) -> Markup:
    return _drawn(draw(wide), title, f"{kind} hide-small") + _drawn(draw(_NARROW), title, f"{kind} only-small")


def _drawn(chart: Any, title: str, kind: str) -> Markup:
    """The chart without style and script of its own, which our pages do not allow."""
    root = etree.fromstring(chart.render())
    for node in list(root.iter()):
        parent = node.getparent()
        if parent is not None and (not isinstance(node.tag, str) or node.tag in _DROPPED):
            parent.remove(node)
            continue
        node.attrib.pop("style", None)
        node.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-label", title)
    root.set("class", f"chart {kind}")
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - drawn above from numbers, names escaped by lxml
