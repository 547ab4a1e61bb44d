"""Which of several meetings, by their order: "my next meeting", "the last two on Friday"."""

from app.domain.sources import Comparison
from app.domain.words import readings
from app.planning.context import Context
from app.planning.meeting_words import COUNTS, ORDINALS
from app.planning.narrowing import Found


def take_ordinal(ctx: Context, found: Found) -> bool:
    """Limit meetings to the next, first or last of them.

    Without an end, nobody knows which meeting is the last, and without a beginning which is the
    first: those words stay unexplained.
    """
    match = ORDINALS.search(ctx.sentence.rest)
    if not match or not (match["next"] or _ends(found)):
        return False
    ctx.sentence.blank(*match.span())
    ctx.sentence.note(match["which"])
    found.limit = _count(match["count"])
    found.order_by = "-start" if match["last"] else "start"
    return True


def say_ordinal(found: Found) -> None:
    """Say back, behind all that narrows the meetings, how many of them are meant."""
    if found.limit:
        last = found.order_by == "-start"
        found.said.append(readings.only_some(found.limit, last=last))


def _ends(found: Found) -> bool:
    return any(one.field == "start" and one.comparison is Comparison.BELOW for one in found.filters)


def _count(said: str | None) -> int:
    if not said:
        return 1
    return COUNTS.get(said) or int(said)
