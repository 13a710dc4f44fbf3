"""People, API tokens and the audit trail, as an administrator and an auditor use them."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import select, text, update

from api.app import VERSION
from api.people.audit import note
from api.store.clock import new_id, now
from api.store.tables import AuditRow, Invitation, PacketRow, SignIn, Token
from tests.support.office import PASSWORD, Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


@pytest.fixture
def admin(office: Office) -> TestClient:
    return office.browser(office.person("admin"))


def _packet(office: Office, program: str, case: str | None) -> str:
    packet = new_id()
    with office.service.database.writing() as session:
        session.add(
            PacketRow(
                id=packet,
                receipt=packet[-12:],
                name="papers",
                program=program,
                case_number=case,
                as_of=now().date(),
                sent_by="x",
                trace="0" * 32,
                fingerprint="0" * 64,
                received_at=now(),
                ready_at=now(),
                state="checked",
            )
        )
        session.flush()
        note(session, "service", "packets.see", packet, field="name")
    return packet


def test_an_invitation_that_nobody_used_is_listed_and_can_be_withdrawn(office: Office, admin: TestClient) -> None:
    first, second = (
        admin.post(f"{VERSION}/people/invitations", json={"role": role, "programs": []})
        .json()["link"]
        .partition("#")[2]
        for role in ("clerk", "auditor")
    )
    listed = {one["role"]: one for one in admin.get(f"{VERSION}/people/invitations").json()}
    assert set(listed) == {"clerk", "auditor"}
    assert not any(secret in str(listed) for secret in (first, second))
    path = f"{VERSION}/people/invitations/{listed['clerk']['id']}"
    assert admin.delete(path).status_code == 204
    assert admin.delete(path).status_code == 404
    body = {"name": "Rosa Example", "email": "rosa@example.org", "password": PASSWORD}
    assert office.anonymous().post(f"{VERSION}/set-up", json=body | {"invitation": first}).status_code == 422
    assert office.anonymous().post(f"{VERSION}/set-up", json=body | {"invitation": second}).status_code == 201
    assert admin.get(f"{VERSION}/people/invitations").json() == []


def test_what_became_of_each_invitation_is_listed(office: Office, admin: TestClient) -> None:
    secrets = {}
    for name in ("Ana Núñez", "Ben Ortiz", "Cai Lund", "Dee Park"):
        body = {"role": "provider", "programs": [], "name": name, "language": "es"}
        link = admin.post(f"{VERSION}/people/invitations", json=body).json()["link"]
        assert link.partition("#")[0].endswith("/set-up?lang=es")
        secrets[name] = link.partition("#")[2]
    account = {
        "name": "Ben Ortiz",
        "email": "ben@example.org",
        "password": PASSWORD,
        "invitation": secrets["Ben Ortiz"],
    }
    ben = office.anonymous().post(f"{VERSION}/set-up", json=account).json()["id"]
    listed = {one["name"]: one for one in admin.get(f"{VERSION}/people/invitations").json()}
    assert set(listed) == set(secrets) - {"Ben Ortiz"}
    assert admin.delete(f"{VERSION}/people/invitations/{listed['Cai Lund']['id']}").status_code == 204
    with office.service.database.writing() as session:
        session.execute(update(Invitation).where(Invitation.name == "Dee Park").values(expires_at=now()))
    told = {one["name"]: one for one in admin.get(f"{VERSION}/people/invitations?all=true").json()}
    assert {name: one["state"] for name, one in told.items()} == {
        "Ana Núñez": "open", "Ben Ortiz": "accepted", "Cai Lund": "withdrawn", "Dee Park": "expired",
    }  # fmt: skip
    assert told["Ben Ortiz"]["accepted_by"] == ben
    assert all(one["made_at"] for one in told.values())
    page = " ".join(html.fromstring(admin.get("/people").text).text_content().split())
    assert "3 invitations accepted, expired or withdrawn" in page
    for name in secrets:
        assert name in page


def test_an_invitation_of_before_is_told_by_what_is_known_of_it() -> None:
    instant = now()
    old = Invitation(hash="0" * 64, role="clerk", programs=[], expires_at=instant)
    assert old.state(instant) == "expired"
    assert old.state(instant - timedelta(seconds=1)) == "open"


def test_an_administrator_invites_and_the_link_makes_the_account(office: Office, admin: TestClient) -> None:
    made = admin.post(f"{VERSION}/people/invitations", json={"role": "clerk", "programs": ["ct-pss"]})
    assert made.status_code == 201
    address, _, secret = made.json()["link"].partition("#")
    assert address == "http://127.0.0.1:8000/set-up"
    body = {"invitation": secret, "name": "Rosa Example", "email": "rosa@example.org", "password": PASSWORD}
    account = office.anonymous().post(f"{VERSION}/set-up", json=body).json()
    assert (account["role"], account["programs"]) == ("clerk", ["ct-pss"])
    listed = admin.get(f"{VERSION}/people").json()["items"]
    assert next(person["email"] for person in listed) == "rosa@example.org"
    assert secret not in admin.get(f"{VERSION}/people").text


def test_an_unknown_program_is_named(admin: TestClient) -> None:
    answer = admin.post(f"{VERSION}/people/invitations", json={"role": "clerk", "programs": ["ct-psx"]})
    assert answer.status_code == 422
    assert "ct-psx" in answer.json()["detail"]


def test_who_lost_the_password_sets_a_new_one_by_a_link(office: Office, admin: TestClient) -> None:
    rosa = office.account("operations", "rosa@example.org")["id"]
    secret = admin.post(f"{VERSION}/people/{rosa}/invitation").json()["link"].partition("#")[2]
    body = {"invitation": secret, "name": "", "email": "", "password": "another four words"}
    answer = office.anonymous().post(f"{VERSION}/set-up", json=body)
    assert (answer.status_code, answer.json()["id"]) == (201, rosa)
    signed_in = office.anonymous().post(
        f"{VERSION}/session", json={"email": "rosa@example.org", "password": "another four words"}
    )
    assert signed_in.status_code == 201


def test_another_role_ends_sessions_and_leaving_ends_tokens_too(office: Office, admin: TestClient) -> None:
    clerk = office.person("clerk")
    browser = office.browser(clerk)
    secret = browser.post(f"{VERSION}/tokens", json={"name": "desk"}).json()["secret"]
    by_token = {"Authorization": f"Bearer {secret}"}
    assert admin.patch(f"{VERSION}/people/{clerk}", json={"role": "operations"}).json()["role"] == "operations"
    assert browser.get(f"{VERSION}/me").status_code == 401
    assert office.anonymous().get(f"{VERSION}/me", headers=by_token).json()["role"] == "operations"
    assert admin.patch(f"{VERSION}/people/{clerk}", json={"active": False}).status_code == 200
    assert admin.post(f"{VERSION}/people/{clerk}/invitation").status_code == 409
    assert admin.patch(f"{VERSION}/people/{clerk}", json={"active": True}).status_code == 200
    assert office.anonymous().get(f"{VERSION}/me", headers=by_token).status_code == 401
    with office.service.database.reading() as session:
        assert session.scalars(select(SignIn).where(SignIn.user_id == clerk)).all() == []
        changes = session.scalars(select(AuditRow.detail).where(AuditRow.action == "people.change")).all()
    assert [change["changed"] for change in changes] == [
        {"role": ["clerk", "operations"]},
        {"active": [True, False]},
        {"active": [False, True]},
    ]


@pytest.mark.parametrize("change", [{"role": "clerk"}, {"active": False}])
def test_the_last_administrator_stays(office: Office, change: dict[str, object]) -> None:
    first, second = office.person("admin"), office.person("admin")
    browsers = {first: office.browser(first), second: office.browser(second)}

    def demote_the_other(by: str) -> int:
        other = second if by == first else first
        return int(browsers[by].patch(f"{VERSION}/people/{other}", json=change).status_code)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(demote_the_other, (first, second)))
    # The second is refused: as the last one's change, or because its own session has ended by then.
    assert answers[0] == 200
    assert answers[1] in (401, 403, 409)
    left = next(browser for browser in browsers.values() if browser.get(f"{VERSION}/people").status_code == 200)
    own = left.get(f"{VERSION}/me").json()["id"]
    assert left.patch(f"{VERSION}/people/{own}", json=change).status_code == 409


def test_nobody_else_is_not_found(admin: TestClient) -> None:
    assert admin.patch(f"{VERSION}/people/{new_id()}", json={"role": "clerk"}).status_code == 404


def test_people_come_by_page(office: Office, admin: TestClient) -> None:
    for _ in range(4):
        office.person("clerk")
    first = admin.get(f"{VERSION}/people", params={"limit": 3}).json()
    rest = admin.get(f"{VERSION}/people", params={"limit": 3, "after": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)


def test_a_token_speaks_for_its_person_until_it_ends(office: Office) -> None:
    browser = office.browser(office.person("clerk"))
    made = browser.post(f"{VERSION}/tokens", json={"name": "desk", "days": 1}).json()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    anonymous = office.anonymous()
    assert made["secret"].startswith("fw_")
    assert anonymous.get(f"{VERSION}/me", headers=headers).json()["csrf"] is None
    assert anonymous.patch(f"{VERSION}/me", json={"language": "es"}, headers=headers).status_code == 200
    assert anonymous.post(f"{VERSION}/tokens", json={"name": "more"}, headers=headers).status_code == 409
    listed = browser.get(f"{VERSION}/tokens")
    assert listed.json()[0]["used_at"] is not None
    assert made["secret"] not in listed.text
    with office.service.database.writing() as session:
        assert made["secret"] not in session.scalars(select(Token.hash)).all()
        session.execute(update(Token).values(expires_at=now() - timedelta(seconds=1)))
    assert anonymous.get(f"{VERSION}/me", headers=headers).status_code == 401


def test_a_token_is_revoked_by_its_person_alone(office: Office, admin: TestClient) -> None:
    browser = office.browser(office.person("clerk"))
    made = browser.post(f"{VERSION}/tokens", json={"name": "desk"}).json()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    assert admin.delete(f"{VERSION}/tokens/{made['id']}").status_code == 404
    assert office.anonymous().get(f"{VERSION}/me", headers=headers).status_code == 200
    assert browser.delete(f"{VERSION}/tokens/{made['id']}").status_code == 204
    assert office.anonymous().get(f"{VERSION}/me", headers=headers).status_code == 401
    assert browser.delete(f"{VERSION}/tokens/{made['id']}").status_code == 404


def test_the_trail_is_read_by_page_and_by_filter(office: Office) -> None:
    packet = _packet(office, "ct-pss", "A-1")
    for number in range(5):
        with office.service.database.writing() as session:
            note(session, "service", "packets.correct", packet, number=number)
    auditor = office.browser(office.person("auditor"))
    seen, after = [], None
    while True:
        params = {"packet": packet, "limit": 2} | ({"after": after} if after else {})
        page = auditor.get(f"{VERSION}/audit", params=params).json()
        seen += [row["id"] for row in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, key=lambda row: int(row.partition(".")[2]), reverse=True)
    corrected = auditor.get(f"{VERSION}/audit", params={"action": "packets.correct"}).json()["items"]
    assert [row["detail"]["number"] for row in corrected] == [4, 3, 2, 1, 0]
    later = auditor.get(f"{VERSION}/audit", params={"since": (now() + timedelta(hours=1)).isoformat()}).json()
    assert later["items"] == []


def test_an_auditor_of_one_program_sees_no_row_of_anothers_packets(office: Office) -> None:
    own, other = _packet(office, "ct-pss", None), _packet(office, "ct-ppsp", None)
    auditor = office.browser(office.person("auditor", ["ct-pss"]))
    packets = {row["packet"] for row in auditor.get(f"{VERSION}/audit").json()["items"]}
    assert own in packets
    assert other not in packets
    assert auditor.get(f"{VERSION}/audit/export", params={"packet": other}).status_code == 404


def test_a_changed_row_is_told_with_its_place(office: Office, admin: TestClient) -> None:
    _packet(office, "ct-pss", None)
    before = admin.get(f"{VERSION}/audit/verify").json()
    assert before["broken"] == []
    assert before["rows"] >= 1
    with office.service.database.writing() as session:
        session.execute(text("UPDATE audit SET who = 'nobody' WHERE action = 'packets.see'"))
    assert [fault["why"] for fault in admin.get(f"{VERSION}/audit/verify").json()["broken"]] == ["it was altered"]


def test_a_case_is_taken_along_as_csv_with_all_its_packets(office: Office) -> None:
    one, two, other = (_packet(office, "ct-pss", case) for case in ("A-1", "A-1", "B-2"))
    auditor = office.browser(office.person("auditor"))
    answer = auditor.get(f"{VERSION}/audit/export", params={"packet": one})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["packet"] for row in rows} == {one, two}
    assert other not in answer.text
    assert [row["action"] for row in rows if row["packet"] == one] == ["packets.see", "audit.export"]
