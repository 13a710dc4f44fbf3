"""Reads lines of print from pictures with two readers: a neural line recogniser, and tesseract where that one doubts.

The recogniser's models lie in the `rapidocr` wheel; they are run with onnxruntime directly, so that a page's lines go
through in few batches of like width, letters that no American form prints are not so much as weighed, large products
are of whole numbers, and every letter keeps its own confidence and place.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors import alphabet
from extractors.agreement import DISPUTED, LOOKS, Letter, Line, compared, looked_at_again, unsettled
from extractors.eightbits import in_eight_bits
from extractors.ink import Area
from extractors.skipped import doubt_skipped
from extractors.straighten import Picture
from forms.fieldtypes import Unreadable
from forms.form import Cell

_HEIGHT = 48
"""Pixels of height that the recogniser takes."""
_NARROWEST, _WIDEST = 64, 3200
_BATCH_COLUMNS = 1600
"""Pixels of width that one batch may hold, so that a page of long lines needs no more memory than one of short ones."""
_KEYBOARD_LETTERS = {"", *(chr(code) for code in range(0x20, 0x7F)), "’", "“", "”", "–", "—"}
_ZERO_FOR_O = re.compile(r"(?<![A-Za-z0-9])0(?=[a-z]{2})")
_PRINTED = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA1, 0x180)) if chr(code) != "ı"} | set("–—‘’“”•…€™☐☑☒")


MARGIN = 0.2
"""White around a line of print, in parts of its height."""
_SURE = 0.985
"""A line whose weakest letter is below this is read by the second reader as well."""
_SURE_IN_EIGHT = 0.995
"""A line whose weakest letter is below this in eight bits is read in 32: the two differ by a hundredth or two."""
_POOR, _TELLING_LINES = 0.35, 8
"""On a page of which such a share of the lines is below, and so many at least, a sure letter says less."""
_SURE_IF_POOR = 0.998
_NEARLY_POOR = 0.28
"""From this share on a page is read in 32 bits again, all of it: whether it is a poor one is not left to chance."""
_LEGIBLE = 0.15
_WHITE = 200
"""The darkest grey of a column between two words."""
_ROW_GAP = 16
_PATIENCE = 60
"""Seconds that tesseract may take for the lines of a page."""
# Its threads slow it down many times over when they outnumber the cores.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


class Recogniser:
    """The line recogniser: one instance a process, one thread.

    Its network reads in numbers of eight bits, and again in all 32 the lines of which it is not sure in eight.
    """

    def __init__(self) -> None:
        model = model_file().read_bytes()
        # The network's first class is "no letter", its last one the space.
        letters = ["", *alphabet.signs(model), " "]
        kept = np.array([at for at, letter in enumerate(letters) if letter == "" or letter in _PRINTED])
        self._letters = [letters[at] for at in kept]
        self._weights = np.array([_weight(letter) for letter in self._letters], np.float32)
        self._whole = alphabet.only(model, len(letters), kept)
        self._quick = session(in_eight_bits(self._whole))

    @cached_property
    def _exact(self) -> Any:
        return session(self._whole)

    def read(self, crops: Sequence[Picture], *, exact: bool = False) -> list[Line]:
        """The lines in the grey crops, one line each, in the crops' order; `exact` for all of them in 32 bits."""
        lines: list[Line] = [Line(())] * len(crops)
        scaled = [_scaled(crop) for crop in crops]
        order = sorted((at for at, crop in enumerate(scaled) if crop.shape[1]), key=lambda at: scaled[at].shape[1])
        for batch in _batches(order, scaled):
            width = max(scaled[at].shape[1] for at in batch)
            block = np.zeros((len(batch), 3, _HEIGHT, width), np.float32)
            for row, at in enumerate(batch):
                block[row, :, :, : scaled[at].shape[1]] = scaled[at].astype(np.float32) / 127.5 - 1
            if not exact:
                for at, line in zip(batch, self._read(self._quick, block, [scaled[at] for at in batch]), strict=True):
                    lines[at] = line
            if unsure := [row for row, at in enumerate(batch) if lines[at].weakest < _SURE_IN_EIGHT]:
                again = self._read(self._exact, block[unsure], [scaled[batch[row]] for row in unsure])
                for row, line in zip(unsure, again, strict=True):
                    lines[batch[row]] = line
        return lines

    def _read(self, network: Any, block: NDArray[np.float32], crops: Sequence[Picture]) -> list[Line]:
        """The lines in the crops, as the network has them; the block holds a crop a row, all of one width."""
        scores = network.run(None, {network.get_inputs()[0].name: block})[0]
        return [
            doubt_skipped(self._line(row, crop.shape[1] / block.shape[3]), crop)
            for row, crop in zip(scores, crops, strict=True)
        ]

    def _line(self, scores: NDArray[np.float32], share: float) -> Line:
        """The line in a matrix of steps and letters; `share` is the part of the steps that the crop takes up."""
        best = (scores * self._weights).argmax(axis=1)
        starts = np.flatnonzero((best != 0) & (best != np.concatenate(([-1], best[:-1]))))
        steps = max(1.0, len(best) * share)
        letters = [
            Letter(self._letters[best[at]], float(scores[at, best[at]]), min(1.0, (at + 0.5) / steps)) for at in starts
        ]
        return Line(tuple(_with_capitals(letters)))


def model_file() -> Path:
    """Where the recogniser's network lies."""
    package = find_spec("rapidocr")
    assert package is not None
    assert package.submodule_search_locations is not None
    return next(Path(package.submodule_search_locations[0], "models").glob("*_rec_*.onnx"))


def session(model: bytes) -> Any:
    """An ONNX file's network, ready to be run on one thread."""
    # Imported by the first picture: papers with a text layer do without.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _with_capitals(letters: list[Letter]) -> list[Letter]:
    """The letters with a 0 that begins a word of small letters, as in 12-0ct-2026, taken for the O it is."""
    text = "".join(letter.text for letter in letters)
    begins = {match.start() for match in _ZERO_FOR_O.finditer(text)}
    return [replace(letter, text="O") if at in begins else letter for at, letter in enumerate(letters)]


def _weight(letter: str) -> float:
    """How common a letter is on the programs' papers: a dot of dirt over an l must not make it an ł."""
    return 1.0 if letter in _KEYBOARD_LETTERS else 0.6 if letter <= "ÿ" else 0.25


def _scaled(crop: Picture) -> Picture:
    if 0 in crop.shape:
        return np.zeros((_HEIGHT, 0), np.uint8)
    width = int(np.clip(round(crop.shape[1] * _HEIGHT / crop.shape[0]), 8, _WIDEST))
    method = cv2.INTER_AREA if crop.shape[0] > 2 * _HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, (width, _HEIGHT), interpolation=method), dtype=np.uint8)


def _batches(order: list[int], scaled: list[Picture]) -> list[list[int]]:
    """The crops, narrowest first, in batches that waste little width on padding."""
    batches: list[list[int]] = []
    for at in order:
        width = scaled[at].shape[1]
        if batches:
            narrowest = scaled[batches[-1][0]].shape[1]
            if width <= max(_NARROWEST, 1.25 * narrowest) and (len(batches[-1]) + 1) * width <= _BATCH_COLUMNS:
                batches[-1].append(at)
                continue
        batches.append([at])
    return batches


@cache
def recogniser() -> Recogniser:
    """The process's recogniser, loaded when the first picture needs it."""
    return Recogniser()


def read_lines(crops: Sequence[Picture], known: Mapping[int, Line] = MappingProxyType({})) -> list[Line]:
    """The lines of print in the crops, in order: read by the recogniser, and again by tesseract where it doubts.

    `known` are lines that the recogniser has read already, by their places among the crops.
    """
    fresh = [at for at in range(len(crops)) if at not in known]
    unread = [crops[at] for at in fresh]
    read = dict(zip(fresh, recogniser().read(unread), strict=True))
    lines = [known[at] if at in known else read[at] for at in range(len(crops))]
    if _is_nearly_poor(lines):
        # What a letter is worth hangs on how many are in doubt, of which eight bits leave a few less.
        read = dict(zip(fresh, recogniser().read(unread, exact=True), strict=True))
        lines = [known[at] if at in known else read[at] for at in range(len(crops))]
    doubtful = doubtful_of(lines)
    if doubtful:
        told = dict(zip(doubtful, tesseract([crops[at] for at in doubtful]), strict=True))
        first = {at: lines[at] for at in doubtful}
        for at, (other, _) in told.items():
            lines[at] = compared(lines[at], other)
        spans = {at: unsettled(lines[at], told[at].text) for at in doubtful}
        disputed = [at for at, span in spans.items() if span]
        parts = [part_of(crops[at], lines[at], spans[at]) for at in disputed]
        looks = recogniser().read([look for part in parts for look in _looks(part)], exact=True)
        for number, at in enumerate(disputed):
            here = looks[LOOKS * number :][:LOOKS]
            other, sure = told[at]
            lines[at] = looked_at_again(lines[at], here, other, spans[at], first=first[at], sure=sure)
    return lines


def doubtful_of(lines: Sequence[Line]) -> list[int]:
    """The places of the lines that the second reader is to read as well."""
    legible = [at for at, line in enumerate(lines) if line.letters and line.weakest >= _LEGIBLE]
    found = [at for at in legible if lines[at].weakest < _SURE]
    if len(found) >= _TELLING_LINES and len(found) > _POOR * len(legible):
        found = [at for at in legible if lines[at].weakest < _SURE_IF_POOR]
    return found


def _is_nearly_poor(lines: Sequence[Line]) -> bool:
    """Whether the page, read in eight bits, may be a poor one."""
    legible = [line for line in lines if line.letters and line.weakest >= _LEGIBLE]
    unsure = sum(line.weakest < _SURE for line in legible)
    return unsure >= _TELLING_LINES - 3 and unsure > _NEARLY_POOR * len(legible)


def _looks(crop: Picture) -> list[Picture]:
    """The line with more white around it, with less, and softer."""
    high = crop.shape[0]
    pad, trim = round(0.15 * high), round(0.09 * high)
    padded = cv2.copyMakeBorder(crop, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=245)
    soft = cv2.GaussianBlur(crop, (0, 0), max(0.1, 0.03 * high))
    return [np.asarray(look, np.uint8) for look in (padded, crop[trim : max(trim + 1, high - trim)], soft)]


def part_of(crop: Picture, line: Line, words: range) -> Picture:
    """The part of a line's crop in which these of its words stand, cut where there is most white between words."""
    there = line.words
    high, wide = crop.shape
    left = _gap(crop, there[words.start - 1][-1], there[words.start][0]) if words.start else 0
    right = _gap(crop, there[words.stop - 1][-1], there[words.stop][0]) if words.stop < len(there) else wide
    if left is None or right is None or right - left < high:
        return crop
    return crop[:, left:right]


def _gap(crop: Picture, before: Letter, after: Letter) -> int | None:
    """The column between two letters in the middle of the widest white, None where there is none."""
    wide = crop.shape[1]
    start, stop = round(before.place * wide), round(after.place * wide)
    white = np.flatnonzero(crop[:, start:stop].min(axis=0, initial=255) > _WHITE)
    if not len(white):
        return None
    runs = np.split(white, np.flatnonzero(np.diff(white) > 1) + 1)
    widest = max(runs, key=len)
    return int(start + widest[len(widest) // 2])


class Told(NamedTuple):
    """A line as tesseract reads it, and how sure it is of each word, from 0 to 1."""

    text: str
    sure: tuple[float, ...] = ()


def tesseract(crops: Sequence[Picture]) -> list[Told]:
    """Each crop as tesseract reads it: one process for all; blank texts where it fails or is too slow."""
    import pytesseract

    rows = [_scaled(crop) for crop in crops]
    height = _HEIGHT + 2 * _ROW_GAP
    sheet = np.full((height * len(rows) + _ROW_GAP, max(row.shape[1] for row in rows) + 2 * _ROW_GAP), 255, np.uint8)
    for at, row in enumerate(rows):
        top = at * height + _ROW_GAP
        sheet[top : top + _HEIGHT, _ROW_GAP : _ROW_GAP + row.shape[1]] = row
    picture = Image.fromarray(sheet)
    # As plain pixels: nobody gains from packing what is unpacked at once.
    picture.format = "PPM"
    try:
        data = pytesseract.image_to_data(
            picture,
            config="--psm 6 -c tessedit_do_invert=0",
            timeout=_PATIENCE,
            output_type=pytesseract.Output.DICT,
        )
    except (RuntimeError, pytesseract.TesseractError):
        return [Told("")] * len(crops)
    texts: list[list[str]] = [[] for _ in rows]
    trust: list[list[float]] = [[] for _ in rows]
    for text, top, tall, percent in zip(*(data[key] for key in ("text", "top", "height", "conf")), strict=True):
        if text.strip():
            at = min(len(rows) - 1, int((top + tall / 2) // height))
            words = text.split()
            texts[at] += words
            trust[at] += [max(0.0, float(percent) / 100)] * len(words)
    return [Told(" ".join(words), tuple(each)) for words, each in zip(texts, trust, strict=True)]


def second_look(page: Picture, area: Area, cell: Cell) -> tuple[str, float]:
    """The text of one line read again at other scales, the first that is a value of the cell's type, and how sure."""
    looks = []
    for margin in (0.1, 0.3, 0.45):
        line = recogniser().read([cut(page, area, margin)], exact=True)[0]
        looks.append(line)
    texts = [line.text for line in looks]
    for line in sorted(looks, key=lambda line: -line.weakest):
        try:
            cell.kind.parse(line.text, cell.options)
        except Unreadable:
            continue
        agreed = texts.count(line.text) > 1
        return line.text, max(line.weakest, 0.92) if agreed else min(line.weakest, DISPUTED)
    best = max(looks, key=lambda line: line.weakest)
    return best.text, min(best.weakest, DISPUTED)


def cut(page: Picture, area: Area, margin: float = MARGIN) -> Picture:
    """The line of print in the area, with as much white around it as the recogniser is used to."""
    line = area.grown(max(2, round(0.06 * area.height))).of(page)
    white = round(margin * area.height)
    return np.asarray(cv2.copyMakeBorder(line, white, white, white, white, cv2.BORDER_CONSTANT, value=245), np.uint8)
