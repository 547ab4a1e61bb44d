"""Where one request becomes two, and what the second half must be to go with the first."""

import re

from app.domain.plan import Choice, Refusal
from app.domain.words import hints, sequences
from app.planning import guards
from app.planning.context import Asked, Context, Drafted
from app.planning.lexicon import Act
from app.planning.same import after_first
from app.planning.sentence import Sentence
from app.planning.sequel import Split

_SENDS = re.compile(r"(?:please\s+)?send\b", re.IGNORECASE)

PART_OR_STEP = "second"
"""The key of the question whether words belong to a message or are a second thing to do."""


def split_message(ctx: Context) -> None:
    """A second action in a message without quotation marks may be what it says: that is asked."""
    before, found, _ = ctx.sentence.text.partition(ctx.message.text)
    split = guards.two_actions(Sentence(ctx.message.text), before if found else "")
    if split is None or ctx.answer(PART_OR_STEP) == "text":
        return
    if not found or ctx.answer(PART_OR_STEP) == "step":
        split_off(ctx, split)
    choices = [Choice(label=label, value=value) for value, label in sequences.PART_OR_STEP]
    raise ctx.ask(PART_OR_STEP, sequences.part_or_step(split.second), choices)


def split_off(ctx: Context, split: Split | None) -> None:
    """What stands around the request belongs to neither half: then it is two requests."""
    if split:
        if ctx.act is Act.DRAFT and _SENDS.match(split.second):  # a draft is sent by hand
            raise Asked(split.reading)
        raise Asked(split.reading) if ctx.sentence.asides else split


def for_the_same(ctx: Context, drafted: Drafted) -> Drafted:
    """A later step as one for the same ones, where it speaks of them. Raises Asked."""
    followed = after_first(ctx, drafted)
    if followed is None or (ctx.took_same and ctx.sentence.leftover()):
        raise Asked(Refusal(text=sequences.TWO_THINGS, hint=hints.ONE_SET))
    return followed
