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

OPEN_TOPIC = re.compile(
    r"\b(?:(?:that\s+(?:is|are)\s+)?(?:about|regarding|concerning))\s+(?P<topic>[^\x00,;:]+?)"
    r"(?=\s+(?:to|from|by|since|sent|saying|with|as|before|after|older|newer|that|in)\b|[\s.!?]*$|[,;:\x00])"
)
TURNS = re.compile(r"\b(?:and|or|but|not|no|except|without|if|unless)\b")
"""Words that make more than one topic of it, or turn it round."""
READ = re.compile(
    r"\b(?P<un>un)?read(?=\s+(?:e-?mails?|mails?|messages?)\b)"
    r"|\b(?:that|which)\s+(?:are|is|i\s+have)\s+(?P<un2>un|not\s+|n't\s+)?read\b"
)
REPLY_ALL = re.compile(
    r"^[\s\x00]*(?:-?\s*all\s+(?:to|on)|(?:to\s+)?(?:everyone|everybody)\s+on)\b"
    r"|\bto\s+everyone\s+on\s+(?:it|them)\b"
)
"""Behind the verb: an answer to everybody who got the mail."""
MARKED = re.compile(r"\b(?:as\s+)?(?P<un>un|not\s+)?read\b")
