"""An office for tests: a service on SQLite in a folder of its own, its people, and their tokens."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi.testclient import TestClient

from api.app import VERSION, create_app
from api.people import invitations
from api.people.permissions import Role
from api.people.secrets import csrf_token, hashed, new_secret
from api.people.sessions import start
from api.routes.doors import COOKIE, CSRF_HEADER
from api.service import Service, open_service
from api.settings import Settings
from api.store.clock import new_id, now
from api.store.tables import Token, User
from tests.support.servers import free_port, until

PASSWORD = "four words make one"


def token_of(service: Service, role: Role, programs: list[str] | None = None) -> str:
    """A person of the role, and a token of theirs."""
    secret, person = new_secret(), new_id()
    with service.database.writing() as session:
        session.add(_user(person, role, programs or []))
        session.flush()
        session.add(Token(id=new_id(), hash=hashed(secret), user_id=person, name="test", created_at=now()))
    return secret


def _user(person: str, role: Role, programs: list[str]) -> User:
    return User(
        id=person,
        name=f"Robin {role.title()}",
        email=f"{person.lower()}@example.org",
        password="",
        role=role,
        programs=programs,
        language="en",
        active=True,
        created_at=now(),
    )


class Office:
    """A service with its app, asked in the name of a role."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.app = create_app(service)
        self.client = TestClient(self.app, raise_server_exceptions=False)
        self._tokens: dict[Role, str] = {}

    def ask(self, method: str, path: str, role: Role = "operations", status: int = 200, **body: Any) -> Any:
        """What the REST API answers to the role; fails where the status is another."""
        answer = self.client.request(method, f"/api/v1{path}", headers=self.headers(role), **body)
        assert answer.status_code == status, answer.text
        return answer.json() if "json" in answer.headers["content-type"] else answer.content

    def token(self, role: Role) -> str:
        """The token of the office's person of that role."""
        if role not in self._tokens:
            self._tokens[role] = token_of(self.service, role)
        return self._tokens[role]

    def headers(self, role: Role = "clerk") -> dict[str, str]:
        """The headers of a request of that person."""
        return {"Authorization": f"Bearer {self.token(role)}"}

    def anonymous(self) -> TestClient:
        """A browser of nobody."""
        return TestClient(self.client.app, follow_redirects=False, raise_server_exceptions=False)

    def person(self, role: Role, programs: list[str] | None = None) -> str:
        """The id of a new person of the role."""
        person = new_id()
        with self.service.database.writing() as session:
            session.add(_user(person, role, programs or []))
        return person

    def browser(self, person: str, csrf: bool = True) -> TestClient:
        """A browser in which the person has signed in, with or without the token of our pages."""
        with self.service.database.writing() as session:
            secret = start(session, person, self.service.settings)
        client = self.anonymous()
        client.cookies.set(COOKIE, secret)
        if csrf:
            client.headers[CSRF_HEADER] = csrf_token(secret)
        return client

    def account(self, role: Role, email: str, name: str = "Rosa Example") -> dict[str, Any]:
        """An account with PASSWORD, made by an invitation as people make it; the answer to it."""
        with self.service.database.writing() as session:
            _, secret = invitations.invite(session, role, [], None)
        body = {"invitation": secret, "name": name, "email": email, "password": PASSWORD}
        answer = self.anonymous().post(f"{VERSION}/set-up", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def data(self) -> list[str]:
        """What lies in the data folder but the database's own files and locks, to see that nothing was left."""
        root = self.service.settings.data
        found = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        return sorted(name for name in found if not name.startswith(("formwright.db", "papers.lock")))


@contextmanager
def open_office(folder: Path, **settings: Any) -> Iterator[Office]:
    """An office whose data lie in the folder."""
    service = open_service(Settings(data=folder / "data", **settings))
    try:
        yield Office(service)
    finally:
        service.close()


@contextmanager
def served(office: Office) -> Iterator[str]:
    """The office on a port of loopback, by a real server; its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(office.app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started, "the web server to start")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
