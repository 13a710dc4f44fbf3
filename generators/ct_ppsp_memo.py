"""What of a PPSP invoice is payable: the ceilings of the agreement, and the prorated payment of each service."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from forms.program import Program
from forms.rounding import to_cent
from generators.datum import Data
from generators.invoice_memo import NOTHING, Limit, Payable, memo_values, not_payable, payable
from generators.wording import plain, policy_figure


@dataclass(slots=True)
class _Ceiling:
    """A service of the agreement, the hours billed for it before, and those that are still payable."""

    agreed: Decimal
    before: Decimal
    limit: Limit


def payable_invoice(data: Data, program: Program) -> dict[str, Any]:
    """The memo's computed values; the ceilings apply to the lines in the order of their dates."""
    ceilings = {str(row["service"]): _ceiling(row) for row in data["agreed_services"]}
    lines = data["lines"]
    decided: dict[int, Payable] = {}
    for number, line in sorted(enumerate(lines), key=lambda entry: entry[1]["date"] or date.max):
        ceiling = ceilings.get(str(line["service"]))
        limits = [ceiling.limit] if ceiling else []
        rate = policy_figure(program, "hourly_rate", _rate_day(line, data))
        decided[number] = not_payable(line) or payable(line, line["hours"], rate, limits)
    return {**memo_values(data, decided), "prorated": _prorated(lines, decided, ceilings, program, data)}


def _ceiling(row: Data) -> _Ceiling:
    before = row["billed_before"] or NOTHING
    says = f"the {plain(row['hours'])} hours that the agreement allows for the service"
    return _Ceiling(row["hours"], before, Limit(max(row["hours"] - before, NOTHING), says))


def _rate_day(line: Data, data: Data) -> date:
    """The line's own day; without one the first of the invoice's month, then the memo's date."""
    month = data["invoice_month"]
    day: date = line["date"] or (month.first if month else data["memo_date"])
    return day


def _prorated(
    lines: list[Data], decided: dict[int, Payable], ceilings: dict[str, _Ceiling], program: Program, data: Data
) -> list[dict[str, Any]]:
    """For each service: what was agreed, billed before, payable now and left."""
    captions = {str(row["service"]): row["service"] for row in (*data["agreed_services"], *lines) if row["service"]}
    table = []
    for name, caption in captions.items():
        mine = [decided[number] for number, line in enumerate(lines) if line["service"] == name]
        ceiling = ceilings.get(name)
        rate = policy_figure(program, "hourly_rate", _rate_day({"date": None}, data))
        table.append(
            {
                "service": caption,
                "agreed": ceiling.agreed if ceiling else None,
                "ceiling": to_cent(ceiling.agreed * rate) if ceiling else None,
                "before": ceiling.before if ceiling else None,
                "hours": sum((one.hours for one in mine), NOTHING),
                "payment": sum((one.amount for one in mine), NOTHING),
                "left": ceiling.limit.left if ceiling else None,
            }
        )
    return table
