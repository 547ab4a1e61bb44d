"""How English speaks of mails that are answered or passed on, as data."""

import re

from app.planning.meeting_words import COUNTS
from app.planning.sentence import QUOTED

MAILS = re.compile(
    r"\b(?:the\s+|my\s+|an?\s+)?(?:(?P<one>e-?mail|mail|message)|(?P<many>e-?mails|mails|messages))\b"
)
TOPIC = re.compile(
    r"\b(?:(?:that\s+(?:is|are)\s+)?(?:about|regarding)|(?:with|whose)\s+(?:the\s+)?subject(?:\s+line)?"
    rf"(?:\s+is)?|titled|called)\s+(?P<topic>{QUOTED}+)"
)
TEXT = re.compile(
    r"\b(?:with|saying|say|telling\s+(?:him|her|them)|(?:and\s+)?(?:say|tell\s+(?:him|her|them))"
    rf"|with\s+(?:the\s+)?(?:text|words|message))\s*[:,]?\s*(?P<text>{QUOTED}+)"
)
OPEN_TEXT = re.compile(r"\b(?:with|saying)\s*:?\s*[\"'](?P<text>[^\x00\"]+)$")
"""A quotation that is never closed goes to the end."""
CLAUSE = re.compile(
    r"(?:,?\s*\b(?:saying|and\s+(?:say|tell\s+(?:him|her|them)))\b(?:\s+that\b)?\s*:?|:(?=\s)"
    r"|\bthat\b)\s*(?P<text>[^\x00].*)$"
)
WHICH = re.compile(
    r"\b(?:(?P<latest>last|latest|newest|most\s+recent)|(?P<oldest>first|oldest|earliest))\b"
    rf"(?:\s+(?P<count>[1-9]\d?|{'|'.join(COUNTS)})\b)?"
)
FROM = re.compile(r"\b(?:(?:that\s+(?:came|is|are)\s+)?(?:from|by)|(?:sent|written)\s+by)\s+")
UNANSWERED = re.compile(
    r"\bunanswered\b|\b(?:that\s+)?i\s+(?:haven't|have\s+not)\s+answered(?:\s+yet)?\b"
)
EACH = re.compile(r"\b(?:all|every|each|any)\b")
