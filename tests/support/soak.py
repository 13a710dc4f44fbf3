"""Tests of load and faults have two sizes: short among all tests, and the whole of `make soak`, with its figures."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx

from forms.catalog import Catalog, load_catalog
from forms.form import Form
from forms.program import Program
from generators.fill import fill_form

WHOLE = bool(os.environ.get("SOAK"))
"""Whether this is `make soak`."""
PROGRAMS = Path(__file__).parent / "programs"
"""A program whose rules hang, crash or eat memory where a paper says so."""

T = TypeVar("T")


def sized(short: T, whole: T) -> T:
    """The size of the run."""
    return whole if WHOLE else short


def note(test: str, **figures: Any) -> None:
    """Tells the figures of a run: `make soak` shows them as a table."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    print(f"\n{test}: {told}")
    if path := os.environ.get("SOAK_FIGURES"):
        with Path(path).open("a") as file:
            file.write(f"| {test} | {told} |\n")


@cache
def _probe() -> tuple[Form, Program]:
    catalog: Catalog = load_catalog(PROGRAMS)
    return catalog.form("ex-probe/slip"), catalog.program("ex-probe")


@cache
def slip(wish: str = "nothing") -> bytes:
    """A filled paper of one page, read within a tenth of a second; its wish tells the rules what to do."""
    form, program = _probe()
    values: Mapping[str, Any] = {"parent_name": "Noa Whitfield", "wish": wish}
    return fill_form(form, program, values)


def slips(count: int, wish: str = "nothing") -> Iterator[bytes]:
    """Papers that show the same in other bytes, so that none is a copy of another."""
    for number in range(count):
        yield slip(wish) + f"\n% {wish} {number}\n".encode()


def send(client: httpx.Client, content: bytes, key: str, path: str = "/api/v1/packets", **fields: str) -> str:
    """Sends a packet of one paper; gives its id."""
    answer = client.post(path, files={"files": ("slip.pdf", content)}, data=fields, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
