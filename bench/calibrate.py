"""`python -m bench.calibrate`: fits what the readers' confidence is worth on one corpus and checks it on another.

Both corpora are answers that `python -m bench --only accuracy --raw --out` wrote. What the curves are worth on the
second is printed as Markdown; `--write` puts them in force for the readers, in `extractors/confidence.yaml`. Where they
do, `forms.evidence.REVIEW_BELOW` is to be the threshold that is printed.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean

import yaml

from bench.diagram import Bin, draw
from bench.score import Answer
from extractors.confidence import CURVES, Curve, name_of, probability

TARGET = 0.001
"""Share of the values passed as right that may be wrong."""
_LEAST = 40
"""Values that a step of a curve stands on."""
_KIND = 250
"""Values of a kind from which it has a curve of its own."""
_PRIOR = 4.0
"""Values as good as the source's usual ones that each step is given, so that few values prove little."""
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 1.0001)


def curve_of(answer: Answer) -> str:
    """The name of the curve that an answer belongs to."""
    return name_of(answer.origin, answer.source, answer.type, blank=answer.blank)


def fit(answers: Iterable[Answer]) -> dict[str, Curve]:
    """A rising curve for each origin, source and kind of value; kinds of which few were seen share one."""
    by_source: defaultdict[str, defaultdict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        if counts(answer):
            by_source[f"{answer.origin}/{answer.source}"][curve_of(answer)].append(answer)
    curves: dict[str, Curve] = {}
    for kinds in by_source.values():
        together = [answer for group in kinds.values() for answer in group]
        usual = sum(answer.right for answer in together) / len(together)
        for name, group in kinds.items():
            # What was left blank is another question than how well print is read, however few there are of it.
            alone = len(group) >= _KIND or name.endswith("/blank")
            curves[name] = _rising(group if alone else together, usual)
    return dict(sorted(curves.items()))


def counts(answer: Answer) -> bool:
    """Whether the answer says something of a confidence: a value of a document that was found, no cell astray."""
    return answer.found and answer.source != "none" and not answer.shifted


@dataclass(slots=True)
class _Step:
    """Values of like confidence."""

    said: float
    right: int
    count: int

    def joined(self, other: "_Step") -> "_Step":
        count = self.count + other.count
        said = (self.said * self.count + other.said * other.count) / count
        return _Step(said, self.right + other.right, count)


def _rising(answers: Sequence[Answer], usual: float) -> Curve:
    """Pools neighbouring values until each step is right more often than the one below it."""
    steps: list[_Step] = []
    for step in _steps(answers):
        steps.append(step)
        while len(steps) > 1 and _share(steps[-2], usual) >= _share(steps[-1], usual):
            last = steps.pop()
            steps[-1] = steps[-1].joined(last)
    return tuple((round(step.said, 4), round(_share(step, usual), 4)) for step in steps)


def _steps(answers: Sequence[Answer]) -> list[_Step]:
    """The values by rising confidence, like ones together and never fewer than `_LEAST`."""
    by_said: defaultdict[float, list[bool]] = defaultdict(list)
    for answer in answers:
        by_said[round(answer.confidence, 3)].append(answer.right)
    steps: list[_Step] = []
    for said in sorted(by_said):
        step = _Step(said, sum(by_said[said]), len(by_said[said]))
        if steps and steps[-1].count < _LEAST:
            steps[-1] = steps[-1].joined(step)
        else:
            steps.append(step)
    if len(steps) > 1 and steps[-1].count < _LEAST:
        last = steps.pop()
        steps[-1] = steps[-1].joined(last)
    return steps


def _share(step: _Step, usual: float) -> float:
    return (step.right + _PRIOR * usual) / (step.count + _PRIOR)


# What it is worth


def sureness(answer: Answer, curves: dict[str, Curve]) -> float:
    """The answer's confidence by the curves."""
    curve = curves.get(curve_of(answer))
    return probability(curve, answer.confidence) if curve else answer.confidence


def doubted(answer: Answer) -> bool:
    """Whether the reader had a doubt of its own, which no confidence lifts."""
    return answer.review


def passed(answers: Sequence[Answer], sure: Callable[[Answer], float], threshold: float) -> tuple[float, float]:
    """The shares of all values that are passed though wrong, and that are marked, at a threshold."""
    marked = [answer for answer in answers if doubted(answer) or sure(answer) < threshold]
    wrong = sum(not answer.right for answer in answers if not doubted(answer) and sure(answer) >= threshold)
    return wrong / len(answers), len(marked) / len(answers)


def threshold_for(answers: Sequence[Answer], sure: Callable[[Answer], float], target: float) -> float:
    """The lowest threshold at which no more than `target` of the values are passed though wrong."""
    found = sorted({round(sure(answer), 4) for answer in answers} | {1.0})
    return next((threshold for threshold in found if passed(answers, sure, threshold)[0] <= target), 1.0)


def reliability(answers: Sequence[Answer], sure: Callable[[Answer], float]) -> list[str]:
    """How often values of like confidence are right, as a Markdown table."""
    rows = ["| stated | values | stated, mean | right |", "| --- | --- | --- | --- |"]
    for (low, high), count, stated, right in bins(answers, sure):
        rows.append(f"| {low:g} to {min(high, 1.0):g} | {count:,} | {stated:.2%} | {right:.2%} |")
    return rows


def bins(answers: Sequence[Answer], sure: Callable[[Answer], float]) -> list[Bin]:
    """The answers by what is stated of them: the bounds, how many, what is stated on average, the share right."""
    found = []
    for low, high in pairwise(_BINS):
        here = [answer for answer in answers if low <= sure(answer) < high]
        if here:
            stated, right = mean(map(sure, here)), mean(answer.right for answer in here)
            found.append(((low, high), len(here), stated, right))
    return found


def trade(answers: Sequence[Answer], before: Callable[[Answer], float], after: Callable[[Answer], float]) -> list[str]:
    """Wrong values passed at equal shares marked, with the readers' own confidence and with the measured one."""
    rows = ["| marked | wrong and not marked, as the readers say | as measured |", "| --- | --- | --- |"]
    for share in (0.02, 0.03, 0.05, 0.08, 0.12):
        figures = [_wrong_at(answers, sure, share) for sure in (before, after)]
        rows.append(f"| {share:.0%} | {figures[0]:.3%} | {figures[1]:.3%} |")
    return rows


def _wrong_at(answers: Sequence[Answer], sure: Callable[[Answer], float], share: float) -> float:
    """The share passed though wrong where the least sure values are marked up to a share of all."""
    room = round(share * len(answers)) - sum(doubted(answer) for answer in answers)
    rest = sorted((answer for answer in answers if not doubted(answer)), key=sure)
    return sum(not answer.right for answer in rest[max(0, room) :]) / len(answers)


def read_answers(files: Iterable[Path]) -> list[Answer]:
    """The answers of the files, an object a line."""
    return [Answer(**json.loads(line)) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def write(curves: dict[str, Curve], path: Path) -> None:
    """Writes the curves as the readers load them."""
    head = "# What readers say, and how often it is right: fitted by `python -m bench.calibrate --write`.\n"
    lines = [f"  {name}: {[list(point) for point in curve]}\n" for name, curve in curves.items()]
    path.write_text(head + "curves:\n" + "".join(lines), encoding="utf-8")
    yaml.safe_load(path.read_text(encoding="utf-8"))


def main() -> None:
    """Fits, writes, and prints the tables of docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.calibrate", description=__doc__)
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="answers that the curves are fitted to")
    parser.add_argument("--check", type=Path, nargs="+", required=True, help="answers that they are tried on")
    parser.add_argument("--write", action="store_true", help="put the curves in force for the readers")
    parser.add_argument("--diagram", type=Path, help="draw the reliability diagram here, as SVG")
    options = parser.parse_args()
    trained, checked = read_answers(options.train), read_answers(options.check)
    curves = fit(trained)
    if options.write:
        write(curves, CURVES)
    print("\n".join(report(trained, checked, curves)))
    if options.diagram:
        kept = [answer for answer in checked if counts(answer)]
        said, measured = bins(kept, lambda answer: answer.confidence), bins(kept, lambda a: sureness(a, curves))
        options.diagram.write_bytes(draw({"as the readers say": said, "as measured": measured}))


def report(trained: Sequence[Answer], checked: Sequence[Answer], curves: dict[str, Curve]) -> list[str]:
    """The tables of what the curves are worth on values that they were not fitted to."""
    trained, checked = [a for a in trained if counts(a)], [a for a in checked if counts(a)]

    def after(answer: Answer) -> float:
        return sureness(answer, curves)

    def before(answer: Answer) -> float:
        return answer.confidence

    threshold = threshold_for(trained, after, TARGET)
    wrong, marked = passed(checked, after, threshold)
    return [
        f"Threshold for {TARGET:.1%} wrong and not marked: {threshold:g}. On the other corpus: {wrong:.3%} wrong and "
        f"not marked, {marked:.2%} marked.", "",
        "As the readers say:", "", *reliability(checked, before), "",
        "As measured:", "", *reliability(checked, after), "",
        *trade(checked, before, after),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
