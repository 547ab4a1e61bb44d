"""How English picks one of several meetings, and gives one another name, as data."""

import re

COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
ORDINALS = re.compile(
    r"\b(?P<which>(?P<next>next|nearest)|(?P<first>first|earliest)|(?P<last>last|latest|final))\b"
    rf"(?:\s+(?P<count>[1-9]\d?|{'|'.join(COUNTS)})\b(?!:))?(?!\s+(?:to|from|by)\b)"
)
"""Which of several, by their order in time."""

RENAMED = re.compile(
    r"^[\s\x00]*(?:the\s+)?(?:(?:name|title)|(?P<place>location|place|room))\s+(?:of|for)\b"
)
NEW_NAME = re.compile(r"\b(?:in)?to\s+(?:be\s+called\s+)?(?P<name>\S[^\x00]*?)[\s.!?]*$")
"""What a meeting is to be called, at the end of the sentence."""

NOT_EXACT = re.compile(r"around\b")
"""Before a time of day: enough to begin a meeting at, too little to say which are meant."""
