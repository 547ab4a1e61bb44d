"""Mails that are there already: answering them, and passing them on."""

import re

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Choice, Refusal, SendHow, Step, Template
from app.domain.record import Entity
from app.domain.sources import Comparison
from app.domain.words import hints
from app.domain.words import mails as words
from app.domain.words import planning as planning_words
from app.planning import correspondence_words as said
from app.planning.audience import take_audience
from app.planning.context import Asked, Context, Drafted, Message
from app.planning.dates import take_when
from app.planning.days import Direction
from app.planning.lexicon import Noun
from app.planning.meeting_words import COUNTS
from app.planning.message import as_sentence
from app.planning.names import PEOPLE, Name, is_me
from app.planning.narrowing import POSSESSIVE, Found, name_at, owner_before
from app.planning.sets import between

_MAILS = Noun(Entity.MAIL, "", "", "emails")


def take_texts(ctx: Context) -> None:
    """Cut what the mails are about, and what is to be said, out of the sentence."""
    sentence = ctx.sentence
    if topic := sentence.take(said.TOPIC):
        ctx.topic = sentence.text[topic.start("topic") + 1 : topic.end("topic") - 1].strip()
    if quoted := sentence.take(said.TEXT):
        text = sentence.text[quoted.start("text") + 1 : quoted.end("text") - 1]
        ctx.message = Message(text=text.strip())
    elif match := (sentence.take(said.OPEN_TEXT) or _clause(ctx)):
        text = sentence.verbatim(*match.span("text"))
        clause = match.re is said.CLAUSE and not match[0].lstrip().startswith(":")
        ctx.message = Message(text=as_sentence(text) if clause else text)


def _clause(ctx: Context) -> re.Match[str] | None:
    """Words behind "saying" or a colon, up to the end."""
    return ctx.sentence.take(said.CLAUSE)


async def reply(ctx: Context) -> Drafted:
    """Answer mails that others wrote, each with the same words."""
    found = await _mails(ctx)
    found.add("folder", Comparison.EQUALS, "inbox", "")
    text = ctx.message.text or ctx.answer("text")
    if not text:
        leftover = ctx.sentence.leftover()
        asked = words.what_answer(found.described)
        raise ctx.ask("text", asked, open_ended=True, not_understood=leftover)
    step = Step(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        entity=Entity.MAIL,
        source=found.query(),
        template=Template(subject="", body=text),
        how=SendHow.REPLY,
    )
    return Drafted(step, words.reply(found.described, text), found.described)


async def forward(ctx: Context) -> Drafted:
    """Pass mails on to people, with a note above them where one was given."""
    found = await _mails(ctx)
    audience = await take_audience(ctx, met=False)
    note = ctx.message.text
    step = Step(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        entity=Entity.MAIL,
        source=found.query(),
        template=Template(subject="", body=note) if note else None,
        how=SendHow.FORWARD,
        to=audience.source,
    )
    people = f"{audience.described}{audience.but}"
    return Drafted(step, words.forward(found.described, people), found.described)


async def _mails(ctx: Context) -> Found:
    """The mails a sentence speaks of: whose, about what, since when, which of them."""
    noun = ctx.sentence.take(said.MAILS)
    if not noun:
        raise Asked(Refusal(text=planning_words.which_object(ctx.verb), hint=hints.REPLY))
    ctx.sentence.note(_MAILS.shown)
    several = bool(ctx.sentence.take(said.EACH))
    found = Found(_MAILS, singular=bool(noun["one"]) and not several)
    await _from(ctx, found)
    if ctx.topic:
        found.add("subject", Comparison.CONTAINS, ctx.topic, words.about(ctx.topic))
    if ctx.sentence.take(said.UNANSWERED):
        found.add("answered", Comparison.EQUALS, value=False, said=words.unanswered())
    if when := take_when(ctx.sentence, ctx.calendar, Direction.PAST):
        found.filters.extend(between("date", when))
        found.said.append(when.said)
    _which(ctx, found)
    if not found.query().bounded:
        raise Asked(Refusal(text=words.which_mails(), hint=hints.REPLY))
    return found


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
    return None


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
