"""Mails that are there already: answering them, and passing them on."""

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import SendHow, Step, Template
from app.domain.record import Entity
from app.domain.sources import Comparison
from app.domain.words import mails as words
from app.planning import correspondence_words as said
from app.planning.audience import take_audience
from app.planning.context import Context, Drafted, Message
from app.planning.mail_sets import INBOX, take_mails, take_topic
from app.planning.message import as_sentence


def take_texts(ctx: Context) -> None:
    """Cut what the mails are about, and what is to be said, out of the sentence."""
    sentence = ctx.sentence
    take_topic(ctx, quoted=True)
    if quoted := sentence.take(said.TEXT):
        text = sentence.text[quoted.start("text") + 1 : quoted.end("text") - 1]
        ctx.message = Message(text=text.strip())
    elif match := (sentence.take(said.OPEN_TEXT) or sentence.take(said.CLAUSE)):
        text = sentence.verbatim(*match.span("text"))
        clause = match.re is said.CLAUSE and not match[0].lstrip().startswith(":")
        ctx.message = Message(text=as_sentence(text) if clause else text)
    take_topic(ctx, quoted=False)


async def reply(ctx: Context) -> Drafted:
    """Answer mails that others wrote, each with the same words."""
    to_all = _to_all(ctx)
    found = await take_mails(ctx)
    found.filters.append(INBOX)
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
        how=SendHow.REPLY_ALL if to_all else SendHow.REPLY,
    )
    say = words.reply_all if to_all else words.reply
    return Drafted(step, say(found.described, text), found.described)


def _to_all(ctx: Context) -> bool:
    """Whether everybody who got the mails is answered, and not only who wrote them."""
    match = said.REPLY_ALL.search(ctx.sentence.rest[ctx.after_verb :])
    if match:
        ctx.sentence.blank(ctx.after_verb + match.start(), ctx.after_verb + match.end())
    return bool(match)


async def forward(ctx: Context) -> Drafted:
    """Pass mails on to people, with a note above them where one was given."""
    found = await take_mails(ctx)
    found.add("folder", Comparison.NOT_EQUALS, "trash", "")
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
