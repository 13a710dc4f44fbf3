"""Reports for a person at a terminal: what came, what is wrong and where, what must be looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.terminal import shown
from forms.catalog import Catalog
from forms.packet import Document
from forms.report import Finding, Report

_OUTCOME_STYLES = {
    "complete": "bold green",
    "incomplete": "bold red",
    "ineligible": "bold red",
    "needs-review": "bold yellow",
}
_OUTCOME_WORDS = {
    "complete": "complete",
    "incomplete": "incomplete",
    "ineligible": "ineligible",
    "needs-review": "needs review",
}


_LABEL = 11
"""Letters of the longest label of an entry."""
_LISTED = 8
"""Pages in a row that are listed one by one."""


def show_report(console: Console, report: Report, catalog: Catalog) -> None:
    """Prints one packet's report: papers, findings with their citations, values to look at, problems."""
    console.print()
    heading = Text(shown(report.packet.name), "bold")
    heading.append("  ")
    heading.append(_OUTCOME_WORDS[report.outcome], _OUTCOME_STYLES[report.outcome])
    console.print(heading)
    for problem in report.packet.problems:
        where = f"{problem.file}, page {problem.page}" if problem.page else problem.file
        console.print(_entry("problem", f"{where}: {problem.message}", "yellow"))
    for document in report.packet.documents:
        console.print(Padding(_document_line(document, catalog), (0, 0, 0, 2)))
    names = {document.id: document for document in report.packet.documents}
    for finding in report.findings:
        console.print(_finding(finding, names.get(finding.document or "")))
    for document in report.packet.documents:
        for path, value in document.values():
            if value.review:
                read = f"read as {value.text!r}" if value.text else "read as blank"
                reason = f": {value.why}" if value.why else ""
                message = f"{document.id} {path} {read}{reason} ({_place(document, value.page)})"
                console.print(_entry("look at", message, "yellow"))
    unanswered = sorted({entry.rule for entry in report.not_checked})
    if unanswered:
        console.print(_entry("not checked", ", ".join(unanswered), "dim"))


def _document_line(document: Document, catalog: Catalog) -> Text:
    form = catalog.form(document.form) if document.form else None
    title = form.title_of(document.kind) if form else "not recognised"
    line = Text(f"{document.id:<4}", "dim")
    line.append(title, "" if form else "yellow")
    line.append(f"  {shown(document.file)}, {_pages(document.pages)}", "dim")
    if document.present_edition:
        line.append(
            f"  edition {shown(document.edition or '')}; the present one is {document.present_edition}", "yellow"
        )
    return line


def _pages(pages: list[int]) -> str:
    if len(pages) == 1:
        return f"page {pages[0]}"
    if len(pages) > _LISTED and pages == list(range(pages[0], pages[-1] + 1)):
        return f"pages {pages[0]} to {pages[-1]}"
    return f"pages {', '.join(map(str, pages))}"


def _place(document: Document, page: int | None) -> str:
    return f"{document.file}, page {page}" if page else document.file


def _finding(finding: Finding, document: Document | None) -> "_Entry":
    where = f" [{document.id} {document.file}]" if document else ""
    body = Text(shown(f"{finding.message}{where}")), Text(f"{finding.rule} · {finding.citation}", "dim")
    return _Entry(finding.kind, body, "yellow" if finding.kind == "review" else "red")


def _entry(label: str, body: str, style: str) -> "_Entry":
    return _Entry(label, (Text(shown(body), "dim" if style == "dim" else ""),), style)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A label with what is said under it beside it; a table of rich takes four times as long over the same."""

    label: str
    body: Sequence[Text]
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        before = Text(f"  {self.label:<{_LABEL}}  ", self.style, end="")
        for text in self.body:
            for line in text.wrap(console, max(1, options.max_width - len(before)), overflow="fold"):
                yield before
                yield line
                before = Text(" " * len(before), end="")


def show_summary(console: Console, reports: Iterable[Report]) -> None:
    """Prints a table of a batch: a row for each packet with its outcome and the rules that found something."""
    table = Table(title="Packets", title_justify="left", expand=False)
    for heading in ("Packet", "Outcome", "Papers", "Findings", "To look at"):
        table.add_column(heading, overflow="fold")
    for report in reports:
        look = sum(value.review for document in report.packet.documents for _, value in document.values())
        rules = list(dict.fromkeys(finding.rule for finding in report.findings))
        table.add_row(
            Text(shown(report.packet.name)),
            Text(_OUTCOME_WORDS[report.outcome], _OUTCOME_STYLES[report.outcome]),
            str(len(report.packet.documents)),
            "\n".join(rules) or "none",
            str(look) if look else "",
        )
    console.print()
    console.print(table)
