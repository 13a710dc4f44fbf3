"""What documents that follow from a packet take from its papers."""

from collections.abc import Collection, Iterable
from typing import Any

from forms.packet import Document
from forms.program import Program
from forms.report import Report
from generators.document import Following


def typed(document: Document, name: str) -> Any:
    """The value of the field as it was read, None where it is blank or cannot be read."""
    value = document.fields.get(name)
    return value.value if value else None


def given(document: Document, names: tuple[str, ...], program: Program) -> dict[str, Any]:
    """The fields that were read, in the JSON form of their types; blanks are left out."""
    assert document.form
    form = program.forms[document.form.partition("/")[2]]
    return {name: form.fields[name].kind.dump(value) for name in names if (value := typed(document, name)) is not None}


def following(name: str, document: Document, report: Report, data: dict[str, Any]) -> Following:
    """The document under its own name, with the paper's id where the packet has several papers of the form."""
    assert document.form
    several = sum(other.form == document.form for other in report.packet.documents) > 1
    program = document.form.partition("/")[0]
    return Following(f"{program}/{name}", data, f"{name}-{document.id}.pdf" if several else f"{name}.pdf")


def papers_of(form: str, report: Report, program: Program) -> list[Document]:
    """The packet's papers of this form of the program, in packet order."""
    return [document for document in report.packet.documents if document.form == f"{program.id}/{form}"]


def is_sure(document: Document, name: str) -> bool:
    """Whether the field was read without doubt; a blank one was."""
    value = document.fields.get(name)
    return value is None or not (value.review or value.unreadable)


def are_sure(document: Document, names: Iterable[str]) -> bool:
    """Whether all of the fields were read without doubt, so that a letter may say what they say."""
    return all(is_sure(document, name) for name in names)


def is_settled(report: Report, besides: Collection[str] = ()) -> bool:
    """Whether the packet is complete, so that a document may decide on it.

    Findings of the rules `besides` ask for nothing of the sender; beside them no value may be doubtful.
    """
    return report.outcome == "complete" or (
        all(finding.rule in besides for finding in report.findings)
        and not any(value.review for document in report.packet.documents for _, value in document.values())
    )
