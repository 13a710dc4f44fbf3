"""Finds the agreement that a paper is about, and the agreement as its amendments leave it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz, process

from forms.fieldtypes import Month
from validators.case import Case, Line, Paper
from validators.names import shared_person
from validators.people import same_agency
from validators.rule import CannotTell, Found, NotOnFile

INVOICES = ("invoice", "aap-invoice")
AGREEMENTS = ("service-agreement", "amendment")

_NEAR = 75.0
"""Share of like letters, in percent, from which a doubtful reading may still be meant for the other value."""


def same_number(one: str, other: str) -> bool:
    """Whether two agreement numbers differ at most by case, spaces and punctuation."""
    return _letters(one) == _letters(other) != ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


_SAME: dict[str, Callable[[str, str], bool]] = {
    "agreement_number": same_number,
    "child_name": shared_person,
    "agency_name": same_agency,
}


def differences(paper: Paper, agreement: Paper) -> list[str]:
    """Of number, child and agency, those in which the two contradict each other; what one lacks contradicts nothing."""
    differing = []
    for name, same in _SAME.items():
        one, other = paper.known(name), agreement.known(name)
        if one is not None and other is not None and not same(one, other):
            differing.append(name)
    return differing


def contradiction(case: Case, paper: Paper, remedy: str) -> Iterator[Found]:
    """What tells the paper from the nearest agreement on file; nothing where one agrees in number, child and agency.

    Raises NotOnFile where the packet holds no agreement, and CannotTell where a doubtful reading alone may differ.
    """
    agreements = case.papers("service-agreement")
    if not agreements:
        case.only_on_file("the agreement")
    compared = sorted(
        ((differences(paper, agreement), agreement) for agreement in agreements), key=lambda pair: len(pair[0])
    )
    if compared and not compared[0][0]:
        return
    for differing, agreement in compared:
        if all(_may_be_misread(name, paper, agreement) for name in differing):
            raise CannotTell(f"{' and '.join(differing)} may be a misreading of what the agreement says")
    names, nearest = compared[0] if compared else (["agreement_number"], None)
    yield Found(
        "No agreement of that number, child and agency is on file: "
        f"{'; '.join(_beside(name, paper, nearest) for name in names)}. {remedy}",
        fields=tuple(names),
        expected="; ".join(str(nearest.known(name)) for name in names) if nearest else None,
        found="; ".join(str(paper.known(name) or "blank") for name in names),
    )


def _beside(name: str, paper: Paper, nearest: Paper | None) -> str:
    """What the paper says in the field, and what the nearest agreement says there."""
    said = f"{paper.form.fields[name].label} is {paper.known(name) or 'blank'}"
    return f"{said}, on the nearest agreement {nearest.known(name)}" if nearest else said


def _may_be_misread(name: str, *papers: Paper) -> bool:
    values = [paper.evidence(name) for paper in papers]
    texts = [str(value.value).lower() for value in values if value]
    return any(value.review for value in values if value) and fuzz.ratio(*texts) >= _NEAR


def foreign_service(paper: Paper, table: str, line: Line) -> str | None:
    """What stands in the row's service where it is none of the program's; raises CannotTell where it may be misread."""
    value = line.look("service")
    if value is None or not value.unreadable:
        return None
    text = value.text or ""
    captions = [caption.lower() for caption in service_captions(paper, table)]
    if process.extractOne(text.lower(), captions, scorer=fuzz.ratio)[1] >= _NEAR:
        why = f"{line.named('service')} was read as “{text}”, which may be a service misread"
        raise CannotTell(why, paper.id, line.path("service"))
    return text


def service_captions(paper: Paper, table: str) -> list[str]:
    """The services as our own edition prints them."""
    return [printed[0] for printed in (paper.form.tables[table].columns["service"].options or {}).values()]


def caption(paper: Paper, table: str, service: str) -> str:
    """The service as our own edition prints it."""
    column = paper.form.tables[table].columns["service"]
    return column.kind.write(service, column.options)


def service_hours(table: str, *papers: Paper) -> dict[str, Decimal]:
    """Hours by service of the table's rows in the papers; raises CannotTell where a cell is blank or unreadable."""
    hours: dict[str, Decimal] = {}
    for line in (line for paper in papers for line in paper.lines(table)):
        hours[line["service"]] = hours.get(line["service"], Decimal(0)) + line["hours"]
    return hours


@dataclass(frozen=True, slots=True)
class Agreement:
    """A service agreement with the papers that changed it."""

    paper: Paper
    amendments: tuple[Paper, ...]
    """In the order of their dates."""
    termination: date | None

    @property
    def number(self) -> str:
        """The agreement's number, for messages."""
        return str(self.paper.known("agreement_number") or "without a number")

    @property
    def starts(self) -> date:
        """The first day of service; raises CannotTell where it is blank."""
        start: date = self.paper["start_date"]
        return start

    @property
    def ends(self) -> date:
        """The last day of service, as amended or terminated; raises CannotTell where it is blank."""
        extended = [new for amendment in self.amendments if (new := amendment.get("new_end_date")) is not None]
        end: date = extended[-1] if extended else self.paper["end_date"]
        return min(end, self.termination) if self.termination else end

    def hours(self) -> dict[str, Decimal]:
        """The hours that may be paid by service, as amended.

        An amendment states each service as it stands from then on, unless its total shows that its rows come on top
        of what was agreed before.
        """
        agreed = service_hours("services", self.paper)
        for amendment in self.amendments:
            changed = service_hours("services", amendment)
            on_top = amendment.known("total_hours") == sum(agreed.values()) + sum(changed.values())
            for service, hours in changed.items():
                agreed[service] = hours + (agreed.get(service, Decimal(0)) if on_top else 0)
        return agreed


def agreement_of(case: Case, paper: Paper) -> Agreement:
    """The agreement that the paper is about; raises NotOnFile where the packet holds none of that number and child."""
    if paper.form.form == "service-agreement":
        return amended(case, paper)
    for candidate in case.papers("service-agreement"):
        if not differences(paper, candidate):
            return amended(case, candidate)
    raise NotOnFile(f"the packet holds no agreement {paper.known('agreement_number') or 'of this child'}")


def amended(case: Case, agreement: Paper) -> Agreement:
    """The agreement with its amendments and its termination."""

    def about(form: str) -> list[Paper]:
        return [paper for paper in case.papers(form) if not differences(paper, agreement)]

    amendments = sorted(about("amendment"), key=lambda paper: paper.known("amendment_date") or date.min)
    ends = [day for notice in about("termination-notice") if (day := notice.known("termination_date")) is not None]
    return Agreement(agreement, tuple(amendments), min(ends, default=None))


def invoices_of(case: Case, agreement: Paper) -> list[Paper]:
    """The packet's invoices under the agreement by month, a paper that was sent twice counted once."""
    kept: list[Paper] = []
    for invoice in case.papers(*INVOICES):
        if not differences(invoice, agreement) and not any(same_invoice(invoice, other) for other in kept):
            kept.append(invoice)
    latest = Month.of(date.max)
    return sorted(kept, key=lambda invoice: invoice.known("invoice_month") or latest)


def same_invoice(one: Paper, other: Paper) -> bool:
    """Whether the two are the same invoice sent twice: number, month, child and every line alike."""
    same_fields = all(
        one.known(name) == other.known(name) for name in ("invoice_number", "invoice_month", "child_name")
    )
    return same_fields and line_keys(one) == line_keys(other)


def invoice_name(invoice: Paper) -> str:
    """The invoice by its number, or its file where the number is blank, for messages."""
    return f"invoice {invoice.known('invoice_number') or invoice.document.file}"


def line_keys(invoice: Paper) -> list[tuple[object, ...]]:
    """Date, service, activity and hours of each line, the activity without case and spacing."""
    return [
        tuple(
            " ".join(value.casefold().split()) if isinstance(value := line.known(name), str) else value
            for name in ("date", "service", "activity", "hours")
        )
        for line in invoice.lines("lines")
    ]
