"""Our own edition known by its look: what a page prints of form, edition and number where its code is lost."""

import re
from collections.abc import Sequence

from rapidfuzz import process

from extractors import own_print, recognise
from extractors.inside import text_in
from extractors.page import Page
from forms.catalog import Catalog
from forms.layout import PageCode

_HEAD_BOTTOM = 0.2
"""Form, edition and page stand above this at the head of a page, as a fraction of its height."""
_EDITION = re.compile(r"\bEdition\W+(\d{4}-\d{2})\b", re.I)
_PAGE = re.compile(r"\bPage\W+(\d+)\W+of\W+(\d+)\b", re.I)
_ALIKE = 90.0
"""From which likeness, of 100, a form's name in a footer is one that was misread by a letter."""


def stated_code(page: Page, catalog: Catalog, program: str | None = None) -> PageCode | None:
    """What the page's code would say, from its footer or else from its head and title; None for a stranger's page."""
    if stated := own_print.find_code(page):
        return _known(stated, [form.id for form in catalog.forms()])
    head = text_in(page, (0.0, 0.0, 1.0, _HEAD_BOTTOM))
    edition, number = _EDITION.search(head), _PAGE.search(head)
    if not edition or not number:
        return None
    proposals = recognise.split([page], catalog, program)
    form = proposals[0].form if len(proposals) == 1 else None
    return PageCode(form, edition[1], int(number[1]), int(number[2])) if form else None


def _known(stated: PageCode, forms: Sequence[str]) -> PageCode | None:
    nearest = process.extractOne(stated.form, forms, score_cutoff=_ALIKE)
    return PageCode(nearest[0], stated.edition, stated.page, stated.pages) if nearest else None
