"""What an operations center steers by: the figures of the last days, from the database, in bounded queries."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from ulid import ULID

from api.people.caller import Caller
from api.record.register import Expiring, expiring
from api.store.clock import now
from api.store.tables import OVER, Correction, FindingRow, PacketRow

DAYS = 30
"""The days that the figures look back on; ids sort by time, so that only those packets are looked at."""
AHEAD = 28
"""Days ahead for which it is told what falls due."""
EXPIRES_AHEAD, EXPIRED = 90, 30
"""Days ahead, and back, for which it is told what expires."""
_MOST = 10
_MOST_EXPIRIES = 100
_DECIDED = 5_000
"""Decisions at most, the latest ones, from which the time to a decision is told."""
_ROW = re.compile(r"\[\d+\]")


class Counted(BaseModel):
    """Something and how often."""

    name: str
    count: int


class DayCount(BaseModel):
    """The packets received on a civil day of the agency, by outcome; `open` are not checked yet, `aside` set aside."""

    day: date
    counts: dict[str, int]
    states: dict[str, int] = Field(
        default_factory=dict, description="By where they stand now: `reading`, `undecided`, by decision, or `aside`."
    )


class Dashboard(BaseModel):
    """The figures of the last thirty days, of the packets that the caller may see."""

    days: list[DayCount]
    states: dict[str, int]
    outcomes: dict[str, int]
    undecided: int = Field(description="Checked, and nobody has decided yet.")
    oldest_undecided: datetime | None
    straight_through: float | None = Field(description="Share of checked packets complete with nothing to look at.")
    hours_to_decision: float | None = Field(description="Median, from receipt to decision.")
    findings: list[Counted] = Field(description="Rules by the packets in which they found something.")
    corrected: list[Counted] = Field(
        description="Fields by how often a person changed them; what was found right is no change."
    )
    expiring: list[Expiring] = Field(description="What expires in 90 days, or did in the last 30, the first first.")
    due: list[DayCount] = Field(description="Undecided packets by the day on which they fall due.")


def dashboard(session: Session, caller: Caller, zone: str, today: date) -> Dashboard:
    """The figures as of now."""
    since = _first_id(now() - timedelta(days=DAYS))
    seen = (PacketRow.id >= since, caller.sees())
    states, outcomes, straight = _states(session, seen)
    waiting = (*seen, PacketRow.state == "checked", PacketRow.decision.is_(None))
    undecided, oldest = session.execute(
        select(func.count(), func.min(PacketRow.received_at)).select_from(PacketRow).where(*waiting)
    ).one()
    checked = sum(outcomes.values())
    return Dashboard(
        days=_days(session, seen, ZoneInfo(zone)),
        states=states,
        outcomes=outcomes,
        undecided=undecided,
        oldest_undecided=oldest,
        straight_through=round(straight / checked, 4) if checked else None,
        hours_to_decision=_hours(session, seen),
        findings=_findings(session, seen),
        corrected=_corrected(session, seen),
        expiring=expiring(
            session, caller, today - timedelta(days=EXPIRED), today + timedelta(days=EXPIRES_AHEAD), _MOST_EXPIRIES
        ),
        due=_due(session, caller, today),
    )


def _first_id(instant: datetime) -> str:
    """The lowest id that was made at the instant or later: the first ten letters of an id tell the time."""
    return str(ULID.from_datetime(instant))[:10] + "0" * 16


def _states(session: Session, seen: Iterable[object]) -> tuple[dict[str, int], dict[str, int], int]:
    states: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    straight = 0
    untouched = (PacketRow.to_review == 0) & ~PacketRow.sampled
    rows = session.execute(
        select(PacketRow.state, PacketRow.outcome, untouched, func.count())
        .where(*seen)  # type: ignore[arg-type]
        .group_by(PacketRow.state, PacketRow.outcome, untouched)
    )
    for state, outcome, clear, count in rows:
        states[state] += count
        if state == "checked" and outcome:
            outcomes[outcome] += count
            straight += count if outcome == "complete" and clear else 0
    return dict(states), dict(outcomes), straight


def _days(session: Session, seen: Iterable[object], zone: ZoneInfo) -> list[DayCount]:
    """By hour of the world's clock, which both databases can tell, then by the agency's day."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    hour = (
        func.strftime("%Y-%m-%dT%H", PacketRow.received_at)
        if sqlite
        else func.to_char(func.timezone("UTC", PacketRow.received_at), 'YYYY-MM-DD"T"HH24')
    )
    rows = session.execute(
        select(hour, PacketRow.state, PacketRow.outcome, PacketRow.decision, func.count())
        .where(*seen)  # type: ignore[arg-type]
        .group_by(hour, PacketRow.state, PacketRow.outcome, PacketRow.decision)
    )
    counts: dict[date, Counter[str]] = {}
    states: dict[date, Counter[str]] = {}
    for told, state, outcome, decision, count in rows:
        day = datetime.fromisoformat(f"{told}:00+00:00").astimezone(zone).date()
        stood = _stood(state, outcome)
        counts.setdefault(day, Counter())[stood] += count
        now_ = stood if stood == "aside" else decision or ("reading" if stood == "open" else "undecided")
        states.setdefault(day, Counter())[now_] += count
    return [DayCount(day=day, counts=dict(counts[day]), states=dict(states[day])) for day in sorted(counts)]


def _stood(state: str, outcome: str | None) -> str:
    if state == "checked" and outcome:
        return outcome
    return "aside" if state in ("quarantined", *OVER) else "open"


def _hours(session: Session, seen: Iterable[object]) -> float | None:
    decided = session.execute(
        select(PacketRow.received_at, PacketRow.decided_at)
        .where(*seen, PacketRow.decided_at.is_not(None))  # type: ignore[arg-type]
        .order_by(PacketRow.id.desc())
        .limit(_DECIDED)
    ).all()
    if not decided:
        return None
    return round(median((done - received).total_seconds() for received, done in decided if done) / 3600, 2)


def _findings(session: Session, seen: Iterable[object]) -> list[Counted]:
    packets = func.count(FindingRow.packet_id.distinct())
    rows = session.execute(
        select(FindingRow.rule, packets)
        .join(PacketRow, PacketRow.id == FindingRow.packet_id)
        .where(*seen)  # type: ignore[arg-type]
        .group_by(FindingRow.rule)
        .order_by(packets.desc(), FindingRow.rule)
        .limit(_MOST)
    )
    return [Counted(name=rule, count=count) for rule, count in rows]


def _corrected(session: Session, seen: Iterable[object]) -> list[Counted]:
    rows = session.execute(
        select(Correction.form, Correction.path, func.count())
        .join(PacketRow, PacketRow.id == Correction.packet_id)
        # A reading that was found right was no worse for being doubted.
        .where(*seen, Correction.undone_at.is_(None), Correction.value["confirmed"].as_boolean().is_not(True))  # type: ignore[arg-type]
        .group_by(Correction.form, Correction.path)
    )
    fields: Counter[str] = Counter()
    for form, path, count in rows:
        # Which row of a table it was tells nothing about the field.
        fields[f"{form} {_ROW.sub('', path)}"] += count
    return [Counted(name=name, count=count) for name, count in fields.most_common(_MOST)]


def _due(session: Session, caller: Caller, today: date) -> list[DayCount]:
    """What is overdue counts to today."""
    rows = session.execute(
        select(PacketRow.due_on, func.count())
        .where(caller.sees(), PacketRow.decision.is_(None), PacketRow.state.not_in(OVER))
        .where(PacketRow.due_on <= today + timedelta(days=AHEAD))
        .group_by(PacketRow.due_on)
    )
    days: Counter[date] = Counter()
    for day, count in rows:
        if day is not None:
            days[max(day, today)] += count
    return [DayCount(day=day, counts={"due": days[day]}) for day in sorted(days)]
