"""The dashboard's figures and charts: what is counted, whole names, days with their year."""

import re
from datetime import date

from api.record.dashboard import Counted
from api.record.register import Expiring
from api.web.charts import across
from api.web.figures import _by_week, _field, _rules, _told_apart, _weeks
from forms.catalog import load_catalog

_LONG = "Adult CPR, pediatric (child and infant) CPR and first aid certificates of one person are not all there"


def _words(svg: str) -> list[str]:
    """What stands beside each bar, its lines put together, for each of the two sizes."""
    return [" ".join(re.findall(r"<tspan[^>]*>([^<]*)</tspan>", text)) for text in re.findall(r"<text.*?</text>", svg)]


def test_names_stand_beside_their_bars_in_full() -> None:
    drawn = _words(across("Rules", [(_LONG, 3), ("Short <b>", 1)]))
    assert drawn.count(_LONG) == 2
    assert drawn.count("Short &lt;b&gt;") == 2


def test_what_expires_is_told_with_its_year_over_all_weeks_ahead() -> None:
    one = Expiring(
        packet="a",
        receipt="b",
        subject=None,
        program=None,
        document="",
        form="c",
        path="d",
        day=date(2027, 2, 3),
        later=None,
    )
    weeks = _weeks([one], date(2026, 11, 27))
    assert (min(weeks), max(weeks)) == (date(2026, 11, 23), date(2027, 2, 22))
    assert {monday for monday, count in weeks.items() if count} == {date(2027, 2, 1)}
    assert "Feb\N{NO-BREAK SPACE}1, 2027" in _by_week(weeks)
    assert _weeks([], date(2026, 11, 27)) == {}


def test_rules_and_fields_with_the_same_words_are_told_apart() -> None:
    catalog = load_catalog()
    ids = ("ppsp.field.child_name", "ppsp.field.reason", "ppsp.amendment.reason", "ppsp.termination.reason", "gone.x")
    names = [each.name for each in _rules(catalog, [Counted(name=name, count=1) for name in ids])]
    assert names == [
        "A required field of a form is blank: Child's name.",
        "A required field of a form is blank: Reason for additional or changed services.",
        "No reason is given (Amending Agreements).",
        "No reason is given (Terminating an Agreement Prior to the Completion of Services).",
        "gone.x",
    ]
    [alone] = _rules(catalog, [Counted(name="ppsp.amendment.reason", count=1)])
    assert alone.name == "No reason is given."
    paths = ("ct-ppsp/invoice total_amount", "ct-ppsp/service-agreement total_amount")
    fields = _told_apart([_field(catalog, Counted(name=path, count=1)) for path in paths])
    assert len({field.name for field in fields}) == 2, fields
    assert all(field.says in field.name for field in fields)
