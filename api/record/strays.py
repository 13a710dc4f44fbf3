"""Papers among a packet's that seem to belong to another person's case or to another program."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.store.papers import unpack
from api.store.tables import PacketReport, PacketRow
from forms.catalog import Catalog

_MISMATCH = ".name.mismatch"
"""How the rules are named that find a paper to bear another person's name."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A document that seems to belong elsewhere; whose it may be is not told."""

    document: str
    form: str
    kind: str | None
    file: str
    pages: tuple[int, ...]
    why: Literal["person", "program"]
    program: str
    """The program whose form it is."""


def strays(report: Mapping[str, Any], program: str | None, catalog: Catalog) -> list[Stray]:
    """The documents of the report that are of another program than the packet, or bear another person's name."""
    if program not in catalog.programs:
        return []
    prefix = catalog.program(program).rule_prefix
    named = {one["document"] for one in report["findings"] if one["rule"] == f"{prefix}{_MISMATCH}"}
    found: list[Stray] = []
    for document in report["documents"]:
        form = document["form"]
        if not form:
            continue
        of = form.partition("/")[0]
        if of != program or document["id"] in named:
            why: Literal["person", "program"] = "program" if of != program else "person"
            found.append(
                Stray(document["id"], form, document.get("kind"), document["file"], tuple(document["pages"]), why, of)
            )
    return found


def kept_strays(session: Session, row: PacketRow, catalog: Catalog) -> list[Stray]:
    """Those of the packet's report; none where it is not checked yet."""
    report = kept_report(session, row.id)
    return strays(report, row.program, catalog) if report else []


def kept_report(session: Session, packet_id: str) -> dict[str, Any] | None:
    """The packet's report with nothing masked, which is for looking into alone; None where it has none yet."""
    kept = session.get(PacketReport, packet_id)
    return json.loads(unpack(kept.body)) if kept else None


def own_findings(report: Mapping[str, Any], program: str | None, catalog: Catalog) -> list[dict[str, Any]]:
    """The findings on the packet's own papers: none of another program's rules, none about a paper that went astray."""
    if program not in catalog.programs:
        return list(report["findings"])
    prefix = f"{catalog.program(program).rule_prefix}."
    astray = {one.document for one in strays(report, program, catalog)}
    return [
        finding
        for finding in report["findings"]
        if finding["rule"].startswith(prefix)
        and finding["document"] not in astray
        and not finding["rule"].endswith(_MISMATCH)
    ]
