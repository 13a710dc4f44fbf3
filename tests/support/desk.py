"""The pages in a real browser: a service that runs, people who are signed in, and axe-core on whatever they see."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.people.passwords import hash_password
from api.people.permissions import Role
from api.people.sessions import start
from api.routes.doors import COOKIE
from api.store.clock import new_id, now
from api.store.tables import User
from tests.support.running import Serving, serving

Scheme = Literal["light", "dark"]
DESKTOP, PHONE = (1440, 900), (390, 844)
EXAMPLES = Path(__file__).parents[2] / "examples/packets"
PASSWORD = "four words make one"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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
            password=hash_password(PASSWORD),
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
        context.set_default_timeout(15_000)
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

    def _heard(self, kind: str, text: str) -> None:
        # That a request was refused or cut off is told in the console, too; what follows from it is for the tests.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.faults.append(text)


def example(packet: str) -> list[Path]:
    """The papers of an example packet."""
    return sorted((EXAMPLES / packet).iterdir())


def hindrances(page: Page) -> list[str]:
    """What axe-core finds on the page, each with the rule and the element."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@contextlib.contextmanager
def desk(folder: Path, workers: int = 1, **settings: Any) -> Iterator[Desk]:
    """The service with its workers, and Debian's Chromium."""
    with serving(folder, workers=workers, **settings) as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        try:
            yield Desk(service, browser)
        finally:
            browser.close()
