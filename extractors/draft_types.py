"""What a label says of its field: the type that belongs there, and the name to give it."""

import re
import unicodedata
from dataclasses import dataclass

_LONGEST_NAME = 5
"""Words of a field's name."""
_SMALL_WORDS = frozenset(
    {"the", "a", "an", "please", "print", "your", "or", "and", "if", "any", "is", "are", "to", "in"}
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A type, and what a person should look at where it is not sure."""

    type: str
    doubt: str | None = None


_ORGANISATION = r"agency|company|organi[sz]ation|facility|school|business|employer|insur|hospital|firm|provider agency"
_PERSON = (
    r"\b(?:parent|guardian|caregiver|worker|supervisor|coordinator|representative|person|applicant|client|manager"
    r"|director|physician|doctor|nurse|patient|reviewer|partner|provider|coach|trainer|teacher|candidate|evaluator"
    r"|mother|father|witness|clinician|holder|staff|(?:prepared|completed|approved|reported|referred|received) by)\b"
)
_RULES: tuple[tuple[str, str], ...] = (
    (r"\bdate\b.*\btime\b|\btime\b.*\bdate\b", "text"),
    (r"\bsignature|\bsigned by|\bsign here|\binitials\b", "signature"),
    (r"\be-?mail", "email"),
    (r"\bmonth of|^(?:\w+ ){0,3}month(?: and year|/year)?$|\bmm ?/ ?yyyy\b", "month"),
    (r"\bdates\b|\bdate\(s\)", "text"),
    (r"\bperiod\b.*\b(?:from|to|through|start|end|begin)|\beffective$|\bvalid through$"
     r"|\w (?:begins?|starts?|ends?|until)$", "date"),
    (r"\bdate|\bdob\b|\bd\.o\.b|birthday|birthdate|\bmm ?[/-] ?dd|\bexpir|\bday signed", "date"),
    (r"\bphone|telephone|\btel\b|\bfax\b|\bcell\b|\bmobile\b", "phone"),
    (r"\bcity\b.*\b(?:state|zip)\b|address", "text"),
    (r"\bzip\b|postal code", "zip"),
    (r"^(?:[\w']+ ){0,3}state$|\bstate of (?:residence|birth)\b|\bstate\s*\(?abbr", "state"),
    (r"\bfein\b|\bein\b|\bfederal (?:i\.?d|tax|employer)|employer id|\btax(?:payer)? i\.?d|\btin\b", "ein"),
    (r"\bnumber of hours|\bhours\b|\bhrs\b", "hours"),
    (r"\bnumber of|\bhow many|# of\b|\bno\. of|\bcount\b|\bquantity\b|\bqty\b|\bunits?\b|^age\b"
     r"|\bminutes\b|\brating\b|\bscore\b|\bsize\b", "integer"),
    (r"\b(?:number|no|nbr|id|#)\b\.?|#", "text"),
    (r"\$|\bamount|\brate\b|\bcosts?\b|\bfees?\b|\bprice\b|\bsalary\b|\bwages?\b|\bincome\b|\bcharges?\b|\bbalance\b"
     r"|\bpremium\b|\bdeductible\b|\boccurrence\b|\baggregate\b"
     r"|\btotal (?:due|paid|claimed|billed|reimbursement)|\breimbursement\b|\bstipend\b|\bpayment\b", "money"),
    (r"\byears\b|\bmiles\b|\bmileage\b|\bpercent|%", "number"),
    (r"\btime (?:in|out|of)|\b(?:start|end|begin|arrival|departure|stop)\w* time|^time\b(?! (?:frame|period))|\btime$",
     "time"),
    (rf"\b(?:{_ORGANISATION}).*\bname|name of (?:the )?(?:{_ORGANISATION})|\b(?:legal|trade) name", "text"),
    (r"\bname\b|\bnames\b", "name"),
)  # fmt: skip
_DOUBTS = {
    "integer": "a whole number, or `number` for a decimal one",
    "state": "a state as two letters",
    "time": "a time of day, or `hours` for a length of time",
}
_LONG_TEXT = re.compile(r"\b(?:describe|explain|comments?|reasons?|notes?|narrative|summary|goals?|remarks)\b", re.I)

_HOW_TO_WRITE = re.compile(
    r"\((?:mm|dd|yyyy|month|with area|area code|\$|#|x{2,}|please|print|hh|city, state)[^)]*\)"
    r"|\bmm ?/ ?(?:dd ?/ ?)?yy(?:yy)?\b",
    re.I,
)
"""Hints such as (mm/dd/yyyy), which are no part of the label."""


def guess_type(label: str, *, table: bool = False) -> Guess:
    """The type of a written field by the words of its label."""
    words = " ".join(label.lower().replace("’", "'").split()).strip(" :*")
    for pattern, name in _RULES:
        if re.search(pattern, words):
            return Guess(name, _DOUBTS.get(name))
    if words in ("from", "to", "start", "end", "begin", "in", "out"):
        return Guess("time" if table else "date", "a date or a time")
    if words.startswith("total"):
        return Guess("money", "`money`, `hours` or `number`")
    if re.search(_PERSON, words) and not _LONG_TEXT.search(words):
        return Guess("name", "a person's name, or `text`")
    return Guess("text")


def takes_paragraphs(label: str) -> bool:
    """Whether the label asks for more than a few words."""
    return bool(_LONG_TEXT.search(label))


def said_optional(label: str) -> bool:
    """Whether the label says that the field may stay blank."""
    return bool(re.search(r"\boptional\b|\bif (?:any|applicable|known|available|different)\b", label, re.I))


def shortened(label: str) -> str:
    """The label as a person would call it: without colon, asterisk, lines, and numbering."""
    text = re.sub(r"_{2,}|\.{3,}|\*", " ", label)
    text = re.sub(r"^\s*(?:\(?\d{1,2}[a-z]?[.)]|[a-z][.)])\s+(?=\S)", "", text, flags=re.I)
    text = _HOW_TO_WRITE.sub(" ", text)
    text = re.sub(r"\s*\$\s*$", "", text)
    return " ".join(text.split()).strip(" :;,-–—|/").strip()


def name_of(label: str) -> str:
    """A field's name of the label's words: `child_name` of "Child's name:"."""
    folded = unicodedata.normalize("NFKD", label.replace("’", "'"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter)).lower()
    plain = re.sub(r"'s\b|\([^)]*\)", " ", plain).replace("e-mail", "email").replace("#", " number ")
    words = re.findall(r"[a-z0-9]+", plain) or re.findall(r"[a-z0-9]+", label.lower())
    kept = [word for word in words if word not in _SMALL_WORDS] or words
    if kept[:2] == ["signature", "of"]:
        kept = [*kept[2:], "signature"]
    name = "_".join(kept[:_LONGEST_NAME])
    return name if name[:1].isalpha() else f"field_{name}".rstrip("_")
