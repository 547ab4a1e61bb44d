"""A set of mails, read from the words that describe it."""

from collections.abc import Sequence

from app.domain.plan import Choice, Refusal
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter
from app.domain.words import hints
from app.domain.words import mails as words
from app.domain.words import planning as planning_words
from app.planning import correspondence_words as said
from app.planning.audience import refuse_broken
from app.planning.clock import take_age
from app.planning.context import Asked, Context
from app.planning.dates import find_when, take_when
from app.planning.days import Direction, iso
from app.planning.lexicon import Noun
from app.planning.meeting_words import COUNTS
from app.planning.names import PEOPLE, Name, is_me
from app.planning.narrowing import (
    POSSESSIVE,
    Found,
    name_at,
    owner_before,
    owner_without_apostrophe,
)
from app.planning.same import take_same
from app.planning.sets import between

Having = tuple[str, Comparison, str]
"""A field, and what is held of it."""

INBOX = Filter(field="folder", comparison=Comparison.EQUALS, value="inbox")
"""What came in and is still there."""

_MAILS = Noun(Entity.MAIL, "", "", "emails")


def take_topic(ctx: Context, *, quoted: bool) -> None:
    """Cut what the mails are about out of the sentence, into `ctx.topic`."""
    sentence = ctx.sentence
    if ctx.topic:
        return
    if quoted:
        if match := sentence.take(said.TOPIC):
            ctx.topic = sentence.text[match.start("topic") + 1 : match.end("topic") - 1].strip()
        return
    match = said.OPEN_TOPIC.search(sentence.rest)
    if not match:
        return
    start, end = match.span("topic")
    dated = find_when(sentence.rest[:end], ctx.calendar, start=start)
    end = dated.start if dated else end
    topic = sentence.verbatim(start, end).strip(" .!?")
    if topic and not said.TURNS.search(sentence.rest, start, end):
        ctx.topic = topic
        sentence.blank(match.start(), end)


async def take_mails(ctx: Context, having: Sequence[Having] = ()) -> Found:
    """The mails a sentence speaks of: whose, about what, since when, which of them.

    `having` narrows them by what the sentence said elsewhere.
    """
    if same := take_same(ctx, (Entity.MAIL,)):
        return same
    refuse_broken(ctx, ctx.sentence.words())
    read = ctx.sentence.take(said.READ)
    noun = ctx.sentence.take(said.MAILS)
    if not noun:
        raise Asked(Refusal(text=planning_words.which_object(ctx.verb), hint=hints.REPLY))
    ctx.sentence.note(_MAILS.shown)
    several = bool(ctx.sentence.take(said.EACH))
    found = Found(_MAILS, singular=bool(noun["one"]) and not several)
    for field, comparison, value in having:
        found.add(field, comparison, value, "")
    if read:
        unread = bool(read["un"] or read["un2"])
        found.add("read", Comparison.EQUALS, not unread, words.unread(read=not unread))
    await _from(ctx, found)
    if ctx.topic:
        found.add("subject", Comparison.CONTAINS, ctx.topic, words.about(ctx.topic))
    if ctx.sentence.take(said.UNANSWERED):
        found.add("answered", Comparison.EQUALS, value=False, said=words.unanswered())
    _age(ctx, found)
    if when := take_when(ctx.sentence, ctx.calendar, Direction.PAST):
        found.filters.extend(between("date", when))
        found.said.append(when.said)
    _which(ctx, found)
    if not found.query().bounded:
        raise Asked(Refusal(text=words.which_mails(), hint=hints.REPLY))
    return found


def _age(ctx: Context, found: Found) -> None:
    """How old they are: "older than 30 days"."""
    while age := take_age(ctx.sentence, ctx.calendar):
        comparison = Comparison.AT_LEAST if age.newer else Comparison.BELOW
        moment = ctx.calendar.moment_label(age.at)
        found.add("date", comparison, iso(age.at), words.aged(age.words, moment, newer=age.newer))


async def _from(ctx: Context, found: Found) -> None:
    """Who wrote them: "from Ana", "Ana's last email"."""
    sender = await _sender(ctx)
    if sender:
        who = "you" if is_me(sender) else sender.shown
        found.add("sender", Comparison.EQUALS, sender.value, words.sent_by(who))


async def _sender(ctx: Context) -> Name | None:
    for match in said.FROM.finditer(ctx.sentence.rest):
        named = await name_at(ctx, PEOPLE, match.end())
        if named:
            ctx.sentence.blank(match.start(), named.end)
            return ctx.one_of(named.hit)
    for match in POSSESSIVE.finditer(ctx.sentence.rest):
        return await owner_before(ctx, match, PEOPLE)
    return await owner_without_apostrophe(ctx, PEOPLE)


def _which(ctx: Context, found: Found) -> None:
    """The latest or the oldest of them; of one that was spoken of, that is a question."""
    match = ctx.sentence.take(said.WHICH)
    if match:
        count = match["count"]
        _only(found, COUNTS.get(count) or int(count) if count else 1, oldest=bool(match["oldest"]))
    elif found.singular and not ctx.sentence.leftover() and ctx.answer("all") != "all":
        if ctx.answer("all") != "latest":
            choices = [Choice(label=label, value=value) for value, label in words.LATEST_OR_ALL]
            raise ctx.ask("all", words.latest_or_all(found.described), choices)
        _only(found, 1, oldest=False)


def _only(found: Found, count: int, *, oldest: bool) -> None:
    found.order_by, found.limit = "date" if oldest else "-date", count
    found.said.append(words.only_latest(count, oldest=oldest))
