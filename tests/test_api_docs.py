"""docs/api.md against the service: its commands are done, its fields, routes and codes are those of the code."""

import re
import shlex
from pathlib import Path

from api import problems
from api.app import VERSION
from api.intake.batches import ZipOrder
from api.intake.listing import PacketFilters
from api.intake.order import PacketOrder
from tests.support.office import open_office
from tests.test_intake import OTHER, PDF, zipped

DOCS = Path("docs/api.md").read_text()
FILES = {"agreement.pdf": OTHER, "invoice.pdf": PDF, "november.zip": zipped(("a/a.pdf", PDF), ("b/b.pdf", OTHER))}


def test_each_command_of_the_docs_is_answered(tmp_path: Path) -> None:
    commands = re.findall(r"^    (curl .*?)\n\n", DOCS, re.MULTILINE | re.DOTALL)
    assert len(commands) == 2
    with open_office(tmp_path) as office:
        for words in (shlex.split(command.replace("\\\n", " ")) for command in commands):
            options = list(zip(words[1:-1:2], words[2:-1:2], strict=True))
            headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
            form = [value.split("=", 1) for option, value in options if option == "-F"]
            answer = office.client.post(
                words[-1].partition("example.org")[2],
                headers=headers | office.headers(),
                files=[(name, (value[1:], FILES[value[1:]])) for name, value in form if value.startswith("@")],
                data={name: value for name, value in form if not value.startswith("@")},
            )
            assert answer.status_code == 201, answer.text
        queries = re.findall(r"^    GET (\S+)", DOCS, re.MULTILINE)
        assert len(queries) == 2
        for query in queries:
            assert office.client.get(query, headers=office.headers("admin")).status_code == 200


def test_each_route_and_field_of_the_docs_is_there(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        paths = {re.sub(r"\{\w+\}", "{}", path) for path in office.app.openapi()["paths"]}
    named = re.findall(r"`(?:GET|POST) (/(?:packets|batches|search|export)[^`?]*)", DOCS)
    assert len(named) > 10
    for path in named:
        assert re.sub(r"\{\w+\}", "{}", f"{VERSION}{path}") in paths, path
    for field in (*PacketOrder.model_fields, *PacketFilters.model_fields, "start"):
        assert re.search(rf"\b{field}\b", DOCS), field
    assert "start" in ZipOrder.model_fields


def test_each_code_is_in_the_docs() -> None:
    told = dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", DOCS, re.MULTILINE))
    kinds = [kind for kind in vars(problems).values() if isinstance(kind, type)]
    codes = {kind.code: str(kind.status) for kind in kinds if issubclass(kind, problems.ServiceProblem)}
    assert told == codes
