"""Charts as SVG within the page, drawn by pygal and coloured by our own style sheet, in the dark as well."""

from collections.abc import Mapping, Sequence
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup

_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = {f"{_SVG}style", f"{_SVG}script", f"{_SVG}defs", f"{_SVG}title", f"{_SVG}desc"}


def stacked(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Markup:
    """Bars side by side, each of the series stacked in them; the title is what a screen reader says."""
    chart = pygal.StackedBar(**_plain(width=960, height=260), x_label_rotation=0)
    step = max(1, -(-len(labels) // 10))
    chart.x_labels = [label if number % step == 0 else "" for number, label in enumerate(labels)]
    for name, values in series.items():
        chart.add(name, list(values))
    return _drawn(chart, title)


def across(title: str, counts: Sequence[tuple[str, int]]) -> Markup:
    """Bars lying across, the largest on top."""
    chart = pygal.HorizontalBar(**_plain(width=640, height=60 + 30 * max(1, len(counts))))
    chart.x_labels = [name for name, _ in reversed(counts)]
    chart.add("", [count for _, count in reversed(counts)])
    return _drawn(chart, title, "one")


def _plain(**size: int) -> dict[str, Any]:
    return {
        "js": [],
        "css": [],
        "show_legend": False,
        "margin": 4,
        "spacing": 6,
        "explicit_size": False,
        "min_scale": 1,
        "max_scale": 5,
        "truncate_label": -1,
        "formatter": lambda value: f"{value:,.0f}",
        **size,
    }


def _drawn(chart: Any, title: str, kind: str = "") -> Markup:
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
