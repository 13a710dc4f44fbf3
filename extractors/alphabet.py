"""The line recogniser's network, made to choose among the letters of American forms alone.

It knows 18,000 signs, nearly all of them Chinese, and weighs each of them at each step of a line: a sixth of its time.
"""

import numpy as np
from numpy.typing import NDArray

from extractors.onnxfile import GRAPH, NOTE, NUMBERS, SIZES, TABLE, Content, Part, field, parts, sizes


def signs(model: bytes) -> list[str]:
    """The signs that the ONNX file says its network knows, as it counts them."""
    notes = ([body for _, _, body in parts(content)] for number, _, content in parts(model) if number == NOTE)
    return next(bytes(value).decode().splitlines() for name, value in notes if name == b"character")


def only(model: bytes, classes: int, kept: NDArray[np.intp]) -> bytes:
    """The ONNX file of a network that chooses among so many classes, made to choose among the `kept` alone."""
    return b"".join(
        field(GRAPH, b"".join(_cut(part, classes, kept) for part in parts(content))) if number == GRAPH else whole
        for number, whole, content in parts(model)
    )


def _cut(part: Part, classes: int, kept: NDArray[np.intp]) -> Content:
    """A part of the network as it is, or the kept columns of a table that has a column for each class."""
    number, whole, content = part
    if number != TABLE:
        return whole
    told = list(parts(content))
    size = sizes(told)
    if not size or size[-1] != classes:
        return whole
    [numbers] = [body for tag, _, body in told if tag == NUMBERS]
    columns = np.frombuffer(numbers, "<f4").reshape(-1, classes)[:, kept]
    rest = [body for tag, body, _ in told if tag not in (SIZES, NUMBERS)]
    shape = [field(SIZES, side) for side in (*size[:-1], len(kept))]
    return field(TABLE, b"".join([*shape, *rest, field(NUMBERS, columns.tobytes())]))
