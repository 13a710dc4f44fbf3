"""Opening whatever was sent: what a file is by its content, and its limits checked before a library unpacks it."""

import logging
import mmap
import os
import re
import stat
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from forms.errors import FormwrightError, PaperError

MAX_FILE_BYTES = 200_000_000
MAX_PAGES = 2_000
MAX_SIDE = 16_000
"""Pixels; a letter page at 600 dpi is 6,600 high."""
MAX_PIXELS = 110_000_000
"""Of a picture as sent: today's largest telephone cameras give 108 million."""
WORKING_PIXELS = 30_000_000
"""A larger picture is scaled down to this; letters stay sharp far below it."""
_LEAST_DPI = 99
COARSE_FAX = 204.0, 98.0
"""Dots an inch of a coarse fax, across and down."""
_FAX_ACROSS, _FAX_DOWN = (1680, 1760), (0.58, 0.70)
"""Dots of a line of any fax, and lines of a coarse letter or A4 page as a share of them; upright pages have more."""
MAX_ZIP_ENTRIES = 5_000
MAX_ZIP_BYTES = 300_000_000
MAX_ZIP_RATIO = 200
_SMALL_PART = 1_000_000
"""Parts of a DOCX up to this size may be packed at any ratio: short XML repeats itself."""
_GLANCE, _SHADE, _DARKER, _INKED = 900, 31, 50, 0.0008
"""To search a picture for ink: its longer side and the size of a shadow in pixels, levels of grey, share of dots."""

_DIM = 128
"""Levels of grey that paper exceeds: a page that is dark all over is no blank one."""
_SOLID, _COVERED = 90, 0.02
"""Grey below which no light makes paper look, and the share of a page that is covered where it is so dark."""
_TINT, _SHOWN = 24, 0.00001
"""Steps of a colour, of 255, by which a shape on a digital page differs from the paper, and its share of the page: at
least a full stop of small print."""

# Files are read several at a time in processes of their own; threads on top of that cost more than they give, and
# would not live on in a process that is forked.
cv2.setNumThreads(1)
# What pypdf stumbles over is told in a sentence, or mended by reading the page as it looks.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_DRAWN = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")
_NOTHING_PACKED = 20
"""Bytes that a compressed stream of nothing takes, and more."""
_SAMPLE, _STRANGE = 1_000, 0.1
"""Bytes of a page's content that are looked at, and the share of them that no instruction is written in."""

_HEADER = re.compile(rb"From |[A-Za-z][A-Za-z0-9-]{0,60}:")
_SAID_BY_MAILS = {b"from", b"to", b"date", b"subject", b"message-id", b"mime-version", b"received", b"content-type"}

IGNORED_NAMES = {"thumbs.db", "desktop.ini", "__macosx"}

Picture = np.ndarray[Any, np.dtype[np.uint8]]
"""Rows of pixels: height x width for grey, height x width x 3 for red, green and blue."""


class FileKind(Enum):
    """What a file is by its content; the value is how a sentence names it."""

    PDF = "PDF"
    PICTURE = "picture"
    WORD = "Word document"


def packet_name(path: Path) -> str:
    """What a packet is called: the name of its file or folder."""
    return _legible(path.resolve().name or str(path.resolve()))


def _legible(name: str) -> str:
    """A file's name as it can be written anywhere: bytes that are no UTF-8 are spelt out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def packet_files(path: Path) -> list[tuple[str, Path]]:
    """The files of a packet with their names relative to it, sorted; raises FormwrightError where there is none."""
    if not path.exists():
        raise FormwrightError(f"{path} does not exist. Give a file, or a folder that holds the packet's papers.")
    if not path.is_dir():
        return [(_legible(path.name), path.resolve())]
    found = sorted(_walk(path))
    if not found:
        raise FormwrightError(f"{path} holds no files. Put the packet's papers into it, or give another folder.")
    return [(_legible(file.relative_to(path).as_posix()), file) for file in found]


def _walk(root: Path) -> Iterator[Path]:
    """The papers below a folder; links and folders that cannot be opened too, so that their sender is told."""
    locked: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=lambda error: locked.append(Path(error.filename))):
        folders[:] = [name for name in folders if counts(name)]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in (*files, *links) if counts(name))
    yield from locked


def counts(name: str) -> bool:
    """Whether a file or folder of that name is sent as paper, and not put there by a program for itself."""
    return not name.startswith((".", "~$")) and name.lower() not in IGNORED_NAMES


def file_kind(path: Path, name: str | None = None) -> FileKind:
    """What the file is, told by its first bytes; raises PaperError with the remedy, for the name where one is told."""
    name = PurePosixPath(name).name if name else path.name
    try:
        size = _size(path, name)
        with path.open("rb") as stream:
            head = stream.read(1024)
    except OSError as error:
        raise PaperError(f"{name} cannot be opened ({error.strerror}). Check that the file may be read.") from None
    if not size:
        raise PaperError(f"{name} is empty. Send the paper again.")
    if size > MAX_FILE_BYTES:
        raise PaperError(f"{name} is larger than {MAX_FILE_BYTES // 1_000_000} MB. Scan it at 300 dpi, in parts.")
    if b"%PDF-" in head:
        return FileKind.PDF
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return FileKind.PICTURE
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
        return FileKind.PICTURE
    if head.startswith(b"PK\x03\x04"):
        _check_word(path, name)
        return FileKind.WORD
    raise PaperError(_other_content(name, head))


def _size(path: Path, name: str) -> int:
    """The file's length; raises PaperError for what is no file: a link could lead anywhere, a pipe never ends."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise PaperError(f"{name} is a link to another place and was not followed. Send the paper itself.")
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise PaperError(f"{name} is no file but a device or a pipe. Send the paper as a file.")
    return found.st_size


def is_mail(head: bytes, name: str) -> bool:
    """Whether a file that begins so is a saved e-mail: headers before the first blank line, some of which all have."""
    lines = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].splitlines()
    if not lines or not _HEADER.match(lines[0]):
        return False
    said = {line.partition(b":")[0].lower() for line in lines if b":" in line}
    sure = len(said & _SAID_BY_MAILS) > (0 if name.lower().endswith(".eml") else 2)
    return sure and bool(said & {b"from", b"received", b"sender"} or name.lower().endswith(".eml"))


def _other_content(name: str, head: bytes) -> str:
    remedy = "Send the paper as PDF, DOCX, TIFF, JPEG, PNG or HEIC."
    if is_mail(head, name):
        return (
            f"{name} is an e-mail without papers in it. Send the papers themselves; "
            "where the mail's own words are the paper, print it to PDF and send that."
        )
    if head.startswith(b"\xd0\xcf\x11\xe0") and name.lower().endswith(".msg"):
        return f"{name} is an e-mail as Outlook keeps it. Save it as EML, or send its papers themselves."
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return f"{name} is a Word file of the old kind, or one locked by a password. Save it as PDF and send that."
    if name.lower().endswith(".pdf"):
        return f"{name} is not a PDF, although it is named so. {remedy}"
    if b"\0" not in head:
        return f"{name} is a text file, not a paper. {remedy}"
    return f"{name} is of a kind that cannot be read. {remedy}"


def _check_word(path: Path, name: str) -> None:
    """Refuses what is no DOCX, and archives that would unpack to more than a paper can hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        raise PaperError(f"{name} is cut off or damaged. Send the paper again, or print it to PDF.") from None
    names = [entry.filename for entry in entries]
    if "word/document.xml" not in names:
        raise PaperError(f"{name} is an archive, not a paper. Send the papers in it one by one.")
    if any(name.startswith("word/vbaProject") for name in names):
        raise PaperError(f"{name} holds macros, which are not opened. Save it as PDF and send that.")
    unsafe = (
        len(entries) > MAX_ZIP_ENTRIES
        or len(set(names)) != len(names)
        or sum(entry.file_size for entry in entries) > MAX_ZIP_BYTES
        or any(_unsafe(entry) for entry in entries)
    )
    if unsafe:
        raise PaperError(f"{name} is not packed as Word packs its files and was not opened. Send it as PDF.")


def _unsafe(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    encrypted = bool(entry.flag_bits & 1)
    swollen = entry.file_size > _SMALL_PART and entry.file_size > MAX_ZIP_RATIO * max(entry.compress_size, 1)
    return encrypted or swollen or name.is_absolute() or ".." in name.parts


class PdfFile:
    """An open PDF, as pdfium and pypdf see it; pages count from 0 as in the libraries."""

    def __init__(self, name: str, path: Path, document: pdfium.PdfDocument, reader: pypdf.PdfReader | None) -> None:
        self.name = name
        self.path = path
        self.document = document
        self.reader = reader
        """None where pypdf cannot read the file; its form fields are then not told."""
        self.notes: list[str] = []
        """What is odd about the file, as sentences."""

    @property
    def pages(self) -> int:
        """How many pages pdfium can show."""
        return len(self.document)

    @cached_property
    def masked(self) -> bool:
        """Whether an image of the file may be masked, so that its own pixels are not what a page shows."""
        # What an image is stands outside of whatever is packed in the file.
        with self.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(b"Mask") >= 0

    def draws_image(self, index: int) -> bool:
        """Whether page `index` from 0 asks for an image or lost its content, as far as a damaged file tells."""
        if self.reader is None:
            return True
        try:
            page = self.reader.pages[index]
            images = _named(_named(page, "/Resources"), "/XObject")
            content = page.get_contents()
            if content is None:
                # Content that is referred to and not there was lost; so was it where the page has images for nothing.
                lost = isinstance(page.get("/Contents"), IndirectObject)
                asked = list(images)
            else:
                said = content.get_data()
                lost = _garbled(page, said)
                asked = ["/" + name.decode("latin-1") for name in _DRAWN.findall(said)]
            return lost or any(_named(images, name).get("/Subtype") != "/Form" for name in asked)
        except Exception:  # pypdf raises whatever its parsing stumbles over
            return True

    def writes(self, index: int) -> bool:
        """Whether pypdf finds print on page `index` from 0: where pdfium then finds nothing, it was lost."""
        try:
            return self.reader is not None and bool(self.reader.pages[index].extract_text().strip())
        except Exception:  # pypdf raises whatever its parsing stumbles over
            return False


def _garbled(page: DictionaryObject, said: bytes) -> bool:
    """Whether a page on which nothing shows has content that is no blank page's: it was damaged."""
    if not said.strip():
        held: Any = page["/Contents"].get_object()
        parts = [part.get_object() for part in held] if isinstance(held, ArrayObject) else [held]
        return sum(len(part._data) for part in parts if isinstance(part, StreamObject)) > _NOTHING_PACKED
    sample = said[:_SAMPLE]
    strange = sum(byte > 126 or (byte < 32 and byte not in b"\t\n\f\r") for byte in sample)
    return strange > _STRANGE * len(sample)


def _named(holder: DictionaryObject, name: str) -> DictionaryObject:
    """The dictionary of that name, an empty one where there is none."""
    found = holder.get(name, None)
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


@contextmanager
def open_pdf(path: Path, name: str) -> Iterator[PdfFile]:
    """The PDF, closed afterwards; raises PaperError where it cannot be opened at all."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise PaperError(f"{name} is locked by a password. Save it without one and send it again.") from None
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_SECURITY:
            message = (
                f"{name} is locked for those who hold a certificate. Save it without protection and send it again."
            )
            raise PaperError(message) from None
        raise PaperError(f"{name} is cut off or damaged. Send the paper again, or scan it.") from None
    try:
        count = len(document)
        if not count:
            raise PaperError(f"{name} has no pages. Send the paper again.")
        if count > MAX_PAGES:
            raise PaperError(f"{name} has {count:,} pages. Send it in parts of at most {MAX_PAGES:,}.")
        reader, counted = _pypdf_reader(path)
        file = PdfFile(name, path, document, reader)
        if counted is not None and counted != count:
            file.notes.append(
                f"{name} is built wrongly: it says {counted} pages where {count} can be seen. "
                "What can be seen was read; compare it with the paper."
            )
        if not _ends_properly(path):
            file.notes.append(f"{name} is cut off at its end. What could be seen was read; send the paper again.")
        yield file
    finally:
        document.close()


def _pypdf_reader(path: Path) -> tuple[pypdf.PdfReader | None, int | None]:
    """A reader for the form fields and its count of pages, as far as pypdf can tell them."""
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return None, None
        return reader, len(reader.pages)
    except Exception:  # pypdf raises whatever its parsing stumbles over; pdfium shows the pages all the same
        return None, None


def _ends_properly(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 4096))
        return b"%%EOF" in stream.read()


@contextmanager
def open_picture(path: Path, name: str) -> Iterator[Image.Image]:
    """The picture, its limits checked and nothing decoded yet; raises PaperError."""
    pillow_heif.register_heif_opener()
    unreadable = f"{name} is a picture that cannot be read. Take or scan it again as JPEG or PDF."
    try:
        # A frame's size is checked here, frame by frame, in place of Pillow's own warning.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=("JPEG", "PNG", "TIFF", "HEIF"))
    except Image.DecompressionBombError:
        raise PaperError(_too_large(name)) from None
    except Exception:  # Pillow raises whatever a broken picture makes it stumble over
        raise PaperError(unreadable) from None
    with image:
        yield image


def frame_count(image: Image.Image, name: str) -> int:
    """The pages of a picture: a TIFF can hold several; raises PaperError for an absurd number."""
    if image.format != "TIFF":
        return 1
    try:
        count = int(getattr(image, "n_frames", 1))
    except Exception:  # Pillow raises whatever a broken directory makes it stumble over
        # The first page can be whole; the one behind the last that can be found is told as damaged when it is read.
        count = 1 + _frames_found(image)
    if count > MAX_PAGES:
        raise PaperError(f"{name} has {count:,} pages. Send it in parts of at most {MAX_PAGES:,}.")
    return count


def _frames_found(image: Image.Image) -> int:
    for index in range(MAX_PAGES):
        try:
            image.seek(index)
        except Exception:  # as in `frame_count`
            return index
    return MAX_PAGES


def read_frame(image: Image.Image, index: int, name: str) -> tuple[Picture, float | None]:
    """Page `index` from 0 as upright pixels, grey or in colour, with its dots an inch if told; raises PaperError."""
    number = index + 1
    try:
        if image.format == "TIFF":
            image.seek(index)
        width, height = image.size
        if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
            raise PaperError(_too_large(name), page=number)
        _decode_small(image)
        image.load()
        frame = ImageOps.exif_transpose(_plain_mode(image))
        frame, dpi = _square_pixels(frame, image)
    except PaperError:
        raise
    except MemoryError:
        raise PaperError(_too_large(name), page=number) from None
    except Exception:  # Pillow raises whatever a broken picture makes it stumble over
        message = f"Page {number} of {name} is cut off or damaged. Send the paper again."
        raise PaperError(message, page=number) from None
    return np.asarray(frame), dpi


def _too_large(name: str) -> str:
    return f"{name} has far more pixels than a page needs and was not opened. Scan the paper at 300 dpi."


def _decode_small(image: Image.Image) -> None:
    """Has a JPEG decoder leave out pixels that would be scaled away afterwards."""
    share = (WORKING_PIXELS / (image.width * image.height)) ** 0.5
    if share < 1 and image.format in ("JPEG", "MPO"):
        image.draft(None, (int(image.width * share), int(image.height * share)))


def _plain_mode(image: Image.Image) -> Image.Image:
    """Grey or colour of 8 bits, transparency laid on white; keeps the note of how the camera was held."""
    if image.mode in ("1", "L"):
        plain = image.convert("L")
    elif image.mode.startswith(("I", "F")):
        levels = np.asarray(image, dtype=np.float64)
        plain = Image.fromarray((levels * (255 / max(levels.max(), 255))).astype(np.uint8))
    elif image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        coloured = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(coloured, mask=coloured.getchannel("A"))
    else:
        plain = image.convert("RGB")
    plain.info["exif"] = image.getexif().tobytes()
    return plain


def _square_pixels(frame: Image.Image, source: Image.Image) -> tuple[Image.Image, float | None]:
    """The frame with as many dots an inch across as down, and that number where it gives a sheet of paper."""
    across, down = (float(value) for value in source.info.get("dpi", (0, 0)))
    width, height = frame.size
    if source.mode == "1" and 0.95 < (across or 1) / (down or 1) < 1.05 and is_coarse_fax(width, height):
        across, down = COARSE_FAX
    # A fax line is 98 or 196 dots an inch down and 204 across: the paper would look squeezed.
    if across > 0 and down > 0 and not 0.95 < across / down < 1.05 and 0.2 < across / down < 5:
        dpi = max(across, down)
        width, height = round(width * dpi / across), round(height * dpi / down)
    else:
        dpi = across
    share = min(1.0, (WORKING_PIXELS / (width * height)) ** 0.5)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    inches = max(width, height) / dpi if dpi > 0 else 0.0
    # Cameras and screens write 72 or 96 whatever was photographed: only a scanner's figure is believed.
    if size != frame.size:
        frame = frame.resize(size, Image.Resampling.LANCZOS)
    return frame, dpi * share if dpi >= _LEAST_DPI and 5 <= inches <= 20 else None


def is_coarse_fax(across: int, down: int) -> bool:
    """Whether black and white dots are those of a page faxed coarsely, whose picture does not say how it was taken."""
    return _FAX_ACROSS[0] <= across <= _FAX_ACROSS[1] and _FAX_DOWN[0] <= down / across <= _FAX_DOWN[1]


def plainly_blank(pixels: Picture) -> bool:
    """Whether no dot is darker than paper, so that there is nothing to look for: blank backs come by the hundred."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return int(grey.min()) > max(float(np.median(grey[::16, ::16])) - _DARKER, _DIM)


def bears_ink(pixels: Picture) -> bool:
    """Whether a picture of paper shows more than paper: dirt and the grain of a fax are no ink."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    share = min(1.0, _GLANCE / max(grey.shape))
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    # The edges of a scan are often black where the lid stood open.
    down, across = (max(1, side // 20) for side in small.shape)
    small = small[down:-down, across:-across]
    paper = cv2.dilate(small, np.ones((_SHADE, _SHADE), np.uint8))
    dark = paper.astype(np.int16) - small > _DARKER
    # A shape larger than any shade between lights, such as a photo on a page or a sheet that is black all over.
    return bool(dark.mean() > _INKED or (small < _SOLID).mean() > _COVERED)


def shows_shapes(pixels: Picture) -> bool:
    """Whether a picture of a digital page, which has neither dirt nor shade, shows anything in whatever colour."""
    flat = pixels.reshape(-1, pixels.shape[-1] if pixels.ndim == 3 else 1).astype(np.int16)
    return bool((np.abs(flat - flat[0]).max(axis=1) > _TINT).mean() > _SHOWN)
