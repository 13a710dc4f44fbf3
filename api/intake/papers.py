"""From what was uploaded to packets of papers: zips and mails unpacked, kinds told by content, names made clean."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from api.intake.archive import Unpacked, ZipLimits, check_count, is_zip, unpack_zip
from api.intake.incoming import Place
from api.intake.mail import open_mail
from api.intake.multipart import Form, Part
from api.intake.names import clean_name, distinct
from api.problems import BadPapers, BadUpload, SeveralPackets, TooLarge
from api.settings import Settings
from extractors.files import MAX_ZIP_ENTRIES, FileKind, counts, file_kind
from forms.errors import PaperError

_TOLD = 20
"""Sentences of one answer, at most."""
_ENDINGS = {
    FileKind.PDF: {".pdf"},
    FileKind.PICTURE: {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif"},
    FileKind.WORD: {".docx"},
}
_TYPES = {FileKind.PDF: "application/pdf", FileKind.PICTURE: "image/", FileKind.WORD: "application/vnd.openxml"}
_SAYS_NOTHING = {"", "application/octet-stream", "application/x-download", "binary/octet-stream"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a packet, as it lies in the upload's folder."""

    name: str
    path: Path
    size: int
    sha256: str
    content_type: str = ""


@dataclass(slots=True)
class Sent:
    """One packet as it was sent, its papers in the order of their names."""

    name: str
    papers: list[Paper]
    notes: list[str] = field(default_factory=list)
    """What its sender should know of it, as sentences."""


def one_packet(form: Form, settings: Settings, *, keep_unreadable: bool) -> Sent:
    """The packet that a form holds: its files, or the ones of its zip; raises a ServiceProblem."""
    zipped = _zip(form, _entries(settings))
    if zipped is None:
        papers = [Paper(part.name, part.path, part.size, part.sha256, part.content_type) for part in form.parts]
        sent = _packet(_name_of(papers), papers, form.place, settings)
    else:
        packets, notes = _packets(zipped, form.place, settings, settings.packet_bytes, _entries(settings))
        if len(packets) > 1:
            raise SeveralPackets(len(packets))
        [sent] = packets
        sent.notes += notes
    _check(sent, settings, keep_unreadable)
    return sent


def many_packets(form: Form, settings: Settings, *, keep_unreadable: bool) -> tuple[list[Sent], list[str]]:
    """The packets of a batch, a folder of its zip each, and what is to be told of the zip; raises a ServiceProblem."""
    zipped = _zip(form, settings.batch_files)
    if zipped is None:
        raise BadUpload("A batch is sent as one zip, each packet a folder of it.")
    packets, notes = _packets(zipped, form.place, settings, settings.batch_bytes, settings.batch_files)
    for sent in packets:
        _check(sent, settings, keep_unreadable)
    return packets, notes


def _entries(settings: Settings) -> int:
    # Each paper may lie in a folder of its own, and macOS adds an entry of its own to each.
    return 3 * settings.packet_files


def _zip(form: Form, most: int) -> Part | None:
    """The zip that was sent in place of files; raises BadUpload where there is nothing, or a zip among files."""
    if not form.parts:
        raise BadUpload("No papers came with the form. Send each paper in a part named `files`.")
    for part in form.parts:
        check_count(part.path, max(most, MAX_ZIP_ENTRIES))
    zipped = [part for part in form.parts if is_zip(part.path, part.name)]
    if zipped and len(form.parts) > 1:
        raise BadUpload(f"{clean_name(zipped[0].name)} is a zip among other files. Send it alone, or its papers.")
    return zipped[0] if zipped else None


def _packets(zipped: Part, place: Place, settings: Settings, total: int, entries: int) -> tuple[list[Sent], list[str]]:
    unpacked, empty = unpack_zip(zipped.path, place, ZipLimits(entries, settings.file_bytes, total))
    # What it held lies beside it now.
    zipped.path.unlink()
    name = PurePosixPath(clean_name(zipped.name))
    found = _folders(name.stem or "packet", [(PurePosixPath(entry.name).parts, entry) for entry in unpacked])
    packets = [_packet(folder, papers, place, settings) for folder, papers in found]
    return packets, [f"The folder {clean_name(folder)} is empty, and no packet was made of it." for folder in empty]


def _folders(name: str, entries: list[tuple[tuple[str, ...], Unpacked]]) -> list[tuple[str, list[Paper]]]:
    """The papers of each packet below a folder: one that holds only folders is a batch, as for the command line."""
    if any(len(path) == 1 for path, _ in entries):
        papers = [Paper("/".join(path), entry.path, entry.size, entry.sha256) for path, entry in entries]
        return [(name, papers)]
    packets: list[tuple[str, list[Paper]]] = []
    for folder in sorted({path[0] for path, _ in entries}):
        packets += _folders(folder, [(path[1:], entry) for path, entry in entries if path[0] == folder])
    return packets


def _name_of(papers: list[Paper]) -> str:
    """What a packet is called whose sender gave it no name: its only file, or the folder that all files lie in."""
    folders = {PurePosixPath(clean_name(paper.name)).parts[0] for paper in papers}
    return folders.pop() if len(folders) == 1 else f"{len(papers)} papers"


def _opened(papers: list[Paper], place: Place, settings: Settings) -> tuple[list[Paper], list[str]]:
    """The papers, those of mails in the place of their mails, and what is to be told of these."""
    limits = ZipLimits(_entries(settings), settings.file_bytes, settings.packet_bytes)
    found: list[Paper] = []
    notes: list[str] = []
    for paper in papers:
        mail = open_mail(paper.path, paper.name, place, limits)
        if mail is None:
            found.append(paper)
            continue
        # What it held lies beside it now.
        paper.path.unlink()
        found += [Paper(one.name, one.path, one.size, one.sha256) for one in mail.papers]
        notes += mail.notes
    return found, notes


def _packet(name: str, papers: list[Paper], place: Place, settings: Settings) -> Sent:
    papers, notes = _opened(papers, place, settings)
    kept = []
    for paper in papers:
        clean = clean_name(paper.name)
        if not paper.name or all(counts(part) for part in clean.split("/")):
            kept.append((PurePosixPath(clean).parts, paper))
        else:
            notes.append(f"{clean} was left out: it is no paper but a program's own file.")
    if not kept:
        raise BadUpload("There are no papers in this packet. Send at least one.")
    kept.sort(key=lambda entry: entry[0])
    names = distinct("/".join(parts) for parts, _ in kept)
    for (parts, _), name_given in zip(kept, names, strict=True):
        if "/".join(parts) != name_given:
            notes.append(f"Two papers are named {'/'.join(parts)}; one is listed as {name_given}.")
    listed = [
        Paper(name_given, paper.path, paper.size, paper.sha256, paper.content_type)
        for name_given, (_, paper) in zip(names, kept, strict=True)
    ]
    return Sent(clean_name(name), listed, notes)


def _check(sent: Sent, settings: Settings, keep_unreadable: bool) -> None:
    """Looks at the content of each paper; raises BadUpload for a packet with one that no reader can open."""
    if len(sent.papers) > settings.packet_files:
        raise TooLarge("The number of files in the packet", f"{settings.packet_files:,}")
    faults, names = [], []
    for paper in sent.papers:
        try:
            kind = file_kind(paper.path, paper.name)
        except PaperError as error:
            faults.append(str(error))
            names.append(paper.name)
        else:
            sent.notes += _lies(paper, kind)
    if faults and not keep_unreadable:
        raise BadPapers(faults[:_TOLD], names, len(sent.papers))
    sent.notes += faults
    del sent.notes[_TOLD:]


def _lies(paper: Paper, kind: FileKind) -> list[str]:
    """What a paper's name or type says that its content does not."""
    ending = PurePosixPath(paper.name).suffix.lower()
    named = any(ending in endings for endings in _ENDINGS.values()) and ending not in _ENDINGS[kind]
    typed = paper.content_type not in _SAYS_NOTHING and not paper.content_type.startswith(_TYPES[kind])
    if not named and not typed:
        return []
    said = f"named `{ending}`" if named else f"sent as `{paper.content_type[:60]}`"
    return [f"{paper.name} is a {kind.value}, although it was {said}. It is read as what it is."]
