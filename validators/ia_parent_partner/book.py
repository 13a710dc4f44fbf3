"""The rule book of the program; each module of this package adds its rules to it."""

from datetime import date

from validators.rule import RuleBook

book = RuleBook(starts=date(2024, 4, 1))
