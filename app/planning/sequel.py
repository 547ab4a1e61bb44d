"""Several things in one request: each half read as a request of its own, the later ones with it.

A later half may speak of those of the first as "them" or "the attendees". What cannot be read so
is refused, both halves said back; a half that may as well be part of a message is asked about.
"""

from collections.abc import Awaitable, Callable

from app.domain.kinds import BulkVerb
from app.domain.plan import MAX_STEPS, RESPONSE, ChangeHow, Plan, Question, Refusal, Step
from app.domain.ports import PlanRequest
from app.domain.words import readings
from app.planning.context import Asked, Before

_THEN = "then{}:"
"""Before the keys of questions about a later half; a name means the same in all of them."""


class Split(Asked):
    """A request of two halves, to be read one by one; where nobody does that, a refusal."""

    def __init__(self, first: str, second: str, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.first = first
        self.second = second


Read = Callable[[PlanRequest, Before | None], Awaitable[Plan]]
"""Reads one half; with the step before it, the plan has that one first."""


async def read_all(request: PlanRequest, read: Read) -> Plan:
    """The plan of a request with all of its halves. Raises Asked."""
    try:
        return await read(request, None)
    except Split as split:
        first = await _first(request, split, read)
        plan, rest = first, split.second
        for number in range(2, MAX_STEPS + 1):
            half, left = await _half(request, rest, number, Before(first.steps[0]), read, split)
            plan = _joined(plan, half, split)
            if not left:
                return plan
            rest = left
        raise Asked(split.reading) from None


async def _first(request: PlanRequest, split: Split, read: Read) -> Plan:
    try:
        plan = await read(request.model_copy(update={"text": split.first}), None)
    except Asked as asked:
        if isinstance(asked.reading, Question) and await _alone_deletes(request, split, read):
            raise Asked(split.reading) from None
        raise
    if plan.condition or (plan.timing and plan.timing.every):
        raise Asked(split.reading)
    return plan


async def _alone_deletes(request: PlanRequest, split: Split, read: Read) -> bool:
    """Whether the second half is refused anyway, so that nothing need be asked of the first."""
    try:
        plan = await read(request.model_copy(update={"text": split.second, "answers": {}}), None)
    except Asked:
        return False
    return _deletes_others(plan.steps[0])


async def _half(
    request: PlanRequest, text: str, number: int, before: Before, read: Read, split: Split
) -> tuple[Plan, str]:
    """A later half, and what is left behind it. It has no time or condition of its own."""
    prefix = _THEN.format(number)
    own = answers_for(request, prefix)
    left = ""
    try:
        plan = await read(own.model_copy(update={"text": text}), before)
    except Split as again:
        left = again.second
        plan = await _alone(own.model_copy(update={"text": again.first}), before, read, split)
    except Asked as asked:
        raise _of_half(asked, prefix, split) from asked
    if plan.timing or plan.condition or _deletes_others(plan.steps[1]):
        raise Asked(split.reading)
    return plan, left


def _deletes_others(step: Step) -> bool:
    """What is deleted without a word of the first step deserves a preview of its own."""
    return step.same_items_as is None and step.verb is BulkVerb.DELETE


async def _alone(request: PlanRequest, before: Before, read: Read, split: Split) -> Plan:
    try:
        return await read(request, before)
    except Asked:
        raise Asked(split.reading) from None


def _of_half(asked: Asked, prefix: str, split: Split) -> Asked:
    """A question about the half; a half that is not understood makes the request two."""
    if isinstance(asked.reading, Refusal):
        return Asked(split.reading)
    return prefixed(asked, prefix)


def answers_for(request: PlanRequest, prefix: str) -> PlanRequest:
    """The request with the answers that one half asked for, and what names mean."""
    own = {
        key.removeprefix(prefix): answer for key, answer in request.answers.items() if ":" in key
    }
    return request.model_copy(update={"answers": own})


def prefixed(asked: Asked, prefix: str) -> Asked:
    """The same question as one about a half; what a name means is asked once for all of them."""
    question = asked.reading
    if isinstance(question, Question) and ":" not in question.key:
        return Asked(question.model_copy(update={"key": f"{prefix}{question.key}"}))
    return asked


def _joined(plan: Plan, half: Plan, split: Split) -> Plan:
    """The plan with one step more; a line of the reading each, and what is said of the time last.

    What changes the same records is one step: each presupposes them as they were shown.
    """
    step, line = half.steps[1], half.reading[1]
    for place, other in enumerate(plan.steps):
        if _on_the_same(place, other, step):
            if not (_combines(other) and _combines(step)) or _fields(other) & _fields(step):
                raise Asked(split.reading)
            return _combined(plan, place, step, line)
    count = len(plan.steps)
    lines = (*plan.reading[:count], line, *plan.reading[count:])
    return plan.model_copy(update={"steps": (*plan.steps, step), "reading": lines})


def _on_the_same(place: int, other: Step, step: Step) -> bool:
    """Whether both change the same records."""
    if step.same_items_as is None or other.entity is not step.entity:
        return False
    change = {BulkVerb.UPDATE, BulkVerb.DELETE}
    via = None if place == 0 else other.via
    related = place == 0 or other.same_items_as is not None
    return related and via == step.via and {other.verb, step.verb} <= change


def _combines(step: Step) -> bool:
    """Whether it is an update like any other; merging and answering are built on their own."""
    alone = any(one.how is ChangeHow.MERGE or one.field == RESPONSE for one in step.changes)
    return step.verb is BulkVerb.UPDATE and not alone


def _fields(step: Step) -> set[str]:
    return {one.field for one in step.changes}


def _combined(plan: Plan, place: int, step: Step, line: str) -> Plan:
    """The plan whose step at that place makes these changes, too."""
    other = plan.steps[place]
    both = other.model_copy(update={"changes": (*other.changes, *step.changes)})
    steps = (*plan.steps[:place], both, *plan.steps[place + 1 :])
    said = readings.and_also(plan.reading[place], line)
    lines = (*plan.reading[:place], said, *plan.reading[place + 1 :])
    return plan.model_copy(update={"steps": steps, "reading": lines})
