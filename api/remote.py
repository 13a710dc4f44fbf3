"""Packets checked by a server: sent from a desk as they lie in its folders, waited for, and their reports fetched."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx

from api.files import Going
from api.packets import Done, Job
from extractors.files import packet_files, packet_name
from forms.errors import FormwrightError, IncompleteData
from forms.evidence import Value
from forms.outfile import write_whole
from forms.packet import Document, Packet, Problem
from forms.report import Finding, NotChecked, Report
from validators.engine import check_packet

_TRIES = 6
"""The pauses between them add up to half a minute: a server that is started anew is back by then."""
_PAUSE_SECONDS = 1.0
_POLL_SECONDS = 1.0
_TIMEOUT = httpx.Timeout(60.0, write=600.0)
_WAITING = ("held", "waiting", "reading")
_WRITING = ("waiting", "writing")
_TRY_AGAIN = (429, 502, 503, 504, 507)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked:
    """A packet's report as the server gave it, and as it is shown."""

    report: Report
    content: dict[str, Any] | None
    """None where the server gave none: the report then tells why."""
    packet: str | None
    """The packet's id at the server, where it took the packet."""


class Server:
    """A server by its address, asked in the name of a token."""

    def __init__(
        self, address: str, token: str | None, transport: httpx.BaseTransport | None = None, *, letters: bool = False
    ) -> None:
        if not address.startswith(("http://", "https://")):
            raise FormwrightError(f"{address} is no address: write it as https://formwright.example.org.")
        if not token:
            raise FormwrightError("A server asks who you are: make a token there, and set FORMWRIGHT_TOKEN to it.")
        self._client = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT,
            transport=transport,
        )
        self.address = address
        self._letters = letters
        """Whether it is to write what follows."""

    def ask(self, method: str, path: str, send: Callable[[], dict[str, Any]] = dict) -> Any:
        """What the server answers as JSON; raises FormwrightError with its sentence."""
        return _json(self._answer(method, path, send))

    def _answer(self, method: str, path: str, send: Callable[[], dict[str, Any]] = dict) -> httpx.Response:
        """The server's answer, asked for again where that may help; raises FormwrightError with its sentence."""
        fault = ""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE_SECONDS * min(2 ** (attempt - 1), 8))
            try:
                answer = self._client.request(method, path, **send())
            except httpx.TransportError as error:
                fault = f"{self.address} does not answer ({type(error).__name__}). Check the address and the network."
                continue
            if answer.is_success:
                return answer
            fault = _told(answer)
            if answer.status_code not in _TRY_AGAIN:
                break
        raise FormwrightError(fault)

    def send(self, path: Path, program: str | None, as_of: date) -> str:
        """Sends the packet, once however often it must be tried; its id. Files go over as they are read."""
        files = packet_files(path)
        key = uuid.uuid4().hex
        fields = {"name": packet_name(path), "as_of": as_of.isoformat(), "keep_unreadable": "true"}
        fields["letters"] = str(self._letters).lower()
        if program:
            fields["program"] = program
        with ExitStack() as opened:

            def form() -> dict[str, Any]:
                opened.pop_all().close()
                parts = [("files", (name, opened.enter_context(file.open("rb")))) for name, file in files]
                return {"data": fields, "files": parts, "headers": {"Idempotency-Key": key}}

            try:
                return str(self.ask("POST", "/packets", form)["id"])
            except OSError as error:
                raise FormwrightError(f"{path} cannot be read ({error.strerror}): check that it may be.") from None

    def wait(self, packet: str) -> dict[str, Any]:
        """The report, once the server is done; raises FormwrightError where it could not be done."""
        while (found := self.ask("GET", f"/packets/{packet}"))["state"] in _WAITING:
            time.sleep(_POLL_SECONDS)
        if found["state"] != "checked":
            raise FormwrightError(found["fault"] or f"The server has it as {found['state']}: look at it there.")
        report: dict[str, Any] = self.ask("GET", f"/packets/{packet}/report?reveal=true")
        return report

    def letters(self, packet: str) -> list[dict[str, Any]]:
        """The packet's letters by their file names, once none is being written any more."""
        while True:
            found: list[dict[str, Any]] = self.ask("GET", f"/packets/{packet}/letters")
            if not any(letter["state"] in _WRITING for letter in found):
                break
            time.sleep(_POLL_SECONDS)
        return sorted(found, key=lambda letter: str(letter["filename"]))

    def fetch(self, letter: dict[str, Any], target: Path) -> list[Path]:
        """Puts the letter's files where `write_document` puts them; raises FormwrightError where it is not written."""
        if letter["missing"]:
            raise IncompleteData(letter["document"], letter["missing"])
        if letter["state"] != "written":
            raise FormwrightError(letter["fault"] or f"The server has it as {letter['state']}: look at it there.")
        paths = [target.with_name(Path(made["name"]).name) for made in letter["made"]]
        for part, path in enumerate(paths, start=1):
            write_whole(path, self._answer("GET", f"/letters/{letter['id']}/file?part={part}").content)
        return paths


def check_remotely(server: Server, packets: Sequence[Path], job: Job, done: Done) -> list[Checked]:
    """The reports in the order of the packets; all are sent before the first is waited for."""
    sent = [_tried(path, job, partial(server.send, path, job.program, job.as_of)) for path in packets]
    checked = []
    for path, packet in zip(packets, sent, strict=True):
        content = _tried(path, job, partial(server.wait, packet)) if isinstance(packet, str) else packet
        if isinstance(content, Report):
            checked.append(Checked(content, None, None))
        else:
            checked.append(Checked(report_of(content), content, str(packet)))
        done(path, checked[-1].report)
    return checked


def fetched(server: Server, packets: Sequence[Checked], folders: Sequence[Path]) -> Iterator[Going]:
    """What the server wrote of each packet that it took, on its way into the packet's folder, if there are folders."""
    for checked, folder in zip(packets, folders, strict=False):
        if checked.packet is None:
            continue
        try:
            letters = server.letters(checked.packet)
        except FormwrightError as error:
            yield folder, partial(_fail, error)
            continue
        for letter in letters:
            target = folder / Path(letter["filename"]).name
            yield target, partial(server.fetch, letter, target)


def _fail(error: FormwrightError) -> list[Path]:
    raise error


def _tried(path: Path, job: Job, work: Callable[[], T]) -> T | Report:
    """What the work gives; a report that tells why where it fails, so that the other packets go on."""
    try:
        return work()
    except FormwrightError as error:
        name = packet_name(path)
        return check_packet(Packet(name, problems=[Problem(name, str(error))]), job.catalog, job.as_of, job.program)


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise FormwrightError(f"{answer.url.host} is no Formwright server: check the address.") from None


def _told(answer: httpx.Response) -> str:
    """The sentence of a problem."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return (
            f"{answer.url.host} answered {answer.status_code}, and is perhaps no Formwright server: check the address."
        )


def report_of(content: dict[str, Any]) -> Report:
    """The report of its JSON, for showing: values are as JSON has them."""
    packet = Packet(
        content["packet"],
        [_document(entry) for entry in content["documents"]],
        [
            Problem(entry["file"], entry["message"], entry.get("page"), entry.get("settled", False))
            for entry in content["problems"]
        ],
    )
    return Report(
        packet,
        content["programs"],
        date.fromisoformat(content["as_of"]),
        content["outcome"],
        [Finding(**{**entry, "fields": tuple(entry["fields"])}) for entry in content["findings"]],
        [NotChecked(**{**entry, "fields": tuple(entry.get("fields", ()))}) for entry in content["not_checked"]],
    )


def _document(entry: dict[str, Any]) -> Document:
    return Document(
        entry["id"],
        entry["form"],
        entry["file"],
        entry["pages"],
        entry["confidence"],
        entry.get("kind"),
        dict(_values(entry["fields"])),
        {name: [dict(_values(row)) for row in rows] for name, rows in entry["tables"].items()},
        entry.get("edition"),
    )


def _values(row: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    for name, entry in row.items():
        yield (
            name,
            Value(
                entry["value"], entry["confidence"], entry["source"], entry["text"], entry.get("page"),
                review=entry.get("review", False), why=entry.get("why"),
            ),
        )  # fmt: skip
