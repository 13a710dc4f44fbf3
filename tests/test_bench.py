"""The measuring itself: a corpus that is the same for a seed, a scorer that sees slips, curves that only rise."""

import io
import json
import random
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pypdf
import pytest
from PIL import Image

from bench import bureau, bureau_office, bureau_single, bureaus, calibrate, corpus, handwriting, score, wear
from bench.__main__ import main
from bench.reading import read_plan
from bench.score import Answer
from extractors import confidence
from extractors.confidence import UNCERTAIN, Curves, probability, weigh
from extractors.read import read_file
from extractors.rects import plain
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.packet import Document, Packet
from tests.support.layouts import Hand

PLAN = corpus.Plan("own-printed-test", "own", "printed", ("ct-ppsp/progress-report", "ri-pdi/certification"), 5)
ANSWER = Answer(
    "p", "foreign", "scan-300", "ct-ppsp/invoice", "agency_name", "text", "field",
    truth="A", read="A", right=True, found=True, review=False, confidence=0.9, source="ocr",
)  # fmt: skip


def test_a_seed_makes_the_same_papers_each_time_and_another_seed_others(tmp_path: Path) -> None:
    first = corpus.make(PLAN, tmp_path / "a")
    assert corpus.make(PLAN, tmp_path / "b") == first
    assert corpus.make(replace(PLAN, seed=6), tmp_path / "c")["documents"] != first["documents"]
    one, other = (sorted(file.read_bytes() for file in (tmp_path / name).rglob("*.pdf")) for name in "ab")
    assert len(one) == len(other) > 0


def test_every_form_comes_in_every_printing_once_the_shares_are_put_together() -> None:
    forms = {form.id for form in load_catalog().forms()}
    planned = [plan for seed in (1, 2, 3) for plan in corpus.plans(seed, share=3)]
    for origin, tier in corpus.TIERS:
        here = [form for plan in planned if (plan.origin, plan.tier) == (origin, tier) for form in plan.forms]
        assert len(here) == len(set(here))
        unlabelled = tier in ("docx", "hand", "webpage") or tier.startswith(("design", "office"))
        assert forms - set(here) == ({"ct-pss/supporting-document"} if unlabelled else set())


def test_a_printed_packet_scores_full_marks() -> None:
    whole = read_plan(PLAN)
    assert all(paper.right for paper in whole.papers)
    assert len(whole.answers) > 8
    assert [str(answer) for answer in whole.answers if not answer.right] == []


@pytest.mark.parametrize("origin", ["own", "foreign"])
def test_papers_filled_by_hand_hold_what_was_written(
    origin: corpus.Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A typeface that every machine has, so that nothing but the drawing is tried.
    monkeypatch.setattr(handwriting, "_hands", lambda: (Hand("Helvetica", 1.1),))
    plan = corpus.Plan("hand-test", origin, "hand", ("ct-ppsp/progress-report",), 5)
    assert read_plan(plan).answers
    assert [str(answer) for answer in read_plan(plan).answers if answer.silent] == []


def test_worn_papers_are_the_same_for_a_seed_and_take_the_kinds_in_turn(tmp_path: Path) -> None:
    plan = replace(PLAN, name="worn", tier="worn")
    first = corpus.make(plan, tmp_path / "a")
    assert corpus.make(plan, tmp_path / "b") == first
    kinds = list(wear.KINDS)
    places = [kinds.index(document["wear"]) for document in first["documents"]]
    assert places[1] == (places[0] + 1) % len(kinds)


@pytest.mark.parametrize("kind", wear.KINDS)
def test_every_kind_of_wear_changes_what_its_machines_see_of_a_page(kind: str) -> None:
    page = np.full((11 * 300, 2550, 3), 255, np.uint8)
    for row in range(12):
        cv2.putText(page, "Parent 11/20/2026", (300, 400 + 200 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 4)
    mark, names = wear.KINDS[kind]
    assert mark is None or (mark(page, np.random.default_rng(3)) != page).any()
    for machine in names[:1]:
        taken = wear.worn(page, kind, machine, 3)
        assert taken.image.tobytes() == wear.worn(page, kind, machine, 3).image.tobytes()
        assert min(taken.image.size) > 800


def test_a_machine_without_such_a_typeface_says_that_these_papers_are_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(handwriting, "_hands", tuple)
    main(["--only", "accuracy", "--tiers", "own-hand"])
    assert "no typeface like handwriting is here (fonts-breip" in capsys.readouterr().out


def test_a_machine_without_a_spreadsheet_says_that_papers_of_offices_are_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bureau_office, "on_machine", lambda: False)
    main(["--only", "accuracy", "--tiers", "foreign-office"])
    assert "no spreadsheet is here that prints (libreoffice-calc" in capsys.readouterr().out


@pytest.mark.parametrize(
    "way", ["pages-grid", "pages-printout", "pages-bill", "writer-columns", "prose", "insurance", "letter"]
)
def test_what_offices_print_holds_what_was_written(way: str) -> None:
    shapes = {"prose": "provider-agreement", "insurance": "liability-certificate", "letter": "reference-letter"}
    form = f"ct-pss/{shapes.get(way, 'invoice')}"
    catalog = load_catalog()
    paper = bureau.compose(catalog.form(form), catalog.program("ct-pss"), 4)
    _, (suffix, data) = bureaus.source(paper, way)
    pdf = data if suffix == "pdf" else bureau_office.printed([(suffix, data)])[0]
    said = plain("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))
    short = [
        name for name, field in paper.form.fields.items() if field.type in ("name", "text") and not field.multiline
    ]
    names = [paper.fields[name] for name in short]
    assert any(names)
    assert all(plain(name) in said for name in names if name)


@pytest.mark.parametrize("seed", range(4))
def test_papers_that_are_none_of_ours_are_taken_for_none(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    agency = load_catalog().program("ct-pss").agency
    for name, data in (("tax", bureau_single.taxpayer_form(dice)), ("fax", bureau_single.fax_cover(dice, agency))):
        (tmp_path / f"{name}.pdf").write_bytes(data)
        reading = read_file(tmp_path / f"{name}.pdf", f"{name}.pdf", load_catalog())
        assert [document.form for document in reading.documents] == [None]


def test_pictures_have_the_shape_of_their_machine(tmp_path: Path) -> None:
    truth = corpus.make(replace(PLAN, name="faxed", tier="fax-coarse", forms=PLAN.forms[:1]), tmp_path)
    assert [document["file"] for document in truth["documents"]] == ["01.tif"]
    [file] = tmp_path.rglob("*.tif")
    with Image.open(file) as image:
        assert image.mode == "1"
        assert [round(float(dots)) for dots in image.info["dpi"]] == [204, 98]


@pytest.mark.parametrize(
    ("truth", "read", "right"),
    [
        ("O’Neill, Zoë", "o'neill zoe", True),
        ("O’Neill", "O’Neil", False),
        ("12.50", "12.5", False),
        (4, "4", True),
        (4, "four", False),
        (None, "", True),
        (None, "x", False),
        (True, False, False),
        ("word " * 40, "word " * 39 + "wird ", True),
        ("word " * 40, "word " * 30, False),
    ],
)  # fmt: skip
def test_values_are_compared_as_the_report_writes_them(truth: object, read: object, right: bool) -> None:
    assert score.same(truth, read) is right


def _value(value: object, *, review: bool = False) -> dict[str, object]:
    return {"value": value, "text": str(value), "confidence": 0.9, "source": "text"} | (
        {"review": True} if review else {}
    )


def test_the_scorer_tells_silent_slips_from_marked_ones_and_counts_rows_too_many() -> None:
    truth = {
        "documents": [
            {
                "form": "ct-ppsp/invoice", "kind": None, "free": False, "file": "a.pdf", "pages": [1],
                "fields": {"agency_name": "Kids First", "invoice_number": "7", "total_hours": "1.00"},
                "tables": {"lines": [{"hours": "1.00"}]},
            }
        ]
    }  # fmt: skip
    read = {
        "form": "ct-ppsp/invoice", "file": "a.pdf", "pages": [1], "confidence": 1.0,
        "fields": {"agency_name": _value("Kids Fist"), "invoice_number": _value("1", review=True)},
        "tables": {"lines": [{"hours": _value("1.00")}, {"hours": _value("2.00")}]},
    }  # fmt: skip
    found = score.score_packet(PLAN, truth, {"documents": [read]})
    assert {answer.path for answer in found.answers if answer.silent} == {
        "agency_name",
        "total_hours",
        "lines[1].hours",
    }
    assert {answer.path for answer in found.answers if answer.right} == {"lines[0].hours"}
    line = score.line("all", found)
    assert (line.recognised, line.fields, line.cells) == (1.0, 0.0, 0.5)
    other = score.score_packet(PLAN, truth, {"documents": [read | {"pages": [1, 2]}]})
    assert not other.papers[0].right


def _answers(said: float, right: int, wrong: int) -> list[Answer]:
    return [replace(ANSWER, confidence=said, right=number < right) for number in range(right + wrong)]


def test_fitted_curves_rise_and_say_how_often_values_were_right() -> None:
    answers = [*_answers(0.5, 30, 70), *_answers(0.8, 95, 5), *_answers(0.9, 90, 10), *_answers(0.99, 400, 0)]
    [(name, curve)] = calibrate.fit(answers).items()
    assert name == "foreign/ocr/words"
    assert list(curve) == sorted(curve)
    assert [share for _, share in curve] == sorted(share for _, share in curve)
    assert probability(curve, 0.5) == pytest.approx(0.3, abs=0.03)
    assert probability(curve, 0.2) == curve[0][1]
    assert 0.99 < probability(curve, 0.995) < 1
    assert calibrate.fit([replace(answer, found=False) for answer in answers]) == {}


def test_the_threshold_is_the_lowest_that_meets_the_target() -> None:
    answers = [*_answers(0.5, 0, 10), *_answers(0.8, 90, 1), *_answers(0.99, 899, 0)]
    threshold = calibrate.threshold_for(answers, lambda answer: answer.confidence, 0.001)
    assert threshold == 0.8
    wrong, marked = calibrate.passed(answers, lambda answer: answer.confidence, threshold)
    assert (wrong, marked) == (0.001, 0.01)


def test_measured_confidence_marks_what_falls_short_and_keeps_real_doubts(monkeypatch: pytest.MonkeyPatch) -> None:
    rising = Curves(curves={"foreign/ocr/words": ((0.5, 0.5), (0.8, 0.995), (1.0, 0.9999))})
    monkeypatch.setattr(confidence, "curves", lambda: rising)
    form = load_catalog().form("ct-ppsp/invoice")
    said = {
        "agency_name": Value("A", 0.8, "ocr", "A"),
        "child_name": Value("B", 0.5, "ocr", "B"),
        "invoice_number": Value("7", 1.0, "ocr", "7", review=True, why="two texts stand there"),
        "total_hours": Value(None, 0.5, "ocr"),
    }  # fmt: skip
    read = Document("d1", form.id, "a.pdf", [1], 1.0, fields=dict(said))
    packet = Packet("a", [read])
    weigh(packet, load_catalog(), 0.9)
    [document] = packet.documents
    assert document.fields["agency_name"] == Value("A", 0.995, "ocr", "A")
    assert document.fields["child_name"].review
    assert document.fields["child_name"].why == UNCERTAIN
    assert document.fields["invoice_number"].why == "two texts stand there"
    assert document.fields["total_hours"] == said["total_hours"].doubted(UNCERTAIN)
    weigh(packet, load_catalog(), 0.4)
    assert read.fields == said
    looser = Packet("a", [read])
    weigh(looser, load_catalog(), 0.4)
    assert [name for name, value in looser.documents[0].fields.items() if value.review] == ["invoice_number"]


@pytest.mark.parametrize(("said", "marked"), [(0.90, False), (0.89, True)])
def test_review_starts_below_the_threshold(said: float, marked: bool) -> None:
    name = Value("B", said, "ocr", "B")
    packet = Packet("a", [Document("d1", "ct-ppsp/invoice", "a.pdf", [1], 1.0, fields={"child_name": name})])
    weigh(packet, load_catalog())
    assert packet.documents[0].fields["child_name"].review is marked


@pytest.mark.parametrize(
    ("hours", "total", "marked"),
    [
        (("4.25", "3.50"), "7.75", []),
        (("4.25", "3.50"), "7.25", ["total_hours", "0", "1"]),
        (("4.25", None), "4.25", ["total_hours", "0", "1"]),
        (("4.25",), "4.25", ["total_hours", "0"]),
    ],
)
def test_a_sum_that_holds_bears_its_numbers_out_and_changes_none(
    hours: tuple[str | None, ...], total: str, marked: list[str]
) -> None:
    def read(text: str | None) -> Value:
        return Value(None if text is None else Decimal(text), 0.8, "ocr", text or "~")

    rows = [{"hours": read(text)} for text in hours]
    invoice = Document("d1", "ct-ppsp/invoice", "a.pdf", [1], 1.0, fields={"total_hours": read(total)})
    packet = Packet("a", [replace(invoice, tables={"lines": rows})])
    weigh(packet, load_catalog())
    [document] = packet.documents
    found = {**document.fields, **{str(n): row["hours"] for n, row in enumerate(document.tables["lines"])}}
    assert [name for name, value in found.items() if value.review] == marked
    assert [value.text for value in found.values()] == [total, *(text or "~" for text in hours)]
    assert all(value.confidence == (0.8 if marked else 0.99) for value in found.values())


def test_the_curves_that_come_with_the_product_rise_within_0_and_1() -> None:
    for name, curve in confidence.curves().curves.items():
        assert len(name.split("/")) == 3
        for points in zip(*curve, strict=True):
            assert list(points) == sorted(points)
            assert 0 <= points[0] <= points[-1] <= 1


def test_answers_go_from_a_run_to_the_curves_and_their_diagram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [*_answers(0.5, 30, 70), *_answers(0.8, 95, 5), *_answers(0.99, 400, 0)]
    file, drawn, curves = tmp_path / "answers.jsonl", tmp_path / "diagram.svg", tmp_path / "curves.yaml"
    file.write_text("".join(json.dumps(asdict(answer)) + "\n" for answer in answers))
    monkeypatch.setattr(calibrate, "CURVES", curves)
    arguments = ["calibrate", "--train", str(file), "--check", str(file), "--write", "--diagram", str(drawn)]
    monkeypatch.setattr("sys.argv", arguments)
    calibrate.main()
    assert "foreign/ocr/words: [[0.5, 0.3" in curves.read_text()
    dots = [
        node
        for node in ElementTree.fromstring(drawn.read_bytes()).iter()
        if node.get("class") == "dot reactive tooltip-trigger"
    ]
    assert len(dots) == 6
