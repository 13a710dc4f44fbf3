"""Draws every page of the desk to docs/screens/: light, dark, and on a phone. Needs Chromium; run it as a module."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import select

from api.people.permissions import Role
from api.store.clock import new_id, now
from api.store.tables import Correction, PacketRow, User
from tests.support.degrade import on_white, printed
from tests.support.desk import DESKTOP, PHONE, Desk, Scheme, agreement, desk, example
from tests.support.servers import until

SCREENS = Path(__file__).parent.parent / "docs" / "screens"
_LOOKS: tuple[tuple[str, tuple[int, int], Scheme], ...] = (
    ("light", DESKTOP, "light"),
    ("dark", DESKTOP, "dark"),
    ("phone", PHONE, "light"),
)
_FAMILIES = (
    "Noa Whitfield", "Amara Okonjo", "Lucía Fuentes", "Theo Brandt", "Mei Castellan", "Jonah Adeyemi",
    "Ines Marlowe", "Samir Haddon", "Freya Lindqvist", "Owen Tamworth",
)  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """A page as somebody sees it, with what is done before it is drawn."""

    name: str
    path: str
    person: User | None
    before: Callable[[Page], object] = lambda page: None


def main(folder: Path = SCREENS) -> None:
    """Starts a service of its own, has papers read, and draws its pages."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, desk(Path(data), workers=0) as one:
        shots = furnish(one)
        for look, size, scheme in _LOOKS:
            draw(one, shots, folder, look, size, scheme)


def draw(one: Desk, shots: list[Shot], folder: Path, look: str, size: tuple[int, int], scheme: Scheme) -> None:
    """Every page in one look."""
    for shot in shots:
        page = one.open(shot.person, size, scheme).new_page()
        page.goto(shot.path, wait_until="networkidle")
        shot.before(page)
        _draw(page, folder / f"{shot.name}-{look}.webp")
        page.context.close()


def furnish(one: Desk) -> list[Shot]:
    """Papers of some weeks with the people who work on them, and the pages that show them."""
    names: dict[Role, str] = {
        "clerk": "Rosa Example", "operations": "Ana Petrova", "admin": "Ada Lindgren", "auditor": "Jun Takeda",
        "provider": "Marisol Vega",
    }  # fmt: skip
    people = {role: one.person(role, name) for role, name in names.items()}
    families = one.person("provider", "Marisol Vega", "es")
    packets = {
        "review": one.send("agreement", agreement(start_date="=13/45/2026", child_id="40518823")),
        "invoice": one.send("invoice", *example("4-ppsp-invoice")),
        "application": one.send("application", *example("2-pss-individual-two-letters")),
        "over": one.send("agreement", *example("5-ppsp-agreement-133-hours")),
        "filed": one.send("agreement of August", example("4-ppsp-invoice")[0]),
        "billed": one.send("invoice of October", example("4-ppsp-invoice")[1]),
        "photographed": one.send("photograph", _photograph()),
    }
    batch = _batch(one)
    one.read(*packets.values(), *_of_batch(one, batch))
    _write_letter(one, packets["invoice"])
    packets["changed"] = _of_batch(one, batch)[0]
    _change(one, packets["changed"])
    packets["waiting"] = one.send("late", *example("3-pss-billing"))
    _some_weeks(one, people)
    with one.serving.service.database.writing() as session:
        # Of papers that are not there any more: they count, and change nothing that is shown.
        for path in ("core_contract_number", "core_contract_number", "child_id", "services[0].hours"):
            session.add(
                Correction(
                    id=new_id(), packet_id=packets["over"], form="ct-ppsp/service-agreement", file="before.pdf",
                    page=1, path=path, before={}, value={}, made_by=people["clerk"].id, made_at=now(),
                )
            )  # fmt: skip
        for name, provider in (("application", families), ("over", people["provider"]), ("invoice", families)):
            row = session.get_one(PacketRow, packets[name])
            row.provider_id = provider.id
        filed = session.get_one(PacketRow, packets["filed"])
        filed.decision, filed.decided_at = "accepted", now() - timedelta(days=60)
    clerk, operations, admin = people["clerk"], people["operations"], people["admin"]
    first = f"/packets/{packets['invoice']}"
    return [
        Shot("sign-in", "/sign-in", None),
        Shot("set-up", "/set-up#a", None),
        Shot("intake", "/intake", clerk),
        Shot("waiting", f"/packets/{packets['waiting']}/review", clerk),
        Shot("pages", f"{first}/pages", clerk),
        Shot("corners", f"/packets/{packets['photographed']}/pages", clerk, _corners),
        Shot("on-file", f"/packets/{packets['billed']}/pages", clerk, _on_file),
        Shot("review", f"/packets/{packets['review']}/review", clerk),
        Shot("looked-at", f"/packets/{packets['review']}/review", people["auditor"]),
        Shot("keys", f"/packets/{packets['review']}/review", clerk, lambda page: page.keyboard.press("?")),
        Shot("findings", f"{first}/findings", operations, _passage),
        Shot("another-day", f"{first}/findings", operations, _another_day),
        Shot("history", f"/packets/{packets['changed']}/history", operations),
        Shot("send", f"{first}/send", operations),
        Shot("worklist", "/worklist", operations),
        Shot("batches", "/batches", operations),
        Shot("batch", f"/batches/{batch}", operations),
        Shot("register", "/register", operations),
        Shot("dashboard", "/dashboard", operations),
        Shot("account", "/account", clerk),
        Shot("people", "/people", admin),
        Shot("audit", "/audit", people["auditor"]),
        Shot("in-force", "/settings", admin),
        Shot("provider", "/my", people["provider"]),
        Shot("provider-packet", f"/my/{packets['over']}", people["provider"]),
        Shot("provider-spanish", f"/my/{packets['application']}", families),
        Shot("not-there", "/packets/01ARZ3NDEKTSV4RRFFQ69G5FAV/review", clerk),
    ]


def _batch(one: Desk) -> str:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number, name in enumerate(_FAMILIES):
            altered = {"total_hours": "=150.00"} if number % 3 == 1 else {}
            ends = {"end_date": f"=0{1 + number % 2}/{10 + number}/2027"}
            doubt = {"core_contract_number": "CC-2025-032"} if number % 4 == 3 else {}
            paper = agreement(child_name=f"={name}", child_id=f"=405188{number:02}", **altered, **doubt, **ends)
            archive.writestr(f"{name.replace(' ', '-')}/agreement.pdf", paper)
    files = [("files", ("november.zip", held.getvalue(), "application/zip"))]
    data = {"name": "Week of 16 November", "start": "true", "as_of": "2026-11-21"}
    answer = one.serving.ask("POST", "/api/v1/batches", files=files, data=data)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _of_batch(one: Desk, batch: str) -> list[str]:
    with one.serving.service.database.reading() as session:
        return list(session.scalars(select(PacketRow.id).where(PacketRow.batch_id == batch)))


def _some_weeks(one: Desk, people: dict[Role, User]) -> None:
    """What days and people would have made of the packets."""
    with one.serving.service.database.writing() as session:
        rows = list(session.scalars(select(PacketRow).order_by(PacketRow.id)))
        for number, row in enumerate(rows):
            row.received_at = now() - timedelta(days=(number * 7) % 12, hours=number)
            row.due_on = row.received_at.date() + timedelta(days=10)
            if number % 4 == 1 and row.state == "checked" and row.batch_id:
                row.decision = "accepted" if row.outcome == "complete" else "returned"
                row.decided_by = people["operations"].id
                row.decided_at = row.received_at + timedelta(hours=20)
            elif number % 3 == 0:
                row.assignee = people["clerk" if number % 2 else "operations"].id
        rows[-2].state, rows[-2].outcome, rows[-2].decision = "quarantined", None, None
        rows[-2].fault = "agreement.pdf took longer than it may. Try again, or send it in smaller parts."


def _write_letter(one: Desk, packet: str) -> None:
    answer = one.serving.ask("GET", f"/api/v1/packets/{packet}/letters").json()
    order = {"document": answer[0]["document"]}
    one.serving.ask("POST", f"/api/v1/packets/{packet}/letters", json=order)
    with one.working():
        until(
            lambda: one.serving.ask("GET", f"/api/v1/packets/{packet}/letters").json()[0]["state"] == "written",
            "the letter",
        )


def _change(one: Desk, packet: str) -> None:
    """What people changed of a packet, and took back."""
    changes = [
        ("agency_name", "Harbor Family Partners", "Renamed in August; see the letter of 08/04."),
        ("core_contract_number", "CC-2025-013", "Figures turned round."),
        ("start_date", "09/02/2026", ""),
    ]
    made = {}
    for path, value, why in changes:
        version = one.serving.ask("GET", f"/api/v1/packets/{packet}").json()["version"]
        order = {"version": version, "document": "d1", "path": path, "value": value, "why": why}
        answer = one.serving.ask("POST", f"/api/v1/packets/{packet}/corrections", "clerk", json=order).json()
        made[path] = answer["id"], answer["version"]
    change, version = made["core_contract_number"][0], made["start_date"][1]
    one.serving.ask("DELETE", f"/api/v1/packets/{packet}/corrections/{change}?version={version}", "clerk")


def _another_day(page: Page) -> None:
    page.get_by_role("button", name="As of another day").click()
    page.get_by_label("What would be found as of").fill("2014-06-30")
    page.get_by_role("button", name="Check").click()
    page.locator("[data-then] p").first.wait_for()


def _photograph() -> bytes:
    """An agreement on a desk as white as it is, where its corners are not found."""
    held = io.BytesIO()
    Image.fromarray(on_white(printed(agreement(child_id="40518841"))[0], 3, askew=8)[0]).save(held, "JPEG")
    return held.getvalue()


def _corners(page: Page) -> None:
    page.locator(".sheet-thumb").first.click()
    page.get_by_role("button", name="Corners").click()
    page.locator(".corner").first.wait_for()


def _on_file(page: Page) -> None:
    page.get_by_text("Papers on file").click()
    page.locator("[data-serve]").wait_for()


def _passage(page: Page) -> None:
    page.get_by_role("button", name="Read the passage").nth(1).click()


def _draw(page: Page, path: Path) -> None:
    page.wait_for_timeout(500)
    pictures = page.locator("img:visible")
    for number in range(pictures.count()):
        pictures.nth(number).evaluate("picture => picture.decode().catch(() => null)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(path, quality=78, method=6)


if __name__ == "__main__":
    main()
