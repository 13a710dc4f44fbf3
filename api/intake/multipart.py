"""A form with files, taken apart as it comes: what is in a file goes to the disk, never into memory as a whole."""

import hashlib
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.intake.incoming import Place
from api.problems import BadUpload, NoRoom, TooLarge

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FILES = "files"
"""The field that papers come in."""
_FIELD_BYTES = 2_000
_HEADER_BYTES = 4_096
_HEADERS = 8
_ARCHIVE = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one upload may hold."""

    files: int
    file_bytes: int
    archive_bytes: int


@dataclass(slots=True)
class Part:
    """A file of the form, as it lies in the upload's folder."""

    name: str
    content_type: str
    path: Path
    size: int = 0
    sha256: str = ""


@dataclass(slots=True)
class _Open:
    """The part that is being read: its headers, then a file or a field's text."""

    headers: dict[str, str] = field(default_factory=dict)
    header: tuple[bytearray, bytearray] = field(default_factory=lambda: (bytearray(), bytearray()))
    name: str = ""
    part: Part | None = None
    stream: BufferedWriter | None = None
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    text: bytearray = field(default_factory=bytearray)


class Form:
    """The fields and files of a body; `write` is given the body piece by piece, `end` when it is over."""

    def __init__(self, boundary: bytes, place: Place, limits: Limits, known: frozenset[str]) -> None:
        self.place = place
        self.fields: dict[str, str] = {}
        self.parts: list[Part] = []
        self._limits = limits
        self._known = known
        self._open = _Open()
        self._whole = False
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._open.header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._open.header[1].extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._take,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(
                boundary,
                callbacks,
                max_header_count=_HEADERS,
                max_header_size=_HEADER_BYTES,
            )
        except FormParserError:
            raise BadUpload("The boundary between the parts of the form is too long. Send the form anew.") from None

    def write(self, block: bytes) -> None:
        """Takes the next bytes of the body; raises a ServiceProblem as soon as they may not be taken."""
        try:
            self._parser.write(block)
        except FormParserError:
            raise BadUpload("The form is damaged: its parts do not begin and end as told. Send it anew.") from None
        except OSError as error:
            raise NoRoom(error.strerror or "the disk refused") from error

    def end(self) -> None:
        """Checks that the body ended where the form does; raises BadUpload for one that was cut off."""
        if not self._whole:
            raise BadUpload("The upload was cut off before its end, and nothing of it was kept. Send it again.")

    def close(self) -> None:
        """Lets go of the file that was being written."""
        if self._open.stream:
            self._open.stream.close()

    def _begin(self) -> None:
        self._open = _Open()

    def _end_header(self) -> None:
        name, value = self._open.header
        self._open.headers[name.decode("latin-1").lower()] = value.decode("latin-1")
        self._open.header = (bytearray(), bytearray())

    def _end_headers(self) -> None:
        current = self._open
        _, options = parse_options_header(current.headers.get("content-disposition", ""))
        current.name = _text(options.get(b"name", b""))
        if current.name not in self._known:
            known = ", ".join(f"`{name}`" for name in sorted(self._known))
            raise BadUpload(f"The form has a field that is not known here. Its fields are {known}.")
        if current.name == FILES:
            if b"filename" not in options:
                raise BadUpload("A part of `files` came without a file name. Send each paper as a file.")
            # Browsers send a quotation mark within a name so.
            self._begin_file(_text(options[b"filename"]).replace("%22", '"'))
        elif current.name in self.fields:
            raise BadUpload(f"The field `{current.name}` came twice. Send it once.")

    def _begin_file(self, name: str) -> None:
        if len(self.parts) >= self._limits.files:
            raise TooLarge("The number of files", f"{self._limits.files:,}")
        content_type = parse_options_header(self._open.headers.get("content-type", ""))[0].decode("latin-1")
        part = Part(name, content_type, self.place.new_path())
        self._open.part, self._open.stream = part, part.path.open("xb")

    def _take(self, data: bytes, start: int, end: int) -> None:
        current = self._open
        if current.part is None or current.stream is None:
            current.text += data[start:end]
            if len(current.text) > _FIELD_BYTES:
                raise TooLarge(f"The field `{current.name}`", f"{_FIELD_BYTES:,} bytes")
            return
        piece = data[start:end]
        if len(current.text) < len(_ARCHIVE):
            current.text += piece[: len(_ARCHIVE)]
        current.part.size += len(piece)
        self._check_size(current.part, current.text.startswith(_ARCHIVE))
        current.digest.update(piece)
        current.stream.write(piece)

    def _check_size(self, part: Part, archive: bool) -> None:
        most = self._limits.archive_bytes if archive else self._limits.file_bytes
        if part.size > most:
            raise TooLarge("A file", size_told(most))

    def _end_part(self) -> None:
        current = self._open
        if current.part is None or current.stream is None:
            self.fields[current.name] = _text(bytes(current.text))
            return
        current.stream.close()
        current.part.sha256 = current.digest.hexdigest()
        # A browser sends a file field in which nothing was chosen as a file without name and content.
        if current.part.name or current.part.size:
            self.parts.append(current.part)

    def _end(self) -> None:
        self._whole = True


def _text(raw: bytes) -> str:
    """Text as browsers send it; bytes that are no UTF-8 are spelt out."""
    return raw.decode("utf-8", "backslashreplace")


def size_told(size: int) -> str:
    """A size as a sentence names it."""
    return f"{size / 1_000_000:,.0f} MB" if size >= 1_000_000 else f"{size / 1_000:,.0f} kB"
