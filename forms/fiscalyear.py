"""The state fiscal year, named by the year in which it ends."""

import re
from datetime import date

from forms.fieldtypes import TYPES


def fiscal_year(day: date, last_day: str) -> int:
    """The year of the first `last_day`, such as June 30, on or after the day."""
    return day.year if day <= year_end(day.year, last_day) else day.year + 1


def year_end(year: int, last_day: str) -> date:
    """The last day of the fiscal year that ends in the year."""
    end: date = TYPES["date"].parse(f"{last_day}, {year}").value
    return end


def named_year(text: str) -> int | None:
    """The fiscal year of a print such as FY 2027, FY27, 2026-27 or July 1, 2026 to June 30, 2027; None without one."""
    years = re.findall(r"(?<!\d)(\d{4})(?!\d)", text)
    short = re.search(r"(?:FY|-|/|–|')\s*'?(\d{2})\s*$", text.strip(), re.I)
    ends = [int(year) for year in years] + ([2000 + int(short[1])] if short else [])
    return max(ends, default=None)
