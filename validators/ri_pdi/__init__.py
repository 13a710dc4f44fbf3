"""Rules of the Rhode Island Parent De-institutionalization Subsidy Aid Program (212-RICR-20-00-1)."""

# Each module adds its rules to the book, in the order in which a report lists their findings.
# isort: off
from validators.ri_pdi import applicant, evaluation, agreement, monitoring  # noqa: F401
from validators.ri_pdi.book import book

__all__ = ["book"]
