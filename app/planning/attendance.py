"""People who join meetings that exist, or leave them: "add Tom to my meeting with Priya"."""

import re
from collections.abc import Sequence

from app.domain.plan import ChangeHow, Refusal
from app.domain.sources import Comparison
from app.domain.words import hints, readings
from app.domain.words import meetings as words
from app.planning import contacts, meetings
from app.planning.context import Asked, Context, Drafted
from app.planning.lexicon import AND
from app.planning.names import PEOPLE, Hit, Name, is_me
from app.planning.narrowing import Found, name_at
from app.planning.steps import setting

_TO = re.compile(r"\s+to\s+")
_FROM = re.compile(r"\s+from\s+")


async def add(ctx: Context) -> Drafted:
    """Invite people to meetings that exist; without people and a meeting, it is about contacts."""
    people = await _people(ctx, _TO)
    if not people:
        return await contacts.add(ctx)
    found = await meetings.own_meetings(ctx)
    return _change(found, ChangeHow.ADD, people)


async def remove(ctx: Context) -> Drafted:
    """Take people off meetings; without people, meetings are cancelled."""
    people = await _people(ctx, _FROM)
    if not people:
        return await meetings.cancel(ctx)
    if any(is_me(name) or name.value == ctx.me for name in people):
        raise Asked(Refusal(text=words.not_yourself(), hint=hints.CANCEL))
    found = await meetings.own_meetings(ctx)
    if len(people) == 1:
        found.add("attendees", Comparison.HAS, people[0].value, "")
    return _change(found, ChangeHow.REMOVE, people)


async def removes_people(ctx: Context) -> bool:
    """Whether people are what is to be removed; nothing is cut out of the sentence."""
    return bool(await _named(ctx, _FROM))


async def _people(ctx: Context, joint: re.Pattern[str]) -> Sequence[Name]:
    """The people right behind the verb, up to "to" or "from"; nobody if there is no such word."""
    found = await _named(ctx, joint)
    if not found:
        return ()
    hits, start, end = found
    names = [ctx.one_of(hit) for hit in hits]
    ctx.sentence.blank(start, end)
    return names


async def _named(ctx: Context, joint: re.Pattern[str]) -> tuple[list[Hit], int, int] | None:
    rest, at = ctx.sentence.rest, ctx.after_verb
    hits: list[Hit] = []
    end, named = at, await name_at(ctx, PEOPLE, at)
    while named:
        hits.append(named.hit)
        end = named.end
        following = AND.match(rest, end)
        named = await name_at(ctx, PEOPLE, following.end()) if following else None
    behind = joint.match(rest, end)
    return (hits, at, behind.end()) if hits and behind else None


def _addresses(people: Sequence[Name]) -> str | tuple[str, ...]:
    """One address, or all of them."""
    return people[0].value if len(people) == 1 else tuple(name.value for name in people)


def _change(found: Found, how: ChangeHow, people: Sequence[Name]) -> Drafted:
    step = setting(found, "attendees", _addresses(people), how)
    described = readings.your(found.described)
    shown = readings.listed([name.shown or name.value for name in people])
    say = words.add_people if how is ChangeHow.ADD else words.remove_people
    return Drafted(step, say(shown, described), described)
