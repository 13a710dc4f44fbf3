"""The dashboard: the last thirty days as figures and charts, each with its table."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.record.dashboard import DAYS, Dashboard, dashboard
from api.routes.doors import asks, service_of
from api.web.charts import across, stacked
from api.web.pages import PageRoute, page
from api.web.words import OUTCOMES

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SERIES = {**OUTCOMES, "open": "Not checked yet"}


@router.get("/dashboard")
def figures(request: Request, caller: Annotated[Caller, asks("dashboard.see")]) -> HTMLResponse:
    """What came, what became of it, and what waits."""
    service = service_of(request)
    with service.database.reading() as session:
        told = dashboard(session, caller, service.settings.time_zone, service.today())
    return page(request, caller, "dashboard.html", told=told, days=DAYS, series=_SERIES, charts=_charts(told))


def _charts(told: Dashboard) -> dict[str, str]:
    days = [f"{entry.day.day} {entry.day:%b}" for entry in told.days]
    received = {said: [entry.counts.get(name, 0) for entry in told.days] for name, said in _SERIES.items()}
    due = {"Due": [entry.counts["due"] for entry in told.due]}
    drawn = {
        "days": stacked("Packets received by day and outcome", days, received) if days else "",
        "due": stacked("Packets due by day", [f"{entry.day.day} {entry.day:%b}" for entry in told.due], due)
        if told.due
        else "",
        "findings": across("Packets by rule that found something", [(e.name, e.count) for e in told.findings])
        if told.findings
        else "",
        "corrected": across("Corrections by field", [(e.name, e.count) for e in told.corrected])
        if told.corrected
        else "",
    }
    return dict(drawn)
