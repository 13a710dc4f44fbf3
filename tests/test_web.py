"""The pages without a browser: who is let in, what is kept by caches, what a problem looks like."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.problems import ServiceProblem
from api.service import open_service
from api.settings import Settings
from api.web.pages import STATIC, TEMPLATES, static


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[TestClient]:
    service = open_service(Settings(data=tmp_path / "data", workers=0, quality_share=0))
    with TestClient(create_app(service), follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
    service.close()


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(browser: TestClient) -> None:
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/")


@pytest.mark.parametrize("path", ["/sign-in", "/set-up"])
def test_a_page_is_whole_and_kept_by_no_cache(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.count("<h1>") == 1
    assert 'lang="en"' in answer.text


def test_static_files_are_packed_for_who_takes_them_packed_and_pages_are_not(browser: TestClient) -> None:
    packed = browser.get(static("review.js"), headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert "immutable" in packed.headers["Cache-Control"]
    plain = browser.get(static("review.js"), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 2
    # A page holds a secret beside what others may have written: its length tells nothing.
    assert "Content-Encoding" not in browser.get("/sign-in", headers={"Accept-Encoding": "gzip"}).headers


def test_static_files_are_kept_for_good_under_their_edition(browser: TestClient) -> None:
    answer = browser.get(static("desk.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert browser.get(static("nothing.css")).status_code == 404
    assert browser.get("/static/x/../../pages.py").status_code == 404


@pytest.mark.parametrize("problem", [ServiceProblem, *ServiceProblem.__subclasses__()])
def test_a_problem_says_more_than_its_title_and_what_to_do(problem: type[ServiceProblem]) -> None:
    assert problem.says.rstrip(".") != problem.title
    assert "{why}" in problem.says or ". " in problem.says


_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def _too_many(browser: TestClient, **headers: str) -> httpx.Response:
    tries = {"email": "nobody@example.org", "password": "not the right one"}
    answers: list[httpx.Response] = [browser.post("/api/v1/session", json=tries, headers=headers) for _ in range(11)]
    return answers[-1]


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (404, lambda browser, headers: browser.get("/nothing-here", headers=headers)),
        (404, lambda browser, headers: browser.get("/api/v1/nothing-here", headers=headers)),
        (404, lambda browser, headers: browser.get(static("nothing.css"), headers=headers)),
        (401, lambda browser, headers: browser.get("/api/v1/export?format=csv", headers=headers)),
        (405, lambda browser, headers: browser.post("/health", headers=headers)),
        (413, lambda browser, headers: browser.post("/api/v1/session", content=b"x" * 3_000_000, headers=headers)),
        (429, lambda browser, headers: _too_many(browser, **headers)),
        (500, lambda browser, headers: browser.get("/api/v1/broken", headers=headers)),
    ],
)
def test_a_person_meets_a_page_and_a_program_json_whatever_is_wrong(
    browser: TestClient, status: int, ask: Callable[[TestClient, dict[str, str]], httpx.Response]
) -> None:
    def broken() -> None:
        raise RuntimeError("a fault that nobody foresaw")

    browser.app.get("/api/v1/broken")(broken)  # type: ignore[attr-defined]
    page = ask(browser, _BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert page.status_code == (404 if status == 405 else status)
    assert page.text.count("<h1>") == 1
    assert re.search(r'<p class="lead">[A-Z].+\. .+\.</p>', page.text)
    assert '<a class="btn" href="/">' in page.text
    assert "Content-Security-Policy" in page.headers
    assert "nobody foresaw" not in page.text
    told = ask(browser, {"Accept": "application/json"})
    assert told.status_code == status
    assert told.headers["content-type"] == "application/problem+json"


def test_pages_hold_no_script_style_or_address_of_elsewhere() -> None:
    for path in [*(STATIC.parent / "templates").glob("*.html"), *STATIC.iterdir()]:
        text = path.read_text()
        assert not re.search(r"https?://(?!www\.w3\.org/)", text), path.name
        if path.suffix == ".html":
            assert not re.search(
                r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?: src=|application.json))|\| *safe", text
            ), path.name


def test_templates_escape_and_miss_nothing_silently() -> None:
    hostile = TEMPLATES.from_string("{{ name }}").render(name="<img src=x onerror=alert(1)>")
    assert "<img" not in hostile
    with pytest.raises(Exception, match="undefined"):
        TEMPLATES.from_string("{{ nothing }}").render()


def test_the_lock_of_the_checker_names_no_registry() -> None:
    lock = (STATIC.parents[2] / "package-lock.json").read_text()
    assert "://" not in lock
    assert all(entry.get("integrity") for name, entry in json.loads(lock)["packages"].items() if name)
