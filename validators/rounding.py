"""Rounding stands in forms.rounding, which the writers of documents share."""

from forms.rounding import to_cent, to_unit

__all__ = ["to_cent", "to_unit"]
