"""Figures of the work for Prometheus, asked of the database each time: the same whichever process is asked.

What waits is counted in full along an index. Times, outcomes and corrections are those of the newest packets alone, so
that an answer takes as long with a million packets as with a thousand.
"""

import re
from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.service import Service
from api.store.clock import now
from api.store.tables import Correction, PacketRow
from api.work.leases import LINES

RECENT = 2_000
"""The newest packets and corrections that figures of quality and time are taken of."""
_OPEN = {"packet": ("held", "waiting", "reading", "quarantined"), "output": ("waiting", "writing", "failed")}
_NUMBER = re.compile(r"\[\d+\]")


def registry(service: Service) -> CollectorRegistry:
    """The figures of now."""
    found = CollectorRegistry(auto_describe=False)
    found.register(_Work(service))
    return found


class _Work(Collector):
    def __init__(self, service: Service) -> None:
        self.service = service

    def describe(self) -> list[GaugeMetricFamily]:
        """None beforehand: describing would ask the database for nothing."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All figures, in one transaction."""
        with self.service.database.reading() as session:
            yield from _depths(session)
            yield from _recent(session)
            yield _corrections(session)


def _depths(session: Session) -> Iterator[GaugeMetricFamily]:
    depth = GaugeMetricFamily("formwright_pieces", "Packets and letters that are not done.", labels=["kind", "state"])
    oldest = GaugeMetricFamily("formwright_oldest_seconds", "How long the oldest piece has waited.", labels=["kind"])
    for kind, line in LINES.items():
        table = line.table
        counted = select(table.state, func.count()).where(table.state.in_(_OPEN[kind])).group_by(table.state)
        counts = dict(session.execute(counted).all())
        for state in _OPEN[kind]:
            depth.add_metric([kind, state], counts.get(state, 0))
        first = session.scalar(select(table.ready_at).where(table.state == "waiting").order_by(table.ready_at).limit(1))
        oldest.add_metric([kind], max(0.0, (now() - first).total_seconds()) if first else 0.0)
    yield depth
    yield oldest


def _recent(session: Session) -> Iterator[GaugeMetricFamily]:
    newest = (
        select(PacketRow.outcome, PacketRow.to_review, PacketRow.seconds, PacketRow.attempts)
        .where(PacketRow.state == "checked")
        .order_by(PacketRow.id.desc())
        .limit(RECENT)
    )
    rows = session.execute(newest).all()
    outcomes = GaugeMetricFamily("formwright_recent_outcomes", "Outcomes of the newest packets.", labels=["outcome"])
    for outcome, count in sorted(Counter(row.outcome or "none" for row in rows).items()):
        outcomes.add_metric([outcome], count)
    yield outcomes
    review = sum(row.to_review > 0 for row in rows)
    share = GaugeMetricFamily(
        "formwright_recent_review_share", "Share of the newest packets that a person must look at."
    )
    share.add_metric([], review / len(rows) if rows else 0.0)
    yield share
    again = GaugeMetricFamily("formwright_recent_tried_again", "Newest packets that took more than one try.")
    again.add_metric([], sum(row.attempts > 1 for row in rows))
    yield again
    yield _stages([row.seconds for row in rows])


def _stages(seconds: list[dict[str, float]]) -> GaugeMetricFamily:
    told = GaugeMetricFamily(
        "formwright_recent_stage_seconds", "Seconds by stage of the newest packets.", labels=["stage", "quantile"]
    )
    for stage in ("waited", "read", "checked"):
        ordered = sorted(entry[stage] for entry in seconds if stage in entry)
        for share in (0.5, 0.95, 1.0):
            if ordered:
                told.add_metric([stage, f"{share:g}"], ordered[min(len(ordered) - 1, int(share * len(ordered)))])
    return told


def _corrections(session: Session) -> GaugeMetricFamily:
    newest = select(Correction.form, Correction.path).order_by(Correction.id.desc()).limit(RECENT)
    counted = Counter((form, _NUMBER.sub("", path)) for form, path in session.execute(newest))
    told = GaugeMetricFamily(
        "formwright_recent_corrections", "The newest corrections by field.", labels=["form", "field"]
    )
    for (form, field), count in counted.most_common(100):
        told.add_metric([form, field], count)
    return told
