"""Errors as RFC 9457 problems: the one place that turns them into answers; none shows a path or a trace."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from api.problems import BadRequest, Conflict, NotReady, ServiceProblem, TooMany
from api.routes.words import SENTENCE
from forms.errors import FormwrightError

_LOG = structlog.get_logger()
_PLAIN = {404: "not-found", 405: "method-not-allowed"}


class Problem(BaseModel):
    """An RFC 9457 problem: what is wrong, as a sentence with its remedy."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry: bool = Field(False, description="Whether the same request may be done later.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, for its description."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"model": Problem, "content": content} for status in statuses}


class ProblemAnswer(JSONResponse):
    """A problem as `application/problem+json`."""

    media_type = "application/problem+json"


def problem_answer(problem: ServiceProblem, **headers: str) -> ProblemAnswer:
    """The answer that tells of the problem."""
    content: dict[str, Any] = {
        "type": f"urn:formwright:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": str(problem),
        "code": problem.code,
        "retry": problem.retry,
    } | {name: fact for name, fact in problem.facts.items() if name not in {"why", "what", "under"}}
    return ProblemAnswer(content, problem.status, headers=headers or None)


Tell = Callable[[ServiceProblem, Scope, Receive, Send], Awaitable[None]]
"""How a problem is told that came up around the application."""


async def tell_problem(problem: ServiceProblem, scope: Scope, receive: Receive, send: Send) -> None:
    """The problem as JSON."""
    await problem_answer(problem)(scope, receive, send)


def _further(error: ServiceProblem) -> dict[str, str]:
    if error.status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(error.facts["seconds"])} if isinstance(error, TooMany) else {}


def answer_problems(app: FastAPI) -> None:
    """Has the app answer whatever is raised."""

    @app.exception_handler(ServiceProblem)
    def _problem(_request: Request, error: ServiceProblem) -> ProblemAnswer:
        return problem_answer(error, **_further(error))

    @app.exception_handler(FormwrightError)
    def _sentence(_request: Request, error: FormwrightError) -> ProblemAnswer:
        return problem_answer(Conflict(str(error)))

    @app.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> ProblemAnswer:
        faults = [{"where": ".".join(map(str, fault["loc"])), "what": fault["msg"]} for fault in error.errors()]
        if spoken := [fault["msg"] for fault in error.errors() if fault["type"] == SENTENCE]:
            return problem_answer(BadRequest(" ".join(spoken), faults=faults))
        told = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults[:5])
        return problem_answer(BadRequest(f"The request is not right: {told}.", faults=faults))

    @app.exception_handler(HTTPException)
    def _plain(_request: Request, error: HTTPException) -> ProblemAnswer:
        content = {
            "type": "about:blank",
            "title": str(error.detail),
            "status": error.status_code,
            "detail": f"{error.detail}. See the description of the interface at /api/v1/openapi.json.",
            "code": _PLAIN.get(error.status_code, "http"),
        }
        return ProblemAnswer(content, error.status_code, headers=dict(error.headers or {}))

    @app.exception_handler(DataError)
    def _unkept(_request: Request, _error: DataError) -> ProblemAnswer:
        return problem_answer(BadRequest("It holds a character or a number that cannot be kept. Leave it out."))

    @app.exception_handler(OperationalError)
    def _database(_request: Request, error: OperationalError) -> ProblemAnswer:
        _LOG.warning("database does not answer", error=type(error.orig).__name__)
        return problem_answer(NotReady("the database is busy or away"))

    @app.exception_handler(DBAPIError)
    def _refused(_request: Request, error: DBAPIError) -> ProblemAnswer:
        _LOG.warning("database refused", error=type(error.orig).__name__)
        return problem_answer(NotReady("the database refused"))
