"""What every answer carries and every request is given: headers that keep browsers safe, a trace id, a log line."""

import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ServiceProblem
from api.routes.problems import Tell, tell_problem
from api.settings import Settings

TRACE_HEADER = "X-Trace-Id"
_LOG = structlog.get_logger()
# No script, style or picture from elsewhere or written into a page; no frame around a page of ours.
_CONTENT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _CONTENT,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
    # Shared computers keep nothing; what may be kept says so itself.
    "Cache-Control": "no-store",
}
_A_YEAR = 365 * 24 * 60 * 60


class Edge:
    """Around the whole application: no answer leaves without its headers and its trace id."""

    def __init__(self, app: ASGIApp, settings: Settings, tell: Tell = tell_problem) -> None:
        self.app = app
        self.tell = tell
        self.headers = dict(_HEADERS)
        if settings.address.startswith("https:"):
            self.headers["Strict-Transport-Security"] = f"max-age={_A_YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # A trace id of our own: one from outside could hold anything, or tie two strangers together.
        trace = scope.setdefault("state", {})["trace"] = uuid.uuid4().hex
        begun, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(MutableHeaders(scope=message), trace)
            await send(message)

        with structlog.contextvars.bound_contextvars(trace=trace):
            try:
                await self.app(scope, receive, sending)
            except Exception as error:
                _LOG.error("fault", exc_info=error)
                if status:
                    raise
                await self.tell(ServiceProblem(), scope, receive, sending)
            finally:
                _tell(scope, status, time.perf_counter() - begun)

    def _complete(self, headers: MutableHeaders, trace: str) -> None:
        for name, content in self.headers.items():
            headers.setdefault(name, content)
        headers[TRACE_HEADER] = trace


def _tell(scope: Scope, status: int, seconds: float) -> None:
    """One line a request: what was asked by its name, never its address, in which a search may name a person."""
    _LOG.info(
        "request",
        method=scope["method"],
        operation=getattr(scope.get("route"), "name", None),
        status=status,
        milliseconds=round(seconds * 1000),
        who=scope["state"].get("who"),
    )
