"""Mails in one's own inbox that are put in order: archived, labelled, marked, thrown away."""

from typing import Any

from app.domain.plan import ChangeHow, Choice
from app.domain.record import Entity
from app.domain.sources import Comparison
from app.domain.words import mails as words
from app.planning import correspondence_words as said
from app.planning.contacts import TO_ADD, TO_REMOVE, written_tag
from app.planning.context import Context, Drafted
from app.planning.mail_sets import INBOX, take_mails
from app.planning.names import Option
from app.planning.narrowing import Found
from app.planning.steps import deleting, setting

_LABELS: Option = (Entity.MAIL, "labels")


async def archive(ctx: Context) -> Drafted:
    """Put mails out of the inbox, into the archive."""
    found = await _inbox(ctx)
    reading = words.archive(_shown(ctx, found))
    return _change(found, "folder", ChangeHow.SET, "archive", reading)


async def trash(ctx: Context) -> Drafted:
    """Throw mails of the inbox away."""
    found = await _inbox(ctx)
    step = deleting(found)
    return Drafted(step, words.trash(_shown(ctx, found)), _shown(ctx, found))


async def mark(ctx: Context) -> Drafted:
    """Mark mails as read, or as unread."""
    found = await _inbox(ctx)
    match = ctx.sentence.take(said.MARKED)
    read = not match["un"] if match else ctx.answer("mark") == "read"
    if not match and ctx.answer("mark") not in dict(words.READ_OR_UNREAD):
        choices = [Choice(label=label, value=value) for value, label in words.READ_OR_UNREAD]
        leftover = ctx.sentence.leftover()
        raise ctx.ask(
            "mark", words.which_mark(_shown(ctx, found)), choices, not_understood=leftover
        )
    return _change(found, "read", ChangeHow.SET, read, words.mark(_shown(ctx, found), read=read))


async def label(ctx: Context) -> Drafted:
    """Put a label on mails; a new one is as good as a known one."""
    written = written_tag(ctx, TO_ADD) or ctx.answer("label")
    found = await _inbox(ctx)
    if not written:
        raise ctx.ask("label", words.which_label(_shown(ctx, found)), open_ended=True)
    name = await ctx.names.spelled(_LABELS, written)
    reading = words.label(name, _shown(ctx, found), added=True)
    return _change(found, "labels", ChangeHow.ADD, name, reading)


async def unlabel(ctx: Context) -> Drafted:
    """Take a label off the mails that have it, wherever they are but in the trash."""
    written = written_tag(ctx, TO_REMOVE) or ctx.answer("label")
    if not written:
        labels = await ctx.names.of(_LABELS)
        choices = [Choice(label=one.value, value=one.value) for one in labels]
        raise ctx.ask("label", words.which_label_to_remove(), choices, open_ended=True)
    name = await ctx.names.spelled(_LABELS, written)
    found = await take_mails(ctx, (("labels", Comparison.HAS, name),))
    found.add("folder", Comparison.NOT_EQUALS, "trash", "")
    reading = words.label(name, found.described, added=False)
    return _change(found, "labels", ChangeHow.REMOVE, name, reading)


async def _inbox(ctx: Context) -> Found:
    found = await take_mails(ctx)
    found.filters.append(INBOX)
    return found


def _shown(ctx: Context, found: Found) -> str:
    """Mails of the inbox, said so; those of the step before are known already."""
    if ctx.took_same:
        return found.described
    return " ".join((words.IN_THE_INBOX, *found.said))


def _change(found: Found, field: str, how: ChangeHow, value: Any, reading: str) -> Drafted:
    step = setting(found, field, value, how)
    return Drafted(step, reading, found.described)
