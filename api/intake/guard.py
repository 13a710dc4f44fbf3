"""The size of every request's body is bounded while it comes, and whoever is refused early still hears the answer."""

import anyio
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import TooLarge
from api.routes.problems import Tell, tell_problem

BODY_BYTES = 2_000_000
"""Of a request that is no upload: the arrangement of 2,000 pages is the longest, at a tenth of it."""
_LINGER_SECONDS = 5.0
"""What a client still sends after it was refused is taken and dropped for so long: many read no answer before they
have sent all, and a connection that is closed under them loses it."""
_KEY = "formwright.body"


class BodyGuard:
    """Ends a request whose body is larger than its route takes."""

    def __init__(self, app: ASGIApp, tell: Tell = tell_problem) -> None:
        self.app = app
        self.tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; `lift` lets an upload's own limits hold instead."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = scope[_KEY] = _Exchange(scope, receive, send, self.tell)
        if exchange.told > BODY_BYTES and not exchange.multipart:
            await exchange.refuse()
            return
        await self.app(scope, exchange.receive, exchange.send)


def lift(request: Request) -> None:
    """Leaves the size of this body to the route, which counts it itself."""
    exchange = request.scope.get(_KEY)
    if exchange:
        exchange.limit = None


class _Exchange:
    """One request and its answer, as they pass by."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, tell: Tell) -> None:
        self._scope, self._receive, self._send, self._tell = scope, receive, send, tell
        headers = {name.lower(): value for name, value in scope["headers"]}
        told = headers.get(b"content-length", b"0")
        self.told = int(told) if told.isdigit() else 0
        self.multipart = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        self.limit: int | None = BODY_BYTES
        self._left = self.told > 0 or b"transfer-encoding" in headers
        """Whether some of the body has not come yet."""
        self._count = 0
        self._refused = False
        self._answered = False

    async def receive(self) -> Message:
        """The next piece of the body; none any more where it was refused."""
        message = await self._receive()
        if message["type"] != "http.request":
            self._left = False
            return message
        self._left = bool(message.get("more_body", False))
        self._count += len(message.get("body", b""))
        if self.limit is not None and self._count > self.limit and not self._answered:
            await self.refuse()
        return {"type": "http.disconnect"} if self._refused else message

    async def refuse(self) -> None:
        """Answers that the body is too large; what the route says afterwards is dropped."""
        self._refused = True
        problem = TooLarge("The request", f"{BODY_BYTES / 1_000_000:,.0f} MB")
        await self._tell(problem, self._scope, self._receive, self._finish)

    async def send(self, message: Message) -> None:
        """Passes the answer on, unless another was given."""
        if not self._refused:
            await self._finish(message)

    async def _finish(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._answered = True
            if self._left:
                message = {**message, "headers": [*message.get("headers", []), (b"connection", b"close")]}
        last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if last and self._left:
            await self._send({**message, "more_body": True})
            await self._drop()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    async def _drop(self) -> None:
        with anyio.move_on_after(_LINGER_SECONDS):
            while self._left:
                message = await self._receive()
                self._left = message["type"] == "http.request" and bool(message.get("more_body", False))
