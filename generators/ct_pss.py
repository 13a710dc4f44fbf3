"""Documents of the Connecticut DDS Parenting Support Services (definition of 5/1/2014): what they compute."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from forms.errors import FormwrightError
from forms.program import Program
from generators.ct_pss_authorization import authorize
from generators.ct_pss_follow import follow_papers
from generators.ct_pss_memo import hours_of, payable_invoice
from generators.ct_pss_rates import hourly_rate, rates_in_words
from generators.ct_pss_review import checklist
from generators.ct_pss_wording import filled, wording
from generators.datum import Data
from generators.document import DocumentBook
from generators.wording import counted, listed, long_date, policy_figure, worded

book = DocumentBook()
book.completes("certification-form")(checklist)
book.completes("invoice-exception-memo")(payable_invoice)
book.follows(follow_papers)

_NOTE_REQUIRED = {
    "service_date": "the date",
    "start_time": "the start time",
    "end_time": "the end time",
    "location": "the location",
    "attendees": "the individuals in attendance",
    "goals": "goals and objectives",
    "strategies": "teaching strategies and methods",
    "outcomes": "outcomes or progress",
    "follow_up": "follow-up activities",
    "provider_signed": "the provider's signature",
    "parent_signed": "the parent's signature",
}
"""What the section Service Documentation asks of a session note, as the cover page names it."""
_NOTE_LABELS = {
    "goals": "Goals and objectives",
    "strategies": "Teaching strategies and methods",
    "outcomes": "Outcomes or progress",
    "follow_up": "Follow-up activities",
}


def _to(data: Data, *names: str | None) -> str:
    """Whom the letter goes to: the recipient that the data name, else whom the letter is about."""
    return data["recipient_name"] or listed(name for name in names if name)


@book.completes("qualified-provider-letter")
def _approval(data: Data, program: Program) -> Mapping[str, Any]:
    """The first day of the status and the rate of the kind of provider on it."""
    first = data["approved_from"] or data["letter_date"]
    agency = data["applicant_kind"] != "individual"
    return {
        "recipient_name": _to(data, data["provider_name"]),
        "from_day": first,
        "agency": agency,
        "rate": hourly_rate("agency" if agency else "direct-hire", first, program),
    }


@book.completes("deficiency-letter")
def _deficiencies(data: Data, program: Program) -> Mapping[str, Any]:
    """The day by which to answer, and the items by number; refuses a day before the letter."""
    written = data["letter_date"]
    days = policy_figure(program, "deficiency_reply_days", written)
    due = data["reply_by"] or written + timedelta(days=days)
    if due <= written:
        raise FormwrightError(f"The answer cannot be due on {long_date(due)}: the letter is of {long_date(written)}.")
    return {
        "recipient_name": _to(data, data["applicant_name"]),
        "due": due,
        "numbered": [{**row, "number": number} for number, row in enumerate(data["items"], start=1)],
    }


@book.completes("denial-letter")
def _denial(data: Data, program: Program) -> Mapping[str, Any]:
    """The first day on which the applicant may apply again."""
    months = policy_figure(program, "reapply_months", data["letter_date"])
    return {
        "recipient_name": _to(data, data["applicant_name"]),
        "reapply_months": months,
        "reapply_date": data["letter_date"] + relativedelta(months=months),
    }


@book.completes("provider-agreement")
def _agreement(data: Data, program: Program) -> Mapping[str, Any]:
    """The terms, with the figures in force when the agreement takes effect."""
    day = data["effective"]
    rates = rates_in_words(data["provider_kind"], day, program)
    texts = [filled(term, day, program, rates=rates) for term in wording(program).terms]
    return {"changes": [f"{number}. {text}" for number, text in enumerate(texts, start=1)]}


@book.completes("service-authorization")
def _authorization(data: Data, program: Program) -> Mapping[str, Any]:
    """Dates, hours and amounts; the letter goes to the parent and the provider."""
    return {"recipient_name": _to(data, data["parent_name"], data["provider_name"]), **authorize(data, program)}


@book.completes("session-notes-bundle")
def _notes(data: Data, program: Program) -> Mapping[str, Any]:
    """The notes in the order of their days, with their hours and what each lacks."""
    starts, ends = data["period_start"], data["period_end"]
    if ends < starts:
        raise FormwrightError(f"The period ends on {long_date(ends)}, before its start on {long_date(starts)}.")
    ordered = sorted(data["notes"], key=lambda note: (note["service_date"] or date.max, str(note["start_time"] or "")))
    rows = [{"number": number, **_note(note, data, program)} for number, note in enumerate(ordered, start=1)]
    return {
        "rows": rows,
        "total_hours": sum((row["hours"] for row in rows if row["hours"] is not None), Decimal(0)),
        "incomplete": sum(bool(row["lacks"]) for row in rows),
        "recipient_name": data["recipient_name"] or data["case_manager_name"],
    }


def _note(note: Data, data: Data, program: Program) -> dict[str, Any]:
    """The note with its time in words, its hours where both times are known, its texts, and what it lacks."""
    day, begun, over = note["service_date"], note["start_time"], note["end_time"]
    lacks = [
        f"{name} (cannot be read)" if key in note["unread"] else name
        for key, name in _NOTE_REQUIRED.items()
        if note[key] in (None, False)
    ]
    if day and not data["period_start"] <= day <= data["period_end"]:
        lacks.append("the date (outside the period)")
    both = begun is not None and over is not None
    unit = policy_figure(program, "billing_unit_minutes", day or data["period_start"])
    return {
        **note,
        "time": " to ".join(worded(moment) for moment in (begun, over) if moment is not None),
        "hours": hours_of(begun, over, unit) if both else None,
        "parts": [{"label": label, "text": note[key]} for key, label in _NOTE_LABELS.items() if note[key]],
        "lacks": lacks,
    }


@book.completes("renewal-reminder")
def _renewals(data: Data, program: Program) -> Mapping[str, Any]:
    """How long each item is still valid, and which are urgent or have expired; the first to expire comes first."""
    day = data["letter_date"]
    urgent_days = policy_figure(program, "renewal_last_days", day)
    items = sorted(data["items"], key=lambda item: item["expires"])
    left = {number: (item["expires"] - day).days for number, item in enumerate(items)}
    return {
        "recipient_name": _to(data, data["provider_name"]),
        "rows": [{**item, **_renewal(left[number], urgent_days)} for number, item in enumerate(items)],
        "expired": [item["what"] for number, item in enumerate(items) if left[number] < 0],
        "urgent": [item["what"] for number, item in enumerate(items) if 0 <= left[number] <= urgent_days],
        "first": items[0]["expires"],
    }


def _renewal(days: int, urgent_days: int) -> dict[str, str]:
    if days < 0:
        return {"left": f"{counted(-days, 'day')} ago", "todo": "Renew at once and send a copy."}
    if days <= urgent_days:
        return {"left": counted(days, "day"), "todo": "Renew now and send a copy."}
    return {"left": counted(days, "day"), "todo": "Renew before that day and send a copy."}


@book.completes("removal-notice")
def _removal(data: Data, program: Program) -> Mapping[str, Any]:
    """The day of the removal; refuses one before the notice."""
    removed = data["removal_date"] or data["letter_date"]
    if removed < data["letter_date"]:
        raise FormwrightError(
            f"The removal cannot take effect on {long_date(removed)}, before the notice of "
            f"{long_date(data['letter_date'])}."
        )
    return {"recipient_name": _to(data, data["provider_name"]), "removed": removed}


@book.completes("provider-register")
def _register(data: Data, program: Program) -> Mapping[str, Any]:
    """The providers in the order of their names; refuses one who is qualified only after the list's date."""
    for row in data["providers"]:
        if row["qualified_since"] > data["register_date"]:
            raise FormwrightError(
                f"{row['provider_name']} is qualified only from {long_date(row['qualified_since'])}, after the "
                f"{long_date(data['register_date'])} of the list: leave the row out, or date the list later."
            )
    return {"rows": sorted(data["providers"], key=lambda row: row["provider_name"].casefold())}
