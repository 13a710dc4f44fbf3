"""The example packets: a check of them finds what their source says, and the documents that follow are written."""

from datetime import date
from pathlib import Path

import pytest

from api.packets import Job, check_one
from forms.catalog import load_catalog
from forms.yamlfile import read_yaml
from generators.follow import documents_that_follow

EXAMPLES = Path(__file__).parent.parent / "examples"
SOURCE = read_yaml(EXAMPLES / "packets.yaml")
FOLLOWS = {
    "1-pss-individual-complete": {"qualified-provider-letter", "provider-agreement", "certification-form"},
    "2-pss-individual-two-letters": {"deficiency-letter", "certification-form"},
    "3-pss-billing": {"invoice-exception-memo", "session-notes-bundle"},
    "4-ppsp-invoice": {"invoice-exception-memo"},
    "5-ppsp-agreement-133-hours": set(),
}


def test_there_is_a_folder_for_every_packet_with_every_file() -> None:
    made = {
        name: sorted(file.name for file in (EXAMPLES / "packets" / name).iterdir())
        for name in sorted(folder.name for folder in (EXAMPLES / "packets").iterdir())
    }
    assert made == {name: sorted(packet["files"]) for name, packet in SOURCE.items()}


@pytest.mark.parametrize("name", SOURCE)
def test_a_check_finds_what_the_source_says(name: str) -> None:
    report = check_one(EXAMPLES / "packets" / name, Job(date(2026, 11, 21)))
    assert report.packet.problems == []
    assert sorted({finding.rule for finding in report.findings}) == SOURCE[name]["findings"]
    assert report.outcome == SOURCE[name]["outcome"]
    papers = [paper for file in SOURCE[name]["files"].values() for paper in file["papers"]]
    assert len(report.packet.documents) == len(papers)
    following = {entry.document.partition("/")[2] for entry in documents_that_follow(report, load_catalog())}
    assert following == FOLLOWS[name]
