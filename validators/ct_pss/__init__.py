"""Rules of the Connecticut DDS Parenting Support Services (service definition of 5/1/2014)."""

# Each module adds its rules to the book, in the order in which a report lists their findings.
# isort: off
from validators.ct_pss import items, applications, references, certificates, names, billing, services  # noqa: F401
from validators.ct_pss.book import book

__all__ = ["book"]
