"""Rules of the Michigan Parent Support Partner certification: readiness, registration, training, coaching, meetings."""

from datetime import date

from validators.rule import RuleBook

book = RuleBook(starts=date(2020, 6, 25))
