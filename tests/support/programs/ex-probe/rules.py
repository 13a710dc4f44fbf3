import os
import signal
from datetime import date

from validators.rule import RuleBook

book = RuleBook(starts=date(2024, 1, 1))


@book.rule("probe.wish", "invalid", "Slips", "the slip's wish is done", met="the wish is not done", form="slip")
def _wish(case, slip):
    if slip["wish"] == "hang":
        while True:
            pass
    if slip["wish"] == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(20_000_000))
    if slip["wish"] == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    yield from ()
