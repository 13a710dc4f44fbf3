"""Documents as files for other programs: a table as CSV, days as a calendar."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from icalendar import Calendar, Event
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from forms.errors import FormwrightError
from forms.outfile import csv_text
from forms.program import Program
from generators.datum import Data
from generators.document import Outgoing
from generators.wording import environment, render_text


def rows_csv(declared: Outgoing, data: Data, program: Program) -> bytes:
    """The document's table as CSV for spreadsheets, in UTF-8 with the mark that they look for."""
    table = declared.csv
    assert table is not None
    env = environment(program, for_word=False)
    templates = [env.from_string(column.cell) for column in table.columns]
    try:
        rows = [[template.render(context) for template in templates] for context in _items(env, table.each, data)]
    except TemplateError as error:
        raise _incomplete(declared, error) from None
    return csv_text([column.head for column in table.columns], rows).encode("utf-8-sig")


def calendar_ics(declared: Outgoing, data: Data, program: Program) -> bytes:
    """The document's days as whole-day events; an event is the same as long as its key, or day and words, are."""
    days = declared.calendar
    assert days is not None
    env = environment(program, for_word=False)
    calendar = Calendar()
    calendar.add("prodid", f"-//Formwright//{declared.id}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", declared.title)
    try:
        for context in _items(env, days.each, data):
            day, stamp, repeat = (
                _value(env, text, context) for text in (days.date, days.stamp or days.date, days.repeat or "none")
            )
            summary, details, key = (
                render_text(text, context, program) for text in (days.summary, days.details, days.key)
            )
            event = _event(summary, details, day, f"{declared.id}|{key or f'{day}|{summary}'}", stamp)
            if repeat:
                event.add("rrule", repeat)
            calendar.add_component(event)
    except TemplateError as error:
        raise _incomplete(declared, error) from None
    content: bytes = calendar.to_ical()
    return content


def _items(env: SandboxedEnvironment, each: str, data: Data) -> Iterator[dict[str, Any]]:
    """The data with one item of the list at a time, as `item in items` names it."""
    name, _, items = each.partition(" in ")
    for item in _value(env, items, data) or ():
        yield {**data, name.strip(): item}


def _value(env: SandboxedEnvironment, expression: str, context: Data) -> Any:
    return env.compile_expression(expression, undefined_to_none=False)(**context)


def _event(summary: str, details: str, day: date, identity: str, stamp: date) -> Event:
    event = Event()
    event.add("uid", hashlib.sha256(identity.encode()).hexdigest()[:32] + "@formwright")
    # The standard asks for a time of writing; a midnight of the data keeps the file the same for the same data.
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
    event.add("dtstart", day)
    event.add("summary", summary)
    if details:
        event.add("description", details)
    event.add("transp", "TRANSPARENT")
    return event


def _incomplete(declared: Outgoing, error: TemplateError) -> FormwrightError:
    return FormwrightError(f"The text of {declared.id} cannot be completed: {error}.")
