"""What English words mean to the planner, as data: another language is another such module.

Patterns are matched against the lower-cased sentence in which quotations, addresses and Slack
ids are masked (see sentence.py) and where curly quotes have become straight ones.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.record import Entity
from app.planning import act_words


class Act(StrEnum):
    """What the verb at the head of a sentence asks for; the object decides the rest."""

    MAIL = "email"
    FOLLOW_UP = "follow up"
    SEND = "send"
    INVITE = "invite"
    CANCEL = "cancel"
    DELETE = "delete"
    SHIFT = "shift"
    MOVE = "move"
    RENAME = "rename"
    REPLY = "reply"
    FORWARD = "forward"
    ARCHIVE = "archive"
    MARK = "mark"
    ASSIGN = "assign"
    SET = "set"
    ADD = "add"
    IMPORT = "import"
    CREATE = "create"
    TAG = "tag"
    UNTAG = "untag"
    LOG = "log"
    DRAFT = "draft"
    ANSWER = "answer invitations"
    MERGE = "merge"


HEADS: tuple[tuple[Act, str], ...] = (
    (Act.LOG, act_words.LOG),
    (Act.DRAFT, act_words.DRAFT),
    (Act.ANSWER, act_words.ANSWER),
    (Act.MERGE, act_words.MERGE),
    (Act.FOLLOW_UP, r"follow[- ]?up\s+(?:with|on)"),
    (
        Act.UNTAG,
        (
            r"untag|un-tag|unlabel"
            r"|(?:remove|take|delete|drop|strip)(?=\s+(?:the\s+)?(?:[\w\x01-]+\s+)?(?:tag|label)\b)"
        ),
    ),
    (
        Act.TAG,
        r"tag|label|flag|(?:add|put|set)(?=\s+(?:the\s+|a\s+)?(?:[\w\x01-]+\s+)?(?:tag|label)\b)",
    ),
    (Act.INVITE, r"invite|schedule|book|set\s+up|arrange|organi[sz]e|plan"),
    (Act.MAIL, r"e-?mail|mail|write(?:\s+to)?|message|tell|inform|notify|let|remind|ask"),
    (Act.SEND, r"send(?:\s+out)?"),
    (Act.CANCEL, r"cancel|call\s+off|kill|scrap"),
    (Act.DELETE, r"delete|remove|erase|discard|clear|wipe|purge|trash|bin|get\s+rid\s+of"),
    (
        Act.SHIFT,
        (
            r"push(?:\s+(?:back|out))?|postpone|delay|defer|shift|reschedule|advance"
            r"|(?:bring|pull)(?:\s+forward)?|put\s+back"
        ),
    ),
    (Act.MOVE, r"move"),
    (Act.RENAME, r"rename|re-?title"),
    (Act.REPLY, r"(?:reply|respond)(?:\s+to)?|answer|get\s+back\s+to"),
    (Act.FORWARD, r"forward|fwd|pass\s+on"),
    (Act.ARCHIVE, r"archive"),
    (Act.MARK, r"mark|close"),
    (Act.ASSIGN, r"re-?assign|assign|transfer|hand(?:\s+over)?|give|pass"),
    (Act.SET, r"set|change|update|switch"),
    (Act.ADD, r"add|save|store|put"),
    (Act.IMPORT, r"import|upload"),
    (Act.CREATE, r"create|make|open"),
)
"""Only at the head of a request, and only as commands: "I deleted it" reports, it asks nothing."""

COMMANDS = "|".join(pattern for _, pattern in HEADS)

POLITE_START = re.compile(
    r"(?:(?:please|pls|plz|kindly|hey|hi|hello|ok|okay|so|well|just|now|quickly|@?bulkhead"
    r"|(?:can|could|would|will)\s+(?:you|we|u)|i\s+(?:need|want)\s+(?:you\s+)?to"
    r"|i(?:'d|\s+would)\s+like\s+(?:you\s+)?to|we\s+(?:need|want|have)\s+to|i\s+have\s+to"
    r"|let's|let\s+us|help\s+me(?:\s+to)?|go\s+ahead\s+and|be\s+so\s+kind\s+(?:as\s+to|and))"
    r"(?=[\s,!:.])[\s,!:.]*)+"
)

POLITE_END = re.compile(
    r"[\s,.!?;-]*(?:\b(?:please\s+and\s+thank\s+you|please|pls|plz|thanks|thank\s+you|thx|cheers|many\s+thanks|for\s+me"
    r"|in\s+advance|right\s+(?:away|now)|asap|if\s+(?:you\s+(?:can|could|would|don't\s+mind)"
    r"|(?:that's\s+)?possible)|(?:can|could|would|will)\s+you(?:\s+do\s+that)?)[\s,.!?;]*)+$"
)

FILLERS = frozenset(
    [
        "the",
        "a",
        "an",
        "all",
        "every",
        "each",
        "any",
        "of",
        "to",
        "for",
        "in",
        "at",
        "on",
        "from",
        "with",
        "by",
        "into",
        "as",
        "that",
        "which",
        "who",
        "whom",
        "whose",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "my",
        "our",
        "their",
        "its",
        "they",
        "i",
        "we",
        "please",
        "now",
        "just",
        "also",
        "there's",
    ]
) - {"also"}
"""Words that may stay unexplained. Nothing that narrows, widens or turns a meaning round is here:
judge every addition by what it could make the app do that was not asked."""

EVERY = re.compile(r"\b(?:all|every|each|any|everyone|everybody)\b")

PLACES = re.compile(
    r"\b(?:in|from|to|on|of)\s+(?:my|the|our)\s+(?:crm|address\s+book|calendar|directory)\b"
)
"""Where records live: says nothing that narrows."""


@dataclass(frozen=True)
class Noun:
    """A word for a kind of record: its singular and plural, and the contact kind it implies."""

    entity: Entity
    one: str
    many: str
    shown: str
    kind: str = ""


NOUNS: tuple[Noun, ...] = (
    Noun(
        Entity.EVENT,
        r"meeting|event|appointment|calendar\s+entry",
        (
            r"meetings|events|appointments|calendar\s+entries|calendar|schedule"
            r"|everything\s+(?:that\s+)?i\s+have\b(?=.*\S)|everything(?=\s+(?:on|for)?\s*"
            r"(?:today|tomorrow|tmrw|(?:next|this)\s+\w|(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
        ),
        "meetings",
    ),
    Noun(Entity.LEAD, r"lead", r"leads", "leads"),
    Noun(Entity.DEAL, r"deal|opportunity", r"deals|opportunities", "deals"),
    Noun(Entity.CONTACT, r"contact", r"contacts", "contacts"),
    Noun(Entity.CONTACT, r"customer|client", r"customers|clients", "customers", "customer"),
    Noun(Entity.CONTACT, r"supplier|vendor", r"suppliers|vendors", "suppliers", "supplier"),
    Noun(Entity.CONTACT, r"partner", r"partners", "partners", "partner"),
    Noun(Entity.CONTACT, r"prospect", r"prospects", "prospects", "prospect"),
    Noun(
        Entity.COLLEAGUE,
        r"colleague|co-?worker|employee|teammate",
        r"colleagues|co-?workers|employees|teammates|staff",
        "colleagues",
    ),
)


def noun_of(entity: Entity) -> Noun:
    """The plain word for records of an entity."""
    return next(noun for noun in NOUNS if noun.entity is entity)


EVERYONE = re.compile(r"\b(?:everyone|everybody|all\s+(?:the\s+)?people|people|folks|all)\b")

ATTENDEES = re.compile(
    r"\b(?:(?:everyone|everybody|all|people|those|the\s+people|all\s+(?:the\s+)?people|anyone)\s+"
    r"(?:who|that)\s+(?:was|were|is|are|attended|joined|came|took\s+part|participated)"
    r"|(?:all\s+)?(?:the\s+|other\s+)*(?:attendees|participants|invitees|guests)"
    r"|everyone|everybody|all\s+(?:the\s+)?people|people|all)\b(?:\s+(?:from|of|at|in|to|for)\b)?"
)

TEAM = r"(?:\s+(?:team|department|dept|group|division|people|folks|staff|colleagues))?"

EXCEPT = re.compile(r"\b(?:except(?:\s+for)?|excluding|apart\s+from|other\s+than|but\s+not)\s+")

AND = re.compile(r"\s*(?:,\s*and\b|,|\band\b|&|\bor\b)\s*")
"""Joins names of one list. Between two conditions it stays unexplained, and so is asked about."""

ME_WORDS = frozenset({"me", "myself", "i", "mine"})

RELATIVE = (
    r"(?:is|are|was|were|has|have|had|closed|bought|won|work|works|live|lives|attended|joined|came"
    r"|took|signed|belong|belongs|haven't|hasn't|do|does|don't)\b"
)
"""After "that", these begin a description of the people and not the message to them."""

KINDS_OF_MAIL = re.compile(
    r"\b(?:an?\s+|the\s+|some\s+)?(?:(?:quick|short|brief|individual|personal|separate)\s+)?"
    r"(?:e-?mails?|mails?|messages?|notes?|reminders?)\b"
)

FOLLOW_UP = re.compile(
    r"\b(?:an?\s+|the\s+|some\s+|our\s+)?follow[- ]?ups?"
    r"(?:\s+(?:e-?mails?|mails?|messages?|notes?))?\b"
)

INVITATION = re.compile(
    r"\b(?:an?\s+|the\s+)?(?:calendar\s+|meeting\s+)?(?:invitations?|invites?)\b"
)

NARROWERS = re.compile(
    r"\b(?:not|no|never|except|excluding|apart|unless|without|but|only|or|neither|nor|other"
    r"|first|last|next|second|third|latest|half|some|few|most)\b|n't\b"
)
"""When one of these is left unexplained, going on without it is never offered."""

NEW_SUBJECT = re.compile(
    r"\b(?:(?:change|set|make)\s+)?the\s+subject\s*(?:line\s*)?(?:to|should\s+be|is|:)\s*(?:to\s+)?"
)
NEW_TEXT = re.compile(
    r"\b(?:(?:say|write|tell\s+them)(?:\s+instead)?\s*(?::|that\b|(?=\x01))"
    r"|(?:change|set)\s+the\s+(?:text|message|body)\s*(?:to|:))\s*"
)
"""What follows is the text, quoted or up to the end."""

INSTEAD = re.compile(r"\b(?:instead|rather|then|better)\b")

WON = ("won", "closed won", "closed-won")
FIRST_STAGES = (
    "lead",
    "new",
    "new lead",
    "new deal",
    "inbound",
    "prospect",
    "prospecting",
    "appointment scheduled",
    "qualification",
    "qualified",
    "qualified to buy",
    "discovery",
)
"""What CRMs call the stage that deals start in; the earlier in such a list, the earlier."""

NOT_YET: tuple[tuple[str, str], ...] = (
    (r"draft(?:\s+an?)?\s+(?:repl(?:y|ies)|answers?|responses?)", "drafting answers"),
    (r"export|download", "exporting"),
    (r"undo|revert|restore", "undoing by a sentence"),
    (r"unsubscribe|snooze", "sorting mail"),
    (r"find|show|list|count|search|look\s+up|give\s+me\s+a\s+list", "looking things up"),
)
