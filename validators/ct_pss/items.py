"""Which documents of the packet's list did not come."""

from collections.abc import Callable, Iterator

from forms.program import Item
from validators.case import Case, Paper
from validators.ct_pss.book import book
from validators.ct_pss.names import providers
from validators.ct_pss.packets import APPLICANTS, packet_kinds
from validators.ct_pss.words import holds
from validators.rule import CannotTell, DoesNotApply, Found


@book.rule(
    "pss.item.<document>",
    "missing",
    "Individual Practitioners",
    "a document of the packet's list did not come",
    met="each document of the packet's list came, those apart that have a rule of their own",
)
def _items(case: Case) -> Iterator[Found]:
    lists = [case.program.packets[kind] for kind in packet_kinds(case)]
    if not lists:
        if any(case.papers(*_of_applications(case))):
            case.only_on_file("the application that these papers belong to")
        raise DoesNotApply
    # Where the kind of applicant is not known, what every kind must send is asked for.
    asked_by_all = set.intersection(*({item.item for item in packet.items} for packet in lists))
    undecided: list[str] = []
    for item in lists[0].items:
        if item.answered_by or item.item not in asked_by_all or not _CONDITIONS[item.applies](case):
            continue
        answers = [_serves(item, paper) for paper in case.papers(item.form)]
        came = answers.count(True)
        needed = len(providers(case)) if item.each_provider else 1
        if came >= needed:
            continue
        if None in answers:
            undecided.append(item.label)
            continue
        yield Found(
            f"{item.label} did not come with the {lists[0].says}: ask for it."
            if needed == 1
            else f"{item.label} came for {came} of {needed} providers of the service: ask for the others.",
            names=item.item,
            section=lists[0].section,
            expected=needed,
            found=came,
        )
    if undecided:
        raise CannotTell(f"a paper whose kind is not known may be one of: {', '.join(undecided)}")


def _of_applications(case: Case) -> list[str]:
    """The forms that the lists of new providers ask for."""
    return sorted({item.form for kind in APPLICANTS for item in case.program.packets[kind].items})


def _serves(item: Item, paper: Paper) -> bool | None:
    """Whether the paper is the item; None where its kind is not known."""
    if item.kind is not None and paper.kind is None:
        # Our own edition is a cover sheet, which is none of the papers that it goes before.
        return False if paper.document.edition else None
    if item.kind != paper.kind:
        return False
    values = {name: paper.known(name) for name in item.where}
    if None in values.values():
        return None
    return values == dict(item.where)


def _always(case: Case) -> bool:
    return True


def _licensed(case: Case) -> bool:
    """Whether the application gives a title that a license or certificate goes with."""
    titles = case.figure("licensed_titles")["titles"]
    stated = [
        application.known(name)
        for application in case.papers("provider-application")
        for name in ("applicant_name", "degree", "degree_field")
    ]
    return any(text and holds(text, titles) for text in stated)


def _incorporated(case: Case) -> bool:
    """Whether the application names a corporate body or its federal number."""
    applications = case.papers("provider-application")
    return any(application.known(name) for application in applications for name in ("agency_name", "fein"))


_CONDITIONS: dict[str, Callable[[Case], bool]] = {
    "always": _always,
    "licensed": _licensed,
    "incorporated": _incorporated,
}
"""What `applies` in the program's lists of documents may name."""
