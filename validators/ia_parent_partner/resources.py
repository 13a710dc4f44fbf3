"""Rules about the program's means: approved Parent Partners and flex funds."""

from collections.abc import Iterator

from validators.case import Case, Paper
from validators.ia_parent_partner.book import book
from validators.names import names_in, strangers
from validators.required import is_blank
from validators.rule import CannotTell, Found, NotOnFile


@book.rule(
    "pp.approval.training",
    "missing",
    "Parent Partner Recruitment and Eligibility; Training",
    "required training or coaching is not complete, or Building a Better Future did not take three days",
    met="training and coaching are complete, and Building a Better Future took all its days",
    form="approval-record",
)
def _training(case: Case, record: Paper) -> Iterator[Found]:
    for field, what in (("training_complete", "training"), ("coaching_complete", "coaching")):
        if not record.checked(field):
            yield Found(
                f"The record does not say that all {what} is complete; a Parent Partner is approved after it.",
                fields=(field,),
                expected=True,
                found=False,
            )
    start, end = record["babf_start"], record["babf_end"]
    needed = case.figure("babf_days", end)
    if (days := (end - start).days + 1) < needed:
        yield Found(
            f"Building a Better Future from {start} to {end} is {max(days, 0)} of the {needed} days of the course.",
            fields=("babf_start", "babf_end"),
            expected=needed,
            found=max(days, 0),
        )


@book.rule(
    "pp.approval.before-mentoring",
    "conflict",
    "Parent Partner Recruitment and Eligibility",
    "a Parent Partner was assigned before the date of approval",
    met="the Parent Partner was not assigned before the date of approval",
    form="participant-profile",
)
def _before_mentoring(case: Case, profile: Paper) -> Iterator[Found]:
    partner = names_in([profile], "parent_partner_name")
    if not partner:
        raise CannotTell("the profile does not name the Parent Partner")
    records = [
        record
        for record in case.papers("approval-record")
        if (named := names_in([record], "partner_name")) and not list(strangers(named, partner))
    ]
    if not records:
        raise NotOnFile(f"the packet holds no approval record of {partner[0].name}")
    assigned, approved = profile["assigned_date"], min(record["approved_date"] for record in records)
    if assigned < approved:
        yield Found(
            f"{partner[0].name} was assigned on {assigned}, before the approval on {approved}.",
            fields=("assigned_date",),
            expected=approved,
            found=assigned,
        )


@book.rule(
    "pp.flex.resources",
    "invalid",
    "Flex Funding",
    "a flex fund request does not say that no other resource is available",
    met="the request says that no other resource is available",
    form="flex-fund-request",
)
def _resources(case: Case, request: Paper) -> Iterator[Found]:
    if not request.checked("other_resources_tried"):
        yield Found(
            "The request does not say that no other resource is available; flex funds are for that case alone.",
            fields=("other_resources_tried",),
            expected=True,
            found=False,
        )


@book.rule(
    "pp.flex.purpose",
    "missing",
    "Flex Funding",
    "the request names neither reunification nor preventing removal",
    met="the request names reunification or preventing removal",
    form="flex-fund-request",
)
def _purpose(case: Case, request: Paper) -> Iterator[Found]:
    if is_blank(request, "purpose", request.form.fields["purpose"]):
        yield Found(
            "The request names neither reunification nor preventing removal as its purpose: ask which it is.",
            fields=("purpose",),
        )
    else:
        # Raises where something stands there that is neither.
        request.get("purpose")
