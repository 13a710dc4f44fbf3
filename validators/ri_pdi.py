"""Rules of the Rhode Island Parent De-institutionalization Subsidy Aid Program (212-RICR-20-00-1)."""

from datetime import date

from validators.rule import RuleBook

book = RuleBook(starts=date(2018, 12, 8))
