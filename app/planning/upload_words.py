"""How English speaks of a file that came with a request, as data.

A file is a list of people here. What is to be sent along, or to somebody, is an attachment: other
patterns, tried first.
"""

import re

_WHICH = r"(?:(?:the|this|that|my|our|attached|enclosed|uploaded|shared|following|above|below)\s+)"
_KIND = r"(?:csv|excel|xlsx?|google)"
_SURELY = (
    rf"(?:{_KIND}\s+(?:file|sheet|table|list)|csv|xlsx?|excel|spreadsheet|workbook|file|attachment)"
)
_MAYBE = r"(?:list|sheet|table|document|upload)"
_NOUN = (
    rf"(?:{_SURELY}|(?:(?:guest|contact|e-?mail|mailing|attendee|address|participant)\s+)?{_MAYBE})"
)
_BEHIND = r"(?:\s+(?:(?:that\s+is|which\s+is|i(?:'ve|\s+have)?)\s+)?(?:attached|enclosed|uploaded|shared))?"
_FILE = rf"(?:{_WHICH}{{1,3}}{_NOUN}|{_SURELY}){_BEHIND}\b"

_NEUTRAL = (
    r"(?:people|persons|folks|guests?|contacts|attendees|participants|names|addresses|e-?mails?\s+addresses"
    r"|members|recipients|subscribers|applicants|rows|entries|everyone|everybody|anyone|all|those|ones|invitees)"
)
"""Words for the people of a list that say nothing more of them."""
_ALL = (
    r"(?:(?:all|each|every|everyone|everybody|any|one)\s+(?:of\s+)?)?(?:the\s+|those\s+|these\s+)?"
)
_LISTED = (
    r"(?:(?:who|that|which)\s+(?:is|are)\s+)?(?:(?:listed|named|mentioned|included|contained)\s+)?"
)
_PEOPLE = rf"(?:{_ALL}{_NEUTRAL}\s+{_LISTED}|{_ALL}{_LISTED})"
_IN = r"(?:in|on|from|of|out\s+of|inside|within|using|with)"

FILE = re.compile(rf"\b{_FILE}")
"""A file, in any place."""

PEOPLE_OF_FILE = re.compile(rf"\b{_PEOPLE}{_IN}\s+{_FILE}")
"""Like "everyone in this file", "the people listed on the attached sheet"."""

FROM_FILE = re.compile(
    rf"\b{_ALL}(?:attached|enclosed|uploaded|listed|these|those|following)\s+{_NEUTRAL}\b"
    r"|\b(?:these|those|the)\s+(?:\w+\s+)?people\s+(?:attached|listed)\b"
    r"|\b(?:everyone|everybody)\s+(?:attached|listed|here)\b"
)
"""Like "these people", "the attached contacts"."""

TO_FILE = re.compile(rf"\b(?:to|for|with)\s+{_FILE}")
"""Like "a reminder to the attached list"."""

AT_THE_VERB = re.compile(rf"[\s\x00]*(?:(?:to|from|of|with)\s+)?{_FILE}")
"""Like "email this list", "import this file", "send the attached list a reminder"."""

THEM = re.compile(r"\b(?:all\s+of\s+)?(?:them|these)\b")

AS_OBJECT = re.compile(
    rf"[\s\x00]*{_FILE}\s*(?:(?:over\s+|along\s+|on\s+)?to\b|with\b|by\b|as\b|[.!?]*$)"
)
"""What is sent is the file itself: "send this file to Tom"."""

ALONG = re.compile(
    rf"\b(?:attach(?:ing)?|enclos(?:e|ing))\b|\bas\s+(?:an?\s+)?(?:attachments?|enclosure)\b"
    rf"|\bwith\s+(?:an?\s+|the\s+)?(?:attachments?|enclosures?)\b"
    rf"|\bwith\s+{_WHICH}{{0,3}}{_NOUN}\s+(?:attached|enclosed)\b"
    rf"|\b(?:include|including|adding)\s+{_FILE}"
)
"""The file is to go along: "with this file attached"."""

SPOKEN_OF = re.compile(
    rf"\b(?:csv|spreadsheet|excel|xlsx?|workbook|google\s+sheet)\b|\b(?:the|this|a|my)\s+file\b"
    rf"|\b(?:attached|enclosed|uploaded)\s+(?:\w+\s+)?(?:{_SURELY}|{_MAYBE}|{_NEUTRAL})\b"
    rf"|\b(?:this|that)\s+(?:list|sheet|table|upload)\b|\b(?:list|sheet|table)\s+attached\b"
)
"""A request that needs a file to be there."""
