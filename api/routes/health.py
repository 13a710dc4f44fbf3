"""Whether the service lives, whether it can work, and its figures for Prometheus."""

import ipaddress
from typing import Literal

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from api.problems import NotSignedIn
from api.routes.doors import find_caller, open_to_all, service_of
from api.routes.problems import problems
from api.work.figures import registry
from api.work.readiness import check_ready

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That it is well."""

    status: Literal["ok"] = "ok"


@router.get("/health", response_model=Health, dependencies=[open_to_all("health")])
async def health() -> Health:
    """Whether the web process lives: it answers beside uploads, without the database."""
    return Health()


@router.get("/ready", response_model=Health, dependencies=[open_to_all("health")], responses=problems(503))
def ready(request: Request) -> Health:
    """Whether it can take packets: the database answers, the paper store too, and there is room on the disk."""
    check_ready(service_of(request))
    return Health()


def _scraper(request: Request) -> None:
    """Lets in an address that the office names, and whoever may see figures."""
    named = service_of(request).settings.metrics_from
    if named and request.client and _within(request.client.host, named):
        return
    caller = find_caller(request)
    if caller is None:
        raise NotSignedIn
    caller.allow("metrics.see")


_scraper.action = "metrics.see"  # type: ignore[attr-defined]


def _within(host: str, networks: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(part.strip()) for part in networks.split(","))


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(_scraper)],
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(401, 403)},
)
def metrics(request: Request) -> Response:
    """Figures of the work in Prometheus' words, from the database: the same whichever process answers."""
    return Response(generate_latest(registry(service_of(request))), media_type=CONTENT_TYPE_LATEST)
