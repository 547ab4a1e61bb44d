"""What stands before the verb: courtesies, a time, or the people; and where the verb is."""

import re

from app.domain.plan import Choice, Refusal
from app.domain.words import planning as words
from app.domain.words import schedule as schedule_words
from app.planning import schedules
from app.planning.context import Asked, Context
from app.planning.dates import find_when
from app.planning.lexicon import HEADS, Act
from app.planning.schedule_words import Said, phrase_at

HEADS_AT = tuple((act, re.compile(rf"(?:{pattern})(?![\w'@])")) for act, pattern in HEADS)
_GAP = re.compile(
    r"[\s\x00,:]*(?:(?:please|pls|kindly|(?:can|could|would|will)\s+(?:you|we|u))\b[\s,]*)*"
)
_FRONTED = re.compile(
    r"(?:to|for)\s+[^,.:;]{3,80}?,?\s+(?:please\s+)?(?=(?:send|e-?mail|create)\s)"
)
"""Word order: "to everyone in sales, send …"."""
ON_DAYS = (
    Act.ADD,
    Act.CANCEL,
    Act.DELETE,
    Act.SHIFT,
    Act.MOVE,
    Act.RENAME,
    Act.REPLY,
    Act.FORWARD,
)
"""What is done to records that have a day of their own."""


def after_leading_time(ctx: Context) -> int:
    """Where the verb should be.

    A date before it may say when to do it, or which meetings: that is a question.
    """
    rest = ctx.sentence.rest
    start = _next_word(rest, 0)
    said = phrase_at(rest, start, ctx.calendar)
    if said is None:
        return _after_other_words(ctx, start)
    verb = _next_word(rest, said.end)
    act = _act_at(rest, verb)
    if act is None:
        raise Asked(_say_when())
    if act is Act.INVITE or (said.day and act in ON_DAYS and not _means_later(ctx, said, start)):
        return verb
    schedules.take(ctx, said, start)
    return verb


def _after_other_words(ctx: Context, start: int) -> int:
    """Several days before the verb say which meetings; other words may name the people."""
    rest = ctx.sentence.rest
    found = find_when(rest, ctx.calendar, start=start)
    if not found or found.start != start:
        fronted = _FRONTED.match(rest, start)
        return fronted.end() if fronted else start
    verb = _next_word(rest, found.end)
    if _act_at(rest, verb) not in ON_DAYS or ctx.answer("leading") == "later":
        raise Asked(_say_when())
    if ctx.answer("leading") != "which":
        raise _which_or_when(ctx, ctx.sentence.verbatim(found.start, found.end), found.when.label)
    return verb


def _means_later(ctx: Context, said: Said, start: int) -> bool:
    """Whether the person said that the day before the verb is when to do it."""
    if ctx.answer("leading") not in ("which", "later"):
        label = ctx.calendar.day_label(said.day) if said.day else ""
        raise _which_or_when(ctx, ctx.sentence.verbatim(start, said.end), label)
    return ctx.answer("leading") == "later"


def _which_or_when(ctx: Context, said: str, label: str) -> Asked:
    choices = [Choice(label=label, value=value) for value, label in words.LEADING_CHOICES]
    return ctx.ask("leading", words.which_or_when(said, label), choices)


def _say_when() -> Refusal:
    return Refusal(text=schedule_words.UNCLEAR_WHEN, hint=schedule_words.SAY_WHEN)


def _act_at(rest: str, position: int) -> Act | None:
    return next((act for act, pattern in HEADS_AT if pattern.match(rest, position)), None)


def _next_word(rest: str, position: int) -> int:
    match = _GAP.match(rest, position)
    return match.end() if match else position
