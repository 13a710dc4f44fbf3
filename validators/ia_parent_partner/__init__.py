"""Rules of the Iowa Parent Partner Program (contractor expectations, Comm. 719)."""

# Each module adds its rules to the book, in the order in which a report lists their findings.
# isort: off
from validators.ia_parent_partner import referral, intake, support, leaving, resources  # noqa: F401
from validators.ia_parent_partner.book import book

__all__ = ["book"]
