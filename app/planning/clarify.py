"""Words that nothing explained: never ignored, always asked about."""

import re

from app.domain.kinds import BulkVerb
from app.domain.plan import Choice, Refusal, SendHow, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from app.domain.words import hints
from app.domain.words import planning as words
from app.domain.words import schedule as schedule_words
from app.planning.context import Asked, Context, Drafted
from app.planning.dates import find_when
from app.planning.lexicon import NARROWERS

KEY = "leftover"
REPHRASE = "rephrase"
_WITHOUT = "without:"
_CONTAINS = "contains:"

_NAMING_FIELD = {
    Entity.EVENT: "title",
    Entity.LEAD: "name",
    Entity.DEAL: "name",
    Entity.CONTACT: "name",
}
_LONGEST_NAME_WORDS = 3
_TURNING = re.compile(
    r"\b(?:if|when(?:ever)?|once|until|after|before|instead|wait|keep|stop|all|each|every|those|these|kidding|joking|joke|forget|mind|sorry|mistake|actually)\b"
)
_PLAIN_WORDS = re.compile(r"[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)*")


def explained(ctx: Context, drafted: Drafted) -> Drafted:
    """The draft, when every word is explained or an answer said what to do about the rest.

    Going on without a word is offered only where nothing is changed or deleted: in an update or
    a delete, the word may be just what was to narrow it.
    """
    leftover = ctx.sentence.leftover()
    if not leftover:
        return drafted
    _refuse_later(ctx, drafted)
    phrase = " ".join(leftover)
    answer = ctx.answer(KEY)
    narrowable = _narrowable(ctx, drafted.step, phrase)
    if answer == f"{_CONTAINS}{phrase}" and narrowable:
        return _contains(drafted, phrase)
    droppable = _droppable(ctx, drafted.step)
    if answer == f"{_WITHOUT}{phrase}" and (droppable or _all_offered(ctx, drafted.step, phrase)):
        return drafted
    if answer == REPHRASE:
        raise Asked(Refusal(text=words.rephrase(), hint=hints.EXAMPLES))
    choices = _choices(ctx, drafted, phrase, narrowable=narrowable, droppable=droppable)
    raise ctx.ask(
        KEY,
        words.not_understood(leftover, drafted.reading),
        choices,
        not_understood=leftover,
    )


def _choices(
    ctx: Context, drafted: Drafted, phrase: str, *, narrowable: bool, droppable: bool
) -> list[Choice]:
    choices = []
    if narrowable:
        name = _NAMING_FIELD[drafted.step.entity]
        label = words.only_containing(drafted.step.entity, name, phrase)
        choices.append(Choice(label=label, value=f"{_CONTAINS}{phrase}"))
    if _all_offered(ctx, drafted.step, phrase):
        label = words.all_of(drafted.target)
        choices.append(Choice(label=label, value=f"{_WITHOUT}{phrase}"))
    if droppable:
        choices.append(Choice(label=words.go_on_without(phrase), value=f"{_WITHOUT}{phrase}"))
    choices.append(Choice(label=words.rephrase_label(), value=REPHRASE))
    return choices


def _changes(step: Step) -> bool:
    """Whether the step is about records that are there: then a word may be what narrows them."""
    on_mails = step.how in (SendHow.REPLY, SendHow.REPLY_ALL, SendHow.FORWARD)
    return on_mails or step.verb in (BulkVerb.UPDATE, BulkVerb.DELETE)


def _narrowable(ctx: Context, step: Step, phrase: str) -> bool:
    """Whether the words may be part of a name or title of what is to be changed."""
    named = isinstance(step.source, Query) and step.source.entity in _NAMING_FIELD
    named = named and not ctx.sentence.asides
    short = len(phrase.split()) <= _LONGEST_NAME_WORDS
    lower = phrase.lower()
    plain = bool(_PLAIN_WORDS.fullmatch(phrase)) and not NARROWERS.search(lower)
    dated = find_when(lower, ctx.calendar) is not None
    return (
        _changes(step) and named and not dated and short and plain and " and " not in f" {lower} "
    )


def _all_offered(ctx: Context, step: Step, phrase: str) -> bool:
    """Meetings are shown with their titles in the preview, so all of a time may be meant."""
    return step.entity is Entity.EVENT and _narrowable(ctx, step, phrase)


def _droppable(ctx: Context, step: Step) -> bool:
    """Whether going on without the words is offered.

    Without a sentence of its own always, but where it may turn the request round.
    """
    left, asides = ctx.sentence.leftover(), ctx.sentence.asides
    only_asides = bool(asides) and left == asides
    turning = NARROWERS.search(" ".join(left).lower()) or _TURNING.search(" ".join(asides).lower())
    return (only_asides or not _changes(step)) and not turning


def _contains(drafted: Drafted, phrase: str) -> Drafted:
    """The draft narrowed to records whose name or title holds the phrase."""
    step = drafted.step
    name = _NAMING_FIELD[step.entity]
    condition = Filter(field=name, comparison=Comparison.CONTAINS, value=phrase)
    if not isinstance(step.source, Query):
        return drafted
    source = step.source.model_copy(update={"filters": (*step.source.filters, condition)})
    reading = f"{drafted.reading}, {words.only_containing(step.entity, name, phrase).lower()}"
    return Drafted(step.model_copy(update={"source": source}), reading, drafted.target)


def _refuse_later(ctx: Context, drafted: Drafted) -> None:
    """A date that is left over says when to do it, in a place where that is not understood."""
    later = find_when(ctx.sentence.rest, ctx.calendar)
    when = later.when.end if later else None
    if drafted.step.entity is not Entity.EVENT and when and when > ctx.calendar.now:
        raise Asked(Refusal(text=schedule_words.UNCLEAR_WHEN, hint=schedule_words.SAY_WHEN))
