"""The shapes of what a request may hang on, as data.

They are matched against a clause in which contractions are written out, a known person is
PERSON, and date and topic are taken out, so that a match accounts for every word.
"""

import itertools
import re

PERSON = "\x04"

CONTRACTIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\bcan't\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"(?<=[a-z])n't\b", " not"),
        (rf"(\bi|\bwe|\bthey|{PERSON})'ve\b", r"\1 have"),
        (r"\b(i)'m\b", r"\1 am"),
        (r"\b(we|they)'re\b", r"\1 are"),
        (r"\bthere's\b", "there is"),
        (rf"\b(he|she)'s\b|({PERSON})'s\b", r"\1\2 has"),
    )
)
INVERTED = re.compile(
    rf"^(?P<aux>have|has|had|did|do|does|is|are|am)\s+(?P<not>not\s+)?(?P<who>i|we|they|he|she|there|{PERSON})(?=\s)"
)
IDLE = re.compile(
    r"\b(?:already|ever|yet|any|an?|the|at\s+all|so\s+far|even|also|me\s+(?:and\s+)?(?={0}))\b".replace(
        "{0}", PERSON
    )
)
"""Says nothing that narrows, where a whole clause is accounted for."""


def _shape(pattern: str) -> re.Pattern[str]:
    """A shape; each @NO is a place for a denial, which says "none" where it stands."""
    places = itertools.count()
    return re.compile(re.sub("@NO", lambda _: f"(?P<no{next(places)}>no |not |never )?", pattern))


_MEETINGS = r"(?:meetings?|appointments?|events?)"
_MAILS = r"(?:e-?mails?|mails?)"
_SET = r"(?:scheduled|planned|booked|arranged|set up|coming up)"
_I = r"(?:i|we)"
_AUX = r"(?:have |has |had |did |do |does )?@NO"

MET = _shape(rf"{_I} {_AUX}(?:met|meet|met with|meet with|had @NO{_MEETINGS} with) {PERSON}")
MEETING = _shape(
    rf"(?:{_I} {_AUX}(?:have |had |got |have got |schedule |scheduled |book |booked |plan |planned |arrange |arranged |set up )?@NO{_MEETINGS}"
    rf"|there (?:is|are) @NO{_MEETINGS})(?: {_SET})?(?: with {PERSON})?(?: {_SET})?"
    rf"|{_I} (?:am|are) @NOmeeting (?:with )?{PERSON}"
)
FROM = _shape(
    rf"{PERSON} {_AUX}(?:e-?mailed|e-?mail|mailed|written|wrote|write)(?: to)?(?: me| us)?(?: back)?"
    rf"|{PERSON} {_AUX}(?:sent|send)(?: me| us)? @NO{_MAILS}(?: to (?:me|us))?"
    rf"|{_I} {_AUX}(?:heard|hear) from {PERSON}"
    rf"|{_I} {_AUX}(?:got|gotten|get|received|receive|have |had )? ?@NO{_MAILS} from {PERSON}"
    rf"|there (?:is|are) @NO{_MAILS} from {PERSON}"
)
REPLIED = _shape(
    rf"{PERSON} {_AUX}(?:replied|reply|responded|respond|answered|answer|got back|get back)"
    rf"(?: to)?(?: me| us)?(?: (?:to )?(?:my|our) (?:last |latest )?{_MAILS})?"
)
TO = _shape(
    rf"{_I} {_AUX}(?:e-?mailed|e-?mail|written to|wrote to|write to|written|mailed) {PERSON}"
    rf"|{_I} {_AUX}(?:sent|send) (?:{PERSON} @NO{_MAILS}|@NO{_MAILS} to {PERSON})"
)
TOPIC = re.compile(
    "\\b(?:about|regarding|on|with\\s+(?:the\\s+)?subject)\\s+(?:the\\s+|our\\s+)?(?P<topic>\x01+|(?<=about )[\\w' -]{3,60}?|(?<=about the )[\\w' -]{3,60}?)(?=[\\s.?!]*$|\\s*\x00)"
)
ROLLING = re.compile(
    r"\b(?:in|within|over|during|for)\s+(?:(?:the|this)\s+)?(?:(?P<known>past|last)\s+)?(?:(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten)\s+)?(?P<unit>day|week|month|quarter|year)s?\b"
)
"""Back from today: "in the past month", "for 3 weeks"."""

UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
