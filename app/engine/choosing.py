"""Which step of a plan is to be drafted: by the plan's condition, asked once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import NotThereYet, Refused
from app.domain.identity import Requester
from app.domain.plan import Plan, Step
from app.domain.words import engine as words
from app.domain.words import holding
from app.engine.conditions import Conditions


@dataclass(frozen=True)
class Chosen:
    """The step to draft, and the reading that tells of it and of its condition."""

    step: Step
    reading: tuple[str, ...]


async def chosen(plan: Plan, requester: Requester, now: datetime, conditions: Conditions) -> Chosen:
    """What the plan comes down to now; its first step, where there are several.

    Raises Refused when its condition leaves nothing to do, NotThereYet for several steps or a
    condition on something that repeats, or several steps under a condition, and BulkError.
    """
    condition = plan.condition
    if condition is None and not (plan.timing and plan.timing.every):
        return Chosen(plan.steps[0], plan.lines_of(0))
    for steps in (plan.steps, plan.otherwise):
        _require_one(steps)
    if condition is None:
        return Chosen(plan.steps[0], plan.reading)
    if plan.timing and plan.timing.every:
        raise NotThereYet(holding.recurring_condition(condition.said))
    answer = await conditions.of_plan(condition, requester, now)
    firsts, others = holding.parted(plan.reading, condition.said)
    if answer.holds:
        said = holding.so(condition.said, "".join(firsts[:1]))
        return Chosen(plan.steps[0], (said, *firsts[1:]))
    if not plan.otherwise:
        raise Refused(holding.nothing_to_do(condition.said, answer.found))
    # A planner that told both in one line said both there.
    lines = others or firsts
    said = holding.instead(condition.said, answer.found, "".join(lines[:1]))
    return Chosen(plan.otherwise[0], (said, *lines[1:]))


def _require_one(steps: Sequence[Step]) -> None:
    if len(steps) > 1:
        raise NotThereYet(words.later_steps())
