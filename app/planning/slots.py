"""How the words that narrow a set are introduced, for each kind of record, as data."""

import re
from dataclasses import dataclass

from app.domain.record import Entity
from app.planning.lexicon import TEAM
from app.planning.names import PEOPLE, STAFF, Option


@dataclass(frozen=True)
class Slot:
    """A condition: the fields its value may stand in, the marker before it and words after it.

    `says` is how the condition is said back (`says_of_company` where it is a company's). With `asks`, an unknown name after the marker is a
    question of its own; without, it is left over and asked about with everything else.
    """

    options: tuple[Option, ...]
    marker: re.Pattern[str]
    says: str
    after: re.Pattern[str] | None = None
    says_of_company: str = ""
    asks: bool = True


def _marker(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\s+")


_THAT_ARE = r"(?:(?:that|who|which)\s+(?:are|is)\s+)?"
_COMPANY_MARKER = _marker(
    r"(?:(?:who|that)\s+)?(?:(?:are\s+)?(?:working|work|works|employed)\s+)?(?:at|for|with|of|from)"
)
_OF_STAGE = re.compile(r"\s+(?:stage|status|state)\b")
_STAGE_MARKER = _marker(
    rf"{_THAT_ARE}(?:in|at|with)(?:\s+(?:the\s+)?(?:stage|status|state)(?:\s+of)?)?"
)
_BEING = _marker(r"(?:that|which|who)\s+(?:are|is)(?:\s+marked(?:\s+as)?)?|marked(?:\s+as)?")
OWNED = _marker(
    rf"{_THAT_ARE}(?:owned|held|managed|looked\s+after)\s+by|(?:that\s+)?belong(?:s|ing)?\s+to"
    rf"|{_THAT_ARE}assigned\s+to"
)

_PRODUCTS: tuple[Option, ...] = ((Entity.LEAD, "product"),)
_WANTING = _marker(
    r"(?:(?:that|who|which)\s+)?(?:(?:are|is)\s+)?(?:interested\s+in|want(?:s|ing)?|asking\s+(?:for|about))"
)
_PRODUCT_WORD = re.compile(r"\s+products?\b")

TAGGED = Slot(
    ((Entity.CONTACT, "tags"),),
    _marker(
        rf"{_THAT_ARE}(?:tagged|labell?ed|flagged|marked)(?:\s+(?:as|with))?"
        r"|(?:(?:that|who|which)\s+)?(?:with|having|have|has|carrying)\s+(?:the\s+|a\s+)?(?:tag|label)"
    ),
    "tagged {}",
)

SLOTS: dict[Entity, tuple[Slot, ...]] = {
    Entity.CONTACT: (
        TAGGED,
        Slot(
            ((Entity.CONTACT, "city"), (Entity.CONTACT, "company")),
            _marker(
                r"(?:(?:that|who|which)\s+)?(?:(?:are\s+)?(?:based|located|living|live|lives)\s+)?"
                r"(?:in|from)"
            ),
            "in {}",
            says_of_company="at {}",
        ),
        Slot(((Entity.CONTACT, "company"),), _COMPANY_MARKER, "at {}"),
    ),
    Entity.COLLEAGUE: (
        Slot(
            ((Entity.COLLEAGUE, "department"),),
            _marker(r"(?:(?:who|that)\s+)?(?:(?:is|are|works?|working)\s+)?(?:in|from|of|at|for)"),
            "in {}",
            re.compile(rf"{TEAM}\b"),
        ),
    ),
    Entity.LEAD: (
        Slot(_PRODUCTS, _WANTING, "interested in {}", _PRODUCT_WORD),
        Slot(
            _PRODUCTS,
            _marker(r"for(?:\s+(?:the|our))?"),
            "interested in {}",
            _PRODUCT_WORD,
            asks=False,
        ),
        Slot(STAFF, OWNED, "owned by {}"),
        Slot(((Entity.LEAD, "status"),), _STAGE_MARKER, "in status {}", _OF_STAGE),
        Slot(((Entity.LEAD, "status"),), _BEING, "in status {}", _OF_STAGE, asks=False),
        Slot(STAFF, _marker("of|from"), "owned by {}", asks=False),
        Slot(((Entity.LEAD, "company"),), _COMPANY_MARKER, "at {}"),
    ),
    Entity.DEAL: (
        Slot(STAFF, OWNED, "owned by {}"),
        Slot(((Entity.DEAL, "stage"),), _STAGE_MARKER, "in {}", _OF_STAGE),
        Slot(((Entity.DEAL, "stage"),), _BEING, "in {}", _OF_STAGE, asks=False),
        Slot(STAFF, _marker("of|from"), "owned by {}", asks=False),
        Slot(((Entity.DEAL, "company"),), _COMPANY_MARKER, "with {}"),
    ),
    Entity.EVENT: (Slot(PEOPLE, _marker(r"with"), "with {}"),),
}
"""Tried in this order: what says most about its value comes first."""

EVERYONE_SLOT = Slot(
    ((Entity.COLLEAGUE, "department"), (Entity.CONTACT, "city"), (Entity.CONTACT, "company")),
    _marker(r"(?:(?:who|that)\s+(?:is|are|works?|lives?)\s+)?(?:in|at|from|of|on)"),
    "in {}",
    re.compile(rf"{TEAM}\b"),
    says_of_company="at {}",
)
"""After "everyone": a department of ours, or the contacts of a city or a company."""

BEFORE_NOUN: dict[Entity, tuple[tuple[Option, str], ...]] = {
    Entity.CONTACT: (
        ((Entity.CONTACT, "tags"), "tagged {}"),
        ((Entity.CONTACT, "city"), "in {}"),
        ((Entity.CONTACT, "company"), "at {}"),
    ),
    Entity.COLLEAGUE: (((Entity.COLLEAGUE, "department"), "in {}"),),
    Entity.LEAD: (
        ((Entity.LEAD, "status"), "in status {}"),
        ((Entity.LEAD, "company"), "at {}"),
    ),
    Entity.DEAL: (
        ((Entity.DEAL, "stage"), "in {}"),
        ((Entity.DEAL, "company"), "with {}"),
    ),
}
"""What a word right before the noun may say: "Berlin customers", "lost deals"."""

_LACKING = r"(?:without|with\s+no|(?:that|who|which)\s+have\s+no)\s+(?:an?\s+|any\s+)?"

_UNOWNED = re.compile(
    rf"\b{_LACKING}owner\b|\b(?:(?:that|which)\s+are\s+)?(?:unassigned|unowned)\b"
)

EMPTY_FIELDS: dict[Entity, tuple[tuple[re.Pattern[str], str], ...]] = {
    Entity.CONTACT: (
        (re.compile(rf"\b{_LACKING}(?:e-?mail(?:\s+address)?|address)\b"), "email"),
        (re.compile(rf"\b{_LACKING}phone(?:\s+number)?\b"), "phone"),
        (re.compile(rf"\b{_LACKING}company\b"), "company"),
        (re.compile(rf"\b{_LACKING}city\b"), "city"),
        (re.compile(rf"\b{_LACKING}tags?\b"), "tags"),
    ),
    Entity.LEAD: (
        (_UNOWNED, "owner"),
        (re.compile(rf"\b{_LACKING}phone(?:\s+number)?\b"), "phone"),
        (re.compile(rf"\b{_LACKING}e-?mail(?:\s+address)?\b"), "email"),
    ),
    Entity.DEAL: ((_UNOWNED, "owner"),),
}
