"""Leases: one worker at a time, nothing done twice, tries counted, and whose fault a lost try was."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from api.store.clock import new_id, now
from api.store.tables import PacketRow
from api.work import leases, sweeping
from api.work.leases import OVERDUE, PACKETS, Fault, LeaseLost
from api.work.supervisor import cause
from tests.support.office import Office, open_office

OWN = Fault("It hung.")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, retry_seconds=0) as office:
        yield office


def add(office: Office, **columns: Any) -> str:
    packet = new_id()
    values = {"state": "waiting", "ready_at": now()} | columns
    with office.service.database.writing() as session:
        session.add(
            PacketRow(
                id=packet, receipt=packet[-20:], name="p", as_of=office.service.today(), sent_by=packet, trace="t",
                fingerprint="f", received_at=now(), **values,
            )
        )  # fmt: skip
    return packet


def take(office: Office, lease: str, piece: str | None = None) -> str | None:
    with office.service.database.writing() as session:
        return leases.take(session, PACKETS, lease, office.service.settings, piece)


def fail(office: Office, piece: str, lease: str, fault: Fault) -> str:
    with office.service.database.writing() as session:
        return leases.fail(session, PACKETS, piece, lease, fault, office.service.settings)


def row(office: Office, packet: str) -> PacketRow:
    with office.service.database.reading() as session:
        return session.get_one(PacketRow, packet)


def test_a_word_that_comes_twice_is_taken_once(office: Office) -> None:
    packet = add(office)
    assert take(office, "one", packet) == packet
    assert take(office, "two", packet) is None
    assert take(office, "two") is None
    assert (row(office, packet).lease, row(office, packet).attempts) == ("one", 1)


def test_what_waits_longest_comes_first_and_what_is_not_ready_does_not(office: Office) -> None:
    add(office, ready_at=now() + timedelta(hours=1))
    second = add(office)
    first = add(office, ready_at=now() - timedelta(hours=1))
    add(office, state="held")
    assert [take(office, "one"), take(office, "one"), take(office, "one")] == [first, second, None]


def test_a_worker_that_lost_its_lease_can_change_nothing(office: Office) -> None:
    packet = add(office)
    take(office, "one")
    with office.service.database.writing() as session:
        session.execute(update(PacketRow).values(lease_until=now() - timedelta(seconds=1)))
    assert sweeping.give_back_overdue(office.service.database, office.service.settings) == 1
    assert take(office, "two") == packet
    with office.service.database.writing() as session:
        with pytest.raises(LeaseLost):
            leases.hold(session, PACKETS, packet, "one")
        with pytest.raises(LeaseLost):
            leases.renew(session, PACKETS, packet, "one", office.service.settings)
        with pytest.raises(LeaseLost):
            leases.fail(session, PACKETS, packet, "one", OWN, office.service.settings)
    assert row(office, packet).lease == "two"


def test_a_packet_that_fails_by_itself_is_tried_twice(office: Office) -> None:
    packet = add(office)
    states = []
    for lease in ("one", "two"):
        take(office, lease)
        states.append(fail(office, packet, lease, OWN))
    assert states == ["waiting", "quarantined"]
    told = row(office, packet).fault
    assert told
    assert told.startswith("It hung. It was tried twice.")


def test_a_packet_that_a_person_has_tried_anew_has_all_its_tries_again(office: Office) -> None:
    packet = add(office)
    for lease in ("one", "two"):
        take(office, lease)
        fail(office, packet, lease, OWN)
    assert office.client.post(f"/api/v1/packets/{packet}/retry", headers=office.headers()).status_code == 200
    assert (row(office, packet).attempts, row(office, packet).failures) == (0, 0)
    take(office, "three")
    assert fail(office, packet, "three", OWN) == "waiting"


def test_a_packet_whose_workers_are_killed_from_outside_is_tried_eight_times(office: Office) -> None:
    packet = add(office)
    states = []
    while take(office, "one"):
        states.append(fail(office, packet, "one", OVERDUE))
    assert states == ["waiting"] * 7 + ["quarantined"]


def test_a_try_that_found_no_room_is_not_counted(office: Office) -> None:
    packet = add(office)
    for _ in range(20):
        take(office, "one")
        assert fail(office, packet, "one", Fault("No room.", counts=False)) == "waiting"
    assert (row(office, packet).attempts, row(office, packet).failures) == (0, 0)


def test_all_that_a_dead_worker_had_is_given_back(office: Office) -> None:
    packets = {add(office), add(office)}
    other = add(office)
    for packet in packets:
        take(office, "dead", packet)
    take(office, "alive", other)
    with office.service.database.writing() as session:
        freed = leases.free(session, "dead", OVERDUE, office.service.settings)
    assert {packet for _, packet in freed} == packets
    assert {row(office, packet).state for packet in packets} == {"waiting"}
    assert row(office, other).lease == "alive"


@pytest.mark.parametrize(
    ("code", "own", "words"),
    [(-14, True, "took longer than 240 seconds"), (-9, False, "killed"), (-11, True, "SIGSEGV"), (1, False, "ended")],
)
def test_how_a_worker_died_tells_whose_fault_it_was(office: Office, code: int, own: bool, words: str) -> None:
    fault = cause(code, office.service.settings)
    assert (fault.own, words in fault.sentence) == (own, True)


def test_a_worker_is_deaf_that_takes_nothing_while_packets_wait(office: Office) -> None:
    database, settings = office.service.database, office.service.settings
    packet = add(office)
    assert not sweeping.is_deaf(database, settings, ("packet",), "one")
    with database.writing() as session:
        session.execute(update(PacketRow).values(ready_at=now() - timedelta(minutes=5)))
    assert sweeping.is_deaf(database, settings, ("packet",), "one")
    add(office, ready_at=now() - timedelta(minutes=5))
    take(office, "one", packet)
    assert not sweeping.is_deaf(database, settings, ("packet",), "one")
    assert sweeping.is_deaf(database, settings, ("packet",), "two")
