"""Documents of the Rhode Island subsidy program (212-RICR-20-00-1): what they compute."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from forms.errors import FormwrightError
from forms.fiscalyear import fiscal_year, named_year, year_end
from forms.program import Program
from generators.datum import Data
from generators.document import DocumentBook
from generators.ri_pdi_agreement import payment_authorization, subsidy_agreement
from generators.ri_pdi_follow import follow_papers
from generators.ri_pdi_schedule import report_schedule
from generators.wording import long_date, policy_figure

book = DocumentBook()
book.completes("subsidy-agreement")(subsidy_agreement)
book.completes("payment-authorization")(payment_authorization)
book.completes("report-schedule")(report_schedule)
book.follows(follow_papers)

_GROUNDS = {
    "other-benefits": "1.12(A)(1)",
    "settlement": "1.12(A)(2)",
    "income": "1.12(A)(3)",
    "abuse": "1.14(B)(1)",
    "cooperation": "1.14(B)(2)",
    "unmet-needs": "1.14(B)(3)",
    "independence": "1.14(B)(4)",
}
"""The section of each ground on which subsidy aid is terminated."""
_SHORT = 420
"""Letters: a longer passage of the rule is cited and not quoted."""


@book.completes("termination-notice")
def _termination(data: Data, program: Program) -> Mapping[str, Any]:
    """The earliest lawful day and the day that the notice names; refuses one that is too early, but in an emergency."""
    given = data["notice_date"]
    days = policy_figure(program, "termination_notice_days", given)
    earliest = given + timedelta(days=days)
    soonest = given if data["exception"] else earliest
    ends = data["termination_date"] or soonest
    if ends < given:
        raise FormwrightError(
            f"The subsidy cannot end on {long_date(ends)}, before the notice of {long_date(given)} that ends it."
        )
    if ends < soonest:
        raise FormwrightError(
            f"The subsidy cannot end on {long_date(ends)}: a notice of {long_date(given)} ends it on "
            f"{long_date(earliest)} at the earliest, {days} days later. Only in an emergency, or where the person is "
            f"endangered, may it end sooner: then name the exception ({program.cite('1.14(C)')})."
        )
    section = _GROUNDS[data["ground"]]
    return {
        "notice_days": days,
        "earliest_date": earliest,
        "ends": ends,
        "at_once": ends < earliest,
        "sections": program.cite(section if section.startswith("1.14") else f"{section}; 1.14(B)"),
        "rule": program.policy[section],
    }


@book.completes("rejection-letter")
def _rejection(data: Data, program: Program) -> Mapping[str, Any]:
    """The reasons as they are numbered and cited, each with the words of its section where they are short."""
    several = len(data["reasons"]) > 1
    return {
        "grounds": [
            {
                "number": f"{number}. " if several else "",
                "reason": row["reason"],
                **_cited(row["citation"], program),
            }
            for number, row in enumerate(data["reasons"], start=1)
        ]
    }


def _cited(citation: str, program: Program) -> dict[str, str]:
    """The citation under the rule's title where it is a section of it, with its words where it is one and short."""
    section = citation.removeprefix(f"{program.cite_as}, ")
    passages = program.passages(section)
    short = len(passages) == 1 and len(passages[0][1]) <= _SHORT
    return {
        "citation": program.cite(section) if passages else citation,
        "rule": passages[0][1] if short else "",
    }


@book.completes("recertification-form")
def _recertification(data: Data, program: Program) -> Mapping[str, Any]:
    """The fiscal year after the one in which the form is prepared; that one itself only where the data name it."""
    last_day = policy_figure(program, "agreement_expires", data["prepared_date"])
    current = fiscal_year(data["prepared_date"], last_day)
    named = named_year(data["fiscal_year"]) if data["fiscal_year"] else current + 1
    if named not in (current, current + 1):
        raise FormwrightError(
            f"A form of {long_date(data['prepared_date'])} is for the fiscal year {current + 1}, or late for "
            f"{current}; the data give {data['fiscal_year']!r}. Correct it, or leave it out."
        )
    first = year_end(named - 1, last_day) + timedelta(days=1)
    return {"fiscal_year": f"FY {named}, from {first:%m/%d/%Y}"}


@book.completes("waiting-list")
def _waiting_list(data: Data, program: Program) -> Mapping[str, Any]:
    """The families of each division, those with priority first and then by their applications."""
    rows: list[dict[str, Any]] = []
    divisions = []
    for name, captions in program.choices["divisions"].items():
        families = [_weighed(row) for row in data["families"] if row["division"] == name]
        families.sort(
            key=lambda row: (not row["priority"], row["application_date"], row["applicant_name"].casefold()),
        )
        placed = [{**row, "place": place} for place, row in enumerate(families, start=1)]
        rows.extend(placed)
        if placed:
            divisions.append({"title": captions[-1], "rows": placed})
    for row in rows:
        if row["application_date"] > data["list_date"]:
            raise FormwrightError(
                f"{row['applicant_name']} applied on {long_date(row['application_date'])}, after the "
                f"{long_date(data['list_date'])} of the list: leave the row out, or date the list later."
            )
    return {"rows": rows, "divisions": divisions}


def _weighed(row: Data) -> dict[str, Any]:
    """The row with its priority: the rule gives it where both conditions hold together."""
    return {**row, "priority": bool(row["severe_multiple_disabilities"] and row["high_family_stress"])}
