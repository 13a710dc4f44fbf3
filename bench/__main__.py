"""`python -m bench`: the accuracy and the speed of this machine and this day as tables; see docs/benchmarks.md."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench import bureau_office, corpus, handwriting, score, speed, webpages
from bench.reading import read_plan, read_plans, read_raw
from bench.score import Line, Score

# One thread a process, as the figures are stated.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

_GROUPS: tuple[tuple[str, corpus.Origin | None, tuple[str, ...]], ...] = (
    ("fillable, printed PDF, DOCX", None, corpus.DIGITAL),
    ("own edition, scan 200-300 dpi", "own", ("scan-300", "scan-200")),
    ("foreign layout, scan 200-300 dpi", "foreign", ("scan-300", "scan-200")),
    ("fax", None, ("fax-fine", "fax-coarse")),
    ("phone photo", None, ("photo",)),
    ("agency's design, scan 200-300 dpi", "foreign", ("design-scan",)),
    ("agency's design, fax", "foreign", ("design-fax",)),
    ("agency's design, phone photo", "foreign", ("design-photo",)),
    ("what offices print, scan 200-300 dpi", "foreign", (corpus.OFFICE_SCAN,)),
    ("handwriting-like fonts, scan 200-300 dpi", None, (corpus.HAND,)),
    ("worn: stamped, punched, copied, badly taken", None, (corpus.WORN,)),
)
"""The lines of the accuracy table: name, origin of the papers (None: both), printings."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures what is asked for and prints the tables as Markdown."""
    options = _options(arguments)
    if options.only != "speed":
        _accuracy(options)
    if options.only != "accuracy":
        _speed(options)


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the corpus is the same for the same seed")
    parser.add_argument("--share", type=int, default=2, help="take every n-th form in each printing")
    parser.add_argument(
        "--tiers", default="", help="only packets with one of these in their name, such as own-scan,foreign-fax"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pages", type=int, default=12, help="scanned pages of each kind for the speed table")
    parser.add_argument("--only", choices=("accuracy", "speed"))
    parser.add_argument("--worst", type=int, default=20, help="how many of the worst slips to list")
    parser.add_argument("--raw", action="store_true", help="with the confidence that the readers themselves state")
    parser.add_argument("--out", type=Path, help="also write every value with its truth here, a JSON object a line")
    return parser.parse_args(arguments)


def _accuracy(options: argparse.Namespace) -> None:
    plans = [
        plan
        for plan in corpus.plans(options.seed, share=options.share)
        if any(part in plan.name for part in options.tiers.split(","))
    ]
    if not handwriting.on_machine() and any(plan.tier == corpus.HAND for plan in plans):
        plans = [plan for plan in plans if plan.tier != corpus.HAND]
        print(f"Papers filled by hand are left out: no typeface like handwriting is here ({handwriting.PACKAGES}).\n")
    if not webpages.on_machine() and any(plan.tier == "webpage" for plan in plans):
        plans = [plan for plan in plans if plan.tier != "webpage"]
        print("Web pages are left out: no browser that prints them is here (chromium).\n")
    offices = ("office", corpus.OFFICE_SCAN)
    if not bureau_office.on_machine() and any(plan.tier in offices for plan in plans):
        plans = [plan for plan in plans if plan.tier not in offices]
        print(f"Papers of offices are left out: no spreadsheet is here that prints ({bureau_office.PACKAGES}).\n")
    whole = read_plans(plans, options.jobs, lambda plan, _: _dot(), read_raw if options.raw else read_plan)
    print(file=sys.stderr)
    if options.out:
        options.out.write_text("".join(json.dumps(asdict(answer)) + "\n" for answer in whole.answers))
    print("\n".join(accuracy_table(whole)))
    slips = score.worst(whole, options.worst)
    if slips:
        print("\nThe worst slips:\n")
        print("\n".join(f"- {slip}" for slip in slips))


def accuracy_table(whole: Score) -> list[str]:
    """The accuracy by groups of printings, by origin and printing, and by the type of the value, as Markdown."""
    lines = [score.line(name, _group(whole, origin, tiers)) for name, origin, tiers in _GROUPS]
    head = ["papers", "documents", "values", *("recognised", "fields", "cells", "checkboxes", "signatures")]
    text = _table([*head, "wrong and not marked", "marked"], [_cells(line) for line in lines if line.papers])
    each = [score.line(f"{origin}, {tier}", _group(whole, origin, (tier,))) for origin, tier in corpus.TIERS]
    text += ["", *_table([*head, "wrong and not marked", "marked"], [_cells(line) for line in each if line.papers])]
    kinds = sorted({paper.wear for paper in whole.papers if paper.wear})
    worn = [score.line(kind, whole.only(lambda one, kind=kind: one.wear == kind)) for kind in kinds]  # type: ignore[misc]
    if worn:
        text += ["", *_table([*head, "wrong and not marked", "marked"], [_cells(line) for line in worn])]
    return [*text, "", *_by_type(whole)]


def _group(whole: Score, origin: corpus.Origin | None, tiers: Sequence[str]) -> Score:
    return whole.only(lambda one: one.tier in tiers and origin in (None, one.origin))


def _by_type(whole: Score) -> list[str]:
    rows = []
    for kind in sorted({answer.type for answer in whole.answers}):
        answers = [answer for answer in whole.answers if answer.type == kind]
        wrong = sum(not answer.right for answer in answers)
        silent = sum(answer.silent for answer in answers)
        marked = sum(answer.review for answer in answers)
        rows.append([kind, f"{len(answers):,}", str(wrong), str(silent), f"{marked / len(answers):.1%}"])
    return _table(["type", "values", "wrong", "wrong and not marked", "marked"], rows)


def _cells(line: Line) -> list[str]:
    shares = (line.recognised, line.fields, line.cells, line.checkboxes, line.signatures, line.silent, line.review)
    return [line.name, str(line.papers), f"{line.values:,}", *("" if s is None else f"{s:.2%}" for s in shares)]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _speed(options: argparse.Namespace) -> None:
    ratios, peaks = speed.measure(options.seed, options.pages, _dot)
    rows = []
    for ratio in ratios:
        met = ratio.ratio >= ratio.target if ratio.more_is_better else ratio.ratio <= ratio.target
        figures = [f"{ratio.ours:.3f}", f"{ratio.theirs:.3f}", f"{ratio.ratio:.2f}", f"{ratio.target}"]
        rows.append([ratio.work, ratio.unit, *figures, "yes" if met else "no"])
    print()
    print("\n".join(_table(["work", "unit", "ours", "theirs", "ratio", "target", "met"], rows)))
    print()
    memory = [[peak.work, f"{peak.peak:.0f}", "" if peak.target is None else f"{peak.target:.0f}"] for peak in peaks]
    print("\n".join(_table(["memory at most", "MB", "target"], memory)))


if __name__ == "__main__":
    main()
