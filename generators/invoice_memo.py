"""What of an invoice is payable, for every program: each line to the cent, within limits, and why it is less."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forms.packet import Document
from forms.program import Program
from forms.report import Finding
from forms.rounding import to_cent
from generators.datum import Data
from generators.wording import money, plain

NOTHING = Decimal(0)


@dataclass(slots=True)
class Limit:
    """Hours that are still payable, and what they are, as a sentence goes on after `2 hours are over`."""

    left: Decimal
    says: str


@dataclass(slots=True)
class Payable:
    """Hours and dollars that are payable for a line, and why that is not what was billed."""

    hours: Decimal = NOTHING
    amount: Decimal = NOTHING
    why: list[str] = field(default_factory=list)


def not_payable(line: Data) -> Payable | None:
    """Nothing and its reason, where the data give one or hours or amount are not known; else None."""
    if line["not_payable"]:
        return Payable(why=[f"{line['not_payable'].caption}."])
    if line["hours"] is None or line["billed"] is None:
        what = "hours" if line["hours"] is None else "amount"
        return Payable(why=[f"The {what} cannot be read; nothing is payable before it is known."])
    return None


def payable(line: Data, hours: Decimal, rate: Decimal, limits: Iterable[Limit]) -> Payable:
    """What so many hours are worth at the rate, no more than was billed; the limits lose the hours that are paid."""
    full = to_cent(hours * rate)
    result = Payable(hours)
    if line["billed"] != full:
        side = "more" if line["billed"] > full else "less"
        result.why.append(
            f"{hours_in_words(hours)} at {money(rate)} {_are(hours)} {money(full)}; "
            f"{money(abs(line['billed'] - full))} {side} was billed."
        )
        if line["billed"] < full:
            result.why.append("No more is paid than was billed.")
    limits = list(limits)
    for limit in limits:
        if result.hours > limit.left:
            over = result.hours - limit.left
            result.why.append(f"{hours_in_words(over)} {_are(over)} over {limit.says}.")
            result.hours = limit.left
    for limit in limits:
        limit.left -= result.hours
    result.amount = min(line["billed"], to_cent(result.hours * rate))
    return result


def hours_in_words(hours: Decimal) -> str:
    """The hours with their noun: 1 hour, 1.25 hours."""
    return f"{plain(hours)} hour{'' if hours == 1 else 's'}"


def _are(hours: Decimal) -> str:
    return "is" if hours == 1 else "are"


def memo_values(data: Data, decided: Mapping[int, Payable]) -> dict[str, Any]:
    """The rows, sums and sentences of the memo on the lines as they were decided, by their place."""
    lines = data["lines"]
    rows = [
        {**line, "number": number + 1, "payable": decided[number].amount, "why": " ".join(decided[number].why)}
        for number, line in enumerate(lines)
    ]
    lines_payable = sum((one.amount for one in decided.values()), NOTHING)
    lines_billed = sum((line["billed"] or NOTHING for line in lines), NOTHING)
    stated = data["invoice_total"]
    pay = lines_payable if stated is None else min(lines_payable, stated)
    return {
        "rows": rows,
        "lines_billed": lines_billed,
        "lines_hours": sum((line["hours"] or NOTHING for line in lines), NOTHING),
        "lines_payable": lines_payable,
        "payable_hours": sum((one.hours for one in decided.values()), NOTHING),
        "payable": pay,
        "cut": (lines_billed if stated is None else stated) - pay,
        "holds": [finding for finding in data["findings"] if finding["holds_payment"]],
        "total_note": _total_note(stated, lines_billed, lines_payable),
    }


def _total_note(stated: Decimal | None, billed: Decimal, payable: Decimal) -> str:
    if stated is None or stated == billed:
        return ""
    note = f"The invoice's total is {money(stated)}; its lines add up to {money(billed)}."
    if stated < payable:
        return f"{note} No more is paid than the total, {money(stated)}."
    return f"{note} What is payable is the sum of the payable lines, {money(payable)}."


_EVERY_LINE: set[int | None] = {None}


def line_reasons(findings: Iterable[Finding], rules: Mapping[str, str]) -> dict[int | None, str]:
    """Why nothing is payable, by the line's place, as `rules` name it; under None what is true of every line."""
    reasons: dict[int | None, str] = {}
    for finding in findings:
        if name := rules.get(finding.rule):
            places = {int(found[1]) for path in finding.fields if (found := re.match(r"lines\[(\d+)]", path))}
            for place in places or _EVERY_LINE:
                reasons.setdefault(place, name)
    return reasons


def memo_lines(invoice: Document, reasons: Mapping[int | None, str], program: Program) -> Iterator[dict[str, Any]]:
    """The lines of the invoice as the memo's data have them, each with the reason why nothing of it is payable."""
    assert invoice.form
    columns = program.forms[invoice.form.partition("/")[2]].tables["lines"].columns
    for number, row in enumerate(invoice.tables.get("lines", [])):
        line = {
            {"amount": "billed"}.get(name, name): columns[name].kind.dump(value.value)
            for name, value in row.items()
            if value.value is not None
        }
        reason = reasons.get(number) or reasons.get(None)
        if reason is None and any(value.unreadable for value in row.values()):
            reason = "unreadable"
        yield {**line, "not_payable": reason} if reason else line


def doubts(invoice: Document, program: Program) -> Iterator[dict[str, Any]]:
    """What was read with doubt, as findings of the memo, so that nobody pays on it unseen."""
    assert invoice.form
    form = program.forms[invoice.form.partition("/")[2]]
    for path, value in invoice.values():
        if value.review and value.text:
            row = f"Line {int(path.partition('[')[2].partition(']')[0]) + 1}: " if "[" in path else ""
            why = f" ({value.why})" if value.why else ""
            yield {"message": f"{row}{form.cell(path).label} was read as {value.text!r}{why}: look at the page."}
