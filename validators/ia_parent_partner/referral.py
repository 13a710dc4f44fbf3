"""Rules about the referral face sheet, the match, and the names of a case."""

from collections.abc import Iterator

from validators.case import Case, Paper
from validators.ia_parent_partner.book import book
from validators.ia_parent_partner.dates import deadline, first_date, initial_referral, not_overdue
from validators.names import names_in, strangers
from validators.required import is_absent
from validators.rule import CannotTell, DoesNotApply, Found

_PAGE_2 = "pp.referral.page2"
_GROUNDS = (("open_case", "children_placed_outside"), ("family_preservation",))
"""Boxes that make a parent eligible, all of a group together."""


@book.rule(
    "pp.referral.checkbox",
    "missing",
    "Referral",
    "the Parent Partner Program checkbox on page 1 is not checked",
    met="the Parent Partner Program checkbox on page 1 is checked",
    form="referral-face-sheet",
)
def _checkbox(case: Case, sheet: Paper) -> Iterator[Found]:
    if not sheet.checked("parent_partner"):
        yield Found(
            "The Parent Partner Program checkbox at the top of page 1 is not checked: ask the worker whether the "
            "parent is referred to the program.",
            fields=("parent_partner",),
            expected=True,
            found=False,
        )


@book.rule(
    _PAGE_2,
    "missing",
    "Referral",
    "the Parent Partner section on page 2 is absent or blank",
    met="the Parent Partner section on page 2 came and is not blank",
    form="referral-face-sheet",
)
def _page_2(case: Case, sheet: Paper) -> Iterator[Found]:
    if is_absent(sheet, _PAGE_2):
        yield Found(
            "Page 2 with the Parent Partner section did not come or is blank: ask the worker for it.",
            fields=sheet.form.parts[_PAGE_2],
        )


@book.rule(
    "pp.referral.eligible",
    "ineligible",
    "Referral",
    "neither an open child protective case with the children placed outside the parent's care, nor a referral for "
    "Family Preservation Services",
    met="there is an open child protective case with the children placed outside the "
    "parent's care, or a referral for Family Preservation Services",
    form="referral-face-sheet",
)
def _eligible(case: Case, sheet: Paper) -> Iterator[Found]:
    grounds = [[_box(sheet, name) for name in names] for names in _GROUNDS]
    if any(all(boxes) for boxes in grounds):
        return
    if not all(False in boxes for boxes in grounds):
        raise CannotTell("a box that decides whether the parent is eligible was read in doubt")
    yield Found(
        "The sheet shows neither an open child protective case with the children placed outside the parent's care "
        "nor a referral for Family Preservation Services: the parent cannot be referred to the program.",
        fields=("open_case", "children_placed_outside", "family_preservation"),
        weighed=True,
    )


def _box(sheet: Paper, name: str) -> bool | None:
    """Whether the box is checked, None where that is in doubt."""
    try:
        return sheet.checked(name)
    except CannotTell:
        return None


@book.rule(
    "pp.referral.agrees",
    "missing",
    "Referral; Program Exit; Child Safety Conferences",
    "the parent's agreement is not recorded (the program is voluntary)",
    met="the parent's agreement is recorded",
    form="referral-face-sheet",
)
def _agrees(case: Case, sheet: Paper) -> Iterator[Found]:
    if is_absent(sheet, _PAGE_2):
        raise DoesNotApply
    if not sheet.checked("parent_agrees"):
        yield Found(
            "It is not recorded that the parent agrees to receive support; the program is voluntary: ask the worker.",
            fields=("parent_agrees",),
            expected=True,
            found=False,
        )


@book.rule(
    "pp.referral.match",
    "late",
    "Referral",
    "no Parent Partner is matched within two working days of the referral",
    met="a Parent Partner was matched in time after the referral",
)
def _match(case: Case) -> Iterator[Found]:
    referral = initial_referral(case)
    due, days = deadline(case, referral, "match_working_days")
    first = first_date(case.papers("participant-profile"), "assigned_date")
    if first is None:
        if case.paper("participant-profile"):
            raise CannotTell(f"the profile gives no date of assignment; a Parent Partner was to be matched by {due}")
        not_overdue(case, "the match of a Parent Partner", due)
        yield Found(
            f"No Parent Partner is matched; {days} working days after the referral of {referral} ended on {due}.",
            expected=due,
        )
        return
    profile, assigned = first
    if assigned > due:
        yield Found(
            f"A Parent Partner was assigned on {assigned}; {days} working days after the referral of {referral} ended "
            f"on {due}.",
            fields=("assigned_date",),
            expected=due,
            found=assigned,
            paper=profile,
        )


@book.rule(
    "pp.name.mismatch",
    "conflict",
    "Referral; Intake",
    "the forms of one case bear different parents",
    met="the forms of the case bear the same parent",
)
def _name_mismatch(case: Case) -> Iterator[Found]:
    sheets = case.papers("referral-face-sheet")
    others = [paper for paper in case.papers() if paper not in sheets]
    names = names_in([*sheets, *others], "parent_name")
    if len(names) < 2:
        raise DoesNotApply
    for other in strangers(names, names[:1]):
        yield Found(
            f"The {other.paper.form.title} is for {other.name}, the {names[0].paper.form.title} for {names[0].name}: "
            "find out which papers belong to this case.",
            fields=(other.field,),
            expected=names[0].name,
            found=other.name,
            paper=other.paper,
        )
