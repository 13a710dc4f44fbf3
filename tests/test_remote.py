"""`formwright check --server`: the reports and letters of `check` alone, from a server that is its own process."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from pypdf import PdfReader
from typer.testing import CliRunner

from api import remote
from api.cli import app
from api.remote import Checked, Server, fetched
from forms.catalog import load_catalog
from forms.errors import FormwrightError
from forms.packet import Packet
from forms.report import Report
from tests.support.degrade import fax, printed
from tests.support.layouts import draw
from tests.support.running import serving

EXAMPLES = Path("examples/packets").resolve()
DAY = date(2026, 11, 21)
CATALOG = load_catalog()


def check(*arguments: str, token: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check", *arguments], env={"FORMWRIGHT_TOKEN": token})
    return result.exit_code, result.output + str(result.exception or "")


def letters_in(folder: Path) -> dict[str, list[str]]:
    """What each page of each letter says; its bytes hold the time at which it was written."""
    paths = sorted(folder.rglob("*.pdf"))
    assert len(paths) == sum(path.is_file() for path in folder.rglob("*"))
    return {str(path.relative_to(folder)): [page.extract_text() for page in PdfReader(path).pages] for path in paths}


def _strangers(folder: Path) -> None:
    """A packet in layouts that nobody told the reader: a paper of each program, and one that came by fax."""
    folder.mkdir()
    for seed, program in enumerate(CATALOG.programs.values(), 41):
        longest = max(program.forms.values(), key=lambda form: len(form.fields))
        (folder / f"{program.id}.pdf").write_bytes(draw(longest, program.agency, seed).pdf)
    form = CATALOG.form("ri-pdi/visit-record")
    faxed = fax(printed(draw(form, "Harbor House", 47).pdf)[0], 47)
    Image.fromarray(faxed).save(folder / "fax.png", dpi=(204, 196))


def test_the_reports_of_a_server_are_those_of_the_command_line(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    for name, papers in {"empty": {}, "odd": {'in/say "hi".txt': b"Dear office", "none.pdf": b""}}.items():
        (desk / name / "in").mkdir(parents=True)
        for paper, content in papers.items():
            (desk / name / paper).write_bytes(content)
    (desk / "empty" / "in").rmdir()
    _strangers(desk / "strangers")
    common = [str(EXAMPLES), str(desk), "--as-of", "2026-11-21"]
    here, there = tmp_path / "here", tmp_path / "there"
    with serving(tmp_path, workers=2) as service:
        token = service.headers("clerk")["Authorization"].partition(" ")[2]
        for told, server in ((here, ()), (there, ("--server", service.url))):
            files = ("--json", f"{told}.json", "--csv", f"{told}.csv")
            Path(f"{told}.out").write_text(str(check(*common, *files, *server, token=token)))
    for suffix in ("json", "csv", "out"):
        assert Path(f"{there}.{suffix}").read_text() == Path(f"{here}.{suffix}").read_text()
    reports = json.loads(Path(f"{here}.json").read_text())
    assert len(reports) == 8
    strangers = next(report for report in reports if report["packet"] == "strangers")
    assert len({document["form"] for document in strangers["documents"]} - {None}) == len(CATALOG.programs) + 1
    assert sum(len(document["fields"]) for report in reports for document in report["documents"]) > 100


def test_the_letters_of_a_server_are_those_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    common = [str(EXAMPLES), "--as-of", "2026-11-21", "--out"]
    monkeypatch.chdir(tmp_path)
    here, there = Path("here"), Path("away")
    status, told = check(*common, str(here))
    with serving(tmp_path, workers=2) as service:
        token = service.headers("clerk")["Authorization"].partition(" ")[2]
        status_there, told_there = check(*common, str(there), "--server", service.url, token=token)
    assert status_there == status
    # Letters come in the order of their names, not in that in which the program has them follow.
    assert sorted(told_there.replace("wrote away", "wrote here").splitlines()) == sorted(told.splitlines())
    assert letters_in(there) == letters_in(here)
    # From an agreement that cannot be signed as it is, nothing follows.
    assert {letter[0] for letter in letters_in(here)} == set("1234")


def answering(*answers: tuple[int, Any] | Exception) -> tuple[Server, list[httpx.Request]]:
    """A server that gives these answers one after the other, and what it was asked."""
    left, asked = list(answers), list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        asked.append(request)
        given = left.pop(0)
        if isinstance(given, Exception):
            raise given
        status, content = given
        return (
            httpx.Response(status, text=content) if isinstance(content, str) else httpx.Response(status, json=content)
        )

    return Server("https://desk.example.org", "token", httpx.MockTransport(answer)), asked


def test_a_packet_is_tried_again_under_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_PAUSE_SECONDS", 0)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 a paper")
    server, asked = answering(httpx.ReadError("gone"), (503, {"detail": "Busy."}), (201, {"id": "01"}))
    assert server.send(tmp_path, None, date(2026, 11, 21)) == "01"
    assert len({request.headers["idempotency-key"] for request in asked}) == 1
    assert all(b"%PDF-1.4 a paper" in request.content for request in asked)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([(401, {"detail": "You are not signed in."})], "You are not signed in."),
        ([(404, "<html>")], "is perhaps no Formwright server"),
        ([(200, "<html>")], "is no Formwright server"),
        ([httpx.ConnectError("no")] * 6, "does not answer"),
        ([(200, {"state": "quarantined", "fault": "It took too long."})], "It took too long."),
        ([(200, {"state": "cancelled", "fault": None})], "cancelled"),
    ],
)
def test_what_a_server_cannot_do_is_told(monkeypatch: pytest.MonkeyPatch, answers: list[Any], says: str) -> None:
    monkeypatch.setattr(remote, "_PAUSE_SECONDS", 0)
    server, _ = answering(*answers)
    with pytest.raises(FormwrightError, match=says):
        server.wait("01")


def letter(state: str, **more: object) -> dict[str, object]:
    return {"id": "L", "document": "p/memo", "filename": "memo.pdf", "state": state, "missing": [], "made": []} | more


def test_letters_are_waited_for_and_put_down_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_POLL_SECONDS", 0)
    made = letter("written", made=[{"name": "memo.pdf"}, {"name": "../memo-2.pdf"}])
    server, asked = answering((200, [letter("writing")]), (200, [made]), (200, "first"), (200, "second"))
    [(target, write)] = fetched(server, [Checked(Report(Packet("p"), [], DAY, "complete"), {}, "01")], [tmp_path / "p"])
    assert target == tmp_path / "p/memo.pdf"
    assert write() == [tmp_path / "p/memo.pdf", tmp_path / "p/memo-2.pdf"]
    assert (tmp_path / "p/memo-2.pdf").read_text() == "second"
    assert str(asked[-1].url).endswith("/letters/L/file?part=2")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (letter("proposed", missing=["invoice number"]), "p/memo cannot be written: invoice number."),
        (letter("failed", fault="No font shows it."), "No font shows it."),
        (letter("proposed", fault=None), "proposed"),
    ],
)
def test_a_letter_that_is_not_written_is_told(tmp_path: Path, told: dict[str, Any], says: str) -> None:
    server, _ = answering()
    with pytest.raises(FormwrightError, match=says):
        server.fetch(told, tmp_path / "memo.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--server", "desk"), "is no address"),
        (("--server", "https://desk.example.org"), "FORMWRIGHT_TOKEN"),
        (("--server", "https://desk.example.org", "--programs", "tests/support/programs"), "--programs"),
    ],
)
def test_arguments_that_do_not_go_together_are_told(arguments: tuple[str, ...], says: str) -> None:
    assert says in check(str(EXAMPLES / "4-ppsp-invoice"), *arguments)[1]
