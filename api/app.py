"""The web application: routes, doors, problems, headers; made from an open Service."""

from fastapi import FastAPI

from api.intake.guard import BodyGuard
from api.intake.keeping import sweep
from api.intake.progress import Streams
from api.routes import (
    audit,
    batches,
    dashboard,
    description,
    events,
    export,
    files,
    health,
    letters,
    packets,
    pages,
    people,
    record,
    register,
    search,
    session,
    settings,
    tokens,
)
from api.routes.edge import Edge
from api.routes.problems import answer_problems
from api.service import Service
from api.web.desk import add_pages
from api.web.lost import tell_either

VERSION = "/api/v1"
"""Where the REST API of this version lives."""


ROUTES = (
    description,
    session,
    people,
    tokens,
    audit,
    packets,
    files,
    batches,
    events,
    search,
    export,
    dashboard,
    register,
    record,
    pages,
    letters,
    settings,
)
"""The modules whose routes make up the REST API."""


def create_app(service: Service) -> FastAPI:
    """The application over the service."""
    app = FastAPI(
        title="Formwright",
        summary="Packets of public programs that support parents: read, checked, answered.",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    app.state.streams = Streams()
    answer_problems(app)
    for routes in ROUTES:
        app.include_router(routes.router, prefix=VERSION)
    app.add_middleware(BodyGuard, tell=tell_either)
    app.add_middleware(Edge, settings=service.settings, tell=tell_either)
    sweep(service)
    app.include_router(health.router)
    add_pages(app)
    return app
