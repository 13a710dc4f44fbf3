"""The command line as a clerk meets it: what it prints, what it writes, and how it ends."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from api.cli import main
from forms.catalog import load_catalog
from generators.fill import fill_form

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "forms/packet-report.schema.json").read_text())
AS_OF = "2026-11-21"


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["formwright", *arguments])
    with pytest.raises(SystemExit) as ending:
        main()
    output = capsys.readouterr()
    assert isinstance(ending.value.code, int)
    return ending.value.code, output.out, output.err


def write_invoice(path: Path, amount: str = "88.29") -> None:
    """An invoice of our own edition, filled, with one line of an hour and a quarter."""
    catalog = load_catalog()
    form = catalog.form("ct-ppsp/invoice")
    stated: dict[str, Any] = {
        "invoice_number": "INV-7", "agency_name": "Harbor Family Services", "agreement_number": "PPSP-26-14",
        "child_name": "Noa Whitfield", "invoice_month": "2026-10", "rate": "70.63", "total_hours": "1.25",
        "total_amount": amount, "signature_date": "2026-11-02",
    }  # fmt: skip
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "1.25", "amount": amount}
    values: dict[str, Any] = {
        name: form.fields[name].kind.load(value, form.fields[name].options) for name, value in stated.items()
    }
    columns = form.tables["lines"].columns
    values["lines"] = [{name: columns[name].kind.load(value, columns[name].options) for name, value in line.items()}]
    path.write_bytes(fill_form(form, catalog.program("ct-ppsp"), values))


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    folder = tmp_path / "packet"
    folder.mkdir()
    write_invoice(folder / "invoice.pdf", "88.28")
    return folder


class TestCheck:
    def test_a_report_has_the_shape_it_promises(
        self, packet: Path, tmp_path: Path, capsys: Any, monkeypatch: Any
    ) -> None:
        target = tmp_path / "report.json"
        status, _, _ = run(capsys, monkeypatch, "check", str(packet), "--as-of", AS_OF, "--json", str(target))
        reports = json.loads(target.read_text())
        assert status == 1
        for report in reports:
            jsonschema.validate(report, SCHEMA, format_checker=jsonschema.FormatChecker())
        assert reports[0]["packet"] == "packet"
        found = [finding for finding in reports[0]["findings"] if finding["rule"] == "ppsp.invoice.line"]
        assert [(entry["expected"], entry["found"], entry["fields"]) for entry in found] == [
            ("88.29", "88.28", ["lines[0].amount"])
        ]
        assert reports[0]["figures"][0]["value"] == "70.63"

    def test_json_on_standard_output_is_json_alone(self, packet: Path, capsys: Any, monkeypatch: Any) -> None:
        _, out, err = run(capsys, monkeypatch, "check", str(packet), "--as-of", AS_OF, "--json", "-")
        assert json.loads(out)[0]["as_of"] == AS_OF
        assert "Line 1 bills" in err

    def test_findings_go_to_a_table_for_spreadsheets(
        self, packet: Path, tmp_path: Path, capsys: Any, monkeypatch: Any
    ) -> None:
        target = tmp_path / "findings.csv"
        run(capsys, monkeypatch, "check", str(packet), "--as-of", AS_OF, "--csv", str(target))
        rows = list(csv.DictReader(target.open(newline="")))
        line = next(row for row in rows if row["rule"] == "ppsp.invoice.line")
        assert (line["packet"], line["file"], line["expected"]) == ("packet", "invoice.pdf", "88.29")

    def test_a_pipe_gets_plain_text_with_the_citation(self, packet: Path, capsys: Any, monkeypatch: Any) -> None:
        _, out, _ = run(capsys, monkeypatch, "check", str(packet), "--as-of", AS_OF)
        assert "\x1b[" not in out
        assert "ppsp.invoice.line" in out
        assert "CT DCF Policy 48-22-2 (12/19/2014)" in out

    def test_a_folder_of_folders_is_a_batch_and_one_bad_packet_leaves_the_others(
        self, tmp_path: Path, capsys: Any, monkeypatch: Any
    ) -> None:
        for name in ("a", "b", "c"):
            (tmp_path / "batch" / name).mkdir(parents=True)
        write_invoice(tmp_path / "batch/a/invoice.pdf")
        (tmp_path / "batch/b/invoice.pdf").write_bytes(b"%PDF-1.7 cut off")
        write_invoice(tmp_path / "batch/c/invoice.pdf")
        target = tmp_path / "reports.json"
        status, _, _ = run(
            capsys,
            monkeypatch,
            "check",
            str(tmp_path / "batch"),
            "--as-of",
            AS_OF,
            "--json",
            str(target),
            "--jobs",
            "2",
        )
        reports = json.loads(target.read_text())
        assert status == 2
        assert [report["packet"] for report in reports] == ["a", "b", "c"]
        assert [len(report["problems"]) for report in reports] == [0, 1, 0]
        assert reports[0]["documents"][0]["form"] == reports[2]["documents"][0]["form"] == "ct-ppsp/invoice"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "no-such-folder"], "does not exist"),
        (["check", ".", "--as-of", "2026-02-30"], "is no date"),
        (["check", "{packet}", "--program", "ct-pps"], "Did you mean"),
        (["check", "{empty}"], "holds no files"),
        (["blank", "ct-ppsp/invoise", "--out", "x.pdf"], "Did you mean ct-ppsp/invoice?"),
        (["generate", "ct-ppsp/termination-notice", "--data", "{text}", "--out", "x.pdf"], "is not right JSON"),
        (["rules", "ppsp.nothing"], "is no rule"),
        (["check", "{packet}", "--programs", "{empty}"], "holds no program"),
        (["frobnicate"], "No such command"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence_and_status_2(
    arguments: list[str], says: str, packet: Path, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.json").write_text("{not json")
    places = {"packet": packet, "empty": tmp_path / "empty", "text": tmp_path / "text.json"}
    status, _, err = run(capsys, monkeypatch, *(argument.format(**places) for argument in arguments))
    assert status == 2
    assert says in " ".join(err.replace("│", " ").split())
    assert "Traceback" not in err


def test_a_rule_is_shown_with_the_passage_it_rests_on(capsys: Any, monkeypatch: Any) -> None:
    status, out, _ = run(capsys, monkeypatch, "rules", "ppsp.invoice.line")
    assert status == 0
    assert "CT DCF Policy 48-22-2 (12/19/2014), " in out
    assert "70.63" in out


def test_the_catalogue_is_given_as_json(capsys: Any, monkeypatch: Any) -> None:
    _, out, _ = run(capsys, monkeypatch, "forms", "--json")
    invoice = next(entry for entry in json.loads(out) if entry["form"] == "ct-ppsp/invoice")
    assert invoice["fields"]["invoice_month"]["type"] == "month"
    assert invoice["tables"]["lines"]["amount"]["type"] == "money"
    _, out, _ = run(capsys, monkeypatch, "rules", "--json")
    rule = next(entry for entry in json.loads(out) if entry["rule"] == "ppsp.invoice.line")
    assert (rule["kind"], rule["program"], rule["from"]) == ("arithmetic", "ct-ppsp", "2014-12-19")
    _, out, _ = run(capsys, monkeypatch, "documents", "--json")
    for entry in json.loads(out):
        jsonschema.Draft202012Validator.check_schema(entry["data"])


def test_the_installed_command_runs() -> None:
    command = Path(sys.executable).with_name("formwright")
    ended = subprocess.run([command, "--help"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert "check" in ended.stdout


def test_a_server_is_given_no_threshold_to_mark_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_invoice(tmp_path / "a.pdf")
    asked = ("check", str(tmp_path / "a.pdf"), "--server", "http://127.0.0.1:9", "--review-below", "0.5")
    status, _, told = run(capsys, monkeypatch, *asked)
    assert status == 2
    assert "leave out --review-below or --server" in " ".join(told.split())
