"""The four corners of a sheet in its picture, as a person gives them where they were found wrongly or not at all."""

import numpy as np

from extractors.straighten import Picture, Points

Corner = tuple[float, float]
"""How far from the left and from the top, from 0 to 1, of the picture as it came."""
Corners = tuple[Corner, Corner, Corner, Corner]
"""Top left, top right, bottom right, bottom left."""

_LEAST = 0.01
"""Share of the picture that each three of the corners must hold: less than a tenth by a fifth of it is no page."""
_ROUND = (
    "The four corners do not go round a sheet. Put the top left, top right, bottom right and bottom left corner each "
    "where the paper has it, so that no side crosses another."
)
_SMALL = "The four corners hold too little of the picture to be a page. Move each to its corner of the paper."


def fault_of(corners: Corners) -> str:
    """Why a sheet cannot have these corners, as a sentence with its remedy; empty where it can."""
    here = np.array(corners, np.float64)
    along, on = np.roll(here, -1, axis=0) - here, np.roll(here, -2, axis=0) - np.roll(here, -1, axis=0)
    # Twice what each corner holds with its two neighbours: positive at all where they go round clockwise, undented.
    held = along[:, 0] * on[:, 1] - along[:, 1] * on[:, 0]
    if (held <= 0).any():
        return _ROUND
    return _SMALL if held.min() < 2 * _LEAST else ""


def in_pixels(corners: Corners, picture: Picture) -> Points:
    """The corners in the picture's pixels."""
    height, width = picture.shape[:2]
    return (np.array(corners, np.float64) * (width, height)).astype(np.float32)


def as_shares(points: Points, picture: Picture) -> Corners:
    """The corners, given in pixels, as shares of the picture."""
    height, width = picture.shape[:2]
    first, second, third, fourth = [(float(x) / width, float(y) / height) for x, y in points]
    return first, second, third, fourth
