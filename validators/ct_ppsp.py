"""Rules of the Connecticut DCF Permanency Placement Services Program (policy 48-22-2): contracts to terminations."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from forms.rounding import to_cent
from validators import ct_ppsp_invoices, ct_ppsp_months
from validators.case import Case, Line, Paper
from validators.ct_ppsp_file import (
    AGREEMENTS,
    agreement_of,
    caption,
    contradiction,
    foreign_service,
    same_number,
    service_captions,
)
from validators.people import same_agency, same_person
from validators.required import is_blank
from validators.rule import CannotTell, DoesNotApply, Found, RuleBook
from validators.wording import day, dollars, hours

book = RuleBook(starts=date(2014, 12, 19))

_CONTRACT = "Core Contract Required"
_AGREEMENT = "Developing an Agreement for Each Child"
_MAXIMUM = "Payment, Maximum Amount of Contract, Hours and Exceptions"
_AMENDING = "Amending Agreements"
_TERMINATING = "Terminating an Agreement Prior to the Completion of Services"
_COMPANION = "Reimbursement Policy when there are Companion Contracts"


@book.rule(
    "ppsp.contract.term",
    "invalid",
    _CONTRACT,
    "the end is not after the start",
    met="the core contract ends after it starts",
    form="core-contract-request",
)
def _contract_term(case: Case, contract: Paper) -> Iterator[Found]:
    start, end = contract["contract_start"], contract.get("contract_end")
    if end is None:
        raise DoesNotApply
    if end <= start:
        yield Found(
            f"The core contract ends on {day(end)}, which is not after its start on {day(start)}: correct the dates.",
            fields=("contract_start", "contract_end"),
            expected=f"after {start.isoformat()}",
            found=end,
        )


@book.rule(
    "ppsp.contract.covers",
    "ineligible",
    _CONTRACT,
    "no core contract of the agency is in force on the agreement's start date; "
    "payment for service before the contract's start is refused",
    met="a core contract of the agency is in force on the agreement's start date",
    form="service-agreement",
)
def _contract_covers(case: Case, agreement: Paper) -> Iterator[Found]:
    start = agreement["start_date"]
    contracts = [paper for paper in case.papers("core-contract-request") if _of_agency(paper, agreement)]
    terms = [_term(case, contract) for contract in contracts]
    if any(first <= start <= last for first, last in terms):
        return
    if any(last <= first for first, last in terms):
        raise CannotTell("the core contract's own dates contradict each other")
    if not terms:
        case.only_on_file("the core contract of the agency")
    known = "; ".join(f"{day(first)} to {day(last)}" for first, last in terms) or "none"
    yield Found(
        f"No core contract of {agreement.known('agency_name') or 'the agency'} is in force on {day(start)}, the "
        f"agreement's start (on file: {known}): DCF cannot pay for service before a contract's start.",
        fields=("start_date", "agency_name"),
        expected=known,
        found=start,
    )


def _of_agency(contract: Paper, agreement: Paper) -> bool:
    name, other = contract.known("legal_name"), agreement.known("agency_name")
    if name and other and same_agency(name, other):
        return True
    fein = contract.known("fein")
    return fein is not None and fein == agreement.known("agency_fein")


def _term(case: Case, contract: Paper) -> tuple[date, date]:
    """First and last day of the contract; a blank end is the usual term."""
    start = contract["contract_start"]
    usual = start + relativedelta(years=case.figure("core_contract_years", start)) - timedelta(days=1)
    return start, contract.get("contract_end") or usual


@book.rule(
    "ppsp.agreement.service",
    "invalid",
    "Types of Services to be Purchased",
    "a service is none of the seven",
    met="each service is one of the program's",
    form=AGREEMENTS,
    table="services",
)
def _agreement_service(case: Case, paper: Paper, line: Line) -> Iterator[Found]:
    foreign = foreign_service(paper, "services", line)
    if foreign is None and is_blank(line, "service", paper.form.tables["services"].columns["service"]):
        raise DoesNotApply
    if foreign:
        yield Found(
            f"Row {line.number} names {foreign!r}, which is none of the program's services: "
            f"name one of {', '.join(service_captions(paper, 'services'))}.",
            fields=(line.path("service"),),
            found=foreign,
            weighed=True,
        )


@book.rule(
    "ppsp.agreement.provider",
    "ineligible",
    "Policy",
    "a clinical provider is to do recruitment and screening or home study and evaluation",
    met="what a child-placing agency alone may do is bought from one",
    form=AGREEMENTS,
    table="services",
)
def _agreement_provider(case: Case, paper: Paper, line: Line) -> Iterator[Found]:
    service = line["service"]
    if service not in case.figure("child_placing_agency_only"):
        raise DoesNotApply
    if agreement_of(case, paper).paper["provider_kind"] == "clinical-provider":
        yield Found(
            f"Row {line.number} buys {caption(paper, 'services', service)} from a clinical provider: "
            "only a licensed child-placing agency may contract for it.",
            fields=(line.path("service"), *_own(paper, "provider_kind")),
            expected="child-placing-agency",
            found="clinical-provider",
        )


def _own(paper: Paper, *names: str) -> tuple[str, ...]:
    """Those of the fields that the paper itself has; an amendment has fewer than its agreement."""
    return tuple(name for name in names if name in paper.form.fields)


@book.rule(
    "ppsp.agreement.amount",
    "arithmetic",
    "Service Hour Rate; Developing an Agreement for Each Child",
    "a service's ceiling is not its hours x the rate, rounded half up to the cent",
    met="each service's ceiling is its hours x the rate, rounded half up to the cent",
    form=AGREEMENTS,
    table="services",
)
def _agreement_amount(case: Case, paper: Paper, line: Line) -> Iterator[Found]:
    rate = case.figure("hourly_rate", paper.known("start_date") or paper.known("amendment_date"))
    expected = to_cent(line["hours"] * rate)
    if not case.agrees(line, "amount", expected):
        yield Found(
            f"Row {line.number} sets a ceiling of {dollars(line['amount'])} for {hours(line['hours'])} hours; "
            f"at {dollars(rate)} an hour it is {dollars(expected)}.",
            fields=(line.path("amount"),),
            expected=expected,
            found=line["amount"],
        )


@book.rule(
    "ppsp.agreement.total",
    "arithmetic",
    _AGREEMENT,
    "total hours or total amount is not the sum of its column",
    met="each total is the sum of its column",
    form="service-agreement",
)
def _agreement_total(case: Case, agreement: Paper) -> Iterator[Found]:
    lines = agreement.lines("services")
    compared = False
    for total, column, write in (("total_hours", "hours", hours), ("total_amount", "amount", dollars)):
        stated = agreement.get(total)
        if stated is None:
            continue
        compared = True
        expected = sum((line[column] for line in lines), Decimal(0))
        if not case.agrees(agreement, total, expected):
            yield Found(
                f"{agreement.form.fields[total].label} is {write(stated)}; the services add up to {write(expected)}.",
                fields=(total,),
                expected=expected,
                found=stated,
            )
    if not compared:
        raise DoesNotApply


@book.rule(
    "ppsp.agreement.maximum",
    "over-limit",
    _MAXIMUM,
    "more hours for the child than the maximum, which is higher where an additional home study must be completed",
    met="the hours bought for the child are within the maximum",
    form="service-agreement",
    assumption="an agreement is for one child, also of a sibling group, and the maximum is that child's (Payment, "
    "Maximum Amount of Contract, Hours and Exceptions: 'per child', but 'each child or sibling group'; Developing an "
    "Agreement for Each Child).",
)
def _agreement_maximum(case: Case, agreement: Paper) -> Iterator[Found]:
    earlier = list(_earlier_agreements(case, agreement))
    papers = [agreement, *earlier]
    home_study = any(paper.get("additional_home_study") for paper in papers)
    start = agreement.known("start_date")
    limit = case.figure("maximum_hours_with_home_study" if home_study else "maximum_hours", start)
    total = sum((_hours_of(paper) for paper in papers), Decimal(0))
    if total > limit:
        beside = f", {hours(total)} with the child's earlier agreements" if earlier else ""
        yield Found(
            f"The agreement buys {hours(_hours_of(agreement))} hours for "
            f"{agreement.known('child_name') or 'the child'}{beside}; at most {hours(limit)} may be bought"
            f"{' with an additional home study' if home_study else ' without an additional home study'}.",
            fields=("total_hours", *(line.path("hours") for line in agreement.lines("services"))),
            expected=limit,
            found=total,
        )


def _earlier_agreements(case: Case, agreement: Paper) -> Iterator[Paper]:
    """The child's other agreements of the packet that start before this one."""
    start = agreement.known("start_date") or date.max
    number, child = agreement.known("agreement_number"), agreement.known("child_name")
    for other in case.papers("service-agreement"):
        other_number, other_child = other.known("agreement_number"), other.known("child_name")
        if not (number and other_number and child and other_child):
            continue
        same_child = same_person(child, other_child) and other.known("child_id") == agreement.known("child_id")
        earlier = (other.known("start_date") or date.max, other_number) < (start, number)
        if same_child and earlier and not same_number(number, other_number):
            yield other


def _hours_of(paper: Paper) -> Decimal:
    """The hours of the rows; the stated total where a row cannot be told."""
    try:
        rows = [line["hours"] for line in paper.lines("services")]
    except CannotTell:
        rows = []
    return sum(rows, Decimal(0)) if rows else paper["total_hours"]


@book.rule(
    "ppsp.agreement.dates",
    "invalid",
    _AGREEMENT,
    "the expected end is not after the start",
    met="the expected end is after the start",
    form="service-agreement",
)
def _agreement_dates(case: Case, agreement: Paper) -> Iterator[Found]:
    start, end = agreement["start_date"], agreement["end_date"]
    if end <= start:
        yield Found(
            f"The agreement is expected to end on {day(end)}, which is not after its start on {day(start)}.",
            fields=("start_date", "end_date"),
            expected=f"after {start.isoformat()}",
            found=end,
        )


_SIGNERS = ("agency", "social_worker", "supervisor", "administrator")


@book.rule(
    "ppsp.agreement.signatures",
    "missing",
    _AGREEMENT,
    "one finding for each signature that is missing of the four: agency representative, social worker, "
    "social work supervisor, regional administrator or designee",
    met="the agency representative, the social worker, the social work supervisor, and "
    "the regional administrator or designee have signed",
    form="service-agreement",
)
def _agreement_signatures(case: Case, agreement: Paper) -> Iterator[Found]:
    for signer in _SIGNERS:
        name = f"{signer}_signature"
        field = agreement.form.fields[name]
        if is_blank(agreement, name, field):
            yield Found(
                f"The agreement is not signed by the {field.label}: ask for the signature.",
                fields=(name,),
                expected=True,
                found=False,
            )


@book.rule(
    "ppsp.agreement.approved-late",
    "late",
    _MAXIMUM,
    "a signature is dated after the start of service",
    met="no signature is dated after the start of service",
    form="service-agreement",
)
def _approved_late(case: Case, agreement: Paper) -> Iterator[Found]:
    start = agreement["start_date"]
    compared = False
    for signer in _SIGNERS:
        signed = agreement.get(f"{signer}_signature_date")
        if signed is None or not agreement.get(f"{signer}_signature"):
            continue
        compared = True
        if signed > start:
            yield Found(
                f"The {agreement.form.fields[f'{signer}_signature'].label} signed on {day(signed)}, after service "
                f"started on {day(start)}: the agreement must be approved before service starts.",
                fields=(f"{signer}_signature_date", "start_date"),
                expected=f"{start.isoformat()} or earlier",
                found=signed,
            )
    if not compared:
        raise DoesNotApply


@book.rule(
    "ppsp.agreement.companion",
    "ineligible",
    _COMPANION,
    "residential: no placement planning; foster-care: only recruitment and screening, and home study, for a family "
    "other than the current foster family; foster-to-adoptive: no placement planning, recruitment and screening, or "
    "home study",
    met="each service may be bought beside the companion contract",
    form=AGREEMENTS,
    table="services",
)
def _companion(case: Case, paper: Paper, line: Line) -> Iterator[Found]:
    service = line["service"]
    agreement = agreement_of(case, paper).paper
    companion = agreement.get("companion_contract")
    excluded = case.figure("companion_excluded").get(companion)
    if excluded is None:
        raise DoesNotApply
    if service in excluded:
        kinds = agreement.form.fields["companion_contract"]
        yield Found(
            f"Row {line.number} buys {caption(paper, 'services', service)} beside a companion contract "
            f"({kinds.kind.write(companion, kinds.options)}): DCF does not reimburse it there.",
            fields=(line.path("service"), *_own(paper, "companion_contract")),
            found=service,
        )


@book.rule(
    "ppsp.agreement.post-finalization-age",
    "over-limit",
    "Post-Finalization Services",
    "post-finalization service reaches past the child's 18th birthday",
    met="post-finalization service ends by the birthday until which it may continue",
    form=AGREEMENTS,
)
def _post_finalization_age(case: Case, paper: Paper) -> Iterator[Found]:
    end_field = "end_date" if paper.form.form == "service-agreement" else "new_end_date"
    end = paper.get(end_field)
    if end is None or not _buys_post_finalization(case, paper):
        raise DoesNotApply
    age = case.figure("post_finalization_age")
    birthday = _birthday(agreement_of(case, paper).paper["child_date_of_birth"], age)
    if end > birthday:
        yield Found(
            f"Post-finalization services are to end on {day(end)}, after the child turns {age} on {day(birthday)}: "
            "they may continue until that birthday.",
            fields=(end_field, *_own(paper, "child_date_of_birth")),
            expected=birthday,
            found=end,
        )


def _buys_post_finalization(case: Case, paper: Paper) -> bool:
    papers = {paper.id: paper}
    if paper.form.form == "amendment":
        agreement = agreement_of(case, paper).paper
        papers[agreement.id] = agreement
    lines = [line for one in papers.values() for line in one.lines("services")]
    return any(line.known("service") == "post-finalization" for line in lines)


def _birthday(born: date, age: int) -> date:
    """The day on which the age is reached; a child born on February 29 reaches it on March 1 of a common year."""
    reached = born + relativedelta(years=age)
    return reached if reached.day == born.day else reached + timedelta(days=1)


@book.rule(
    "ppsp.amendment.reason",
    "missing",
    _AMENDING,
    "no reason is given",
    met="the amendment gives its reason",
    form="amendment",
)
def _amendment_reason(case: Case, amendment: Paper) -> Iterator[Found]:
    if is_blank(amendment, "reason", amendment.form.fields["reason"]):
        yield Found(
            "The amendment gives no reason for the additional or changed services: ask for it.", fields=("reason",)
        )


@book.rule(
    "ppsp.amendment.maximum",
    "over-limit",
    _AMENDING,
    "the amended total is over the maximum of hours",
    met="the amended total is within the maximum of hours",
    form="amendment",
    assumption="an amended agreement stays within the maximum without a home study (Amending Agreements: '132 maximum "
    "hours'), though an agreement may reach more where an additional home study must be completed (Payment, Maximum "
    "Amount of Contract, Hours and Exceptions).",
)
def _amendment_maximum(case: Case, amendment: Paper) -> Iterator[Found]:
    limit = case.figure("maximum_hours", amendment.known("amendment_date"))
    total = amendment["total_hours"]
    if total > limit:
        yield Found(
            f"The amended agreement comes to {hours(total)} hours; at most {hours(limit)} may be bought for the child.",
            fields=("total_hours",),
            expected=limit,
            found=total,
        )


@book.rule(
    "ppsp.amendment.agreement",
    "conflict",
    _AMENDING,
    "the agreement that it amends is not on file",
    met="the agreement that it amends is on file",
    form="amendment",
)
def _amendment_agreement(case: Case, amendment: Paper) -> Iterator[Found]:
    yield from contradiction(case, amendment, "Correct the amendment, or send the agreement that it amends.")


@book.rule(
    "ppsp.termination.notice",
    "late",
    _TERMINATING,
    "the termination date is less than 30 days after the notice date",
    met="the notice was given in time before the termination",
    form="termination-notice",
)
def _termination_notice(case: Case, notice: Paper) -> Iterator[Found]:
    given, ends = notice["notice_date"], notice["termination_date"]
    needed = case.figure("termination_notice_days", given)
    earliest = given + timedelta(days=needed)
    if ends < earliest:
        yield Found(
            f"The agreement is to end on {day(ends)}, {(ends - given).days} days after the notice of {day(given)}; "
            f"{needed} days are needed, so {day(earliest)} is the earliest date.",
            fields=("notice_date", "termination_date"),
            expected=earliest,
            found=ends,
        )


@book.rule(
    "ppsp.termination.discussion",
    "missing",
    _TERMINATING,
    "the parties' meeting is not dated, or is dated after the notice",
    met="the parties' meeting is dated, and not after the notice",
    form="termination-notice",
)
def _termination_discussion(case: Case, notice: Paper) -> Iterator[Found]:
    met = notice.get("discussion_date")
    if met is None:
        yield Found(
            "The notice does not date the parties' meeting: they must discuss the reasons before it is sent.",
            fields=("discussion_date",),
        )
    elif met > notice["notice_date"]:
        yield Found(
            f"The parties met on {day(met)}, after the notice of {day(notice['notice_date'])}: they must meet before "
            "it is sent.",
            fields=("discussion_date", "notice_date"),
            expected=f"{notice['notice_date'].isoformat()} or earlier",
            found=met,
        )


@book.rule(
    "ppsp.termination.reason",
    "missing",
    _TERMINATING,
    "no reason is given",
    met="the notice gives its reason",
    form="termination-notice",
)
def _termination_reason(case: Case, notice: Paper) -> Iterator[Found]:
    if is_blank(notice, "reason", notice.form.fields["reason"]):
        yield Found("The notice gives no reason for ending the agreement: ask for it.", fields=("reason",))


book.rules.extend(ct_ppsp_invoices.book.rules)
book.rules.extend(ct_ppsp_months.book.rules)
