"""What the service answers where it cannot do what was asked: one class a kind, each with its sentence and remedy.

ServiceProblem
    NotSignedIn 401, SignInFailed 401, NotAllowed 403, BadCsrf 403, NotFound 404, Conflict 409
    StaleVersion 409, ClaimedByAnother 409, DuplicatePacket 409, KeyUsedAnew 422
    Unconfirmed 409
    TooLarge 413, BadUpload 422 (SeveralPackets, BadPapers), BadRequest 422, TooSlow 408, TooMany 429
    NoRoom 507, PaperLost 500, NotReady 503
"""

from typing import Any

from forms.errors import FormwrightError


class ServiceProblem(FormwrightError):
    """An RFC 9457 problem: `code` names its kind, `says` is the sentence, `retry` whether trying again may help."""

    code = "problem"
    status = 500
    title = "The service could not do this"
    retry = False
    says = "Something went wrong here, and was noted. Try again; if it comes again, tell your administrator."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.says.format(**facts))


class NotSignedIn(ServiceProblem):
    """No session and no token came with the request, or one that is no longer good."""

    code, status, title = "not-signed-in", 401, "Sign in first"
    says = "You are not signed in, or your session has ended. Sign in and try again."


class SignInFailed(ServiceProblem):
    """E-mail and password do not belong together; which of them is wrong is not told."""

    code, status, title = "sign-in-failed", 401, "That did not match"
    says = "E-mail address and password do not belong together. Check both and try again."


class NotAllowed(ServiceProblem):
    """The person's role does not include the action."""

    code, status, title = "not-allowed", 403, "Not allowed"
    says = "Your role does not include this. Ask an administrator if it should."


class BadCsrf(ServiceProblem):
    """A change from a browser came without the token that only our own pages hold."""

    code, status, title = "csrf", 403, "The page was too old"
    says = "The page that sent this was too old or not ours. Load the page anew and try again."


class NotFound(ServiceProblem):
    """There is none, or it is none of the person's: the answer is the same."""

    code, status, title = "not-found", 404, "Not found"
    says = "There is no such {what}. Check the number, or search for it."

    def __init__(self, what: str) -> None:
        super().__init__(what=what)


class NoPage(NotFound):
    """No page has this address."""

    title = "There is no such page"
    says = "Nothing stands at this address. Check it, look for a packet by the search, or go on from the start."

    def __init__(self) -> None:
        super().__init__("page")


class Conflict(ServiceProblem):
    """What was asked does not go with the state that the thing is in."""

    code, status, title = "conflict", 409, "Not possible now"
    says = "{why}"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class Unconfirmed(ServiceProblem):
    """Something speaks against what was asked, and the person did not say that it is to be done all the same."""

    code, status, title = "unconfirmed", 409, "Look at this first"
    says = "{why} Look at both; if it is meant so, name {named} in `despite`."

    def __init__(self, why: str, despite: list[str]) -> None:
        super().__init__(why=why, despite=despite, named=" and ".join(despite))


class StaleVersion(ServiceProblem):
    """Somebody else changed the packet since the caller saw it."""

    code, status, title = "stale-version", 409, "Somebody else changed this"
    says = "{who} changed this packet after you opened it. Load it anew, look at the change, and make yours again."

    def __init__(self, who: str, version: int) -> None:
        super().__init__(who=who, version=version)


class ClaimedByAnother(ServiceProblem):
    """Somebody else works on the packet."""

    code, status, title = "claimed", 409, "Somebody else works on this"
    says = "{who} is working on this packet, for {left} more at most. Choose another, or ask them to give it back."

    def __init__(self, who: str, left: str) -> None:
        super().__init__(who=who, left=left)


class DuplicatePacket(ServiceProblem):
    """The same papers were sent before, and the office refuses such packets; by whom is told to who may see it."""

    code, status, title = "duplicate", 409, "These papers were sent before"
    says = "The same papers came before{under}. Use that packet, or send what is new."

    def __init__(self, receipt: str | None = None, packet: str | None = None) -> None:
        super().__init__(receipt=receipt, packet=packet, under=f" under receipt {receipt}" if receipt else "")


class KeyUsedAnew(ServiceProblem):
    """An Idempotency-Key came again with another request."""

    code, status, title = "key-used", 422, "This key was used for another request"
    says = "This Idempotency-Key came before with another request. Use a new key for a new request."


class TooLarge(ServiceProblem):
    """More bytes, files or pages than the service takes."""

    code, status, title = "too-large", 413, "Too large"
    says = "{what} is larger than {limit}. Send it in smaller parts."

    def __init__(self, what: str, limit: str) -> None:
        super().__init__(what=what, limit=limit)


class BadUpload(ServiceProblem):
    """What came is no upload that can be taken, and why."""

    code, status, title = "bad-upload", 422, "The upload cannot be taken"
    says = "{why}"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class SeveralPackets(BadUpload):
    """A zip that was sent as one packet holds folders of several; their number is `packets`."""

    code = "several-packets"
    says = "The zip holds folders of {packets:,} packets. Send it as a batch."

    def __init__(self, packets: int) -> None:
        ServiceProblem.__init__(self, packets=packets)


class BadPapers(BadUpload):
    """Papers of a packet that no reader can open, each with its sentence in `papers`; `files` is how many came."""

    code = "bad-papers"

    def __init__(self, papers: list[str], names: list[str], files: int) -> None:
        ServiceProblem.__init__(self, why=" ".join(papers), papers=papers, names=names, files=files)


class BadRequest(ServiceProblem):
    """The request says something that it may not, and where."""

    code, status, title = "bad-request", 422, "The request is not right"
    says = "{why}"

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why=why, **facts)


class TooSlow(ServiceProblem):
    """An upload did not end in time, or nothing more came of it."""

    code, status, title, retry = "too-slow", 408, "The upload took too long", True
    says = "{what} {seconds} seconds. Try again, or send fewer papers at once."

    def __init__(self, seconds: int, what: str = "The upload did not end within") -> None:
        super().__init__(seconds=seconds, what=what)


class TooMany(ServiceProblem):
    """Too many tries in a short time."""

    code, status, title, retry = "too-many", 429, "Too many tries", True
    says = "There were too many tries. Wait {seconds} seconds and try again."

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds=seconds)


class NoRoom(ServiceProblem):
    """The disk or bucket of the papers does not take more."""

    code, status, title, retry = "no-room", 507, "No room for papers", True
    says = "There is no room to keep this ({why}); nothing was kept. Tell the administrator, and send it again later."

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class PaperLost(ServiceProblem):
    """A paper that the database names is not in the store."""

    code, status, title = "paper-lost", 500, "A paper is missing"
    says = "A paper is missing from the store. Tell the administrator: it must come back from a backup."

    def __init__(self, key: str) -> None:
        super().__init__(key=key)


class NotReady(ServiceProblem):
    """The database or another part does not answer."""

    code, status, title, retry = "not-ready", 503, "The service is not ready", True
    says = "The service does not answer at the moment ({why}). Try again in a minute."

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
