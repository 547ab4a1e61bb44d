"""A request with what stands around it: reasons dropped or asked about, conditions kept."""

from collections.abc import Awaitable, Callable

from app.domain.plan import Plan, Refusal
from app.domain.ports import PlanRequest, Vocabulary
from app.domain.sources import ME
from app.domain.words import conditions as said
from app.domain.words import hints
from app.domain.words import planning as words
from app.planning.canonical import rewritten
from app.planning.clauses import Arranged, arrange
from app.planning.conditions import read_condition
from app.planning.context import Asked, Context
from app.planning.days import Calendar
from app.planning.names import Names
from app.planning.pronouns import with_person
from app.planning.sentence import Sentence
from app.planning.sequel import Split, answers_for, prefixed

_OTHERWISE = "otherwise:"
"""Before the keys of questions about the request for the other case."""

Read = Callable[[PlanRequest, Sentence, Vocabulary], Awaitable[Plan]]


async def read_around(request: PlanRequest, vocabulary: Vocabulary, read: Read) -> Plan:
    """The plan of one request with its clauses; a text that is no such thing is read as it is."""
    arranged = arrange(Sentence(request.text).text)
    if arranged.condition:
        plan = await _under_condition(request, arranged, vocabulary, read)
        if plan:
            return plan
    elif arranged.changed:
        return await read(request, Sentence(arranged.request, arranged.asides), vocabulary)
    return await read(request, Sentence(request.text), vocabulary)


async def _under_condition(
    request: PlanRequest, arranged: Arranged, vocabulary: Vocabulary, read: Read
) -> Plan | None:
    """The plan with its condition; None where that is none that can be asked."""
    found = await read_condition(
        _context(request, arranged.condition, vocabulary),
        negated=arranged.negated,
        pronoun=arranged.person,
        request=arranged.request,
    )
    if not found:
        return None
    plan = await _half(request, arranged.request, found.person, vocabulary, read)
    lines = tuple(said.if_so(found.condition.said, line) for line in plan.reading)
    plan = plan.model_copy(update={"condition": found.condition, "reading": lines})
    if not arranged.otherwise:
        return plan
    other = await _other_half(request, arranged.otherwise, found.person, vocabulary, read)
    lines = (*lines, *(said.otherwise(line) for line in other.reading))
    return plan.model_copy(update={"otherwise": other.steps, "reading": lines})


async def _half(
    request: PlanRequest, text: str, person: str, vocabulary: Vocabulary, read: Read
) -> Plan:
    """The request for one of the two cases; both are for now, for the condition is asked once."""
    text = (with_person(text, person) if person else None) or text
    try:
        plan = await read(request, Sentence(rewritten(text) or text), vocabulary)
    except Split:
        refused = words.not_yet("two things under one condition")
        raise Asked(Refusal(text=refused, hint=hints.ONE_SET)) from None
    if plan.timing:
        refused = words.not_yet("conditions on something done later")
        raise Asked(Refusal(text=refused, hint=hints.ONE_SET))
    return plan


async def _other_half(
    request: PlanRequest, text: str, person: str, vocabulary: Vocabulary, read: Read
) -> Plan:
    """The request for the other case: what a name means is asked once, the rest for each case."""
    try:
        return await _half(answers_for(request, _OTHERWISE), text, person, vocabulary, read)
    except Asked as asked:
        raise prefixed(asked, _OTHERWISE) from asked


def _context(request: PlanRequest, text: str, vocabulary: Vocabulary) -> Context:
    calendar = Calendar(request.now, request.requester.zone, request.said_at)
    names = Names(vocabulary, request.answers, request.requester.email or ME)
    return Context(request, Sentence(text), calendar, names)
