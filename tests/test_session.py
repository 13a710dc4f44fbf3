"""Signing in, sessions, the account of an invitation, headers and logs."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from api.app import VERSION
from api.logs import write_logs
from api.people import audit, invitations, passwords, throttle
from api.routes.doors import COOKIE, CSRF_HEADER
from api.routes.session import SetUp
from api.store.clock import now
from api.store.tables import AuditRow, Invitation, SignIn, SignInTry, User
from tests.support.office import PASSWORD, Office, open_office

EMAIL = "rosa@example.org"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def _sign_in(client: TestClient, email: str = EMAIL, password: str = PASSWORD) -> Any:
    return client.post(f"{VERSION}/session", json={"email": email, "password": password})


def _age(office: Office, **back: float) -> None:
    """Lets so much time pass for every session."""
    past = timedelta(**back)
    with office.service.database.writing() as session:
        for kept in session.scalars(select(SignIn)):
            kept.seen_at, kept.expires_at = kept.seen_at - past, kept.expires_at - past


def test_the_first_run_makes_one_administrator(office: Office) -> None:
    first = invitations.first_run_link(office.service)
    second = invitations.first_run_link(office.service)
    assert first
    assert second
    assert first != second
    client = office.anonymous()
    body = {"name": "Rosa Example", "email": " Rosa@Example.org ", "password": PASSWORD}
    void = client.post(f"{VERSION}/set-up", json=body | {"invitation": first.partition("#")[2]})
    assert (void.status_code, void.json()["code"]) == (422, "bad-request")
    made = client.post(f"{VERSION}/set-up", json=body | {"invitation": second.partition("#")[2]})
    assert made.status_code == 201
    assert (made.json()["role"], made.json()["email"]) == ("admin", EMAIL)
    assert client.get(f"{VERSION}/me").json()["id"] == made.json()["id"]
    assert invitations.first_run_link(office.service) is None
    again = office.anonymous().post(
        f"{VERSION}/set-up", json=body | {"email": "other@example.org", "invitation": second.partition("#")[2]}
    )
    assert again.status_code == 422


def test_an_invitation_that_two_use_at_once_makes_one_account(office: Office) -> None:
    with office.service.database.writing() as session:
        _, secret = invitations.invite(session, "clerk", ["ct-pss"], None)

    def accept(number: int) -> Any:
        body = {"invitation": secret, "name": "A", "email": f"a{number}@example.org", "password": PASSWORD}
        return office.anonymous().post(f"{VERSION}/set-up", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(accept, range(4))) == [201, 422, 422, 422]
    with office.service.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_an_invitation_ends_after_its_days(office: Office) -> None:
    with office.service.database.writing() as session:
        invitation, secret = invitations.invite(session, "clerk", [], None)
        invitation.expires_at = now() - timedelta(seconds=1)
    body = {"invitation": secret, "name": "A", "email": EMAIL, "password": PASSWORD}
    assert office.anonymous().post(f"{VERSION}/set-up", json=body).status_code == 422


def test_what_is_no_email_address_is_told_as_a_person_reads_it(office: Office) -> None:
    with office.service.database.writing() as session:
        _, secret = invitations.invite(session, "admin", [], None)
    body = {"invitation": secret, "name": "A", "email": "rosa", "password": PASSWORD}
    for path in ("set-up", "session"):
        answer = office.anonymous().post(f"{VERSION}/{path}", json=body)
        assert (answer.status_code, answer.json()["detail"]) == (
            422,
            "This is no e-mail address. Write it like name@example.org.",
        )
    # A new password of an account brings neither name nor address.
    assert SetUp(invitation=secret, password=PASSWORD, email="").email == ""


def test_an_email_address_has_one_account(office: Office) -> None:
    office.account("clerk", EMAIL)
    with office.service.database.writing() as session:
        _, secret = invitations.invite(session, "admin", [], None)
    body = {"invitation": secret, "name": "A", "email": "ROSA@example.org", "password": PASSWORD}
    answer = office.anonymous().post(f"{VERSION}/set-up", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    with office.service.database.reading() as session:
        assert session.scalar(select(Invitation.used_at).where(Invitation.role == "admin")) is None


@pytest.mark.parametrize(
    ("password", "told"),
    [("short", "12 to 128"), ("x" * 129, "12 to 128"), ("aaaaaaaaaaaab", "repeats"), ("my name is rosa!", "e-mail")],
)
def test_a_weak_password_is_refused_with_what_it_lacks(office: Office, password: str, told: str) -> None:
    with office.service.database.writing() as session:
        _, secret = invitations.invite(session, "clerk", [], None)
    body = {"invitation": secret, "name": "A", "email": EMAIL, "password": password}
    answer = office.anonymous().post(f"{VERSION}/set-up", json=body)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(office: Office) -> None:
    office.account("clerk", EMAIL)
    client = office.anonymous()
    answer = _sign_in(client, "Rosa@example.org")
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert client.get(f"{VERSION}/me").json()["csrf"] == answer.json()["csrf"]
    secret = client.cookies[COOKIE]
    with office.service.database.reading() as session:
        assert secret not in session.scalars(select(SignIn.hash)).all()


def test_the_cookie_is_secure_where_the_address_is_https(tmp_path: Path) -> None:
    with open_office(tmp_path, public_url="https://formwright.example.org/") as office:
        office.account("clerk", EMAIL)
        answer = _sign_in(office.anonymous())
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_a_new_sign_in_ends_the_session_before_it_and_signing_out_the_last(office: Office) -> None:
    office.account("clerk", EMAIL)
    client = office.anonymous()
    _sign_in(client)
    before = client.cookies[COOKIE]
    csrf = _sign_in(client).json()["csrf"]
    stale = office.anonymous()
    stale.cookies.set(COOKIE, before)
    assert stale.get(f"{VERSION}/me").status_code == 401
    kept = client.cookies[COOKIE]
    assert client.delete(f"{VERSION}/session").json()["code"] == "csrf"
    assert client.delete(f"{VERSION}/session", headers={CSRF_HEADER: csrf}).status_code == 204
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, kept)
    assert client.get(f"{VERSION}/me").status_code == 401


def test_a_session_ends_when_nobody_uses_it_and_not_before(office: Office) -> None:
    office.account("clerk", EMAIL)
    client = office.anonymous()
    _sign_in(client)
    for _ in range(3):
        _age(office, hours=11)
        assert client.get(f"{VERSION}/me").status_code == 200
    _age(office, hours=12, seconds=1)
    assert client.get(f"{VERSION}/me").status_code == 401


def test_that_a_person_is_there_is_written_once_a_minute(office: Office) -> None:
    client = office.browser(office.person("clerk"))

    def seen() -> Any:
        with office.service.database.reading() as session:
            return session.scalars(select(SignIn.seen_at)).one()

    first = seen()
    client.get(f"{VERSION}/me")
    assert seen() == first
    _age(office, seconds=61)
    client.get(f"{VERSION}/me")
    assert seen() > first


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer_and_the_same_work(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.account("clerk", EMAIL)
    tried: list[str] = []
    verify = passwords._HASHER.verify

    def spy(kept: str, password: bytes) -> bool:
        tried.append(kept[: kept.index("$", 12)])
        return verify(kept, password)

    passwords._nobody()
    monkeypatch.setattr(passwords, "_HASHER", type("Spy", (), {"verify": staticmethod(spy)})())
    answers = [_sign_in(office.anonymous(), email, "not the password") for email in (EMAIL, "nobody@example.org")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["www-authenticate"] == "Bearer"
    assert len(tried) == 2
    assert tried[0] == tried[1]


def test_nobody_signs_in_to_an_account_that_was_ended(office: Office) -> None:
    office.account("clerk", EMAIL)
    client = office.anonymous()
    _sign_in(client)
    with office.service.database.writing() as session:
        session.execute(update(User).values(active=False))
    assert client.get(f"{VERSION}/me").status_code == 401
    assert _sign_in(office.anonymous()).status_code == 401


def test_a_password_that_was_kept_with_less_care_is_kept_anew(office: Office) -> None:
    office.account("clerk", EMAIL)
    weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    with office.service.database.writing() as session:
        session.execute(update(User).values(password=weak))
    assert _sign_in(office.anonymous()).status_code == 201
    with office.service.database.reading() as session:
        kept = session.scalars(select(User.password)).one()
    assert not passwords.is_outdated(kept)
    assert _sign_in(office.anonymous()).status_code == 201


def test_tries_under_one_email_are_limited_even_with_the_right_password(office: Office) -> None:
    office.account("clerk", EMAIL)
    office.account("clerk", "other@example.org", "Otto Example")
    with office.service.database.writing() as session:
        for _ in range(throttle.OF_ONE_EMAIL):
            throttle.count_try(session, EMAIL, "192.0.2.9")
    answer = _sign_in(office.anonymous())
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many")
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert _sign_in(office.anonymous(), "other@example.org").status_code == 201
    with office.service.database.writing() as session:
        session.execute(update(SignInTry).values(since=now() - throttle.WINDOW - timedelta(seconds=1)))
    assert _sign_in(office.anonymous()).status_code == 201


def test_tries_made_at_once_all_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "OF_ONE_EMAIL", 3)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _sign_in(office.anonymous()).status_code, range(8)))
    assert sorted(answers) == [401] * 3 + [429] * 5


def test_tries_from_one_network_are_limited_whatever_the_email(office: Office) -> None:
    with office.service.database.writing() as session:
        for number in range(throttle.OF_ONE_ADDRESS):
            throttle.count_try(session, f"a{number}@example.org", f"2001:db8::{number:x}")
        with pytest.raises(Exception, match="too many tries"):
            throttle.count_try(session, "another@example.org", "2001:db8::ffff")
        throttle.count_try(session, "another@example.org", "2001:db8:0:1::1")


def test_a_good_sign_in_forgives_the_tries_before_it(office: Office) -> None:
    office.account("clerk", EMAIL)
    for _ in range(3):
        _sign_in(office.anonymous(), password="not the password")
    assert _sign_in(office.anonymous()).status_code == 201
    with office.service.database.reading() as session:
        assert session.scalars(select(SignInTry.tries)).all() == [3]


def test_one_changes_name_language_and_password(office: Office) -> None:
    office.account("clerk", EMAIL)
    client, elsewhere = office.anonymous(), office.anonymous()
    csrf = {CSRF_HEADER: _sign_in(client).json()["csrf"]}
    _sign_in(elsewhere)
    changed = client.patch(f"{VERSION}/me", json={"name": "Rosa María Example", "language": "es"}, headers=csrf)
    assert (changed.json()["name"], changed.json()["language"]) == ("Rosa María Example", "es")
    new = "another four words"
    wrong = client.patch(f"{VERSION}/me", json={"password": {"present": "no", "new": new}}, headers=csrf)
    assert wrong.status_code == 422
    right = client.patch(f"{VERSION}/me", json={"password": {"present": PASSWORD, "new": new}}, headers=csrf)
    assert right.status_code == 200
    assert client.get(f"{VERSION}/me").status_code == 200
    assert elsewhere.get(f"{VERSION}/me").status_code == 401
    assert _sign_in(office.anonymous()).status_code == 401
    assert _sign_in(office.anonymous(), password=new).status_code == 201


def test_every_step_leaves_its_row_in_a_trail_that_holds(office: Office) -> None:
    office.account("clerk", EMAIL)
    client = office.anonymous()
    _sign_in(client, password="not the password")
    csrf = {CSRF_HEADER: _sign_in(client).json()["csrf"]}
    client.patch(f"{VERSION}/me", json={"language": "es"}, headers=csrf)
    client.delete(f"{VERSION}/session", headers=csrf)
    with office.service.database.reading() as session:
        actions = list(session.scalars(select(AuditRow.action).order_by(AuditRow.number)))
        assert audit.verify(session) == (6, [])
        details = json.dumps(list(session.scalars(select(AuditRow.detail))))
    assert actions == ["people.invite", "set-up", "sign-in-failed", "sign-in", "self.change", "sign-out"]
    assert EMAIL not in details
    assert PASSWORD not in details


@pytest.mark.parametrize("path", ["/me", "/openapi.json", "/nothing"])
def test_every_answer_carries_the_headers(office: Office, path: str) -> None:
    one, other = (office.anonymous().get(VERSION + path, headers={"X-Trace-Id": "mine"}).headers for _ in range(2))
    policy = one["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert one["x-content-type-options"] == "nosniff"
    assert one["cache-control"] == "no-store"
    assert "mine" not in (one["x-trace-id"], other["x-trace-id"])
    assert one["x-trace-id"] != other["x-trace-id"]


def test_a_fault_is_told_without_its_place_and_logged_without_its_words(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("Rosa, born 2001-02-03")

    monkeypatch.setattr("api.routes.session.sessions.sign_in", fail)
    write_logs()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        answer = _sign_in(office.anonymous())
        logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=ValueError("Rosa"))
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers = []
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "Rosa" not in answer.text
    assert ".py" not in answer.text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["fault", "request", "Exception in ASGI application"]
    assert "Rosa" not in json.dumps(lines)
    assert lines[0]["fault"] == "ValueError"
    assert "test_session.py" in lines[0]["places"][-1]
    assert lines[0]["trace"] == lines[1]["trace"] == answer.headers["x-trace-id"]
    assert lines[1]["operation"] == "sign_in"
    assert lines[1]["status"] == 500


@pytest.mark.parametrize("name", ["a\x00b", "a\ud800b", " ", "x" * 201])
def test_what_no_database_keeps_is_refused(office: Office, name: str) -> None:
    answer = office.browser(office.person("clerk")).patch(
        f"{VERSION}/me", content=json.dumps({"name": name}), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
