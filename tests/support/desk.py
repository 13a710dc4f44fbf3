"""The pages in a real browser: a service that runs, people who are signed in, and axe-core on whatever they see."""

import contextlib
import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect, sync_playwright
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from api.people.passwords import hash_password
from api.people.permissions import Role
from api.people.sessions import start
from api.routes.doors import COOKIE
from api.store.clock import new_id, now
from api.store.tables import User
from forms.catalog import load_catalog
from generators.fill import fill_form
from tests.support import chromium
from tests.support.running import Serving, command, serving
from tests.support.servers import until

Scheme = Literal["light", "dark"]
DESKTOP, PHONE = (1440, 900), (390, 844)
EXAMPLES = Path(__file__).parents[2] / "examples/packets"
PASSWORD = "four words make one"
READ = 300_000
"""Milliseconds until a paper is read or a letter is written, on a machine with much else to do."""
PATIENT = 60_000
"""Milliseconds until a page shows what it shows within one alone."""
expect.set_options(timeout=PATIENT)


@functools.cache
def _password() -> str:
    # Made slowly, as passwords are; once is enough.
    return hash_password(PASSWORD)


@dataclass
class Desk:
    """A service with a browser before it."""

    serving: Serving
    browser: Browser
    faults: list[str] = field(default_factory=list)
    """What the pages' modules or the content policy complained of."""

    @property
    def url(self) -> str:
        return self.serving.url

    def person(self, role: Role, name: str = "Rosa Example", language: str = "en", **more: Any) -> User:
        """A person who may sign in with PASSWORD."""
        user = User(
            id=new_id(),
            name=name,
            email=f"{new_id().lower()}@example.org",
            password=_password(),
            role=role,
            programs=[],
            language=language,
            active=True,
            created_at=now(),
            **more,
        )
        with self.serving.service.database.writing() as session:
            session.add(user)
        return user

    def open(
        self,
        who: User | None = None,
        size: tuple[int, int] = DESKTOP,
        scheme: Scheme = "light",
    ) -> BrowserContext:
        """A browser of a person who is signed in, or of nobody."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENT)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", lambda said: self._heard(said.type, said.text))
        if who is not None:
            self.sign_in(context, who)
        return context

    def sign_in(self, context: BrowserContext, who: User) -> None:
        """Gives the browser a session of the person."""
        with self.serving.service.database.writing() as session:
            secret = start(session, who.id, self.serving.service.settings)
        context.add_cookies([{"name": COOKIE, "value": secret, "url": self.url}])

    def send(self, name: str, *papers: Path | bytes, as_of: str = "2026-11-21") -> str:
        """Sends a packet for the desk to look at, and gives its id."""
        files = [
            ("files", (paper.name, paper.read_bytes()) if isinstance(paper, Path) else (f"paper-{number}.pdf", paper))
            for number, paper in enumerate(papers, start=1)
        ]
        answer = self.serving.ask("POST", "/api/v1/packets", files=files, data={"name": name, "as_of": as_of})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """A worker beside the service while the block runs."""
        folder = self.serving.command.log.parent
        with command(folder, "worker", "worker", workers=1, data=self.serving.service.settings.data):
            yield

    def read(self, *packets: str) -> None:
        """Has the packets read and checked."""
        with self.working():
            for packet in packets:
                self.wait(packet)

    def wait(self, packet: str) -> None:
        """Waits until a worker has checked the packet."""
        until(lambda: self.state(packet) == "checked", f"packet {packet}", READ / 1000)

    def state(self, packet: str) -> str:
        return str(self.serving.ask("GET", f"/api/v1/packets/{packet}").json()["state"])

    def _heard(self, kind: str, text: str) -> None:
        # That a request was refused or cut off is told in the console, too; what follows from it is for the tests.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.faults.append(text)


def example(packet: str) -> list[Path]:
    """The papers of an example packet."""
    return sorted((EXAMPLES / packet).iterdir())


def hindrances(page: Page, *, colors_alone: bool = False) -> list[str]:
    """What axe-core finds on the page, each with the rule and the element; of the colours alone where that is all
    that changed since the page was looked at."""
    chosen: dict[str, Any] = {"runOnly": ["color-contrast"]} if colors_alone else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **chosen}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def look_everywhere(page: Page) -> None:
    """Fails where anything hinders anybody or runs over the page, at both sizes in both schemes."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert hindrances(page, colors_alone=scheme == "dark") == [], (size, scheme)


def pdf_file(name: str, content: bytes) -> FilePayload:
    """A PDF as it is put into a file chooser."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def agreement(**altered: str) -> bytes:
    """A service agreement as a fillable PDF, right but for the fields that hold something else than they show.

    A field that holds what it cannot is unreadable; one that shows another text than it holds is doubtful.
    """
    catalog = load_catalog()
    form = catalog.form("ct-ppsp/service-agreement")
    signers = ("agency", "social_worker", "supervisor", "administrator")
    values: dict[str, Any] = {
        "agreement_number": "PPSP-26-0201", "child_name": "Noa Whitfield", "child_id": "40518822",
        "child_date_of_birth": date(2017, 4, 9), "agency_name": "Harbor Family Services", "agency_fein": "06-5550147",
        "provider_kind": "child-placing-agency", "core_contract_number": "CC-2025-031", "start_date": date(2026, 9, 1),
        "end_date": date(2027, 2, 28), "companion_contract": "none", "department_role": "Visits monthly.",
        "provider_role": "Visits weekly.", "total_hours": Decimal(24), "total_amount": Decimal("1695.12"),
        "services": [{"service": "placement-planning", "hours": Decimal(24), "amount": Decimal("1695.12")}],
    }  # fmt: skip
    values |= {f"{signer}_signature": True for signer in signers}
    values |= {f"{signer}_signature_date": date(2026, 8, 20) for signer in signers}
    return alter(fill_form(form, catalog.program("ct-ppsp"), values), altered)


def short_notice() -> bytes:
    """A notice of termination that comes too late: one with the earliest lawful day follows, with a text of its own."""
    catalog = load_catalog()
    values: dict[str, Any] = {
        "agreement_number": "PPSP-26-0777", "child_name": "Iris Calloway", "ending_party": "agency",
        "discussion_date": date(2026, 10, 1), "notice_date": date(2026, 10, 2),
        "termination_date": date(2026, 10, 20), "reason": "The family moves away.", "signature": True,
    }  # fmt: skip
    return fill_form(catalog.form("ct-ppsp/termination-notice"), catalog.program("ct-ppsp"), values)


def alter(pdf: bytes, fields: dict[str, str]) -> bytes:
    """The PDF with other values in its fields; `=` before a value lets the field show it, too."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        for annotation in page.get("/Annots", []):
            widget = annotation.get_object()
            text = fields.get(str(widget.get("/T")))
            if text is None:
                continue
            widget[NameObject("/V")] = TextStringObject(text.removeprefix("="))
            if text.startswith("="):
                del widget["/AP"]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@contextlib.contextmanager
def desk(folder: Path, workers: int = 1, **settings: Any) -> Iterator[Desk]:
    """The service with its workers, and Debian's Chromium."""
    with serving(folder, workers=workers, **settings) as service, sync_playwright() as playwright:
        browser = chromium.start(playwright)
        try:
            yield Desk(service, browser)
        finally:
            browser.close()
