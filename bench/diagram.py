"""The reliability diagram: how sure values are said to be, and how often values so sure are right."""

from collections.abc import Mapping, Sequence

import pygal
from pygal.style import Style

Bin = tuple[tuple[float, float], int, float, float]
"""The bounds of what is stated, how many values, what is stated on average, and the share that is right."""

_STYLE = Style(
    background="white", plot_background="white", colors=("#9aa5b1", "#9c3d12", "#0b5a70"),
    font_family="sans-serif", label_font_size=13, major_label_font_size=13, legend_font_size=14, title_font_size=16,
)  # fmt: skip


def draw(series: Mapping[str, Sequence[Bin]]) -> bytes:
    """The diagram as SVG; what lies under the slanting line is said to be surer than it is."""
    chart = pygal.XY(
        style=_STYLE, js=[], width=760, height=560, explicit_size=True, legend_at_bottom=True, dots_size=4,
        range=(0, 1), xrange=(0, 1), x_title="stated", y_title="share that is right",
        title="Confidence of values: stated and measured",
        value_formatter=lambda value: f"{value:.0%}", x_value_formatter=lambda value: f"{value:.0%}",
    )  # fmt: skip
    chart.add("as it should be", [(0, 0), (1, 1)], show_dots=False)
    for name, bins in series.items():
        chart.add(name, [{"value": (stated, right), "label": f"{count:,} values"} for _, count, stated, right in bins])
    return bytes(chart.render())
