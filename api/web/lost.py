"""What goes wrong told as a page to whoever came with a browser; programs and our modules get the problem as JSON."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from api.problems import NoPage, ServiceProblem
from api.routes.problems import tell_problem
from api.web.pages import problem_page

Handler = Callable[[Request, Any], Response | Awaitable[Response]]


def answer_people(app: FastAPI) -> None:
    """Puts a page before each answer to a fault that the app has, where a person asked."""
    for kind, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _first_a_page(handler))


def _first_a_page(handler: Handler) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        if not by_browser(request.scope):
            told = handler(request, error)
            return await told if inspect.isawaitable(told) else told
        return await run_in_threadpool(problem_page, request, _as_problem(error))

    return answer


def by_browser(scope: Scope) -> bool:
    """Whether it is a page that is asked for: browsers say so where a person follows a link or types an address."""
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


async def tell_either(problem: ServiceProblem, scope: Scope, receive: Receive, send: Send) -> None:
    """A problem that came up around the app, as a page or as JSON."""
    if not by_browser(scope):
        return await tell_problem(problem, scope, receive, send)
    shown = await run_in_threadpool(problem_page, Request(scope, receive), problem)
    return await shown(scope, receive, send)


def _as_problem(error: Exception) -> ServiceProblem:
    if isinstance(error, ServiceProblem):
        return error
    lost = isinstance(error, RequestValidationError) or (
        isinstance(error, HTTPException) and error.status_code in (404, 405)
    )
    return NoPage() if lost else ServiceProblem()
