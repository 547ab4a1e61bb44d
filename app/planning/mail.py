"""Mail: follow-ups, announcements and letters to people named or described."""

import re

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import SendHow, Step, Template
from app.domain.record import Entity
from app.domain.words import planning as words
from app.domain.words import readings, saving
from app.planning.audience import Audience, take_audience
from app.planning.context import Context, Drafted, Message
from app.planning.draft_words import A_DRAFT, AS_DRAFT
from app.planning.lexicon import FOLLOW_UP, KINDS_OF_MAIL, Act
from app.planning.message import template_for
from app.planning.templates import FOLLOW_UP as FOLLOW_UP_TEMPLATE
from app.planning.uploads import fields_of

_KNOW = re.compile(r"\bknow\b|\ba\s+reminder\b")


async def send(ctx: Context) -> Drafted:
    """One message to each person; without a text, a question for it."""
    draft = _as_draft(ctx)
    follow_up = bool(ctx.sentence.take(FOLLOW_UP)) or ctx.act is Act.FOLLOW_UP
    ctx.sentence.take(KINDS_OF_MAIL)
    if ctx.verb == "let":
        ctx.sentence.take(_KNOW)
    audience = await take_audience(ctx, past=follow_up)
    template = fields_of(audience.source, _template(ctx, audience, follow_up=follow_up))
    step = Step(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        entity=Entity.MAIL,
        source=audience.source,
        template=template,
        how=SendHow.DRAFT if draft else SendHow.NEW,
    )
    say = saving.save if draft else readings.send
    reading = say(template.name or "", template.subject, audience.described)
    return Drafted(step, f"{reading}{audience.but}", audience.described)


def _as_draft(ctx: Context) -> bool:
    """Whether the mails are saved and not sent."""
    noun = ctx.act is Act.DRAFT and ctx.sentence.take(A_DRAFT)
    return bool(noun or ctx.sentence.take(AS_DRAFT)) or ctx.act is Act.DRAFT


def _template(ctx: Context, audience: Audience, *, follow_up: bool) -> Template:
    """The built-in follow-up after a meeting, or the letter with the person's own text."""
    if not ctx.message.text and follow_up and audience.met:
        subject = ctx.message.subject or FOLLOW_UP_TEMPLATE.subject
        return FOLLOW_UP_TEMPLATE.model_copy(update={"subject": subject})
    if not ctx.message.text:
        _ask_text(ctx, audience)
    default = FOLLOW_UP_TEMPLATE.subject if follow_up and audience.met else ""
    return template_for(ctx, default)


def _ask_text(ctx: Context, audience: Audience) -> None:
    """Take the text from the answer to an earlier question, or ask for it."""
    text = ctx.answer("text")
    if not text:
        asked = saving.what_text if ctx.act is Act.DRAFT else words.what_text
        raise ctx.ask(
            "text",
            asked(audience.described),
            open_ended=True,
            not_understood=ctx.sentence.leftover(),
        )
    ctx.message = Message(text=text, subject=ctx.message.subject)
