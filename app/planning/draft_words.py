"""How English says that a mail is to be saved and not sent, as data."""

import re

A_DRAFT = re.compile(
    r"\b(?:an?\s+|the\s+|some\s+|our\s+)?(?:(?:quick|short|brief|individual|personal|separate)\s+)?"
    r"(?:(?:e-?mail|mail|message)\s+)?drafts?\b"
)
AS_DRAFT = re.compile(r"\b(?:(?:only|just)\s+)?as\s+(?:an?\s+)?drafts?\b")
NOT_SENT = re.compile(
    r"[\s,;(\u2013-]*\b(?:but\s+|and\s+)?(?:please\s+)?(?:(?:do\s+not|don't|dont)\s+send"
    r"(?:\s+(?:it|them|anything))?|without\s+sending(?:\s+(?:it|them))?)(?:\s+(?:yet|out|off))*"
    r"[\s.!)]*$"
)
SAVED_ONES = re.compile(
    r"^[\s\x00]*(?:out\s+|off\s+)?(?:(?:all|of|the|my|these|those|our|saved|prepared)\s+)*"
    r"(?:drafts|(?<=\s)draft)\b"
)
"""Right behind "send": mails that were saved before."""
