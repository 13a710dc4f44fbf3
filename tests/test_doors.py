"""Every route of the service against the one table of who may do what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Mount

from api.people.permissions import MAY, OPEN, ROLES, Role, may
from api.store.clock import new_id, now
from api.store.papers import put_bytes
from api.store.tables import FileRow, OutputRow, PacketRow
from tests.support.office import Office, open_office

PROGRAM, ANOTHER = "ct-pss", "ct-ppsp"
# Actions that no route of this version asks yet: of pages, and of parts that come later.
TO_COME = {
    "catalogue.see", "packets.pages", "packets.values", "packets.correct", "packets.arrange", "packets.recheck",
    "packets.claim", "packets.assign", "packets.retry", "packets.cancel", "packets.decide", "packets.reveal",
    "letters.see", "letters.write", "letters.release", "letters.own", "batches.see", "batches.change", "export",
    "dashboard.see", "settings.see", "settings.change", "metrics.see",
}  # fmt: skip
SAFE = {"GET", "HEAD"}


@dataclass(frozen=True)
class Asked:
    """One method of one route."""

    method: str
    path: str
    name: str
    actions: tuple[str, ...]

    @property
    def action(self) -> str:
        return self.actions[0]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _walk(office: Office) -> tuple[list[Asked], list[str]]:
    """Every route with its doors, and what is no route of ours."""
    routes: list[Asked] = []
    others: list[str] = []
    for found in iter_route_contexts(office.client.app.routes):  # type: ignore[attr-defined]
        if not isinstance(found.original_route, APIRoute):
            others.append(str(found.path))
            continue
        doors = _doors(found.dependant)
        routes += [Asked(method, str(found.path), str(found.name), doors) for method in sorted(found.methods or ())]
    return routes, others


def _doors(dependant: Any) -> tuple[str, ...]:
    own = (getattr(dependant.call, "action", None),)
    below = (action for sub in dependant.dependencies for action in _doors(sub))
    return tuple(action for action in (*own, *below) if action)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def routes(office: Office) -> list[Asked]:
    return _walk(office)[0]


@pytest.fixture(scope="module")
def people(office: Office) -> dict[Role, str]:
    return {role: office.person(role) for role in ROLES}


@pytest.fixture(scope="module")
def packet(office: Office, people: dict[Role, str]) -> dict[str, str]:
    """A packet of the one program and of a provider, with a file and a letter: its ids by parameter."""
    ids = {name: new_id() for name in ("packet_id", "file_id", "letter_id")}
    sender = people["provider"]
    sha256 = put_bytes(office.service.papers, b"%PDF-1.7 a paper")
    with office.service.database.writing() as session:
        session.add(
            PacketRow(
                id=ids["packet_id"],
                receipt="26-0001",
                name="papers",
                program=PROGRAM,
                as_of=now().date(),
                sent_by=sender,
                provider_id=sender,
                trace="0" * 32,
                fingerprint="0" * 64,
                received_at=now(),
                ready_at=now(),
                state="checked",
                outcome="complete",
            )
        )
        session.flush()
        session.add(
            FileRow(
                id=ids["file_id"],
                packet_id=ids["packet_id"],
                number=1,
                name="a.pdf",
                sha256=sha256,
                size=1,
                sent_by=sender,
                sent_at=now(),
            )
        )
        session.add(
            OutputRow(
                id=ids["letter_id"],
                packet_id=ids["packet_id"],
                document=f"{PROGRAM}/letter",
                filename="letter.pdf",
                data={},
                fingerprint="0" * 64,
                asked_by=sender,
                asked_at=now(),
                ready_at=now(),
                state="written",
            )
        )
    return ids


def test_every_route_has_one_door(office: Office) -> None:
    routes, others = _walk(office)
    assert len(routes) > 15
    assert [str(route) for route in routes if len(set(route.actions)) != 1] == []
    # Static files hold nothing of anybody's.
    assert others == ["/static/{edition}"]
    assert all(isinstance(route, Mount) for route in office.client.app.routes if getattr(route, "path", "") in others)  # type: ignore[attr-defined]


def test_every_name_is_of_one_route(routes: list[Asked]) -> None:
    names = [route.name for route in routes if route.path.startswith("/api/") and route.method != "HEAD"]
    assert sorted(names) == sorted(set(names))


def test_what_needs_no_sign_in_is_what_the_table_says(routes: list[Asked]) -> None:
    assert {route.action for route in routes} <= set(MAY) | OPEN
    open_routes = {str(route) for route in routes if route.action in OPEN and route.path.startswith("/api/")}
    assert open_routes == {"POST /api/v1/session", "POST /api/v1/set-up"}


def test_every_action_is_asked_by_a_route_or_is_to_come(routes: list[Asked]) -> None:
    assert set(MAY) >= TO_COME
    assert set(MAY) - {route.action for route in routes} <= TO_COME


def _ask(client: TestClient, route: Asked, ids: dict[str, str], **body: Any) -> Any:
    path = route.path
    for name in _parameters(path):
        path = path.replace("{" + name + "}", ids.get(name.partition(":")[0], "1"))
    return client.request(route.method, path, **body)


def _parameters(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def test_nobody_comes_in_without_an_account(office: Office, routes: list[Asked], packet: dict[str, str]) -> None:
    let_in = []
    for route in routes:
        if route.action in OPEN:
            continue
        answer = _ask(office.anonymous(), route, packet)
        sent_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        if answer.status_code != 401 and not sent_away:
            let_in.append(f"{route}: {answer.status_code}")
    assert let_in == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    office: Office, routes: list[Asked], people: dict[Role, str], packet: dict[str, str], role: Role
) -> None:
    wrong = []
    for route in routes:
        answer = _ask(office.browser(people[role]), route, packet)
        refused = answer.status_code in (401, 403)
        if refused != (route.action not in OPEN and not may(role, route.action)) or answer.status_code in (500, 503):
            wrong.append(f"{route} ({route.action}): {answer.status_code} {answer.text[:200]}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_a_change_from_a_browser_needs_the_token_of_our_pages(
    office: Office, routes: list[Asked], people: dict[Role, str], packet: dict[str, str], role: Role
) -> None:
    browser = office.browser(people[role], csrf=False)
    wrong = []
    for route in routes:
        if route.method in SAFE or route.action in OPEN:
            continue
        for headers in ({}, {"X-CSRF-Token": "0" * 64}):
            answer = _ask(browser, route, packet, headers=headers)
            if answer.status_code != 403 or (route.path.startswith("/api/") and answer.json()["code"] != "csrf"):
                wrong.append(f"{route}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_anothers_packet_is_not_there_whatever_is_asked(
    office: Office, routes: list[Asked], packet: dict[str, str], role: Role
) -> None:
    stranger = office.browser(office.person(role, [] if role == "provider" else [ANOTHER]))
    described = office.client.app.openapi()  # type: ignore[attr-defined]
    wrong, asked = [], 0
    for route in routes:
        if not {"packet_id", "file_id", "letter_id"} & set(_parameters(route.path)) or not may(role, route.action):
            continue
        answer = _ask(stranger, route, packet, **_body(described, route))
        asked += 1
        if answer.status_code != 404:
            wrong.append(f"{route}: {answer.status_code} {answer.text[:300]}")
    assert wrong == []
    assert asked >= 1


def _body(described: dict[str, Any], route: Asked) -> dict[str, Any]:
    """A body and a query of the shape that the route's own description asks."""
    operation = described["paths"].get(route.path, {}).get(route.method.lower(), {})
    query = {
        one["name"]: _example(described, one["schema"])
        for one in operation.get("parameters", [])
        if one["in"] == "query" and one.get("required")
    }
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {"params": query, "files": {"files": ("a.pdf", b"%PDF-1.7 a paper", "application/pdf")}}
    if "application/json" in content:
        return {"params": query, "json": _example(described, content["application/json"]["schema"])}
    return {"params": query}


def _example(described: dict[str, Any], schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(described, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _example(described, schema[several][0])
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        return {name: _example(described, schema["properties"][name]) for name in schema.get("required", [])}
    if schema.get("type") == "array":
        return [_example(described, schema["items"]) for _ in range(schema.get("minItems", 0))]
    days = {"date": "2026-11-21", "date-time": "2026-11-21T12:00:00Z"}
    plain: dict[str, Any] = {"integer": schema.get("minimum", 1), "number": 1, "boolean": True}
    return plain.get(schema.get("type", ""), days.get(schema.get("format", ""), "x" * schema.get("minLength", 1)))
