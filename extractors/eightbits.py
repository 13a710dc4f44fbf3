"""The line recogniser's network with its large products in numbers of eight bits: half the time, and the same reading.

The large products are convolutions of single dots, which mix a dot's channels by a table of weights. The network is
taken as it comes, in 32 bits; what each such step was becomes a product of whole numbers, which processors do several
at a time, and what goes between them stays as it was. How large the numbers of a step are is found anew each time.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.onnxfile import GRAPH, NAME, NODE, NUMBERS, SETS, TABLE, Content, Part, field, parts, sizes, table

_IN, _OUT, _OPERATOR, _SETTING, _SET = 1, 2, 4, 5, 7
"""Fields of a step: what goes in, what comes out, its operator, a setting, and the set the operator is of."""
_SETTING_NAME, _SETTING_NUMBERS, _SETTING_KIND, _NUMBERS_KIND = 1, 8, 20, 7
"""Fields of a setting: its name, its whole numbers and its kind; and the kind that is whole numbers."""
_SET_NAME, _SET_VERSION, _CONTRIBUTED = 1, 2, "com.microsoft"
_FEWEST, _UNLIKE = 96, 2
"""Channels on either side of a product from which it is large, and how many times as many may be on the other side:
those that weigh whole channels are of four."""
_MOST = 127
"""The largest weight, and the largest sum of two that follow one another: some processors add the products of two in
16 bits, and all are to read alike."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of the network, with the names of what goes in and comes out."""

    whole: Content
    operator: str
    taken: list[str]
    made: list[str]


def in_eight_bits(model: bytes) -> bytes:
    """The ONNX file with its large products in eight bits, to be run by ONNX Runtime."""
    told = list(parts(model))
    own = field(SETS, field(_SET_NAME, _CONTRIBUTED) + field(_SET_VERSION, 1))
    return b"".join([*(_network(content) if tag == GRAPH else whole for tag, whole, content in told), own])


def _network(content: Content) -> bytes:
    told = list(parts(content))
    tables = dict(_named(part) for part in told if part[0] == TABLE)
    steps = [_step(part) for part in told if part[0] == NODE]
    uses = Counter(name for step in steps for name in step.taken)
    after = {name: step for step in steps for name in step.taken if uses[name] == 1}
    weights = {step.made[0]: step.taken[1] for step in steps if _is_large(step, tables)}
    sums = {out: after[out] for out in weights if out in after and _adds(after[out], out, tables)}
    done = {id(step.whole) for step in sums.values()}
    made: list[Content] = []
    for step in steps:
        if step.made[0] in weights:
            made += _product(step, tables[step.taken[1]], sums.get(step.made[0]), tables)
        elif id(step.whole) not in done:
            made.append(step.whole)
    gone = {name for name in weights.values() if uses[name] == 1}
    rest = [whole for tag, whole, body in told if tag != NODE and not (tag == TABLE and _name(body) in gone)]
    return field(GRAPH, b"".join([*made, *rest]))


def _product(step: _Step, weights: Content, sum_: _Step | None, tables: dict[str, Content]) -> Iterator[bytes]:
    """The step as a product in eight bits, with what is added to it; its tables go with it."""
    out = step.made[0]
    whole, scale = _rounded(_numbers(weights).reshape(sizes(parts(weights))).T[0, 0])
    taken = [f"{out}.dots", f"{out}.weights", f"{out}.scale"]
    yield table(taken[1], whole)
    yield table(taken[2], scale)
    if sum_ is not None:
        taken += ["", f"{out}.sum"]
        yield table(taken[-1], _numbers(tables[next(name for name in sum_.taken if name != out)]))
        out = sum_.made[0]
    yield _made("Transpose", step.taken[:1], f"{step.made[0]}.dots", perm=(0, 2, 3, 1))
    yield _made("DynamicQuantizeMatMul", taken, f"{step.made[0]}.product", _CONTRIBUTED)
    yield _made("Transpose", [f"{step.made[0]}.product"], out, perm=(0, 3, 1, 2))


def _rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The weights, a column for each channel that comes out, as whole numbers, and what one is of each column."""
    size = np.abs(weights)
    most = np.maximum(size.max(axis=0), (size[::2] + size[1::2]).max(axis=0))
    scale = np.maximum(most / _MOST, np.finfo(np.float32).tiny).astype(np.float32)
    return np.rint(weights / scale).astype(np.int8), scale


def _is_large(step: _Step, tables: dict[str, Content]) -> bool:
    """Whether the step is a large convolution of single dots."""
    if step.operator != "Conv" or len(step.taken) != 2 or step.taken[1] not in tables:
        return False
    made, taken, *dots = sizes(parts(tables[step.taken[1]]))
    fewest, most = sorted((made, taken))
    return dots == [1, 1] and fewest >= _FEWEST and most <= _UNLIKE * fewest


def _adds(step: _Step, out: str, tables: dict[str, Content]) -> bool:
    """Whether the step adds a table, a number for each channel, to what came out."""
    [*others] = (name for name in step.taken if name != out)
    return step.operator == "Add" and len(others) == 1 and others[0] in tables


def _step(part: Part) -> _Step:
    told: dict[int, list[str]] = {_IN: [], _OUT: [], _OPERATOR: []}
    for tag, _, body in parts(part[2]):
        if tag in told:
            told[tag].append(bytes(body).decode())
    return _Step(part[1], told[_OPERATOR][0], told[_IN], told[_OUT])


def _made(operator: str, taken: Sequence[str], out: str, of: str = "", **settings: Sequence[int]) -> bytes:
    """A step as a field of the network."""
    told = [*(field(_IN, name) for name in taken), field(_OUT, out), field(_OPERATOR, operator)]
    for name, numbers in settings.items():
        numbered = b"".join(field(_SETTING_NUMBERS, number) for number in numbers)
        told.append(field(_SETTING, field(_SETTING_NAME, name) + numbered + field(_SETTING_KIND, _NUMBERS_KIND)))
    return field(NODE, b"".join([*told, field(_SET, of)]))


def _named(part: Part) -> tuple[str, Content]:
    return _name(part[2]), part[2]


def _name(weights: Content) -> str:
    return next(bytes(body).decode() for tag, _, body in parts(weights) if tag == NAME)


def _numbers(weights: Content) -> NDArray[np.float32]:
    [numbers] = [body for tag, _, body in parts(weights) if tag == NUMBERS]
    return np.frombuffer(numbers, "<f4")
