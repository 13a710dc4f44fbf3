"""All pages and their static files, put into the app."""

from fastapi import FastAPI, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from api.web import (
    account,
    batches,
    entrance,
    figures,
    findings,
    history,
    intake,
    office,
    on_file,
    own_cases,
    rates,
    register,
    review,
    send,
    strip,
    worklist,
)
from api.web.lost import answer_people
from api.web.pages import STATIC

PAGES = (
    entrance,
    intake,
    review,
    strip,
    on_file,
    findings,
    send,
    history,
    worklist,
    batches,
    figures,
    register,
    own_cases,
    office,
    rates,
    account,
)
"""The modules with a router of pages."""
_PACKED = 500
"""Bytes from which on a static file is packed on its way."""


class _Kept(StaticFiles):
    """Static files under the edition in their address: the same address never holds anything else."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def add_pages(app: FastAPI) -> None:
    """Adds the pages, and the static files under any edition's address."""
    for pages in PAGES:
        app.include_router(pages.router)
    answer_people(app)
    # They hold no secret that a packed answer's length could tell; pages do.
    app.mount("/static/{edition}", GZipMiddleware(_Kept(directory=STATIC), minimum_size=_PACKED), name="static")
