"""A packet's report as the command line makes it, masked unless somebody asks to see all of it."""

import json
from typing import Any

from sqlalchemy.orm import Session

from api.problems import Conflict
from api.record.masking import masked_doubt, masked_finding, masked_value
from api.store.papers import unpack
from api.store.tables import PacketReport, PacketRow


def read_report(session: Session, packet: PacketRow, *, reveal: bool) -> dict[str, Any]:
    """The report in the shape `packet-report/1`; raises Conflict where there is none yet."""
    row = session.get(PacketReport, packet.id)
    if row is None:
        raise Conflict("This packet has not been checked yet. Wait for it, or look at why it was not.")
    report: dict[str, Any] = json.loads(unpack(row.body))
    return report if reveal else _masked(report)


def _masked(report: dict[str, Any]) -> dict[str, Any]:
    for document in report["documents"]:
        rows = [document["fields"], *(row for rows in document["tables"].values() for row in rows)]
        for row in rows:
            row |= {name: masked_value(value, name) for name, value in row.items()}
    report["findings"] = [masked_finding(finding) for finding in report["findings"]]
    for entry in report["not_checked"]:
        entry["why"] = masked_doubt(entry["why"])
    return report
