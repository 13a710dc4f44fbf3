"""Every route of the service against the one table of who may do what."""

from collections.abc import Iterator

import pytest
from starlette.routing import Mount

from api.people.permissions import MAY, OPEN, ROLES, Role, may
from api.store.clock import new_id, now
from api.store.papers import put_bytes
from api.store.tables import FileRow, OutputRow, PacketRow
from tests.support.office import Office, open_office
from tests.support.routes import SAFE, Asked, ask, body_of, parameters, walk

PROGRAM, ANOTHER = "ct-pss", "ct-ppsp"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def routes(office: Office) -> list[Asked]:
    return walk(office)[0]


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
    routes, others = walk(office)
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


def test_every_action_is_asked_by_a_route(routes: list[Asked]) -> None:
    # Whoever asks for values says whether the private ones are to be shown.
    assert set(MAY) - {"packets.reveal"} == {route.action for route in routes} - OPEN


def test_nobody_comes_in_without_an_account(office: Office, routes: list[Asked], packet: dict[str, str]) -> None:
    let_in = []
    for route in routes:
        if route.action in OPEN:
            continue
        answer = ask(office.anonymous(), route, packet)
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
        answer = ask(office.browser(people[role]), route, packet)
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
            answer = ask(browser, route, packet, headers=headers)
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
        if not {"packet_id", "file_id", "letter_id"} & set(parameters(route.path)) or not may(role, route.action):
            continue
        answer = ask(stranger, route, packet, **body_of(described, route))
        asked += 1
        if answer.status_code != 404:
            wrong.append(f"{route}: {answer.status_code} {answer.text[:300]}")
    assert wrong == []
    assert asked >= 1
