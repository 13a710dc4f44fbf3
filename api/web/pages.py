"""How a page is made: templates filled for a caller, the static files' address, problems as pages."""

import hashlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.people.caller import Caller
from api.people.permissions import may
from api.people.secrets import csrf_token
from api.problems import NoPage, NotSignedIn, ServiceProblem
from api.routes.doors import COOKIE, find_caller, service_of
from api.web.navigation import places
from api.web.spoken import language, module_words, preferred, spoken
from api.web.words import FILTERS

_LOG = structlog.get_logger()
HERE = Path(__file__).parent
STATIC = HERE / "static"


def _fingerprint() -> str:
    """Of all static files: it stands in their address, so that a browser may keep them for good."""
    told = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:12]


EDITION = _fingerprint()


def static(name: str) -> str:
    """The address of a static file."""
    return f"/static/{EDITION}/{name}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=static, may=may, module_words=module_words)
    environment.filters.update(FILTERS)
    return environment


TEMPLATES = _environment()


def page(request: Request, caller: Caller | None, template: str, status: int = 200, **data: Any) -> HTMLResponse:
    """The template as an answer that no cache keeps; every template knows the caller, the places and the token."""
    cookie = request.cookies.get(COOKIE)
    service = service_of(request)
    # The office's pages are in English, whoever reads them; a stranger's browser says what its person reads.
    code = "en" if caller and caller.role != "provider" else _reads(request, caller)
    known = {
        "caller": caller,
        "today": service.today(),
        "programs_named": {name: program.title for name, program in service.catalog.programs.items()},
        "places": places(caller, _place(request)),
        "csrf": csrf_token(cookie) if cookie else "",
        "lang": code,
        "say": language(code).pages,
        "say_day": language(code).day,
    }
    body = TEMPLATES.get_template(template).render(known | data)
    return HTMLResponse(body, status, headers={"Cache-Control": "no-store"})


def _place(request: Request) -> str:
    """The address by which the navigation knows where one is: a packet is where the list is that it was opened from."""
    came = request.query_params.get("from", "")
    return came if came and request.url.path.startswith("/packets/") else request.url.path


def _reads(request: Request, caller: Caller | None) -> str:
    if caller:
        return caller.language
    # A stranger's choice by the switch stands before what the browser is set to.
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in spoken() else preferred(request.headers.get("Accept-Language", ""))


class PageRoute(APIRoute):
    """A route whose answers are pages, whatever happens: who is not signed in is sent to sign in and back."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with problems turned into pages."""
        answer = super().get_route_handler()

        async def with_pages(request: Request) -> Response:
            try:
                return await answer(request)
            except NotSignedIn:
                asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
                return RedirectResponse(f"/sign-in?next={quote(asked)}", 303)
            except ServiceProblem as problem:
                return problem_page(request, problem)
            except RequestValidationError:
                return problem_page(request, NoPage())
            except Exception as error:
                _LOG.error("fault", exc_info=error)
                return problem_page(request, ServiceProblem())

        return with_pages


def problem_page(request: Request, problem: ServiceProblem) -> HTMLResponse:
    """The problem in words, with the ways that the person has from here."""
    caller = _asker(request)
    if caller is None or caller.role != "provider":
        return page(request, caller, "problem.html", problem.status, problem=problem)
    return page(request, caller, "my-problem.html", problem.status, problem=problem)


def _asker(request: Request) -> Caller | None:
    """Who asked, as far as that can be told: what went wrong may be the very asking."""
    try:
        return find_caller(request)
    except Exception:
        return None
