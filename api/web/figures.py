"""The dashboard: the last thirty days as figures and charts, each with its table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.record.dashboard import AHEAD, DAYS, EXPIRES_AHEAD, Counted, Dashboard, DayCount, dashboard
from api.record.register import Expiring, certified
from api.routes.doors import asks, service_of
from api.web.charts import across, stacked
from api.web.pages import PageRoute, page
from api.web.words import OUTCOMES, day, sentence
from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.form import Cell
from forms.program import Program
from validators.engine import program_rules

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_STATES = {
    "accepted": "Accepted",
    "denied": "Denied",
    "aside": "Set aside",
    "returned": "Returned",
    "undecided": "To decide",
    "reading": "Being read",
}
"""Where packets stand, in the order of the charts' colours."""
_SERIES = {**OUTCOMES, "open": "Not checked yet", "aside": "Set aside"}


@dataclass(frozen=True, slots=True)
class Named:
    """Something that is counted: `says` is what its table tells besides, `apart` what tells it from its namesakes."""

    name: str
    says: str
    count: int
    apart: str = ""


@router.get("/dashboard")
def figures(request: Request, caller: Annotated[Caller, asks("dashboard.see")]) -> HTMLResponse:
    """What came, what became of it, and what waits."""
    service = service_of(request)
    with service.database.reading() as session:
        told = dashboard(session, caller, service.settings.time_zone, service.today())
    charts = _charts(told, service.today())
    rules = _rules(service.catalog, told.findings)
    weeks = _weeks(told.expiring, service.today())
    fields = _told_apart([_field(service.catalog, entry) for entry in told.corrected])
    return page(
        request,
        caller,
        "dashboard.html",
        told=told,
        days=DAYS,
        series=_SERIES,
        states=_STATES,
        rules=rules,
        fields=fields,
        expiring=[(entry, certified(service.catalog, entry)) for entry in told.expiring],
        weeks=weeks,
        charts=charts
        | {
            "findings": _bars("Packets by rule that found something", rules),
            "corrected": _bars("Corrections by field", fields),
            "expiring": _by_week(weeks),
        },
    )


def _charts(told: Dashboard, today: date) -> dict[str, str]:
    days = _every_day(told.days, today - timedelta(days=DAYS - 1), today)
    ahead = _every_day(told.due, today, today + timedelta(days=AHEAD - 1))
    received = {said: [entry.counts.get(name, 0) for entry in days] for name, said in _SERIES.items()}
    stands = {said: [entry.states.get(name, 0) for entry in days] for name, said in _STATES.items()}
    due = {"Due": [entry.counts.get("due", 0) for entry in ahead]}
    return {
        "days": stacked("Packets received by day and outcome", _days(days), received) if told.days else "",
        "states": stacked("Where packets stand by day", _days(days), stands) if told.days else "",
        "due": stacked("Packets due by day", _days(ahead), due) if told.due else "",
    }


def _every_day(entries: Sequence[DayCount], first: date, last: date) -> list[DayCount]:
    """The days from the first to the last, and whatever lies beyond: a day on which nothing happened is one too."""
    known = {entry.day: entry for entry in entries}
    first, last = min([first, *known]), max([last, *known])
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [known.get(day) or DayCount(day=day, counts={}) for day in days]


def _days(entries: Sequence[DayCount]) -> list[str]:
    return [f"{entry.day:%b} {entry.day.day}" for entry in entries]


def _weeks(expiring: Sequence[Expiring], today: date) -> dict[date, int]:
    """What expires by the Monday of its week, the weeks of the next ninety days all of them."""
    counts = Counter(entry.day - timedelta(days=entry.day.weekday()) for entry in expiring)
    if not counts:
        return {}
    first, last = min(today, *counts), max(today + timedelta(days=EXPIRES_AHEAD), *counts)
    first, last = (day - timedelta(days=day.weekday()) for day in (first, last))
    every = range(0, (last - first).days + 1, 7)
    return {monday: counts[monday] for monday in (first + timedelta(days=days) for days in every)}


def _by_week(weeks: Mapping[date, int]) -> str:
    labels = [day(monday) for monday in weeks]
    return stacked("Papers that expire by week", labels, {"Expires": list(weeks.values())}) if weeks else ""


def _bars(title: str, counted: Sequence[Named]) -> str:
    return across(title, [(entry.name, entry.count) for entry in counted]) if counted else ""


def _rules(catalog: Catalog, counted: Sequence[Counted]) -> list[Named]:
    """Rules by their sentence; one that is in no book any more by its id alone."""
    rules = [(program, rule) for program in catalog.programs.values() for rule in program_rules(program)]

    def told(entry: Counted) -> Named:
        found = next(((program, rule) for program, rule in rules if rule.is_named(entry.name)), None)
        if found is None:
            return Named(entry.name, "", entry.count)
        program, rule = found
        label = _label(program, rule.field_in(entry.name))
        return Named(
            sentence(f"{rule.says}: {label}" if label else rule.says), program.title, entry.count, rule.section
        )

    return _told_apart([told(entry) for entry in counted])


def _label(program: Program, field: str) -> str:
    """What the program's forms call the field that a rule of many fields was about; empty where it is about none."""
    for form in program.forms.values():
        groups: list[Mapping[str, Cell]] = [form.fields, *(table.columns for table in form.tables.values())]
        for cells in groups:
            if field in cells:
                return cells[field].label
    return ""


def _told_apart(counted: Sequence[Named]) -> list[Named]:
    """Each with a name of its own: bars with the same words beside them tell nobody which is which."""
    alike = Counter(entry.name for entry in counted)
    return [
        replace(entry, name=_with(entry.name, entry.apart)) if alike[entry.name] > 1 and entry.apart else entry
        for entry in counted
    ]


def _with(name: str, apart: str) -> str:
    return f"{name.removesuffix('.')} ({apart}){'.' if name.endswith('.') else ''}"


def _field(catalog: Catalog, entry: Counted) -> Named:
    """`Amount` of the invoice for `ct-ppsp/invoice lines.amount`; what is in no form any more as it was called."""
    form_id, _, path = entry.name.partition(" ")
    try:
        form = catalog.form(form_id)
        cell = form.cell(path.replace(".", "[0].", 1))
    except (KeyError, FormwrightError):
        return Named(entry.name, "", entry.count)
    return Named(cell.label, form.title, entry.count, form.title)
