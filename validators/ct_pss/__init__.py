"""Rules of the Connecticut DDS Parenting Support Services (service definition of 5/1/2014)."""

from validators.ct_pss.book import book

__all__ = ["book"]
