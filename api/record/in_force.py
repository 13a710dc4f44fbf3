"""Policies that were not in force yet on the day that a packet is checked as of: none of their rules asks anything."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from forms.catalog import Catalog
from validators.engine import program_rules


class NotYet(BaseModel):
    """A program's policy that was not in force on the day."""

    program: str = Field(description="The program's title.")
    starts: date = Field(description="The first day of its first rule.")


def not_in_force(catalog: Catalog, programs: Iterable[str], day: date) -> list[NotYet]:
    """Those of the programs of which every rule begins after the day."""
    firsts = {name: min(rule.starts for rule in program_rules(catalog.program(name))) for name in programs}
    return [NotYet(program=catalog.program(name).title, starts=first) for name, first in firsts.items() if day < first]
