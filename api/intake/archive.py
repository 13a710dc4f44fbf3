"""Zips that papers come in: looked through before a byte is unpacked, counted again while it is."""

import hashlib
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from api.intake.incoming import Place
from api.intake.multipart import size_told
from api.problems import BadUpload, NoRoom, TooLarge
from extractors.files import counts

_END = b"PK\x05\x06"
_END_LAYOUT = struct.Struct("<4s4H2LH")
_TAIL = 65_535 + _END_LAYOUT.size
"""Bytes in which the end of a zip's list of entries stands, its comment included."""
_ENTRY_BYTES = 46 + 1_024
"""Of the list of entries, for each: what Word, Windows and macOS write takes a tenth of it."""
_RATIO = 200
_SMALL = 10_000_000
"""Entries up to this size may be packed at any ratio: a blank page of an uncompressed TIFF is 8 MB of white."""
_PIECE = 1 << 20
_ARCHIVES = {".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"}


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An entry as a file in the upload's folder, under its path in the zip."""

    name: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What a zip may hold."""

    entries: int
    file_bytes: int
    total_bytes: int


def is_zip(path: Path, name: str) -> bool:
    """Whether the file holds papers packed together; a Word document is packed in the same way."""
    with path.open("rb") as stream:
        if stream.read(4) not in (b"PK\x03\x04", _END):
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" not in archive.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return not name.lower().endswith((".docx", ".docm"))


def check_count(path: Path, most: int) -> None:
    """Refuses a zip by what its end says of the number of entries, without reading the list of them."""
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_LAYOUT.size:
        return
    _, _, _, _, entries, length, _, _ = _END_LAYOUT.unpack_from(tail, at)
    # 65,535 entries, or a list of 4 GB, say that the true figure stands elsewhere: no packet is of that size.
    if entries > most or length > most * _ENTRY_BYTES:
        raise TooLarge("The number of files in the zip", f"{most:,}")


def unpack_zip(path: Path, place: Place, limits: ZipLimits) -> tuple[list[Unpacked], list[str]]:
    """The zip's papers, unpacked beside it, and the folders that hold none; raises a ServiceProblem for one unsafe."""
    check_count(path, limits.entries)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries, limits)
            papers = [entry for entry in entries if not entry.is_dir() and _is_paper(entry)]
            if not papers:
                raise BadUpload("The zip holds no papers. Put the papers of the packet into it and send it again.")
            left, unpacked = limits.total_bytes, []
            for entry in papers:
                unpacked.append(_unpack(archive, entry, place, min(left, limits.file_bytes)))
                left -= unpacked[-1].size
    # An entry that is locked, or packed in a way that is not known here, is a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, struct.error):
        raise BadUpload("The zip is cut off or damaged. Pack the papers anew and send it again.") from None
    except OSError as error:
        raise NoRoom(error.strerror or "the disk refused") from error
    return unpacked, _empty_folders(entries, papers)


def _check_entries(entries: list[zipfile.ZipInfo], limits: ZipLimits) -> None:
    if len(entries) > limits.entries:
        raise TooLarge("The number of files in the zip", f"{limits.entries:,}")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise BadUpload("The zip holds two files of one name. Give each paper a name of its own.")
    for entry in entries:
        _check_entry(entry, limits)
    if sum(entry.file_size for entry in entries) > limits.total_bytes:
        raise TooLarge("What the zip unpacks to", size_told(limits.total_bytes))


def _check_entry(entry: zipfile.ZipInfo, limits: ZipLimits) -> None:
    name = _path(entry)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & 1:
        raise BadUpload("The zip is locked by a password. Send the papers without one.")
    if name.is_absolute() or ".." in name.parts or (name.parts and name.parts[0].endswith(":")):
        raise BadUpload("The zip names a file outside of itself (`..`, or a whole path). Pack the papers anew.")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadUpload("The zip holds a link or a device in place of a paper. Put the papers themselves into it.")
    if _is_paper(entry) and name.suffix.lower() in _ARCHIVES:
        raise BadUpload("The zip holds another archive. Put the papers themselves into it.")
    if entry.file_size > limits.file_bytes:
        raise TooLarge("A file in the zip", size_told(limits.file_bytes))
    if entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1):
        raise BadUpload("The zip holds a file that is packed far too small to be a paper. Send the papers themselves.")


def _path(entry: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(entry.filename.replace("\\", "/"))


def _is_paper(entry: zipfile.ZipInfo) -> bool:
    return all(counts(part) for part in _path(entry).parts)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Place, most: int) -> Unpacked:
    """Unpacks one entry, ended as soon as it gives more than it said."""
    path, digest, size = place.new_path(), hashlib.sha256(), 0
    most = min(most, entry.file_size)
    with archive.open(entry) as packed, path.open("xb") as file:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > most:
                raise BadUpload("The zip unpacks to more than it says. Pack the papers anew and send it again.")
            digest.update(piece)
            file.write(piece)
    if size != entry.file_size:
        raise BadUpload("The zip is cut off or damaged. Pack the papers anew and send it again.")
    return Unpacked(_path(entry).as_posix(), path, size, digest.hexdigest())


def _empty_folders(entries: list[zipfile.ZipInfo], papers: list[zipfile.ZipInfo]) -> list[str]:
    holding = {parent for entry in papers for parent in _path(entry).parents}
    folders = [entry for entry in entries if entry.is_dir() and _is_paper(entry)]
    return [_path(entry).as_posix() for entry in folders if _path(entry) not in holding]
