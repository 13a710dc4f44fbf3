"""What a page made by hand answers: its fields read as a form of a stranger, and said to be so without doubt."""

from typing import Any

from extractors.foreign import read_document
from forms.catalog import load_catalog
from forms.evidence import Value
from tests.support.paper import Paper

CATALOG = load_catalog()


def read(name: str, paper: Paper) -> dict[str, Value]:
    """The fields of the page as the form of that name, in whatever layout."""
    return read_document(CATALOG.form(name), [paper.page])[0]


def said(values: dict[str, Value], **wanted: Any) -> None:
    """Asserts that the fields have these values and that none of them is for review."""
    for name, value in wanted.items():
        assert (values[name].value, values[name].review) == (value, False), name
