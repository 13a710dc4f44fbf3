"""The rule book of the Rhode Island subsidy program, to which each module of this folder adds its rules."""

from datetime import date

from validators.rule import RuleBook

book = RuleBook(starts=date(2018, 12, 8))
