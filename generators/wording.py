"""How values are worded in a document: dates, amounts and lists as a letter writes them, and never a blank."""

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from forms.errors import FormwrightError
from forms.fieldtypes import TYPES, Month
from forms.program import Program
from generators.datum import Chosen


def long_date(day: date) -> str:
    """The date as a letter writes it: November 21, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def money(amount: Decimal) -> str:
    """The amount in dollars and cents, $1,234.50; the minus sign stands before the dollar sign."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def hours(amount: Decimal) -> str:
    """The hours with at least two decimals."""
    return TYPES["hours"].write(amount)


def plain(number: Decimal | int) -> str:
    """The number with as many decimals as it has: 132, 1.25."""
    return f"{Decimal(number).normalize():f}"


def short(value: date | Month) -> str:
    """The date or month in figures, as tables print it."""
    return TYPES["month" if isinstance(value, Month) else "date"].write(value)


def listed(items: Iterable[Any], last: str = "and") -> str:
    """The items in a row of words: a, b and c."""
    words = [worded(item) for item in items]
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, one: str, many: str | None = None) -> str:
    """The number with its noun: 1 line, 2 lines."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def worded(value: Any) -> str:
    """The value as a sentence has it; raises TemplateError for a blank, or a number whose unit is not told."""
    if isinstance(value, Chosen):
        return value.caption
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Month):
        return f"{value.first:%B} {value.year}"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, time):
        return TYPES["time"].write(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TemplateError(f"{value!r} cannot stand in a sentence: use a condition, or a filter such as money or hours")


def _paragraphs(value: Any) -> Markup:
    """The words as XML, with blank lines as new paragraphs and single line ends as breaks, in docxtpl's signs."""
    words = re.sub(r"\n\s*\n+", "\a", worded(value))
    # docxtpl takes `{_{` in its result for an escaped `{{`, also where a value says so.
    return Markup(str(escape(words)).replace("{_", "&#123;_").replace("_}", "_&#125;"))  # noqa: S704 - escaped here


FILTERS: dict[str, Callable[..., str]] = {
    "money": money,
    "hours": hours,
    "plain": plain,
    "short": short,
    "listed": listed,
    "counted": counted,
}


def environment(program: Program, for_word: bool) -> SandboxedEnvironment:
    """The sandbox that a document's words are put together in; for Word, values are escaped and keep paragraphs."""
    env = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=for_word, finalize=_paragraphs if for_word else worded
    )
    env.filters.update(FILTERS)
    env.globals = {"range": env.globals["range"]}
    env.globals.update(program=program, figure=lambda name, on: policy_figure(program, name, on), cite=program.cite)
    return env


def policy_figure(program: Program, name: str, on: date) -> Any:
    """The policy figure in force on the day; raises FormwrightError before the first."""
    parameter = program.parameters[name]
    edition = parameter.edition(on)
    if edition is None:
        raise FormwrightError(
            f"No {parameter.says} is known for {on.isoformat()}; the first is of {parameter.editions[0].starts}."
        )
    return parameter.value(edition)


def render_text(text: str, context: dict[str, Any], program: Program) -> str:
    """One sentence put together outside of a document, such as its title."""
    return " ".join(environment(program, for_word=False).from_string(text).render(context).split())


def names_used(texts: Iterable[str], program: Program) -> set[str]:
    """The names of data that the texts read."""
    env = environment(program, for_word=False)
    used: set[str] = set()
    for text in texts:
        used |= meta.find_undeclared_variables(env.parse(text))
    return used - set(env.globals)
