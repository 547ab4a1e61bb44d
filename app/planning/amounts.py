"""How much a deal is worth, in words and figures."""

import re

from app.domain.sources import Comparison
from app.domain.words import crm as words
from app.planning.context import Context
from app.planning.narrowing import Found

_AMOUNT = re.compile(
    r"(?:\b(?:(?:that|which)\s+are\s+)?worth\s+|\bwith\s+an?\s+(?:amount|value)\s+(?:of\s+)?|\b)"
    r"(?:(?P<over>over|above|more\s+than|greater\s+than)|(?P<least>at\s+least)"
    r"|(?P<under>under|below|less\s+than))\s+(?P<figure>[€$£]?\s?\d[\d.,]*\s?k?)(?![\w.,]*\d)"
    r"(?!\s*(?:days?|weeks?|months?|years?|hours?)\b)"
)
_FIGURE = re.compile(
    r"[€$£]?\s?(?P<digits>\d{1,3}(?:[.,]\d{3})+|\d+)(?P<cents>[.,]\d{1,2})?\s?(?P<k>k)?"
)


def amount_of(text: str) -> float | None:
    """A figure such as "12000", "12,000", "12k" or "€ 1.250,50"; None where it is none."""
    match = _FIGURE.fullmatch(text.strip().casefold())
    if not match:
        return None
    whole = int(re.sub(r"[.,]", "", match["digits"])) * (1000 if match["k"] else 1)
    return whole + float(f"0.{match['cents'][1:]}") if match["cents"] else whole


def take_amounts(ctx: Context, found: Found) -> None:
    """Narrow deals by what they are worth: "over 20,000", "under 2k"."""
    for match in list(_AMOUNT.finditer(ctx.sentence.rest)):
        amount = amount_of(match["figure"].rstrip(".,"))
        if amount is None:
            continue
        ctx.sentence.blank(*match.span())
        comparison = Comparison.BELOW if match["under"] else Comparison.AT_LEAST
        said = words.worth(amount, over=bool(match["over"]), under=bool(match["under"]))
        found.add("amount", comparison, amount, said)
        if match["over"]:
            found.add("amount", Comparison.NOT_EQUALS, amount, "")
