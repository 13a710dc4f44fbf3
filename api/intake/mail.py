"""Saved e-mails that papers come in: what is attached becomes papers, the mail's own words one of them."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from lxml import html

from api.intake.archive import Unpacked, ZipLimits, is_zip, unpack_zip
from api.intake.incoming import Place
from api.intake.multipart import size_told
from api.intake.names import clean_name, distinct
from api.problems import BadUpload, NoRoom, TooLarge
from extractors.files import is_mail, open_picture
from forms.errors import PaperError

MAIL_BYTES = 100_000_000
"""Of one mail; its parser holds all of it. What post offices carry ends at half of that."""
_DEEP = 3
"""Mails within mails that are opened; a chain of forwarding that is longer hides what it holds."""
_LOGO_PIXELS = 400_000
"""A picture that stands in the text of a mail and is smaller is a logo or a line: the least that a page can be read
from is twice that."""
_SEALS = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_MOST_WORDS = 100_000
"""Characters of a mail's own text that are kept as a paper: some 40 pages."""
_TEXT = "e-mail.pdf"
_HEAD = (("From", "from"), ("To", "to"), ("Date", "date"), ("Subject", "subject"))
_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"}


@dataclass(slots=True)
class Opened:
    """What came out of mails: papers under their paths, and what their sender should know."""

    papers: list[Unpacked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Bounds:
    """What may still come out of a mail; it is spent while it is opened."""

    limits: ZipLimits
    entries: int
    left: int

    def spend(self, size: int) -> None:
        self.entries -= 1
        self.left -= size
        if self.entries < 0:
            raise TooLarge("The number of files in the e-mail", f"{self.limits.entries:,}")
        if self.left < 0:
            raise TooLarge("What the e-mail holds", size_told(self.limits.total_bytes))


def open_mail(path: Path, name: str, place: Place, limits: ZipLimits) -> Opened | None:
    """What the file holds where it is a mail with papers, in a folder of its name; None for any other file.

    A mail without papers is none of ours to open: it stays a file, and whoever reads it says what to do.
    """
    if not _is_mail(path, name):
        return None
    opened = Opened()
    bounds = _Bounds(limits, limits.entries, limits.total_bytes)
    _open(_parsed(path, name), name, place, bounds, opened, 1)
    return opened if any(not paper.name.endswith(f"/{_TEXT}") for paper in opened.papers) else None


def _is_mail(path: Path, name: str) -> bool:
    with path.open("rb") as stream:
        return is_mail(stream.read(1 << 16), name)


def _parsed(path: Path, name: str) -> EmailMessage:
    if path.stat().st_size > MAIL_BYTES:
        raise TooLarge(f"The e-mail {clean_name(name)}", size_told(MAIL_BYTES))
    try:
        with path.open("rb") as stream:
            found = BytesParser(policy=policy.default).parse(stream)
    # Parts are parsed one within the other; whatever else a header is written wrong in is raised where it is asked.
    except (RecursionError, ValueError, LookupError, AssertionError):
        raise _damaged(name) from None
    assert isinstance(found, EmailMessage)
    return found


def _damaged(name: str) -> BadUpload:
    return BadUpload(
        f"{clean_name(name)} is an e-mail that cannot be opened. Save its papers and send them themselves."
    )


def _open(mail: Message, name: str, place: Place, bounds: _Bounds, opened: Opened, depth: int) -> None:
    if depth > _DEEP:
        raise BadUpload(f"{clean_name(name)} holds e-mails within e-mails. Save its papers and send them themselves.")
    folder = _stem(name)
    plain: list[str] = []
    rich: list[str] = []
    found: list[tuple[str, bytes]] = []
    inner: list[tuple[str, Message]] = []
    for part in _leaves(mail):
        told = _file_name(part)
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner += [(f"{_subject(one) or 'e-mail'}.eml", one) for one in _held(part)]
            continue
        content = _content(part)
        if kind.startswith("text/") and not told and part.get_content_disposition() != "attachment":
            (plain if kind == "text/plain" else rich).append(_decoded(part, content))
        elif (why := _left_out(part, kind, content, place)) is not None:
            opened.notes.append(f"{told or 'A part'} in {clean_name(name)} was left out: {why}.")
        else:
            found.append((told or f"paper-{len(found) + 1}{_ENDINGS.get(kind, '')}", content))
    names = distinct(clean_name(told).rpartition("/")[2] for told, _ in [*found, *inner])
    for own, (_, content) in zip(names, found, strict=False):
        _put(f"{folder}/{own}", content, place, bounds, opened, depth)
    for own, (_, one) in zip(names[len(found) :], inner, strict=True):
        _open(one, f"{folder}/{own}", place, bounds, opened, depth + 1)
    _put_text(mail, plain, rich, folder, place, bounds, opened)


def _put(name: str, content: bytes, place: Place, bounds: _Bounds, opened: Opened, depth: int) -> None:
    """Puts a part down as a paper, or what it holds where it is a zip or a saved mail itself."""
    if len(content) > bounds.limits.file_bytes:
        raise TooLarge(f"{clean_name(name)} in the e-mail", size_told(bounds.limits.file_bytes))
    paper = _written(name, content, place)
    if is_zip(paper.path, name):
        within = ZipLimits(max(bounds.entries, 0), bounds.limits.file_bytes, max(bounds.left, 0))
        entries, _ = unpack_zip(paper.path, place, within)
        papers = [Unpacked(f"{_stem(name)}/{one.name}", one.path, one.size, one.sha256) for one in entries]
    else:
        papers = [paper]
    for one in papers:
        if _is_mail(one.path, one.name):
            _open(_parsed(one.path, one.name), one.name, place, bounds, opened, depth + 1)
        else:
            bounds.spend(one.size)
            opened.papers.append(one)


def _put_text(
    mail: Message, plain: list[str], rich: list[str], folder: str, place: Place, bounds: _Bounds, opened: Opened
) -> None:
    """Puts the mail's own words down as a paper; a mail that says nothing has none."""
    words = "\n\n".join(text.strip() for text in plain if text.strip())
    words = words or "\n\n".join(text for text in map(_without_marks, rich) if text)
    if not words:
        return
    if len(words) > _MOST_WORDS:
        opened.notes.append(f"Only the first {_MOST_WORDS:,} characters of {folder} are kept in {_TEXT}.")
        words = words[:_MOST_WORDS]
    # What draws papers is imported where it is used: it takes a tenth of a second that the web process does without.
    from generators.mail_text import mail_text

    head = [f"{label}: {told}" for label, key in _HEAD if (told := _header(mail, key))]
    drawn, strange = mail_text(head, words)
    if strange:
        opened.notes.append(
            f"Some characters of {folder} are not shown in {_TEXT} and stand as empty squares. Look at the mail itself."
        )
    bounds.spend(len(drawn))
    opened.papers.append(_written(f"{folder}/{_TEXT}", drawn, place))


def _written(name: str, content: bytes, place: Place) -> Unpacked:
    path = place.new_path()
    try:
        path.write_bytes(content)
    except OSError as error:
        raise NoRoom(error.strerror or "the disk refused") from error
    return Unpacked(name, path, len(content), hashlib.sha256(content).hexdigest())


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something, in their order; a mail that is attached is one."""
    waiting: list[Message] = [mail]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting += reversed(_held(part))
        else:
            yield part


def _held(part: Message) -> list[Message]:
    """The parts of a part."""
    held = part.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return content if isinstance(content, bytes) else b""


def _decoded(part: Message, content: bytes) -> str:
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _left_out(part: Message, kind: str, content: bytes, place: Place) -> str | None:
    """Why a part is no paper; None where it may be one."""
    if not content.strip():
        return "there is nothing in it"
    if kind in _SEALS:
        return "it seals the mail and is no paper"
    inline = part.get_content_disposition() == "inline" or bool(part.get("Content-ID"))
    if inline and kind.startswith("image/") and _is_small(kind, content, place):
        return "it is a small picture in the mail's text, as of a signature, and no paper"
    return None


def _is_small(kind: str, content: bytes, place: Place) -> bool:
    # What is drawn with these is an ornament: no camera and no scanner makes them.
    if kind in ("image/gif", "image/svg+xml"):
        return True
    held = _written("picture", content, place)
    try:
        with open_picture(held.path, held.name) as picture:
            return picture.width * picture.height < _LOGO_PIXELS
    except PaperError:
        return False
    finally:
        held.path.unlink(missing_ok=True)


def _file_name(part: Message) -> str:
    try:
        return (part.get_filename() or "").strip()
    except (ValueError, LookupError, AssertionError, TypeError):
        return ""


def _header(mail: Message, key: str) -> str:
    try:
        return " ".join(str(mail.get(key) or "").split())
    # A header that is written wrong raises whatever its parser stumbles over; the papers are worth more than it.
    except Exception:
        return ""


def _subject(mail: Message) -> str:
    return clean_name(_header(mail, "subject").replace("/", " ").replace("\\", " "))[:60] if mail.get("subject") else ""


def _stem(name: str) -> str:
    """The folder that what a file holds lies in: its name without its ending."""
    path = PurePosixPath(clean_name(name))
    return path.with_suffix("").as_posix() if path.suffix.lower() in (".eml", ".zip") else path.as_posix()


def _without_marks(text: str) -> str:
    """The words of a text in HTML, a line for each block."""
    try:
        root = html.fromstring(text)
    except (ValueError, html.etree.ParserError, html.etree.XMLSyntaxError):
        return ""
    for part in root.xpath("//script | //style | //head | //comment()"):
        part.drop_tree()
    for part in root.iter(*_BREAKS):
        part.tail = f"\n{part.tail or ''}"
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
