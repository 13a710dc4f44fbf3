"""Packets found by words, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from api.intake import listing, slices
from api.intake.search import search_words
from api.store.tables import FileRow, PacketRow
from api.work import sweeping
from tests.support.office import Office, open_office
from tests.support.servers import postgresql
from tests.test_intake import OTHER, PDF, send


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    if request.param == "sqlite":
        with open_office(tmp_path) as office:
            yield office
        return
    with postgresql() as server, open_office(tmp_path, database_url=server.url) as office:
        yield office


def found(office: Office, q: str, role: Any = "clerk") -> list[str]:
    answer = office.client.get("/api/v1/search", params={"q": q}, headers=office.headers(role))
    assert answer.status_code == 200, answer.text
    return sorted(item["name"] for item in answer.json()["items"])


def test_packets_are_found_by_words_whatever_is_typed(office: Office) -> None:
    first = send(office, ("invoice november.pdf", PDF), name="Núñez", case_number="A-12/345").json()
    send(office, ("agreement.pdf", OTHER), name="Moss", role="provider")
    for q in (
        "nunez",
        "NÚÑ",
        "nov",
        "a12345",
        "A-12/34",
        "12 345",
        first["receipt"],
        first["receipt"][-5:],
        "invo núñez",
    ):
        assert found(office, q) == ["Núñez"], q
    assert found(office, "pdf") == ["Moss", "Núñez"]
    assert found(office, "pdf", "provider") == ["Moss"]
    for q in (
        "nunez moss",
        "p",
        "unez",
        "",
        "   ",
        "%",
        "'",
        '"',
        "*",
        "-",
        "(",
        ":*",
        "NEAR(a b)",
        "a' | 'b",
        "\\",
        "\0x",
    ):
        assert found(office, q) == [], q
    for q in ("x" * 200, "' OR 1=1 --", "words:pdf", "a AND NOT b", "🙂 ﷽", "&|!<->"):
        found(office, q)
    with office.service.database.writing() as session:
        session.execute(update(PacketRow).where(PacketRow.name == "Moss").values(search="completely other"))
    assert found(office, "agreement") == []
    assert found(office, "OTHER compl") == ["Moss"]
    listed = office.client.get("/api/v1/packets", params={"q": "other", "state": "held"}, headers=office.headers())
    assert listed.json()["items"] == []
    with office.service.database.writing() as session:
        for table in (FileRow, PacketRow):
            session.execute(delete(table))
    assert found(office, "other") == []


def test_pages_of_a_common_word_are_those_of_a_rare_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SIZE", 2)
    monkeypatch.setattr(slices, "_AHEAD", timedelta(0))
    for number in range(9):
        send(office, (f"paper {number}.pdf", PDF), name="even" if number % 2 == 0 else "odd")
        sweeping.open_slice(office.service.database)
    with office.service.database.reading() as session:
        parts = session.scalars(select(PacketRow.slice).order_by(PacketRow.id)).all()
    assert parts == ([1] * 9 if office.service.database.sqlite else [1, 1, 2, 2, 3, 3, 4, 4, 5])

    def pages(q: str, **more: str) -> list[list[str]]:
        found: list[list[str]] = []
        after = None
        while after is not None or not found:
            query = {"q": q, "limit": "2"} | more | ({"after": after} if after else {})
            answer = office.client.get("/api/v1/packets", params=query, headers=office.headers()).json()
            found.append([item["id"] for item in answer["items"]])
            after = answer["next"]
        return found

    asked: list[dict[str, str]] = [
        {"q": "paper"},
        {"q": "even"},
        {"q": "paper", "sort": "old"},
        {"q": "even odd"},
        {"q": "odd", "sort": "old", "state": "waiting"},
        {"q": "odd", "state": "held"},
    ]
    with monkeypatch.context() as whole:
        whole.setattr(listing, "walk", lambda *_, **__: None)
        rare = [pages(**query) for query in asked]
    assert [len(page) for page in rare[0]] == [2, 2, 2, 2, 1]
    monkeypatch.setattr(listing, "_COMMON", 1)
    for newest, first, most in ((1, 1, 2), (4, 2, 4), (100, 16, 128)):
        monkeypatch.setattr(listing, "_NEWEST", newest)
        monkeypatch.setattr(slices, "_FIRST", first)
        monkeypatch.setattr(slices, "_MOST", most)
        assert [pages(**query) for query in asked] == rare


@pytest.mark.parametrize("common", [True, False])
def test_who_bears_a_name_stands_before_those_whose_papers_only_mention_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, common: bool
) -> None:
    if common:
        monkeypatch.setattr(listing, "_COMMON", 1)
    else:
        monkeypatch.setattr(listing, "walk", lambda *_, **__: None)
    ids: dict[str, str] = {}
    for name, file in (
        ("Núñez, Ana", "a.pdf"),
        ("Park", "letter of nunez.pdf"),
        ("Ana Núñez", "b.pdf"),
        ("Moss", "nunez ana.pdf"),
        ("Nunezco", "c.pdf"),
        ("Lee", "d.pdf"),
    ):
        ids[send(office, (file, PDF), name=name, case_number=f"K-{len(ids)}").json()["id"]] = name

    def pages(q: str, limit: int, **more: str) -> list[str]:
        found: list[str] = []
        after = ""
        while True:
            query = {"q": q, "limit": str(limit)} | more | ({"after": after} if after else {})
            answer = office.client.get("/api/v1/packets", params=query, headers=office.headers()).json()
            assert len(answer["items"]) <= limit
            found += [ids[item["id"]] for item in answer["items"]]
            if not (after := answer["next"] or ""):
                return found

    for limit in (1, 2, 3, 50):
        assert pages("Nuñez", limit) == ["Nunezco", "Ana Núñez", "Núñez, Ana", "Moss", "Park"], limit
        assert pages("ana nunez", limit) == ["Ana Núñez", "Núñez, Ana", "Moss"], limit
        assert pages("nunez", limit, sort="old") == ["Núñez, Ana", "Park", "Ana Núñez", "Moss", "Nunezco"], limit
        assert pages("k-5", limit) == ["Lee"]
    # So does a case number that was told later.
    [park] = [id for id, name in ids.items() if name == "Park"]
    office.ask("PUT", f"/packets/{park}/case", json={"case_number": "Nunez 7"})
    assert pages("nunez", 2)[:3] == ["Nunezco", "Ana Núñez", "Park"]
    assert pages("7", 2) == ["Park"]


def test_words_are_kept_once_and_bounded() -> None:
    assert search_words("Ana ana ANA", "ana") == "ana"
    assert len(search_words(" ".join(f"word{n}" for n in range(50_000)))) == 100_000
