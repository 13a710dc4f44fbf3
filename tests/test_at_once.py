"""Several clients at once on a real PostgreSQL: one packet for each key, and nobody is told of a deadlock."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.people.audit import verify
from api.store.tables import AuditRow, Once, PacketRow
from tests.support.office import Office, open_office
from tests.support.servers import postgresql
from tests.test_intake import OTHER, PDF

CLIENTS = 8


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office")
    with postgresql() as server, open_office(folder, database_url=server.url) as office:
        yield office


def _at_once(office: Office, requests: list[tuple[str, bytes]]) -> list[tuple[int, str]]:
    """Status and packet of each request, under its key, all sent together."""
    headers = office.headers("operations")

    def send(request: tuple[str, bytes]) -> tuple[int, str]:
        key, paper = request
        answer = office.anonymous().post(
            "/api/v1/packets", headers=headers | {"Idempotency-Key": key}, files={"files": ("a.pdf", paper)}
        )
        return answer.status_code, answer.json().get("id", answer.text)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def test_a_key_that_comes_many_times_at_once_makes_one_packet(office: Office) -> None:
    for turn in range(4):
        told = _at_once(office, [(f"same-{turn}", PDF + bytes(turn))] * CLIENTS)
        assert [status for status, _ in told] == [201] * CLIENTS
        assert len({packet for _, packet in told}) == 1
    with office.service.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PacketRow)) == 4
        assert session.scalar(select(func.count()).select_from(Once)) == 4


def test_a_key_that_comes_with_other_papers_at_once_is_told_of_it(office: Office) -> None:
    told = _at_once(office, [("other", PDF), ("other", OTHER)] * 3)
    assert sorted({status for status, _ in told}) == [201, 422]
    assert len({packet for status, packet in told if status == 201}) == 1


def test_copies_and_keys_that_cross_wait_for_each_other_without_a_deadlock(office: Office) -> None:
    for turn in range(4):
        papers = [PDF + b"x" * (turn + 1), OTHER + b"x" * (turn + 1)]
        # The same papers under other keys, and the same keys, in either order.
        requests = [(f"cross-{turn}-{number % 4}", papers[number % 2]) for number in range(CLIENTS)]
        told = _at_once(office, requests[::-1] if turn % 2 else requests)
        assert [status for status, _ in told] == [201] * CLIENTS
        assert len({packet for _, packet in told}) == 4
    with office.service.database.reading() as session:
        assert verify(session)[1] == []
        sent = select(func.count()).select_from(AuditRow).where(AuditRow.action == "packets.send")
        assert session.scalar(sent) == session.scalar(select(func.count()).select_from(PacketRow))
