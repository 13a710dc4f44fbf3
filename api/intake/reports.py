"""A packet's report as the command line makes it, masked unless somebody asks to see all of it."""

import json
from typing import Any

from sqlalchemy.orm import Session

from api.problems import Conflict
from api.record.masking import masks_of
from api.store.papers import unpack
from api.store.tables import PacketReport, PacketRow
from forms.catalog import Catalog


def read_report(session: Session, packet: PacketRow, catalog: Catalog, *, reveal: bool) -> dict[str, Any]:
    """The report in the shape `packet-report/1`; raises Conflict where there is none yet."""
    row = session.get(PacketReport, packet.id)
    if row is None:
        raise Conflict("This packet has not been checked yet. Wait for it, or look at why it was not.")
    report: dict[str, Any] = json.loads(unpack(row.body))
    return report if reveal else masks_of(catalog).report(report)
