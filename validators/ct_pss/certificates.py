"""Papers that expire or report: CPR and first aid, liability insurance, background checks."""

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from validators.case import Case, Paper
from validators.cpr import ADULT, CHILD, FIRST_AID, INFANT, covered
from validators.ct_pss.book import book
from validators.ct_pss.packets import packet_kinds
from validators.rule import DoesNotApply, Found, NotOnFile

_CPR = "cpr-certificate"
_REQUIRED = {
    "adult CPR": {ADULT},
    "pediatric (child and infant) CPR": {CHILD, INFANT},
    "first aid": {FIRST_AID},
}
"""The courses that must be covered, and the parts of each."""


@book.rule(
    "pss.cpr.coverage",
    "missing",
    "Individual Practitioners",
    "adult CPR, pediatric (child and infant) CPR and first aid are not all covered",
    met="adult CPR, pediatric (child and infant) CPR and first aid are all covered",
)
def _coverage(case: Case) -> Iterator[Found]:
    certificates = case.papers(_CPR)
    if not certificates:
        raise DoesNotApply
    if "individual" not in packet_kinds(case):
        raise NotOnFile("further certificates of the provider may be on file with the department")
    parts = set().union(*(covered(certificate["courses"]) for certificate in certificates))
    lacking = [course for course, needed in _REQUIRED.items() if not needed <= parts]
    if lacking:
        titles = "; ".join(certificate["courses"] for certificate in certificates)
        yield Found(
            f"The certification ({titles}) does not cover {' and '.join(lacking)}: ask for a certificate that does.",
            paper=certificates[0] if len(certificates) == 1 else None,
            fields=("courses",) if len(certificates) == 1 else (),
            expected=", ".join(_REQUIRED),
            found=titles,
        )


@book.rule(
    "pss.cpr.current",
    "invalid",
    "Individual Practitioners",
    "every certificate that covers a required course has expired on the as-of date",
    met="a certificate of each required course that came is current on the as-of date",
)
def _cpr_current(case: Case) -> Iterator[Found]:
    lapsed: dict[str, list[str]] = {}
    latest: dict[str, Paper] = {}
    came = False
    for course, needed in _REQUIRED.items():
        for part in sorted(needed):
            covering = [paper for paper in case.papers(_CPR) if part in covered(paper.known("courses") or "")]
            came = came or bool(covering)
            if not covering or any(_current_on(case, paper) for paper in covering):
                continue
            last = max(covering, key=lambda paper: _expiry(case, paper))
            latest[last.id] = last
            if course not in lapsed.setdefault(last.id, []):
                lapsed[last.id].append(course)
    if not came:
        raise DoesNotApply
    for id, courses in lapsed.items():
        expires = _expiry(case, latest[id])
        printed = latest[id].known("expires") is not None
        yield Found(
            f"The certificate for {' and '.join(courses)} "
            f"{'expired on' if printed else 'prints no expiry and was current until'} {expires:%m/%d/%Y}: "
            "ask for a current one.",
            paper=latest[id],
            fields=("expires",) if printed else ("issued",),
            expected=f"{case.as_of.isoformat()} or later",
            found=expires,
        )


def _current_on(case: Case, certificate: Paper) -> bool:
    """Whether the certificate surely is current on the as-of date."""
    if certificate.known("expires") is None and certificate.known("issued") is None:
        return False
    return _expiry(case, certificate) >= case.as_of


def _expiry(case: Case, certificate: Paper) -> date:
    """The printed expiry, else so many months after issue as the department's setting says; raises CannotTell."""
    expires: date | None = certificate.get("expires")
    if expires is not None:
        return expires
    issued: date = certificate["issued"]
    return issued + relativedelta(months=case.figure("cpr_valid_months"))


@book.rule(
    "pss.insurance.current",
    "invalid",
    "Individual Practitioners",
    "the liability policy is not in force on the as-of date",
    met="the liability policy is in force on the as-of date",
)
def _insurance(case: Case) -> Iterator[Found]:
    policies = case.papers("liability-certificate")
    if not policies:
        raise DoesNotApply
    if any(_in_force(case, policy) for policy in policies):
        return
    last = max(policies, key=lambda policy: (policy["expires"], policy["effective"]))
    starts, ends = last["effective"], last["expires"]
    yield Found(
        f"The liability policy runs from {starts:%m/%d/%Y} to {ends:%m/%d/%Y} and is not in force on "
        f"{case.as_of:%m/%d/%Y}: ask for a certificate of the policy in force.",
        paper=last,
        fields=("effective",) if starts > case.as_of else ("expires",),
        expected=case.as_of,
        found=starts if starts > case.as_of else ends,
    )


def _in_force(case: Case, policy: Paper) -> bool:
    starts, ends = policy.known("effective"), policy.known("expires")
    return starts is not None and ends is not None and starts <= case.as_of <= ends


@book.rule(
    "pss.background.result",
    "review",
    "Provider Requirements and Rates",
    "a check found a record or is pending",
    met="each check came back clear",
    form="background-check",
)
def _background(case: Case, check: Paper) -> Iterator[Found]:
    result = check["result"]
    if result == "clear":
        return
    if result == "pending" and _answered(case, check):
        raise DoesNotApply
    kind = check.form.fields["check_kind"]
    named = kind.kind.write(check.known("check_kind") or "background check", kind.options)
    says = (
        "found a record: decide whether it bars the applicant" if result == "record-found" else "is pending: await it"
    )
    yield Found(f"The check ({named}) {says}.", fields=("result",), expected="clear", found=result)


def _answered(case: Case, pending: Paper) -> bool:
    """Whether a later paper of the packet gives the result of the same check."""
    kind, day = pending.known("check_kind"), pending.known("check_date")
    if kind is None or day is None:
        return False
    return any(
        other.known("check_kind") == kind and other.known("result") in ("clear", "record-found")
        for other in case.papers("background-check")
        if (on := other.known("check_date")) is not None and on >= day
    )
