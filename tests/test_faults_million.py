"""Lists, search and work lists of PostgreSQL with very many packets: they read no more of it than with a thousand."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from api.intake.listing import PacketQuery, list_packets
from api.people.caller import Caller
from api.store.database import Database
from api.store.upgrade import upgrade
from api.work import figures, leases
from tests.support.servers import postgresql
from tests.support.soak import WHOLE, note, sized

MANY = sized(20_000, 1_000_000)
FEW = 1_000
SLOWER = 1.5
CALLER = Caller("0" * 26, "Robin", "operations")
PROVIDER = Caller("P" + "0" * 25, "Ada", "provider")

# Of a thousand rows 20 wait and 10 are in quarantine whatever the number of packets: what is done piles up, not what is
# to do. Every other column is spread as it is in an office. Words that many packets hold fill a page of either
# database, so that answers of as many rows are compared.
_SEED = """
INSERT INTO packets (id, receipt, name, state, program, program_told, as_of, case_number, subject, sent_by, provider_id,
    trace, letters, version, files, pages, pages_read, outcome, findings, to_review, values_read, sampled, decision,
    assignee, due_on, fingerprint, search, received_at, ready_at, checked_at, seconds, attempts, failures)
SELECT '01M' || lpad(n::text, 23, '0'), 'R-' || n, 'packet ' || n,
    CASE WHEN n > most - 20 THEN 'waiting' WHEN n > most - 30 THEN 'quarantined' ELSE 'checked' END,
    (ARRAY['ct-pss','ct-ppsp','mi-psp','ia-parent-partner','ri-pdi'])[1 + n % 5], false, date '2026-11-21',
    'C-' || n % (most / 4), 'Person ' || n, zero, CASE WHEN n % (most / 100) = 0 THEN provider END,
    'trace', false, 1, 3, 9, 9,
    (ARRAY['complete','incomplete','needs-review','incomplete'])[1 + n % 4], n % 5, n % 3, 40, false,
    CASE WHEN n <= most - 200 THEN 'accepted' END, CASE WHEN n > most - 60 THEN zero END,
    CASE WHEN n > most - 200 THEN date '2026-11-01' + (n % 60)::int END, md5(n::text) || md5(n::text),
    'packet ' || n || ' person' || lpad((n % (most / 20))::text, 7, '0') || ' r' || lpad(n::text, 7, '0')
    || CASE WHEN n % 10 = 3 THEN ' pittsburgh' ELSE '' END
    || CASE WHEN n % least(100, most / 100) = 7 THEN ' garcia' ELSE '' END
    || CASE WHEN n % least(1000, most / 100) = 9 THEN ' okafor' ELSE '' END
    || CASE WHEN n % least(5000, most / 100) = 9 THEN ' lindqvist' ELSE '' END,
    now(), now(), now(), '{"waited": 1, "read": 2, "checked": 0.1}', 1, 0
FROM (SELECT CAST(:count AS int) AS most, CAST(:zero AS varchar) AS zero, CAST(:provider AS varchar) AS provider)
    AS given,
    generate_series(1, most) AS n
"""


def _asked() -> dict[str, Callable[[Session], Any]]:
    def listed(caller: Caller = CALLER, **filters: Any) -> Callable[[Session], Any]:
        return lambda session: list_packets(session, caller, PacketQuery(**filters))

    return {
        "newest": listed(),
        "a page in the middle": listed(after="01M" + f"{FEW // 2:023}"),
        "oldest": listed(sort="old"),
        "checked": listed(state="checked"),
        "in quarantine": listed(state="quarantined"),
        "incomplete": listed(outcome="incomplete"),
        "of a program": listed(program="mi-psp"),
        "of a case": listed(case="C-7"),
        "mine": listed(assignee="me"),
        "not decided": listed(decision="none"),
        "due first": listed(sort="due", decision="none"),
        "a provider's own": listed(PROVIDER),
        "search by name": listed(q="person0000017"),
        "search by receipt": listed(q="r0000099"),
        "search by a name of one in 5,000": listed(q="lindqvist"),
        "of one in a thousand": listed(q="okafor"),
        "of one in a hundred": listed(q="garcia"),
        "by a place of one in ten": listed(q="pittsburgh"),
        "by a word of all": listed(q="packet"),
        "by the same, oldest first": listed(q="packet", sort="old"),
        "by two words": listed(q="garcia packet"),
        "the next to read": lambda session: leases.waiting(session, leases.PACKETS, 1),
    }


@contextmanager
def _seeded(url: str, count: int) -> Iterator[Database]:
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        name = f"packets_{count}"
        connection.execute(text(f"CREATE DATABASE {name}"))
    database.close()
    database = Database(url.rpartition("/")[0] + f"/{name}")
    # Packets that came before they were parted into slices, as they are by the migration.
    upgrade(database, "0010")
    with database.writing() as session:
        session.execute(text(_SEED), {"count": count, "zero": CALLER.id, "provider": PROVIDER.id})
    upgrade(database)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    try:
        yield database
    finally:
        database.close()


def _blocks(database: Database, ask: Callable[[Session], Any]) -> int:
    """Blocks of the database that the question has it read, by its own account."""
    said: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        said.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        with database.reading() as session:
            ask(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)
    total = 0
    with database.engine.connect() as connection:
        for statement, parameters in said:
            plan = connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters
            ).scalar()
            plan = json.loads(plan) if isinstance(plan, str) else plan
            assert plan
            total += plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"]
    return total


def _milliseconds(databases: tuple[Database, Database], ask: Callable[[Session], Any]) -> tuple[float, float]:
    """Medians of both, asked in turns: what else the machine does meanwhile slows both alike."""

    def once(database: Database) -> float:
        began = time.perf_counter()
        with database.reading() as session:
            ask(session)
        return (time.perf_counter() - began) * 1000

    turns = [[once(database) for database in databases] for _ in range(26)][1:]
    few, many = (statistics.median(times) for times in zip(*turns, strict=True))
    return few, many


def test_lists_cost_as_much_with_very_many_packets_as_with_a_thousand() -> None:
    with postgresql() as server, _seeded(server.url, FEW) as few, _seeded(server.url, MANY) as many:
        # Blocks tell the work without the noise of a clock. A deeper index has a block or two more for each row that is
        # looked up, and a page of 50 rows and their copies looks up some 100; rows that hold a word lie apart, each in
        # a block of its own. A walk through the packets takes a thousand blocks in the short form.
        costs = {name: (_blocks(few, ask), _blocks(many, ask)) for name, ask in _asked().items()}
        assert {name: cost for name, cost in costs.items() if cost[1] > SLOWER * cost[0] + 250} == {}
        _check_figures(many)
        if WHOLE:
            _compare_times(few, many)


def _check_figures(many: Database) -> None:
    with many.reading() as session:
        depths = next(figures._depths(session))
    told = {sample.labels["state"]: sample.value for sample in depths.samples if sample.labels["kind"] == "packet"}
    assert told == {"held": 0, "waiting": 20, "reading": 0, "quarantined": 10}


def _compare_times(few: Database, many: Database) -> None:
    times = {name: _milliseconds((few, many), ask) for name, ask in _asked().items()}
    for name, (before, after) in times.items():
        note(f"{name}, of {MANY:,} packets", thousand=f"{before:.1f} ms", million=f"{after:.1f} ms")
    # A millisecond of the clock's own noise is allowed where the whole takes but a few.
    assert {name: time for name, time in times.items() if time[1] > SLOWER * time[0] + 1.0} == {}
