"""What providers read: each rule, item, form, field and letter of every program has its words in each language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.web.finding_words import words_of
from api.web.spoken import FOLDER, Language, language_with, spoken
from forms.catalog import Catalog, load_catalog
from forms.program import Program
from generators.deficiency import MEND
from generators.document import outgoing
from generators.remedies import of_rule, remedies
from validators.engine import program_rules

SPANISH = spoken()["es"]
CATALOG = load_catalog()
ROOT = Path(__file__).parents[1]
_PLACE = re.compile(r"\{\w+\}")


def _finding(rule: str, **more: Any) -> dict[str, Any]:
    known = {"rule": rule, "kind": "missing", "message": "It is not there.", "citation": "1.4", "document": None}
    return known | {"fields": [], "found": None, "expected": None} | more


def untold(catalog: Catalog, said: Language) -> Iterator[str]:
    """What a provider would read in English."""
    for program in catalog.programs.values():
        for rule in program_rules(program):
            if said.rule(rule.id) is None:
                yield rule.id
            # What is missing is asked for by itself, not as "what is missing"; a blank field is by its label.
            named = rule.id.partition("<")[0].rstrip(".")
            if rule.kind == "missing" and ".field." not in rule.id and of_rule(named, said.remedies) is None:
                yield f"{rule.id}: how to mend it"
        yield from _untold_items(program, said)
        yield from (rule for rule in remedies(program) if rule not in said.remedies)
    for form in catalog.forms():
        names = {form.id, *(f"{form.id}#{kind}" for kind in form.kinds)}
        yield from names - set(said.papers)
        cells = [*form.fields.values(), *(cell for table in form.tables.values() for cell in table.columns.values())]
        yield from (cell.label for cell in cells if cell.label not in said.labels)
    yield from (one.id for one in outgoing(catalog) if one.id not in said.letters)
    yield from (kind for kind in MEND if f"kind.{kind}" not in said.remedies or f"kind_{kind}" not in said.pages)


def _untold_items(program: Program, said: Language) -> Iterator[str]:
    """The documents of its lists that are only named as one of the list."""
    for packet in program.packets.values():
        for item in packet.items:
            rule = item.answered_by or f"{program.rule_prefix}.item.{item.item}"
            if rule not in said.rules and said.rule(rule) != said.rules.get(rule):
                yield rule


def test_nothing_that_a_provider_may_read_is_left_in_english() -> None:
    assert list(untold(CATALOG, SPANISH)) == []


def test_a_rule_item_form_or_field_without_spanish_is_noticed() -> None:
    for part, name in (
        ("rules", "pss.cpr.coverage"), ("rules", "pss.item.diploma"), ("papers", "ct-pss/invoice"),
        ("labels", "Hourly rate"), ("letters", "ct-pss/denial-letter"), ("remedies", "pss.references.count"),
        ("remedies", "psp.coaching.months"),
        ("remedies", "kind.late"),
    ):  # fmt: skip
        words = {told: dict(getattr(SPANISH, told)) for told in Language.__dataclass_fields__}
        del words[part][name]
        assert list(untold(CATALOG, Language(**words))) != [], name


def test_no_words_stand_for_what_is_not_there() -> None:
    rules = {rule.id for program in CATALOG.programs.values() for rule in program_rules(program)}
    items = {
        f"{program.rule_prefix}.item.{item.item}"
        for program in CATALOG.programs.values()
        for packet in program.packets.values()
        for item in packet.items
    }
    assert set(SPANISH.rules) <= rules | items
    forms = {form.id: form for form in CATALOG.forms()}
    assert {name.partition("#")[0] for name in SPANISH.papers} == set(forms)
    assert set(SPANISH.letters) == {one.id for one in outgoing(CATALOG)}
    assert set(spoken()["en"].pages) <= set(SPANISH.pages)
    assert set(spoken()["en"].remedies) <= set(SPANISH.remedies)


def test_every_word_of_the_pages_is_a_translation() -> None:
    english, spanish = spoken()["en"].pages, SPANISH.pages
    same = {name for name, words in english.items() if spanish[name] == words}
    assert same == set()


def test_every_status_is_said() -> None:
    states = ("held", "waiting", "reading", "aside", "cancelled", "refused", "accepted", "returned", "denied")
    outcomes = ("complete", "incomplete", "ineligible", "needs_review")
    assert {f"status_{name}" for name in (*states, *outcomes, "astray", "unread")} <= set(SPANISH.pages)


def _source(parts: tuple[str, ...], *endings: str) -> str:
    return " ".join(
        path.read_text() for part in parts for ending in endings for path in sorted((ROOT / part).rglob(f"*.{ending}"))
    )


@pytest.mark.parametrize(("part", "where"), [("sentences", ("api", "extractors")), ("facts", ("validators",))])
def test_a_sentence_that_is_translated_is_one_that_is_written(part: str, where: tuple[str, ...]) -> None:
    # Texts that a line's end parts in the source are one text.
    told = re.sub(r'"\s*\n\s*f?"', "", _source(where, "py", "js"))
    for written in getattr(SPANISH, part):
        for piece in re.split(r"\{\w+\}|\. ?| under receipt ", written):
            assert piece.strip() in told, written


_TAKEN_IN = ("extractors/files.py", "extractors/read.py", "extractors/own_edition.py", "api/intake/archive.py")
_ON_THIS_MACHINE = tuple(
    f"{{x}} {said}" for said in ("does not exist", "holds no files", "is a link", "is no file", "cannot be opened")
)
"""What can be said of a folder of the command line alone."""
_AS_WHAT = ". Send the paper as PDF, DOCX, TIFF, JPEG, PNG or HEIC."


def _told_of_papers() -> Iterator[str]:
    """Each sentence with its remedy that the modules which take papers in write."""
    for module in _TAKEN_IN:
        tree = ast.parse((ROOT / module).read_text())
        parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        docs = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if node in parts or node in docs:
                continue
            text = re.sub(r"\. \{x\}$", _AS_WHAT, _written(node))
            if text.endswith(".") and ". " in text and not text.startswith(_ON_THIS_MACHINE):
                yield text


def _written(node: ast.AST) -> str:
    """The text of a string, with what is filled in as a word in braces."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_written(part) or "{x}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_whatever_keeps_a_paper_from_being_read_is_told_in_spanish() -> None:
    filled = [text.replace("{x}", "7") for text in _told_of_papers()]
    assert len(filled) > 25
    assert [text for text in filled if SPANISH.sentence(text) is None] == []


def test_each_item_of_a_list_is_named_with_what_to_do() -> None:
    seen = set()
    for item in CATALOG.program("ct-pss").packets["individual"].items:
        rule = item.answered_by or f"pss.item.{item.item}"
        told = words_of(_finding(rule, found=0, expected=1), None, CATALOG, SPANISH)
        assert told.translated
        assert not _PLACE.search(told.said + told.mend)
        seen.add(told.said)
    assert len(seen) == len(CATALOG.program("ct-pss").packets["individual"].items)
    told = words_of(_finding("pss.item.cpr-certificate", found=0, expected=1), None, CATALOG, SPANISH)
    assert {"RCP", "primeros"} <= set(told.said.split())
    assert told.mend == SPANISH.remedies["pss.item.cpr-certificate"]
    # A document that a department adds to the list is named as it names it.
    other = words_of(_finding("pdi.item.another-paper"), None, CATALOG, SPANISH)
    assert other.said == "Falta un documento de la lista: another-paper."


def test_letters_that_are_missing_are_counted_in_spanish() -> None:
    told = words_of(_finding("pss.references.count", found=1, expected=3), None, CATALOG, SPANISH)
    assert told.said == "Faltan cartas de referencia: se piden de 3 personas distintas y llegaron de 1."
    assert "carta firmada" in told.mend


def test_a_blank_field_is_named_in_spanish_and_as_it_is_printed() -> None:
    blank = _finding("ppsp.field.amount", fields=["lines[2].amount"])
    told = words_of(blank, "ct-ppsp/invoice", CATALOG, SPANISH)
    assert told.said == "Está en blanco: Importe."
    assert told.where == "Factura DCF-2106 – Importe, línea 3"
    assert told.printed.endswith("– Amount")
    unsigned = _finding("pss.field.signature", fields=["signature"])
    told = words_of(unsigned, "ct-pss/provider-application", CATALOG, SPANISH)
    assert told.said == "Sin firmar: Firma del solicitante."
    assert told.mend == SPANISH.pages["mend_unsigned"]


def test_a_blank_field_is_mended_in_english_as_its_program_says() -> None:
    english = spoken()["en"]
    told = words_of(_finding("psp.field.signature", fields=[]), None, CATALOG, english)
    assert told.mend == remedies(CATALOG.program("mi-psp"))["psp.field.signature"]
    told = words_of(_finding("psp.coaching.months"), None, CATALOG, english)
    assert told.mend == english.remedies["psp.coaching.months"]
    told = words_of(_finding("pss.field.city", fields=["city"]), "ct-pss/provider-application", CATALOG, english)
    assert (told.mend, told.printed) == (english.pages["mend_blank"], "")


def test_figures_days_and_courses_are_said_in_spanish() -> None:
    line = _finding("ppsp.invoice.line", kind="arithmetic", found="88.30", expected="88.29")
    assert words_of(line, None, CATALOG, SPANISH).said.endswith("Consta 88.30; corresponde 88.29.")
    above = _finding("ppsp.agreement.maximum", kind="over-limit", found="133.00", expected="132.00")
    assert words_of(above, None, CATALOG, SPANISH).said.endswith("Consta 133.00; el máximo es 132.00.")
    lapsed = _finding("pss.license.current", kind="invalid", found="2026-01-03", expected="2026-11-21 or later")
    assert (
        words_of(lapsed, None, CATALOG, SPANISH)
        .said.replace("\N{NO-BREAK SPACE}", " ")
        .endswith("Consta 3 de enero de 2026; corresponde 21 de noviembre de 2026 o después.")
    )
    courses = (
        "The certification (Adult CPR) does not cover pediatric (child and infant) CPR and first aid: "
        "ask for a certificate that does."
    )
    lacking = words_of(_finding("pss.cpr.coverage", message=courses), None, CATALOG, SPANISH)
    assert lacking.said.endswith("Falta el curso de: RCP pediátrica (niños y bebés), primeros auxilios.")
    months = words_of(_finding("ppsp.invoice.gap", found="2026-03, 2026-04"), None, CATALOG, SPANISH)
    assert months.said.replace("\N{NO-BREAK SPACE}", " ") == "Falta la factura de: marzo de 2026, abril de 2026."
    assert SPANISH.term("a degree of some kind") is None


def test_what_the_rules_say_of_their_own_is_found_in_their_sentences() -> None:
    """Every choice that a rule compares with has its word."""
    topics = CATALOG.program("mi-psp").parameters["classroom_topics"].editions[-1].value
    assert all(SPANISH.term(topic) for topic in topics)
    for services in ("services", "provider_kinds"):
        assert all(SPANISH.term(name) for name in CATALOG.program("ct-ppsp").choices[services])


def test_a_rule_of_another_program_is_told_in_english() -> None:
    told = words_of(_finding("another.program.rule", message="Two are there: ask for a third."), None, CATALOG, SPANISH)
    assert (told.translated, told.said) == (False, "Two are there.")
    assert told.mend == SPANISH.remedies["kind.missing"]


def test_a_program_brings_the_words_of_its_own_rules(tmp_path: Path) -> None:
    words = tmp_path / "spoken/es"
    words.mkdir(parents=True)
    (words / "rules.yaml").write_text("pss.diploma.copy: Falta una copia del diploma.\n")
    program = CATALOG.program("ct-pss").model_copy(update={"folder": tmp_path})
    catalog = Catalog({**CATALOG.programs, program.id: program}.values())
    said = language_with("es", catalog)
    assert said.rule("pss.diploma.copy") == "Falta una copia del diploma."
    assert said.rules["pss.cpr.coverage"] == SPANISH.rules["pss.cpr.coverage"]
    assert SPANISH.rule("pss.diploma.copy") is None
    assert language_with("en", catalog).rules == {}


def test_each_language_is_a_folder_of_what_a_language_has() -> None:
    for path in FOLDER.glob("*/*.yaml"):
        assert path.stem in Language.__dataclass_fields__, path
