"""Small print that a form prints in or at its blanks, or at the edges of its pages: hints, placeholders, numbers."""

import re

from rapidfuzz import fuzz

_FORMAT = r"[mdy]{1,4}(?:\s*[/.-]\s*[mdy]{1,4}){1,2}"
_HINT = re.compile(
    _FORMAT + r"|month\s*[/,]?\s*day\s*[/,]?\s*year|month (?:and|/) year"
    r"|(?:please )?(?:print|type)(?: or (?:print|type))?(?: (?:clearly|legibly|name|in ink))?"
    r"|(?:first|last|full)(?:,? (?:first|middle(?: initial)?|last|m\.?i\.?))*"
    r"|(?:\d|[a-z]{3,5}) digits"
    r"|(?:include|including|incl\.?|with) (?:the )?area code|area code|if (?:known|any|applicable)"
    r"|attach (?:an? )?(?:additional )?sheets?.*|sign in ink|in (?:us )?dollars|us dollars"
    r"|choose an item|(?:click|tap)(?: or (?:click|tap))? (?:here )?to enter (?:text|a date)"
    r"|enter text|select (?:a date|one)",
    re.I,
)
_UNIT = re.compile(r"hrs?|hours?|[ap]\.?m\.?(?:\s*/\s*[ap]\.?m\.?)?", re.I)
_FURNITURE = re.compile(
    r"(?:page\s*)?\d+\s*of\s*\d+|page\s*\d+\s*/\s*\d+|page\s*\d+|(?:form\s+)?(?:no\.?\s*)?[A-Z]{2,5}-\d{2,5}\b.*\(?rev.*|rev(?:ised|\.)?\s*\d+/\d+.*"
    r"|confidential|continued.*|for office use only",
    re.I,
)
_ASIDE = re.compile(r"\([^()]*\)")


def is_aside(text: str, *, small: bool = False) -> bool:
    """Whether the print says how a blank is to be filled, and does not fill it; `small`: smaller than any label.

    >>> [is_aside(text) for text in ("(mm/dd/yyyy)", "Please print", "/ /", "(First, Last)", "$")]
    [True, True, True, True, True]
    >>> [is_aside(text) for text in ("(860) 555-0100", "06/01/2026", "Mary Print", "5 hrs")]
    [False, False, False, False]
    >>> is_aside("(down from five)"), is_aside("(of the agency)", small=True)
    (False, True)
    """
    words = text.strip().rstrip(".:")
    if not any(char.isalnum() for char in words):
        return True
    if _ASIDE.fullmatch(words):
        words = words[1:-1].strip()
        if small and not any(char.isdigit() for char in words):
            return True
    return _HINT.fullmatch(words) is not None


_USUAL = (
    "please print", "please print clearly", "please print or type", "type or print", "attach a sheet if needed",
    "attach additional sheets", "include area code", "with area code",
)  # fmt: skip
_SHORT = ("please print", "if known", "if any", "if applicable", "first, last", "last, first", "mm/dd/yyyy", "mm/dd/yy")
_MISREAD, _MISREAD_SMALL = 85.0, 60.0
"""Share of like letters, in percent, from which a hint is told though letters of it were misread: anywhere, and in fine
print under a label."""


def is_misread_aside(text: str, *, small: bool = False) -> bool:
    """Whether the print is one of the usual hints with letters misread; `small`: in fine print right under a label.

    >>> [is_misread_aside(text) for text in ("Please pnnt clearly", "Priest Clearfield")]
    [True, False]
    >>> [is_misread_aside(text, small=True) for text in ("(of krown)", "Pleave pant cicary", "Ulla Tanaka")]
    [True, True, False]
    """
    said = text.lower().strip(" ().")
    usual, like = ((*_USUAL, *_SHORT), _MISREAD_SMALL) if small else (_USUAL, _MISREAD)
    return any(fuzz.ratio(said, hint) >= like for hint in usual)


def is_unit(text: str) -> bool:
    """Whether the print only says in what a blank is to be filled, such as `hrs` or `AM / PM`."""
    return is_aside(text) or _UNIT.fullmatch(text.strip()) is not None


def is_furniture(text: str) -> bool:
    """Whether the print is what the head or foot of a page says: its number, the form's number and revision.

    >>> [is_furniture(text) for text in ("Page 2 of 3", "DCF-2107 (Rev. 8/2021)", "DCF-2107", "12/01/2026")]
    [True, True, False, False]
    """
    return _FURNITURE.fullmatch(text.strip()) is not None
