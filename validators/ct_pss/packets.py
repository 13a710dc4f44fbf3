"""What kind of application a packet is."""

from validators.case import Case

INDIVIDUAL = "individual"
_EXISTING = "existing-agency"
APPLICANTS = (INDIVIDUAL, "new-agency")
_AMENDING = ("letter-of-intent", "staff-training-procedure", "clinical-oversight-procedure")
_SIGNED = ("provider-agreement", "hipaa-agreement", "false-claims-acknowledgement")


def packet_kinds(case: Case) -> tuple[str, ...]:
    """The kinds of application that the packet can be: none, or several where its papers leave it open."""
    if case.paper("application-to-amend"):
        return (_EXISTING,)
    application = case.paper("provider-application")
    if application:
        kind = application.known("applicant_kind")
        return (kind,) if kind else APPLICANTS
    if any(case.papers("supporting-document", kind=kind) for kind in _AMENDING):
        return (_EXISTING,)
    # The agreements that every new provider signs come with an application, so its lack is worth a finding.
    return APPLICANTS if len({paper.form.form for paper in case.papers(*_SIGNED)}) > 1 else ()
