"""Pages that came before as another scan: found by their words, and told from other copies of their form by sight."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.problems import ServiceProblem
from api.record.pictures import PAINTER, page_picture, width_for
from api.record.readings import sights
from api.service import Service
from api.store.tables import FileRow, PacketRow, PageSketch
from extractors.files import Picture
from extractors.prints import COMPARED_WIDTH, same_page

_SHARED = 2
"""Sketches that two pages must share to be looked at."""
_COMMON = 30
"""A sketch of more pages than these is of a form's own words."""
_LOOKED_AT = 3
"""Pages that one page is compared with, those that share the most sketches."""
_PAIRS = 40
"""Pairs of pages that are compared for one packet: each takes a second."""


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    page: int


def alike_packets(service: Service, packet_id: str, at: Callable[[], None]) -> dict[str, int]:
    """Packets that hold pages of this one as another scan, with how many; `at` is called before each pair."""
    found: Counter[str] = Counter()
    seen: dict[_Place, Picture | None] = {}
    with service.database.reading() as session:
        pairs = list(_pairs(session, packet_id))[:_PAIRS]
        named = {place.file for pair in pairs for place in pair[:2]}
        files = {row.id: row for row in session.scalars(select(FileRow).where(FileRow.id.in_(named)))}
    try:
        done: set[tuple[_Place, str]] = set()
        for own, other, packet in pairs:
            at()
            if (own, packet) not in done and _same(service, files, seen, own, other):
                done.add((own, packet))
                found[packet] += 1
    finally:
        PAINTER.close()
    return dict(found)


def _pairs(session: Session, packet_id: str) -> Iterator[tuple[_Place, _Place, str]]:
    """Pages of the packet with pages of others that share words with them, the likest first."""
    own: dict[_Place, list[str]] = {}
    for row in session.scalars(select(PageSketch).where(PageSketch.packet_id == packet_id)):
        own.setdefault(_Place(row.file_id, row.page), []).append(row.sketch)
    for place, marks in own.items():
        shared: Counter[tuple[_Place, str]] = Counter()
        for mark in marks:
            others = select(PageSketch).join(PacketRow, PacketRow.id == PageSketch.packet_id)
            others = others.where(PageSketch.sketch == mark, PageSketch.packet_id != packet_id)
            rows = session.scalars(others.where(PacketRow.state != "refused").limit(_COMMON + 1)).all()
            for row in rows if len(rows) <= _COMMON else ():
                shared[_Place(row.file_id, row.page), row.packet_id] += 1
        for (other, packet), number in shared.most_common(_LOOKED_AT):
            if number >= _SHARED:
                yield place, other, packet


def _same(
    service: Service, files: dict[str, FileRow], seen: dict[_Place, Picture | None], own: _Place, other: _Place
) -> bool:
    pictures = []
    for place in (own, other):
        if place not in seen:
            seen[place] = _picture(service, files[place.file], place.page)
        pictures.append(seen[place])
    one, two = pictures
    return one is not None and two is not None and same_page(one, two)


def _picture(service: Service, file: FileRow, page: int) -> Picture | None:
    """The page upright; None where it cannot be shown, which is no reason not to read its packet."""
    sight = sights(service, file).get(page)
    try:
        _, drawn = page_picture(service, file.sha256, file.name, page, sight, 0, width_for(COMPARED_WIDTH))
    except ServiceProblem:
        return None
    with Image.open(io.BytesIO(drawn)) as image:
        return np.asarray(image.convert("L"), dtype=np.uint8)
