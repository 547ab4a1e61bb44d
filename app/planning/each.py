"""What must be so for each of the people: that they have (not) replied, or are free."""

import re
from datetime import datetime, timedelta

from app.domain.plan import Step
from app.domain.record import Entity
from app.domain.sources import ITEM, Comparison, Condition, Filter, Holds, Query
from app.domain.words import conditions as said
from app.planning.conditions import about, stretch
from app.planning.context import Context, Drafted
from app.planning.days import When, iso
from app.planning.lexicon import Act
from app.planning.sentence import QUOTED
from app.planning.sets import between

_MAILING = (Act.MAIL, Act.SEND, Act.FOLLOW_UP, Act.INVITE)
_REPLIED = re.compile(
    r"\b(?:who|that|which)\s+(?:(?:have|has|did)(?P<no>\s+not|n't)?\s+)(?:yet\s+)?"
    r"(?:replied|reply|responded|respond|answered|answer|written\s+back|got(?:ten)?\s+back)"
    r"(?:\s+to)?(?:\s+(?:me|us))?(?:\s+yet)?"
    r"(?:\s+(?:to\s+)?(?:my|our)\s+(?:last\s+|latest\s+)?(?:e-?mails?|mails?|messages?)"
    rf"(?:\s+(?:about|with\s+the\s+subject)\s+(?:the\s+)?(?P<topic>{QUOTED}+|[\w' -]{{3,40}}?"
    r"(?=\s*[:.,!]|\s*$|\s+(?:that|saying|since|in|within|with|to)\b)))?)?"
)
_FREE = re.compile(
    r",?\s+(?:but\s+)?(?:only\s+)?(?:(?:if|provided)\s+(?:they're|they\s+are)|who\s+are)\s+(?:all\s+)?"
    r"free(?:\s+(?:then|at\s+that\s+time))?(?=[\s.!?]*$)"
)


def take_each(ctx: Context) -> None:
    """Take what must be so for each person out of a request to write to or invite people.

    "Replied" needs to say to what, or since when; without it the words stay where they are.
    """
    if ctx.act not in _MAILING:
        return
    if ctx.act is not Act.MAIL and ctx.sentence.take(_FREE):
        ctx.if_free = True
    match = _REPLIED.search(ctx.sentence.rest)
    if not match:
        return
    topic = ctx.sentence.quoted(*match.span("topic")) if match["topic"] else ""
    when = stretch(ctx, match.end())
    if not topic and not when:
        return
    ctx.sentence.blank(*match.span())
    ctx.only_if = _reply(ctx, topic.strip(), when, none=bool(match["no"]))


def _reply(ctx: Context, topic: str, when: When | None, *, none: bool) -> Condition:
    sender = Filter(field="sender", comparison=Comparison.EQUALS, value=ITEM)
    to = Filter(field="to", comparison=Comparison.HAS, value=ctx.me)
    dated = between("date", when) if when else []
    query = Query(entity=Entity.MAIL, filters=(sender, to, *about(topic), *dated))
    words = said.replied(topic, when.said if when else "", none=none)
    return Condition(query=query, holds=Holds.NONE if none else Holds.SOME, said=words)


def conditioned(ctx: Context, drafted: Drafted) -> Drafted:
    """The draft with what must be so for each person, which its reading says."""
    condition = ctx.only_if or (_free(ctx, drafted.step) if ctx.if_free else None)
    if not condition:
        return drafted
    step = drafted.step.model_copy(update={"only_if": condition})
    return Drafted(step, said.only_who(drafted.reading, condition.said), drafted.target)


def _free(ctx: Context, step: Step) -> Condition | None:
    """Nothing else at the time of the event; what ends as it starts is not in the way."""
    if not step.event:
        raise ctx.ask("leftover", said.free_when(), not_understood=("free",))
    start = datetime.fromisoformat(step.event.start)
    end = start + timedelta(minutes=step.event.minutes)
    filters = (
        Filter(field="attendees", comparison=Comparison.HAS, value=ITEM),
        Filter(field="start", comparison=Comparison.BELOW, value=iso(end)),
        Filter(
            field="end",
            comparison=Comparison.AT_LEAST,
            value=iso(start + timedelta(seconds=1)),
        ),
    )
    query = Query(entity=Entity.EVENT, filters=filters)
    return Condition(query=query, holds=Holds.NONE, said=said.free())
