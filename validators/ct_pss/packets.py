"""What kind of application a packet is, and which documents of its list did not come."""

from collections.abc import Iterator

from forms.program import Item
from validators.case import Case, Paper
from validators.ct_pss.book import book
from validators.ct_pss.words import holds
from validators.rule import CannotTell, Found

INDIVIDUAL = "individual"
_EXISTING = "existing-agency"
_APPLICANTS = (INDIVIDUAL, "new-agency")
_AMENDING = ("letter-of-intent", "staff-training-procedure", "clinical-oversight-procedure")
_SIGNED = ("provider-agreement", "hipaa-agreement", "false-claims-acknowledgement")


def packet_kinds(case: Case) -> tuple[str, ...]:
    """The kinds of application that the packet can be: none, or several where its papers leave it open."""
    application = case.paper("provider-application")
    if case.paper("application-to-amend"):
        return (_EXISTING,)
    if application:
        kind = application.known("applicant_kind")
        return (kind,) if kind else _APPLICANTS
    if any(case.papers("supporting-document", kind=kind) for kind in _AMENDING):
        return (_EXISTING,)
    # The agreements that every new provider signs come with an application, so its lack is worth a finding.
    return _APPLICANTS if len({paper.form.form for paper in case.papers(*_SIGNED)}) > 1 else ()


@book.rule(
    "pss.item.<document>",
    "missing",
    "Individual Practitioners",
    "a document of the packet's list did not come",
)
def _items(case: Case) -> Iterator[Found]:
    lists = [case.program.packets[kind] for kind in packet_kinds(case)]
    if not lists:
        return
    open_items: list[str] = []
    for item in lists[0].items:
        asked_by_all = all(item in other.items or _named(item, other.items) for other in lists[1:])
        if item.answered_by or not asked_by_all or not _applies(case, item):
            continue
        papers = case.papers(item.form)
        answers = [_serves(item, paper) for paper in papers]
        if any(answers):
            continue
        if None in answers:
            open_items.append(item.label)
            continue
        yield Found(
            f"{item.label} did not come with the {lists[0].says}: ask for it.",
            names=item.item,
            section=lists[0].section,
        )
    if open_items:
        raise CannotTell(f"a paper whose kind is not known may be one of: {', '.join(open_items)}")


def _named(item: Item, items: tuple[Item, ...]) -> bool:
    return item.item in {other.item for other in items}


def _serves(item: Item, paper: Paper) -> bool | None:
    """Whether the paper is the item; None where its kind is not known."""
    if item.kind is not None and paper.kind is None:
        return None
    if item.kind != paper.kind:
        return False
    values = {name: paper.known(name) for name in item.where}
    if None in values.values():
        return None
    return values == dict(item.where)


def _applies(case: Case, item: Item) -> bool:
    """Whether the application shows that a document asked for `as applicable` applies."""
    application = case.paper("provider-application")
    if item.applies == "always":
        return True
    if application is None:
        return False
    if item.applies == "incorporated":
        return bool(application.known("agency_name") or application.known("fein"))
    titles = case.figure("licensed_titles")["titles"]
    stated = [application.known(name) for name in ("applicant_name", "degree", "degree_field")]
    return any(text and holds(text, titles) for text in stated)
