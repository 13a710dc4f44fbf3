"""Rules of the Iowa Parent Partner Program (contractor expectations, Comm. 719)."""

from datetime import date

from validators.rule import RuleBook

book = RuleBook(starts=date(2024, 4, 1))
