"""Documents of the Iowa Parent Partner Program (contractor expectations, Comm. 719): what they compute."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from forms.errors import FormwrightError
from forms.fieldtypes import Month
from forms.program import Program
from generators.datum import Data
from generators.document import DocumentBook
from generators.ia_parent_partner_deadlines import case_deadlines, working_deadline
from generators.ia_parent_partner_duties import recurrences, times_due
from generators.ia_parent_partner_follow import follow_papers
from generators.wording import counted, listed, long_date, policy_figure, short, worded

book = DocumentBook()
book.follows(follow_papers)

_PURPOSES = ("reunification", "preventing-removal")


@book.completes("referral-acknowledgement", "deadline-schedule")
def _deadlines(data: Data, program: Program) -> Mapping[str, Any]:
    """The deadlines of the case, and the day by which a Parent Partner is matched."""
    match = working_deadline("match_working_days", data["referral_date"], program)
    return {"deadlines": case_deadlines(data, program), "match_by": match}


@book.completes("assignment-notice")
def _assignment(data: Data, program: Program) -> Mapping[str, Any]:
    """The deadlines that the Parent Partner meets; refuses one who mentors before the approval."""
    approved, assigned = data["approved_date"], data["assigned_date"]
    if approved and approved > assigned:
        raise FormwrightError(
            f"{data['parent_partner_name']} cannot be assigned on {long_date(assigned)}: the approval is of "
            f"{long_date(approved)}, and all requirements are completed before mentoring "
            f"({program.cite('Parent Partner Recruitment and Eligibility')})."
        )
    deadlines = case_deadlines(data, program)
    return {
        "deadlines": [deadline for deadline in deadlines if deadline.name != "match"],
        "match_by": working_deadline("match_working_days", data["referral_date"], program),
        "meet_by": working_deadline("first_meeting_working_days", assigned, program),
    }


@dataclass(frozen=True, slots=True)
class _ExitForm:
    """One exit form as the checklist shows it."""

    name: str
    completed: date | None
    due: str
    entered: date | None
    state: str
    is_done: bool


@book.completes("exit-checklist")
def _exit_checklist(data: Data, program: Program) -> Mapping[str, Any]:
    """A line for each exit form: whether it is in, and by when it is to be entered."""
    captions = program.choices["exit_forms"]
    received: dict[str, Data] = {}
    for row in data["received"]:
        if row["form"] in received:
            raise FormwrightError(f"{row['form'].caption} is given twice: keep the row that counts.")
        received[str(row["form"])] = row
    lines = [_exit_form(names[0], received.get(name), data, program) for name, names in captions.items()]
    return {"lines": lines, "open_count": sum(not line.is_done for line in lines)}


def _exit_form(name: str, row: Data | None, data: Data, program: Program) -> _ExitForm:
    left, today = data["exit_date"], data["list_date"]
    if row is None:
        late = left is not None and left < today
        told = f"by {short(left)}, the exit" if left else "at the exit"
        due = f"Complete it {told}; then enter it within {_within(left or today, program)}"
        return _ExitForm(name, None, due, None, "Missing, overdue" if late else "Not in yet", False)
    completed, entered = row["completed_date"], row["entered_date"]
    if completed is None:
        due = f"Enter it within {_within(today, program)} of its completion"
        return _ExitForm(name, None, due, entered, "In; date of completion to be confirmed", False)
    if entered and entered < completed:
        raise FormwrightError(
            f"{name}: entered on {long_date(entered)}, before its completion on {long_date(completed)}. Correct the "
            "date that is wrong."
        )
    limit = completed + timedelta(days=policy_figure(program, "exit_forms_days", completed))
    late = (entered or today) > limit
    state = ("Entered late" if late else "Entered") if entered else f"In; entry {'overdue' if late else 'due'}"
    return _ExitForm(name, completed, f"Enter it by {short(limit)}", entered, state, entered is not None)


def _within(on: date, program: Program) -> str:
    return counted(policy_figure(program, "exit_forms_days", on), "day")


@book.completes("contract-calendar")
def _contract_calendar(data: Data, program: Program) -> Mapping[str, Any]:
    """Every duty and every time that it falls due; a contract without an end runs for a year."""
    start = data["contract_start"]
    end = data["contract_end"] or start + relativedelta(years=1, days=-1)
    if end <= start:
        raise FormwrightError(f"The contract is to end on {long_date(end)}, not after its start on {long_date(start)}.")
    return {"ends": end, "duties": recurrences(start, program), "times": times_due(start, end, program)}


@dataclass(frozen=True, slots=True)
class _Utilization:
    """What was paid in a month, or in the quarter."""

    period: str
    payments: int
    families: int
    reunification: Decimal
    prevention: Decimal
    amount: Decimal
    left: Decimal | None


@book.completes("flex-fund-summary")
def _flex_funds(data: Data, program: Program) -> Mapping[str, Any]:
    """The utilization of each month and of the quarter; refuses a payment that lies outside of the quarter."""
    first = data["quarter"]
    count = policy_figure(program, "flex_summary_months", first.first)
    months = [Month.of(first.first + relativedelta(months=number)) for number in range(count)]
    rows = data["payments"]
    for number, row in enumerate(rows, start=1):
        if Month.of(row["date"]) not in months:
            raise FormwrightError(
                f"Payment {number} of {long_date(row['date'])} lies outside of the quarter {listed(months)}: take it "
                "out, or correct its date or the quarter."
            )
    used = [
        _utilization(
            worded(month), rows, (row for row in rows if Month.of(row["date"]) == month), month, data["budget"]
        )
        for month in months
    ]
    quarter = _utilization(f"{worded(months[0])} to {worded(months[-1])}", rows, rows, months[-1], data["budget"])
    return {"months": used, "total": quarter, "utilization": [*used, quarter]}


def _utilization(
    period: str, every: list[Data], paid: Iterable[Data], month: Month, budget: Decimal | None
) -> _Utilization:
    rows = list(paid)
    reunification, prevention = (_paid(row for row in rows if row["purpose"] == name) for name in _PURPOSES)
    families = {row["case_number"] for row in rows}
    left = None if budget is None else budget - _paid(row for row in every if row["date"] <= month.last)
    amount = reunification + prevention
    return _Utilization(period, len(rows), len(families), reunification, prevention, amount, left)


def _paid(rows: Iterable[Data]) -> Decimal:
    return sum((row["amount"] for row in rows), Decimal(0))
