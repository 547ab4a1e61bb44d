"""How requests begin that log, draft, merge or answer invitations, as data.

Each names enough of what follows to be no other use of the word: "log me in" logs nothing.
"""

LOG = (
    r"log(?!\s+(?:me|us|him|her|them|out|off|on|into|onto|in(?!\s+(?:the|our|my)\s+crm\b))\b)"
    r"|record(?=\s+(?:that\s+(?:i|we)\b"
    r"|(?:an?\s+|my\s+|our\s+)(?:phone\s+|quick\s+|short\s+)?(?:call|e-?mail|note|meeting|chat)s?\b))"
    r"|(?:make|add|leave|put)(?=\s+(?:an?\s+)?(?:quick\s+|short\s+)?notes?\s+(?:on|for|to)\b)"
    r"|note(?=\s+(?:down|on|for|in\s+the\s+crm)\b)"
)
"""An activity in the CRM."""

_KINDLY = r"(?:(?:quick|short|brief|polite|friendly|nice|individual|personal|separate)\s+)*"
_ARTICLE = r"(?:an?\s+|the\s+|some\s+|our\s+)?"
DRAFT = (
    rf"draft(?:\s+me(?=\s+(?:an?|some)\b))?(?=\s+{_ARTICLE}{_KINDLY}"
    r"(?:e-?mails?|mails?|messages?|letters?|notes?|follow[- ]?ups?)\b|\s+to\b)"
    r"|(?:prepare|create|make|write|save|leave)(?:\s+me(?=\s+(?:an?|some)\b))?"
    rf"(?=\s+{_ARTICLE}{_KINDLY}(?:e-?mail\s+|mail\s+|message\s+)?drafts?\b(?!\s+of\b))"
)
"""Mails that are saved and not sent: "draft beer" is none."""

ANSWER = (
    r"(?:tentatively\s+)?accept|decline|reject|turn\s+down|rsvp(?:\s+(?:yes|no|maybe))?(?:\s+(?:to|for))?"
    r"|say\s+(?:yes|no|maybe)\s+to"
)
"""An invitation; "accept the offer" is none, which its object tells."""

MERGE = (
    r"merge|de-?dup(?:e|licate)|(?:combine|unite)(?=\s+(?:the\s+|all\s+|my\s+|our\s+)*duplicate)"
)
"""Records that become one; which ones must share something."""
