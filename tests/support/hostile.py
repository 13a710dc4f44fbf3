"""Every page of the desk with names and values that mean harm: markup, right-to-left text, 5,000 characters."""

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from api.people.permissions import Role
from api.store.clock import now
from api.store.tables import PacketRow
from tests.support.desk import DESKTOP, Desk, agreement, desk

HOSTILE = "<img src=x onerror=alert(1)>"
ARABIC = "مركز الأسرة"
LONG = "She visits weekly and reports. " * 165
SEEN: dict[str, tuple[Role | None, str]] = {
    "/sign-in": (None, "/sign-in"),
    "/set-up": (None, "/set-up#a"),
    "/intake": ("clerk", "/intake"),
    "/packets/{packet_id}/review": ("clerk", "/packets/{hostile}/review"),
    "/packets/{packet_id}/pages": ("clerk", "/packets/{hostile}/pages"),
    "/packets/{packet_id}/findings": ("operations", "/packets/{hostile}/findings"),
    "/packets/{packet_id}/send": ("operations", "/packets/{hostile}/send"),
    "/packets/{packet_id}/history": ("operations", "/packets/{hostile}/history"),
    "/worklist": ("operations", "/worklist?sort=new&state=checked"),
    "/batches": ("operations", "/batches"),
    "/batches/{batch_id}": ("operations", "/batches/{batch}"),
    "/register": ("operations", "/register?within=later"),
    "/dashboard": ("operations", "/dashboard"),
    "/my": ("provider", "/my"),
    "/my/{packet_id}": ("provider", "/my/{hostile}"),
    "/account": ("clerk", "/account"),
    "/people": ("admin", "/people"),
    "/audit": ("auditor", "/audit"),
    "/settings": ("admin", "/settings"),
}
"""Each page's route with somebody who may see it, and where."""
BESIDES: dict[str, tuple[Role | None, str]] = {
    "one that is not read yet": ("clerk", "/packets/{waiting}/review"),
    "one that was set aside": ("operations", "/packets/{aside}/review"),
    "nothing there": ("clerk", "/packets/01ARZ3NDEKTSV4RRFFQ69G5FAV/review"),
    "not allowed": ("clerk", "/people"),
    "a provider's account": ("provider", "/account"),
    "not a provider's": ("provider", "/worklist"),
    "a search that finds nothing": ("clerk", "/worklist?q=nothing"),
}


@dataclass
class Office:
    """A desk whose every name means harm."""

    desk: Desk
    ids: dict[str, str]

    def open(self, role: Role | None, path: str, size: tuple[int, int] = DESKTOP, name: str = HOSTILE) -> Page:
        """The page as somebody of the role and the name sees it."""
        person = self.desk.person(role, name) if role else None
        if role == "provider" and person:
            with self.desk.serving.service.database.writing() as session:
                session.get_one(PacketRow, self.ids["hostile"]).provider_id = person.id
        page = self.desk.open(person, size).new_page()
        page.goto(path.format(**self.ids), wait_until="networkidle")
        return page


@contextlib.contextmanager
def hostile_office(folder: Path) -> Iterator[Office]:
    """The desk with packets of every kind whose names and values mean harm."""
    with desk(folder, workers=0) as one:
        bad = agreement(
            child_name=f"={HOSTILE}",
            agency_name=f"={ARABIC}",
            provider_role=f"={LONG}",
            child_id="40518823",
            total_hours="=150.00",
        )
        ids = {"hostile": one.send(HOSTILE, bad), "batch": _batch(one), "aside": one.send("aside", agreement())}
        with one.serving.service.database.reading() as session:
            [packet] = session.scalars(select(PacketRow.id).where(PacketRow.batch_id == ids["batch"]))
        one.read(ids["hostile"], packet)
        change = {"version": 2, "document": "d1", "path": "agency_name", "value": f"{HOSTILE}{LONG}", "why": HOSTILE}
        assert one.serving.ask("POST", f"/api/v1/packets/{ids['hostile']}/corrections", json=change).status_code == 200
        ids["waiting"] = one.send(ARABIC, agreement(child_id="40518877"))
        with one.serving.service.database.writing() as session:
            aside = session.get_one(PacketRow, ids["aside"])
            aside.state, aside.fault, aside.due_on = "quarantined", f"{HOSTILE}.pdf took too long.", now().date()
        yield Office(one, ids)


def _batch(one: Desk) -> str:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(f"{ARABIC}/agreement.pdf", agreement(child_name=f"={HOSTILE}", child_id="=40518899"))
    files = {"files": ("november.zip", held.getvalue(), "application/zip")}
    answer = one.serving.ask("POST", "/api/v1/batches", files=files, data={"name": HOSTILE, "start": "true"})
    return str(answer.json()["id"])
