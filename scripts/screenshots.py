"""Draws every page of the desk to docs/screens/: light, dark, and on a phone. Needs Chromium; run it as a module."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.support.desk import DESKTOP, PHONE, Desk, Scheme, agreement, desk, example
from tests.support.servers import until

SCREENS = Path(__file__).parent.parent / "docs" / "screens"
_LOOKS: tuple[tuple[str, tuple[int, int], Scheme], ...] = (
    ("light", DESKTOP, "light"),
    ("dark", DESKTOP, "dark"),
    ("phone", PHONE, "light"),
)


def main() -> None:
    """Starts a service of its own, has papers read, and draws its pages."""
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder), workers=0) as one:
        packets = {
            "review": one.send("agreement", agreement(start_date="=13/45/2026", child_id="40518823")),
            "invoice": one.send("invoice", *example("4-ppsp-invoice")),
        }
        one.read(*packets.values())
        _write_letter(one, packets["invoice"])
        one.send("application", *example("5-ppsp-agreement-133-hours"))
        pages = {
            "intake": "/intake",
            "pages": f"/packets/{packets['invoice']}/pages",
            "review": f"/packets/{packets['review']}/review",
            "findings": f"/packets/{packets['invoice']}/findings",
            "send": f"/packets/{packets['invoice']}/send",
        }
        person = one.person("operations")
        for look, size, scheme in _LOOKS:
            nobody = one.open(None, size, scheme).new_page()
            for name, path in {"sign-in": "/sign-in", "set-up": "/set-up#a"}.items():
                nobody.goto(path)
                _draw(nobody, f"{name}-{look}")
            page = one.open(person, size, scheme).new_page()
            for name, path in pages.items():
                page.goto(path, wait_until="networkidle")
                if name == "findings":
                    page.get_by_role("button", name="Read the passage").nth(1).click()
                _draw(page, f"{name}-{look}")


def _write_letter(one: Desk, packet: str) -> None:
    answer = one.serving.ask("GET", f"/api/v1/packets/{packet}/letters").json()
    order = {"document": answer[0]["document"]}
    one.serving.ask("POST", f"/api/v1/packets/{packet}/letters", json=order)
    with one.working():
        until(
            lambda: one.serving.ask("GET", f"/api/v1/packets/{packet}/letters").json()[0]["state"] == "written",
            "the letter",
        )


def _draw(page: Page, name: str) -> None:
    page.wait_for_timeout(500)
    pictures = page.locator("img:visible")
    for number in range(pictures.count()):
        pictures.nth(number).evaluate("picture => picture.decode().catch(() => null)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(SCREENS / f"{name}.webp", quality=78, method=6)


if __name__ == "__main__":
    main()
