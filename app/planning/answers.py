"""The requester's own answers to invitations: "decline my meetings next Friday"."""

import re
from collections.abc import Mapping
from dataclasses import replace

from app.domain.plan import Choice
from app.domain.sources import Comparison, Filter
from app.domain.words import hints, readings
from app.domain.words import meetings as words
from app.planning.context import Context, Drafted
from app.planning.dates import find_when
from app.planning.events import EVENT_NOUN
from app.planning.meetings import own_meetings
from app.planning.names import PEOPLE, Name, is_me
from app.planning.narrowing import POSSESSIVE, name_at, owner_before
from app.planning.steps import setting

_INVITATIONS = replace(
    EVENT_NOUN,
    one=rf"{EVENT_NOUN.one}|(?:calendar\s+|meeting\s+)?(?:invitation|invite)",
    many=rf"{EVENT_NOUN.many}|(?:calendar\s+|meeting\s+)?(?:invitations|invites)",
)
_BY_WORD: Mapping[str, str] = {
    "tentative": "tentative",
    "maybe": "tentative",
    "accept": "accepted",
    "yes": "accepted",
    "decline": "declined",
    "reject": "declined",
    "turn": "declined",
    "no": "declined",
}
"""What begins a word of the verb, tried in this order, and the answer that it means."""
_MAYBE = re.compile(r"\b(?:tentatively|provisionally|as\s+(?:a\s+)?(?:tentative|maybe))\b")
_FROM = re.compile(r"\b(?:(?:sent|organi[sz]ed|made)\s+)?(?:from|by)\s+")


async def answer(ctx: Context) -> Drafted:
    """Accept, decline or tentatively accept meetings that the requester is invited to."""
    ctx.nouns = tuple(_INVITATIONS if one is EVENT_NOUN else one for one in ctx.nouns)
    given = _given(ctx)
    having = await _organised(ctx)
    found = await own_meetings(ctx, having, hints.ANSWER)
    step = setting(found, "response", given)
    described = readings.your(found.described)
    return Drafted(step, words.answer(given, described), described)


def _given(ctx: Context) -> str:
    """The answer that the verb or the person gave; raises the question for one."""
    tentative = bool(ctx.sentence.take(_MAYBE))
    said = ctx.verb.split()
    meant = [value for word, value in _BY_WORD.items() for one in said if one.startswith(word)]
    if tentative and meant[:1] != ["declined"]:
        return "tentative"
    if not meant and ctx.answer("response") in dict(words.ANSWERS):
        return ctx.answer("response")
    if not meant:
        choices = [Choice(label=label, value=value) for value, label in words.ANSWERS]
        raise ctx.ask("response", words.which_answer(), choices)
    return meant[0]


async def _organised(ctx: Context) -> list[tuple[Filter, str]]:
    """Whose invitations: "from Tom", "Tom's"."""
    who = await _sender(ctx)
    if who is None:
        return []
    value = ctx.me if is_me(who) else who.value
    mine = Filter(field="organizer", comparison=Comparison.EQUALS, value=value)
    return [(mine, words.organised(who.shown or who.value))]


async def _sender(ctx: Context) -> Name | None:
    for match in _FROM.finditer(ctx.sentence.rest):
        named = await name_at(ctx, PEOPLE, match.end())
        if named:
            ctx.sentence.blank(match.start(), named.end)
            return ctx.one_of(named.hit)
    for match in POSSESSIVE.finditer(ctx.sentence.rest):
        if not _of_a_day(ctx, match["who"]):
            return await owner_before(ctx, match, PEOPLE)
    return None


def _of_a_day(ctx: Context, said: str) -> bool:
    """Whether an apostrophe follows a day, as in "tomorrow's meetings"."""
    return bool(find_when(said, ctx.calendar))
