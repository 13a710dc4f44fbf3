"""Documents of the Connecticut DCF Permanency Placement Services Program (policy 48-22-2): what they compute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from forms.errors import FormwrightError
from forms.program import Program
from forms.rounding import to_cent
from generators.ct_ppsp_follow import follow_papers
from generators.ct_ppsp_memo import payable_invoice
from generators.datum import Data
from generators.document import DocumentBook
from generators.wording import hours, long_date, money, plain, policy_figure

book = DocumentBook()
book.completes("invoice-exception-memo")(payable_invoice)
book.follows(follow_papers)

_AGREEMENT = "Developing an Agreement for Each Child"
_AMENDING = "Amending Agreements"
_CONTRACT = "Core Contract Required"
_MAXIMUM = "Payment, Maximum Amount of Contract, Hours and Exceptions"
_TERMINATING = "Terminating an Agreement Prior to the Completion of Services"


@book.completes("core-contract-request")
def _contract(data: Data, program: Program) -> Mapping[str, Any]:
    """Refuses a contract that ends before it starts; a blank end stays blank and means the usual term."""
    _in_order(data["contract_start"], data["contract_end"], "core contract", program.cite(_CONTRACT))
    return {}


def _in_order(start: date, end: date | None, what: str, citation: str) -> None:
    if end is not None and end <= start:
        raise FormwrightError(
            f"The {what} is to end on {long_date(end)}, not after its start on {long_date(start)} ({citation})."
        )


@book.splits("service-agreement")
def _siblings(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The agreement of each child of the sibling group, in the order given."""
    first = {name: value for name, value in data.items() if name != "siblings"}
    return [first, *({**first, **sibling} for sibling in data.get("siblings") or [])]


@book.completes("service-agreement")
def _agreement(data: Data, program: Program) -> Mapping[str, Any]:
    """The ceilings and totals; refuses what the policy does not let an agreement buy."""
    start = data["start_date"]
    _in_order(start, data["end_date"], "agreement", program.cite(_AGREEMENT))
    name = "maximum_hours_with_home_study" if data["additional_home_study"] else "maximum_hours"
    totals = _ceilings(data, start, program)
    _within(totals["total_hours"], policy_figure(program, name, start), program.cite(_MAXIMUM))
    bought = {str(row["service"]): row["service"].caption for row in data["services"]}
    if data["provider_kind"] == "clinical-provider":
        _refuse_services(
            bought, policy_figure(program, "child_placing_agency_only", start), program.cite("Policy"),
            "only a licensed child-placing agency may contract for it",
        )  # fmt: skip
    _refuse_services(
        bought, policy_figure(program, "companion_excluded", start).get(data["companion_contract"], ()),
        program.cite("Reimbursement Policy when there are Companion Contracts"),
        "DCF does not reimburse it beside the companion contract",
    )  # fmt: skip
    return totals


def _within(total: Decimal, most: Decimal, citation: str) -> None:
    if total > most:
        raise FormwrightError(
            f"The services come to {plain(total)} hours; at most {plain(most)} may be bought for a child ({citation})."
        )


def _refuse_services(bought: Mapping[str, str], refused: Any, citation: str, why: str) -> None:
    for name, caption in bought.items():
        if name in refused:
            raise FormwrightError(f"{caption} cannot be bought: {why} ({citation}).")


def _ceilings(data: Data, on: date, program: Program, table: str = "services") -> dict[str, Any]:
    """The rows with their amounts, and both totals; refuses a stated amount that is another."""
    rate = policy_figure(program, "hourly_rate", on)
    rows = []
    for number, row in enumerate(data[table], start=1):
        rate = policy_figure(program, "hourly_rate", row.get("date") or on)
        amount = to_cent(row["hours"] * rate)
        _agrees(row["amount"], amount, f"the amount of row {number}")
        rows.append({**row, "amount": amount})
    totals = {
        "total_hours": sum((row["hours"] for row in rows), Decimal(0)),
        "total_amount": sum((row["amount"] for row in rows), Decimal(0)),
    }
    _agrees(data["total_hours"], totals["total_hours"], "total_hours", hours)
    _agrees(data["total_amount"], totals["total_amount"], "total_amount")
    return {table: rows, **totals}


def _agrees(given: Decimal | None, computed: Decimal, what: str, write: Any = money) -> None:
    if given is not None and given != computed:
        raise FormwrightError(
            f"The data give {write(given)} as {what}; it comes to {write(computed)}. Correct it, or leave it out."
        )


@book.completes("amended-agreement")
def _amendment(data: Data, program: Program) -> Mapping[str, Any]:
    """The ceilings and totals as amended, and what changed; refuses more than the maximum."""
    on = data["amendment_date"]
    totals = _ceilings(data, on, program)
    _within(totals["total_hours"], policy_figure(program, "maximum_hours", on), program.cite(_AMENDING))
    return {**totals, "changes": _changes(data, policy_figure(program, "hourly_rate", on))}


def _changes(data: Data, rate: Decimal) -> list[str]:
    """A sentence for each service, total and date that the amendment changes."""
    if not data["previous_services"]:
        return []
    captions = {str(row["service"]): row["service"].caption for row in (*data["previous_services"], *data["services"])}
    before, after = (_by_service(data[name], rate) for name in ("previous_services", "services"))
    changes = [
        _change(caption, before.get(name), after.get(name))
        for name, caption in captions.items()
        if before.get(name) != after.get(name)
    ]
    old, new = (_Bought.together(each) for each in (before, after))
    if old != new:
        changes.append(_change("All services together", old, new))
    ends, ended = data["new_end_date"], data["previous_end_date"]
    if ends and ends != ended:
        changes.append(f"Expected end: {f'{long_date(ended)} before, ' if ended else ''}{long_date(ends)} now.")
    return changes or ["No hours and no dates change."]


@dataclass(frozen=True, slots=True)
class _Bought:
    """Hours of a service, and what they cost at most."""

    hours: Decimal
    amount: Decimal

    @classmethod
    def together(cls, services: Mapping[str, Self]) -> Self:
        """The sum of the services, each rounded by itself as the agreement's rows are."""
        zero = Decimal(0)
        return cls(
            sum((each.hours for each in services.values()), zero),
            sum((each.amount for each in services.values()), zero),
        )

    def __str__(self) -> str:
        return f"{hours(self.hours)} hours ({money(self.amount)})"


def _by_service(rows: list[Data], rate: Decimal) -> dict[str, _Bought]:
    total: dict[str, Decimal] = {}
    for row in rows:
        name = str(row["service"])
        total[name] = total.get(name, Decimal(0)) + row["hours"]
    return {name: _Bought(amount, to_cent(amount * rate)) for name, amount in total.items()}


def _change(what: str, before: _Bought | None, after: _Bought | None) -> str:
    if before is None:
        return f"{what}: added, {after}."
    if after is None:
        return f"{what}: no longer bought, {before} before."
    more = "more" if after.hours > before.hours else "less"
    by = f"{hours(abs(after.hours - before.hours))} hours and {money(abs(after.amount - before.amount))} {more}"
    return f"{what}: {before} before, {after} now; {by}."


@book.completes("invoice-form")
def _invoice_form(data: Data, program: Program) -> Mapping[str, Any]:
    """The rate of the month; amounts and totals where lines are known already, and blanks where none are."""
    first = data["invoice_month"].first
    rate = policy_figure(program, "hourly_rate", first)
    _agrees(data["rate"], rate, "rate")
    if not data["lines"]:
        return {"rate": rate}
    return {"rate": rate, **_ceilings(data, first, program, table="lines")}


@book.completes("termination-notice")
def _termination(data: Data, program: Program) -> Mapping[str, Any]:
    """The earliest lawful termination date, and the date that the notice names; refuses one that is too early."""
    given, met = data["notice_date"], data["discussion_date"]
    days = policy_figure(program, "termination_notice_days", given)
    earliest = given + timedelta(days=days)
    ends = data["termination_date"] or earliest
    if ends < earliest:
        raise FormwrightError(
            f"The agreement cannot end on {long_date(ends)}: a notice of {long_date(given)} ends it on "
            f"{long_date(earliest)} at the earliest, {days} days later ({program.cite(_TERMINATING)})."
        )
    if met > given:
        raise FormwrightError(
            f"The parties met on {long_date(met)}, after the notice of {long_date(given)}: "
            f"they meet first ({program.cite(_TERMINATING)})."
        )
    return {"notice_days": days, "earliest_date": earliest, "ends": ends}


@book.completes("rate-sheet")
def _rate_sheet(data: Data, program: Program) -> Mapping[str, Any]:
    """The rate in force on the day, the maxima at that rate, and the services that the agency may provide."""
    on = data["effective_date"]
    rate = policy_figure(program, "hourly_rate", on)
    since = program.parameters["hourly_rate"].edition(on)
    barred = policy_figure(program, "child_placing_agency_only", on)
    maxima = [
        {"says": says, "hours": most, "amount": to_cent(most * rate)}
        for says, name in (
            ("All services for a child", "maximum_hours"),
            ("Where an additional home study or studies must be completed", "maximum_hours_with_home_study"),
        )
        for most in [policy_figure(program, name, on)]
    ]
    services = [
        captions[0]
        for name, captions in program.choices["services"].items()
        if data["provider_kind"] != "clinical-provider" or name not in barred
    ]
    return {"rate": rate, "rate_since": since.starts if since else None, "maxima": maxima, "services": services}
