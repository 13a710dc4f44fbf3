"""Every page at every width that people have: nothing beyond the window or over anything else, however long a name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.store.tables import PacketRow, User
from tests.support.desk import example
from tests.support.hostile import ARABIC, BESIDES, SEEN, Office, hostile_office

WIDTHS = (1440, 1280, 1024, 768, 390)
NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
"""Sixty letters without a place at which a line could break."""
_PLACES = (
    "/packets/{hostile}/review",
    "/packets/{wide}/review",
    "/packets/{aside}/review",
    "/worklist?sort=new",
    "/batches/{batch}",
)
_FAULTS = Path(__file__).with_name("support").joinpath("layout.js").read_text("utf-8")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with hostile_office(tmp_path_factory.mktemp("desk")) as one:
        # A table with more columns than a phone has room for.
        one.ids["wide"] = one.desk.send("wide", *example("4-ppsp-invoice"))
        one.desk.read(one.ids["wide"])
        # Somebody with a long name works on it; its subject is markup, its values are of 5,000 letters.
        holder = one.desk.person("clerk", NAME)
        with one.desk.serving.service.database.writing() as session:
            session.get_one(PacketRow, one.ids["hostile"]).assignee = holder.id
            aside = session.get_one(PacketRow, one.ids["aside"])
            aside.subject, aside.assignee, aside.case_number = NAME, holder.id, NAME
            session.get_one(User, holder.id).name = NAME
        yield one


def _faults(page: Page) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if faults := page.evaluate(_FAULTS):
            found[width] = faults[:6]
    return found


@pytest.mark.parametrize("name", [*SEEN, *BESIDES])
def test_nothing_stands_out_or_over_anything_else(office: Office, name: str) -> None:
    role, path = (SEEN | BESIDES)[name]
    page = office.open(role, path, name=NAME)
    assert _faults(page) == {}
    page.context.close()


@pytest.mark.parametrize(
    "path",
    ["/packets/{hostile}/review", "/packets/{wide}/review", "/worklist", "/packets/{aside}/review", "/batches/{batch}"],
)
def test_whoever_may_go_everywhere_finds_every_place_and_the_search_at_any_width(office: Office, path: str) -> None:
    page = office.open("admin", path, name=f"{ARABIC} {NAME}")
    assert _faults(page) == {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("[data-find]").is_visible(), width
        assert page.locator("[data-find]").bounding_box()["width"] >= 120, width  # type: ignore[index]
    page.context.close()
