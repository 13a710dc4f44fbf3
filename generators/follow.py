"""Which documents follow from a checked packet, program by program."""

from forms.catalog import Catalog
from forms.report import Report
from generators.document import Following, program_book


def documents_that_follow(report: Report, catalog: Catalog) -> list[Following]:
    """The documents that the report's programs send out after this packet, each with its data and file name."""
    found: list[Following] = []
    for name in report.programs:
        program = catalog.program(name)
        for follow in program_book(program).follow:
            found.extend(follow(report, program))
    return found
