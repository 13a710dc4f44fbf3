"""Corners that a person gives of a photographed sheet: it is cut out by them and read anew; it can be taken back."""

import io
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from api.people.permissions import Role
from api.record.readings import save_reading
from api.service import Service
from api.store.tables import FileRow
from api.work import reading as work_reading
from extractors.corners import Corners, fault_of
from extractors.read import FileReading, read_file
from extractors.show import show_page
from extractors.straighten import Picture, find_sheet
from forms.catalog import load_catalog
from generators.fill import fill_form
from tests.support import degrade, fillings
from tests.support.office import Office, open_office
from tests.support.reading import EXAMPLES, send, work

FORM = "ia-parent-partner/referral-face-sheet"
SQUARE: Corners = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
IN_PRINT = 37
"""Answers on the first page of the form."""


@cache
def _page() -> Picture:
    catalog = load_catalog()
    form = catalog.form(FORM)
    return degrade.printed(fill_form(form, catalog.program(form.program), fillings.ordinary(form), flatten=True))[0]


@cache
def on_white(*, coded: bool = True) -> tuple[bytes, Corners]:
    """A JPEG of a form that lies askew on a white desk, and where its corners are."""
    page = _page().copy()
    if not coded:
        page[150:500, 2000:2400] = 255
    shown, corners = degrade.on_white(page, 1)
    assert find_sheet(shown) is None
    return jpeg(shown), corners


def jpeg(picture: Picture) -> bytes:
    """The picture as a telephone sends it."""
    held = io.BytesIO()
    Image.fromarray(picture).save(held, "JPEG", quality=90)
    return held.getvalue()


def _read(folder: Path, photo: bytes, corners: Corners | None) -> FileReading:
    path = folder / "photo.jpg"
    path.write_bytes(photo)
    return read_file(path, "photo.jpg", load_catalog(), corners={1: corners} if corners else {}, keep=True)


def _right(reading: FileReading) -> int:
    """How many answers of the form's first page were read as they were written."""
    meant = fillings.ordinary(load_catalog().form(FORM))
    found = dict(value for page in reading.own for value in page.values.items())
    found |= dict(value for document in reading.documents for value in document.values())
    flat = {name: value for name, value in meant.items() if not isinstance(value, list)}
    flat |= {
        f"children[{row}].{name}": value for row, cells in enumerate(meant["children"]) for name, value in cells.items()
    }
    return sum(path in found and _same(found[path].value, value) for path, value in flat.items())


def _same(read: Any, meant: Any) -> bool:
    return bool(read == meant or (isinstance(meant, str) and read == meant.replace("’", "'")))


@pytest.mark.parametrize("first", range(4), ids=["as it is", "from the right", "from below", "from the left"])
def test_a_white_sheet_on_a_white_desk_is_read_by_the_corners_that_are_given(tmp_path: Path, first: int) -> None:
    photo, corners = on_white()
    assert _right(_read(tmp_path, photo, None)) == 0
    # Whichever corner is called the top left one: a sheet that lies on its side has one of the picture, too.
    named: Any = (*corners[first:], *corners[:first])
    assert _right(_read(tmp_path, photo, named)) == IN_PRINT


def test_a_page_by_given_corners_is_told_and_shown_by_them(tmp_path: Path) -> None:
    # A page that is none of ours is laid over nothing, and stands by its corners alone.
    picture, corners = degrade.on_white(strange(), 2)
    reading = _read(tmp_path, jpeg(picture), corners)
    sight = reading.sights[1]
    assert (sight.frame, sight.corners) == ("straight", corners)
    assert sight.width / sight.height == pytest.approx(8.5 / 11, rel=0.02)
    held = show_page(tmp_path / "photo.jpg", "photo.jpg", 1, sight, load_catalog(), 850)
    shown = np.asarray(Image.open(io.BytesIO(held)).convert("L"))
    # The bar at the head of the sheet, from its left margin to its right one.
    assert (shown[90:130, 100:750] < 128).mean() > 0.95
    assert (shown[200:, :] < 128).mean() < 0.05


def strange() -> Picture:
    """A letter-size sheet of no form: a bar at its head and a line of print."""
    sheet = np.full((3300, 2550, 3), 255, np.uint8)
    sheet[240:420, 270:2280] = 20
    cv2.putText(sheet, "A letter about the school bus", (400, 1200), cv2.FONT_HERSHEY_DUPLEX, 3, (20, 20, 20), 8)
    return sheet


def test_the_corners_that_were_found_are_told(tmp_path: Path) -> None:
    photo = degrade.photo(strange(), 4)
    found = find_sheet(photo)
    assert found is not None
    sight = _read(tmp_path, jpeg(photo), None).sights[1]
    assert sight.corners is not None
    assert np.allclose(np.array(sight.corners), found / (photo.shape[1], photo.shape[0]), atol=0.01)
    assert _read(tmp_path, jpeg(degrade.scan(strange(), 4)), None).sights[1].corners is None


@pytest.mark.parametrize(
    ("corners", "says"),
    [
        (SQUARE, ""),
        (((0.1, 0.1), (0.3, 0.1), (0.3, 0.3), (0.1, 0.3)), ""),
        (((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2)), "too little"),
        (((0.9, 0.1), (0.1, 0.1), (0.9, 0.9), (0.1, 0.9)), "go round"),
        ((SQUARE[3], SQUARE[2], SQUARE[1], SQUARE[0]), "go round"),
        (((0.1, 0.1), (0.9, 0.1), (0.4, 0.4), (0.1, 0.9)), "go round"),
        (((0.1, 0.1), (0.9, 0.1), (0.5, 0.5), (0.1, 0.9)), "go round"),
        (((0.1, 0.1), (0.9, 0.1), (0.51, 0.51), (0.1, 0.9)), "too little"),
        (((0.5, 0.5),) * 4, "go round"),
    ],
)
def test_corners_that_no_sheet_can_have_are_told_with_the_remedy(corners: Corners, says: str) -> None:
    told = fault_of(corners)
    assert says in told
    assert bool(told) is bool(says)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


def _packet(desk: Office, folder: Path, name: str, *, coded: bool = True) -> str:
    """A photograph on a white desk beside an invoice; its id."""
    (folder / "photo.jpg").write_bytes(on_white(coded=coded)[0])
    shutil.copy(EXAMPLES / "4-ppsp-invoice" / "invoice.pdf", folder / "invoice.pdf")
    packet = send(desk, folder, name=name)
    work(desk)
    return packet


def _with_corners(order: dict[str, Any], corners: Any, file: str = "photo.jpg") -> dict[str, Any]:
    """The order of the pages as it is to be asked for, with the corners on that file's first page."""
    wanted = [
        {
            "form": document["form"],
            "kind": document["kind"],
            "settled": document["settled"],
            "recognised": document["recognised"],
            "pages": [page | ({"corners": corners} if page["file"] == file else {}) for page in document["pages"]],
        }
        for document in order["documents"]
    ]
    return {"version": order["version"], "documents": wanted}


def _texts(desk: Office, packet: str) -> dict[str, str]:
    documents = desk.ask("GET", f"/packets/{packet}/report")["documents"]
    return {
        f"{document['form']} {name}": value["text"]
        for document in documents
        for name, value in document["fields"].items()
        if value["text"]
    }


def test_a_page_is_read_anew_by_its_corners_and_as_before_when_they_are_taken_back(
    desk: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packet = _packet(desk, tmp_path, "corners")
    path = f"/packets/{packet}/arrangement"
    before, invoice = _texts(desk, packet), "ct-ppsp/invoice child_id"
    correct(desk, packet, "child_id", "LINK-7")
    order = desk.ask("GET", path)
    read: list[str] = []

    def noted(service: Service, file: FileRow, reading: FileReading) -> str:
        read.append(file.name)
        return save_reading(service, file, reading)

    monkeypatch.setattr(work_reading, "save_reading", noted)
    changed = desk.ask("PUT", path, "clerk", json=_with_corners(order, on_white()[1]))
    assert (changed["state"], changed["findings"]) == ("waiting", [])
    assert desk.ask("GET", f"/packets/{packet}")["state"] == "waiting"
    work(desk)
    assert read == ["photo.jpg"]
    found = _texts(desk, packet)
    assert found[f"{FORM} worker_email"] == "a.rivera@example.org"
    assert f"{FORM} worker_email" not in before
    assert found[invoice] == "LINK-7"
    [page] = [page for page in desk.ask("GET", f"/packets/{packet}/pages") if page["file"] == "photo.jpg"]
    assert np.allclose(page["corners"], on_white()[1])
    assert (page["found"], page["pictured"]) == (page["corners"], True)
    # What is moved about afterwards keeps the corners, and reads nothing.
    order = desk.ask("GET", path)
    order["documents"].reverse()
    moved = desk.ask("PUT", path, "clerk", json=_with_corners(order, page["corners"]))
    assert moved["state"] == "checked"
    desk.ask("DELETE", f"{path}/{moved['id']}?version={moved['version']}", "clerk")
    past = desk.ask("GET", f"/packets/{packet}/history")
    assert [one["value"]["corners"] for one in past if one["path"] is None] == [[], [{"file": "photo.jpg", "page": 1}]]
    version = desk.ask("GET", f"/packets/{packet}")["version"]
    back = desk.ask("DELETE", f"{path}/{changed['id']}?version={version}", "clerk")
    assert back["state"] == "waiting"
    work(desk)
    assert read == ["photo.jpg", "photo.jpg"]
    assert _texts(desk, packet) == before | {invoice: "LINK-7"}


def correct(desk: Office, packet: str, path: str, value: str) -> None:
    """A person's value in the invoice of the packet."""
    documents = desk.ask("GET", f"/packets/{packet}/values")["documents"]
    document = next(one["id"] for one in documents if one["form"] == "ct-ppsp/invoice")
    version = desk.ask("GET", f"/packets/{packet}")["version"]
    order = {"version": version, "document": document, "path": path, "value": value}
    desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=order)


def test_a_paper_that_nobody_could_name_is_recognised_when_it_is_read_anew(desk: Office, tmp_path: Path) -> None:
    packet = _packet(desk, tmp_path, "not recognised", coded=False)
    path = f"/packets/{packet}/arrangement"
    order = desk.ask("GET", path)
    assert FORM not in [document["form"] for document in order["documents"]]
    desk.ask("PUT", path, "clerk", json=_with_corners(order, on_white(coded=False)[1]))
    work(desk)
    [document] = [one for one in desk.ask("GET", path)["documents"] if one["pages"][0]["file"] == "photo.jpg"]
    assert (document["form"], document["settled"]) == (FORM, False)
    assert f"{FORM} worker_email" in _texts(desk, packet)


@pytest.mark.parametrize(("recognised", "then"), [(True, FORM), (False, "ct-pss/invoice")])
def test_a_paper_that_the_reader_took_for_another_is_recognised_anew_and_one_that_somebody_named_is_not(
    desk: Office, tmp_path: Path, recognised: bool, then: str
) -> None:
    packet = _packet(desk, tmp_path, f"wrong form {recognised}", coded=False)
    path = f"/packets/{packet}/arrangement"
    order = _with_corners(desk.ask("GET", path), on_white(coded=False)[1])
    [photo] = [one for one in order["documents"] if one["pages"][0]["file"] == "photo.jpg"]
    assert photo["recognised"] is False
    photo |= {"form": "ct-pss/invoice", "recognised": recognised}
    desk.ask("PUT", path, "clerk", json=order)
    work(desk)
    [photo] = [one for one in desk.ask("GET", path)["documents"] if one["pages"][0]["file"] == "photo.jpg"]
    assert (photo["form"], photo["recognised"]) == (then, recognised)


def test_bad_corners_old_versions_and_who_may_not_are_refused(desk: Office, tmp_path: Path) -> None:
    packet = _packet(desk, tmp_path, "refused")
    path = f"/packets/{packet}/arrangement"
    order = desk.ask("GET", path)

    def refused(corners: Any, status: int = 422, role: Role = "clerk", **more: Any) -> dict[str, Any]:
        body = _with_corners(order, corners, more.pop("file", "photo.jpg")) | more
        told: dict[str, Any] = desk.ask("PUT", path, role, status, json=body)
        return told

    crossed = (SQUARE[1], SQUARE[0], SQUARE[2], SQUARE[3])
    assert refused(crossed)["detail"].startswith("Page 1 of photo.jpg: The four corners do not go round a sheet. Put")
    for odd in (
        SQUARE[:3],
        (*SQUARE, (0.5, 0.5)),
        ((-0.1, 0.1), *SQUARE[1:]),
        ((1.1, 0), *SQUARE[1:]),
        "all",
        [[1]] * 4,
    ):
        refused(odd)
    assert "did not come as a picture" in refused(SQUARE, file="invoice.pdf")["detail"]
    assert refused(SQUARE, 409, version=order["version"] - 1)["code"] == "stale-version"
    for role in ("auditor", "approver", "provider"):
        refused(SQUARE, 403, role)
    assert desk.ask("GET", f"/packets/{packet}")["state"] == "checked"


def test_the_page_is_shown_as_it_came_and_as_it_was_cut_out(desk: Office, tmp_path: Path) -> None:
    packet = _packet(desk, tmp_path, "shown")
    [page] = [page for page in desk.ask("GET", f"/packets/{packet}/pages") if page["file"] == "photo.jpg"]
    place = f"/packets/{packet}/pages/{page['number']}/image?width=400"
    came = desk.ask("GET", f"{place}&as_sent=true")
    order = desk.ask("GET", f"/packets/{packet}/arrangement")
    desk.ask("PUT", f"/packets/{packet}/arrangement", "clerk", json=_with_corners(order, on_white()[1]))
    work(desk)
    assert desk.ask("GET", f"{place}&as_sent=true") == came
    sides = [Image.open(io.BytesIO(one)).size for one in (came, desk.ask("GET", place))]
    assert [width / height for width, height in sides] == pytest.approx([3 / 4, 8.5 / 11], rel=0.01)
