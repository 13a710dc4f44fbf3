"""What of a PPSP invoice is payable: each line to the cent, the ceilings of the agreement, the prorated payment."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from forms.program import Program
from forms.rounding import to_cent
from generators.datum import Data
from generators.wording import money, plain, policy_figure

_NOTHING = Decimal(0)


@dataclass(slots=True)
class _Ceiling:
    """A service of the agreement, and the hours of it that are still payable."""

    agreed: Decimal
    before: Decimal
    left: Decimal


@dataclass(slots=True)
class _Payable:
    """Hours and dollars that are payable for a line, and why that is not what was billed."""

    hours: Decimal = _NOTHING
    amount: Decimal = _NOTHING
    why: list[str] = field(default_factory=list)


def payable_invoice(data: Data, program: Program) -> dict[str, Any]:
    """The memo's computed values; the ceilings apply to the lines in the order of their dates."""
    ceilings = {
        str(row["service"]): _Ceiling(
            row["hours"], before := row["billed_before"] or _NOTHING, max(row["hours"] - before, _NOTHING)
        )
        for row in data["agreed_services"]
    }
    lines = data["lines"]
    decided: dict[int, _Payable] = {}
    for number, line in sorted(enumerate(lines), key=lambda entry: entry[1]["date"] or date.max):
        rate = policy_figure(program, "hourly_rate", _rate_day(line, data))
        decided[number] = _line(line, rate, ceilings)
    rows = [
        {**line, "number": number + 1, "payable": decided[number].amount, "why": " ".join(decided[number].why)}
        for number, line in enumerate(lines)
    ]
    lines_payable = sum((one.amount for one in decided.values()), _NOTHING)
    lines_billed = sum((line["billed"] or _NOTHING for line in lines), _NOTHING)
    stated = data["invoice_total"]
    payable = lines_payable if stated is None else min(lines_payable, stated)
    return {
        "rows": rows,
        "lines_billed": lines_billed,
        "lines_hours": sum((line["hours"] or _NOTHING for line in lines), _NOTHING),
        "lines_payable": lines_payable,
        "payable_hours": sum((one.hours for one in decided.values()), _NOTHING),
        "payable": payable,
        "cut": (lines_billed if stated is None else stated) - payable,
        "prorated": _prorated(lines, decided, ceilings, program, data),
        "holds": [finding for finding in data["findings"] if finding["holds_payment"]],
        "total_note": _total_note(stated, lines_billed, lines_payable),
    }


def _rate_day(line: Data, data: Data) -> date:
    """The line's own day; without one the first of the invoice's month, then the memo's date."""
    month = data["invoice_month"]
    day: date = line["date"] or (month.first if month else data["memo_date"])
    return day


def _line(line: Data, rate: Decimal, ceilings: dict[str, _Ceiling]) -> _Payable:
    if line["not_payable"]:
        return _Payable(why=[f"{line['not_payable'].caption}."])
    if line["hours"] is None or line["billed"] is None:
        what = "hours" if line["hours"] is None else "amount"
        return _Payable(why=[f"The {what} cannot be read; nothing is payable before it is known."])
    full = to_cent(line["hours"] * rate)
    result = _Payable(hours=line["hours"])
    if line["billed"] != full:
        side = "more" if line["billed"] > full else "less"
        result.why.append(
            f"{plain(line['hours'])} hours at {money(rate)} are {money(full)}; "
            f"{money(abs(line['billed'] - full))} {side} was billed."
        )
        if line["billed"] < full:
            result.why.append("No more is paid than was billed.")
    ceiling = ceilings.get(str(line["service"]))
    if ceiling is not None:
        if line["hours"] > ceiling.left:
            result.hours = ceiling.left
            result.why.append(
                f"{plain(line['hours'] - ceiling.left)} hours are over the {plain(ceiling.agreed)} hours "
                "that the agreement allows for the service."
            )
        ceiling.left -= result.hours
    result.amount = min(line["billed"], to_cent(result.hours * rate))
    return result


def _prorated(
    lines: list[Data], decided: dict[int, _Payable], ceilings: dict[str, _Ceiling], program: Program, data: Data
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
                "hours": sum((one.hours for one in mine), _NOTHING),
                "payment": sum((one.amount for one in mine), _NOTHING),
                "left": ceiling.left if ceiling else None,
            }
        )
    return table


def _total_note(stated: Decimal | None, billed: Decimal, payable: Decimal) -> str:
    if stated is None or stated == billed:
        return ""
    note = f"The invoice's total is {money(stated)}; its lines add up to {money(billed)}."
    if stated < payable:
        return f"{note} No more is paid than the total, {money(stated)}."
    return f"{note} What is payable is the sum of the payable lines, {money(payable)}."
