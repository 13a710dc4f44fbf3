"""What tests see of a service under load from outside: its processes, their memory, its packets."""

import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from api.people.audit import verify
from api.service import Service
from api.store.clock import now
from api.store.papers import file_key
from api.store.tables import OutputRow, PacketReport, PacketRow

ENDED = {"checked", "quarantined", "cancelled", "refused"}


def children(pid: int) -> list[int]:
    """The processes whose parent it is."""
    try:
        told = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for line in told for child in line.split()]


def resident_bytes(pid: int) -> int:
    """The memory that a process holds, shared libraries included."""
    found = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(found[0].split()[1]) * 1024


def states(service: Service) -> Counter[str]:
    """Packets by state."""
    with service.database.reading() as session:
        counted = session.execute(select(PacketRow.state, func.count()).group_by(PacketRow.state)).all()
    return Counter(dict(counted))


def letters(service: Service) -> Counter[str]:
    """Letters by state."""
    with service.database.reading() as session:
        counted = session.execute(select(OutputRow.state, func.count()).group_by(OutputRow.state)).all()
    return Counter(dict(counted))


def oldest_seconds(service: Service) -> float:
    """How long the packet has waited that waits longest; 0 where the database does not answer."""
    try:
        with service.database.reading() as session:
            since = session.scalar(select(func.min(PacketRow.ready_at)).where(PacketRow.state == "waiting"))
    except DBAPIError:
        return 0.0
    return max(0.0, (now() - since).total_seconds()) if since else 0.0


def check_each_once(service: Service, packets: list[str], expected_letters: int, begun: int = 1) -> None:
    """Every packet was finished exactly once, every letter written once, and the audit trail holds."""
    with service.database.reading() as session:
        rows = session.scalars(select(PacketRow)).all()
        reports = session.scalar(select(func.count()).select_from(PacketReport))
        written = session.scalars(select(OutputRow)).all()
        audited, broken = verify(session)
    assert sorted(row.id for row in rows) == sorted(packets)
    assert {row.state for row in rows} == {"checked"}, [(row.state, row.fault) for row in rows if row.fault]
    # A packet's version is raised each time that a report is kept.
    assert {row.version for row in rows} == {begun + 1}
    assert reports == len(packets)
    assert [row.state for row in written] == ["written"] * expected_letters
    assert len({row.packet_id for row in written}) == expected_letters
    assert all(service.papers.has(file_key(made["sha256"])) for row in written for made in row.made)
    assert not broken
    assert audited >= len(packets)


def pause() -> None:
    """Between two looks of a test that waits."""
    time.sleep(0.1)
