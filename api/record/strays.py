"""Papers among a packet's that seem to belong to another person's case or to another program."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nameparser import HumanName
from sqlalchemy.orm import Session

from api.store.papers import unpack
from api.store.tables import PacketReport, PacketRow
from forms.catalog import Catalog
from forms.program import Billed
from validators.names import shared_person

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
    if billed := catalog.program(program).billed:
        named |= set(_of_nobody_billed(report, program, billed))
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


def _of_nobody_billed(report: Mapping[str, Any], program: str, bills: Billed) -> Iterator[str]:
    """The documents about a person whom none of the packet's bills names; none where a name was read in doubt."""
    about: list[tuple[str, bool, Any]] = []
    for document in report["documents"]:
        value = document.get("fields", {}).get(bills.person)
        if value is not None and (document["form"] or "").startswith(f"{program}/"):
            sure = None if value.get("review") else value["value"]
            about.append((document["id"], document["form"].partition("/")[2] in bills.forms, sure))
    billed = [person for _, is_bill, person in about if is_bill]
    if all(billed):
        others = ((id, person) for id, is_bill, person in about if person and billed and not is_bill)
        yield from (id for id, person in others if not any(_of_one_family(person, one) for one in billed))


def _of_one_family(one: str, other: str) -> bool:
    """Whether the names may be one person's or siblings', whose papers come together."""
    return shared_person(one, other) or HumanName(one.casefold()).last == HumanName(other.casefold()).last


def kept_strays(session: Session, row: PacketRow, catalog: Catalog) -> list[Stray]:
    """Those of the packet's report; none where it is not checked yet."""
    report = kept_report(session, row.id)
    return strays(report, row.program, catalog) if report else []


def kept_report(session: Session, packet_id: str) -> dict[str, Any] | None:
    """The packet's report with nothing masked, which is for looking into alone; None where it has none yet."""
    kept = session.get(PacketReport, packet_id)
    return json.loads(unpack(kept.body)) if kept else None
