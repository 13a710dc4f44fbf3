"""The fields of an ONNX file, a Protocol Buffers message: no more is read than it takes to change a network."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Content = bytes | memoryview
Part = tuple[int, Content, Content]
"""A field of a message: its number, the whole of it, and its content."""

GRAPH, NOTE, SETS = 7, 14, 8
"""Fields of the file that hold its network, its notes, and the sets of operators that it draws on."""
NODE, TABLE = 1, 5
"""Fields of the network that hold a step and a table of weights each."""
SIZES, KIND, NAME, NUMBERS = 1, 2, 8, 9
"""Fields of a table: its size in each direction, the kind of its numbers, its name, and the numbers."""
_KINDS = {np.dtype("<f4"): 1, np.dtype("i1"): 3}
_BYTES = 2
"""The wire type of a field whose content follows its length."""


def parts(message: Content) -> Iterator[Part]:
    """The fields of a message."""
    message = memoryview(message)
    at = 0
    while at < len(message):
        begin = at
        tag, at = number(message, at)
        content = at
        if tag & 7 == _BYTES:
            length, content = number(message, at)
            at = content + length
        elif tag & 7 == 0:
            _, at = number(message, at)
        else:
            at += 8 if tag & 7 == 1 else 4
        yield tag >> 3, message[begin:at], message[content:at]


def number(message: Content, at: int) -> tuple[int, int]:
    """The number that begins there, seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        value |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
        if message[at - 1] < 0x80:
            return value, at


def field(tag: int, content: Content | str | int) -> bytes:
    """A field of a message: bytes, a text, or a number of its own."""
    if isinstance(content, int):
        return _varint(tag << 3) + _varint(content)
    if isinstance(content, str):
        content = content.encode()
    return b"".join([_varint(tag << 3 | _BYTES), _varint(len(content)), content])


def sizes(table: Iterable[Part]) -> list[int]:
    """The size of a table in each direction."""
    return [number(body, 0)[0] for tag, _, body in table if tag == SIZES]


def table(name: str, numbers: NDArray[np.float32] | NDArray[np.int8]) -> bytes:
    """A table of weights as a field of the network."""
    told = [*(field(SIZES, size) for size in numbers.shape), field(KIND, _KINDS[numbers.dtype]), field(NAME, name)]
    return field(TABLE, b"".join([*told, field(NUMBERS, numbers.tobytes())]))


def _varint(value: int) -> bytes:
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*told, value])
