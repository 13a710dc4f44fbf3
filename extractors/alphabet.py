"""The line recogniser's network, made to choose among the letters of American forms alone.

It knows 18,000 signs, nearly all of them Chinese, and weighs each of them at each step of a line: a sixth of its time.
An ONNX file is a Protocol Buffers message; of that format no more is read here than it takes to find two tables.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Content = bytes | memoryview

_GRAPH, _NOTE, _TABLE = 7, 14, 5
"""Fields of the file that hold its network and its notes, and of the network that hold a table of weights each."""
_SIZES, _NUMBERS = 1, 9
"""Fields of a table: its size in each direction, and its 32-bit numbers."""
_BYTES = 2
"""The wire type of a field whose content follows its length."""


def signs(model: bytes) -> list[str]:
    """The signs that the ONNX file says its network knows, as it counts them."""
    notes = ([body for _, _, body in _parts(content)] for number, _, content in _parts(model) if number == _NOTE)
    return next(bytes(value).decode().splitlines() for name, value in notes if name == b"character")


def only(model: bytes, classes: int, kept: NDArray[np.intp]) -> bytes:
    """The ONNX file of a network that chooses among so many classes, made to choose among the `kept` alone."""
    return b"".join(
        _field(_GRAPH, b"".join(_cut(part, classes, kept) for part in _parts(content))) if number == _GRAPH else whole
        for number, whole, content in _parts(model)
    )


def _cut(part: tuple[int, Content, Content], classes: int, kept: NDArray[np.intp]) -> Content:
    """A part of the network as it is, or the kept columns of a table that has a column for each class."""
    number, whole, content = part
    if number != _TABLE:
        return whole
    told = list(_parts(content))
    sizes = [_number(body, 0)[0] for field, _, body in told if field == _SIZES]
    if not sizes or sizes[-1] != classes:
        return whole
    [numbers] = [body for field, _, body in told if field == _NUMBERS]
    columns = np.frombuffer(numbers, "<f4").reshape(-1, classes)[:, kept]
    rest = [field for number, field, _ in told if number not in (_SIZES, _NUMBERS)]
    shape = [_varint(_SIZES << 3) + _varint(size) for size in (*sizes[:-1], len(kept))]
    return _field(_TABLE, b"".join([*shape, *rest, _field(_NUMBERS, columns.tobytes())]))


def _parts(message: Content) -> Iterator[tuple[int, Content, Content]]:
    """The fields of a message: number, the whole of it, and its content."""
    message = memoryview(message)
    at = 0
    while at < len(message):
        begin = at
        tag, at = _number(message, at)
        content = at
        if tag & 7 == _BYTES:
            length, content = _number(message, at)
            at = content + length
        elif tag & 7 == 0:
            _, at = _number(message, at)
        else:
            at += 8 if tag & 7 == 1 else 4
        yield tag >> 3, message[begin:at], message[content:at]


def _number(message: Content, at: int) -> tuple[int, int]:
    """The number that begins there, seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        value |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
        if message[at - 1] < 0x80:
            return value, at


def _varint(value: int) -> bytes:
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*told, value])


def _field(number: int, content: Content) -> bytes:
    return b"".join([_varint(number << 3 | _BYTES), _varint(len(content)), content])
