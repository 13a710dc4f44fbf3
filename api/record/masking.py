"""What is not shown unless somebody asks for it: the values that forms declare private, such as birth dates."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from forms.catalog import Catalog
from forms.form import Form

MASK = "•••"
_FIGURES = re.compile(r"(?<!\[)\d[\d./-]*\d|(?<![\[\d])\d")
"""Figures, but not the number of a row."""


class Masks:
    """Which values are private, by their document's form; by all forms together where that one does not know them."""

    def __init__(self, catalog: Catalog) -> None:
        private = {form.id: frozenset(_private(form)) for form in catalog.forms()}
        self._all = frozenset().union(*private.values())
        self._names = {form.id: private[form.id] | self._all.difference(_names(form)) for form in catalog.forms()}

    def hides(self, form: str | None, path: str) -> bool:
        """Whether the value at that path of a document, as findings name it, is masked; of a row, whether any is."""
        table, bracket, rest = path.partition("[")
        column = rest.partition("].")[2]
        name = table if not bracket else column or f"{table}[]"
        return name in self._names.get(form or "", self._all)

    def message(self, message: str, form: str | None, paths: Iterable[str]) -> str:
        """The sentence of a finding, without the figures of a value that is masked."""
        return _FIGURES.sub(MASK, message) if any(self.hides(form, path) for path in paths) else message

    def value(self, told: dict[str, Any], form: str | None, path: str) -> dict[str, Any]:
        """A value as a report or a change tells it, without what it says where it is masked."""
        if not self.hides(form, path):
            return told
        hidden = {side: MASK for side in ("value", "text", "why") if told.get(side) is not None}
        return {side: said for side, said in (told | hidden).items() if side != "rivals"}

    def finding(self, told: dict[str, Any], form: str | None) -> dict[str, Any]:
        """A finding as a report tells it, without the figures of what is masked."""
        if not any(self.hides(form, path) for path in told["fields"]):
            return told
        hidden = {side: MASK for side in ("expected", "found") if told[side] is not None}
        return told | hidden | {"message": _FIGURES.sub(MASK, told["message"])}

    def findings(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        """The findings of a report as JSON has it."""
        forms = {document["id"]: document["form"] for document in report["documents"]}
        return [self.finding(finding, forms.get(finding["document"])) for finding in report["findings"]]

    def report(self, report: dict[str, Any]) -> dict[str, Any]:
        """The report as JSON has it, in which nothing private is told."""
        documents = []
        for document in report["documents"]:
            form = document["form"]
            tables = {table: [self._row(row, form) for row in rows] for table, rows in document["tables"].items()}
            documents.append(document | {"fields": self._row(document["fields"], form), "tables": tables})
        forms = {document["id"]: document["form"] for document in report["documents"]}
        doubts = [
            entry | {"why": self.message(entry["why"], forms.get(entry.get("document")), entry.get("fields", ()))}
            for entry in report["not_checked"]
        ]
        return report | {"documents": documents, "findings": self.findings(report), "not_checked": doubts}

    def _row(self, row: dict[str, Any], form: str | None) -> dict[str, Any]:
        # A column of a table that is named as a field is private or not as the field is.
        return {name: self.value(value, form, name) for name, value in row.items()}


@cache
def masks_of(catalog: Catalog) -> Masks:
    """The masks of the catalogue, made once."""
    return Masks(catalog)


def _names(form: Form) -> Iterable[str]:
    """Names of all fields, columns and tables."""
    yield from form.fields
    for name, table in form.tables.items():
        yield from (f"{name}[]", *table.columns)


def _private(form: Form) -> Iterable[str]:
    """Names of private fields and columns, and of tables with such columns."""
    yield from (name for name, cell in form.fields.items() if cell.private)
    for name, table in form.tables.items():
        columns = [column for column, cell in table.columns.items() if cell.private]
        yield from columns
        if columns:
            yield f"{name}[]"
