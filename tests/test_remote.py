"""`formwright check --server`: the same reports as without it, from a server that is a process of its own."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api import remote
from api.cli import app
from api.remote import Server
from forms.errors import FormwrightError
from tests.support.running import serving

EXAMPLES = Path("examples/packets")


def check(*arguments: str, token: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check", *arguments], env={"FORMWRIGHT_TOKEN": token})
    return result.exit_code, result.output + str(result.exception or "")


def test_the_reports_of_a_server_are_those_of_the_command_line(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    for name, papers in {"empty": {}, "odd": {'in/say "hi".txt': b"Dear office", "none.pdf": b""}}.items():
        (desk / name / "in").mkdir(parents=True)
        for paper, content in papers.items():
            (desk / name / paper).write_bytes(content)
    (desk / "empty" / "in").rmdir()
    paths = [str(path) for path in (EXAMPLES / "1-pss-individual-complete", EXAMPLES / "4-ppsp-invoice", desk)]
    common = [*paths, "--as-of", "2026-11-21"]
    here, there, csv_here, csv_there = (tmp_path / name for name in ("here", "there", "csv-here", "csv-there"))
    local, told = check(*common, "--json", str(here), "--csv", str(csv_here))
    with serving(tmp_path, workers=2) as service:
        token = service.headers("clerk")["Authorization"].partition(" ")[2]
        server = ("--server", service.url)
        status, told_there = check(*common, *server, "--json", str(there), "--csv", str(csv_there), token=token)
    assert json.loads(there.read_text()) == json.loads(here.read_text())
    assert csv_there.read_text() == csv_here.read_text()
    assert (status, told_there) == (local, told)
    assert len(json.loads(here.read_text())) == 4


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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--server", "desk"), "is no address"),
        (("--server", "https://desk.example.org"), "FORMWRIGHT_TOKEN"),
        (("--server", "https://desk.example.org", "--out", "out"), "--out"),
    ],
)
def test_arguments_that_do_not_go_together_are_told(arguments: tuple[str, ...], says: str) -> None:
    assert says in check(str(EXAMPLES / "4-ppsp-invoice"), *arguments)[1]
