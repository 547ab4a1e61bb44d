"""Puts a draft together: items, figures, digest. No effects but reading the providers."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from app.domain.batching import batch_size
from app.domain.errors import NotThereYet, Refused
from app.domain.identity import Conversation, Requester
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import (
    Account,
    BulkDraft,
    BulkExecutionOptions,
    BulkItem,
    BulkMetadata,
    LeftOut,
    digest_at,
    digest_of,
    included,
)
from app.domain.plan import Plan, Question, Step
from app.domain.ports import Capability, Clock, Connectors
from app.domain.record import Record
from app.domain.recurring import LATE
from app.domain.schedule import Timing
from app.domain.sources import Listed
from app.domain.words import engine as words
from app.engine.appointing import last_moment
from app.engine.builders import Built, Task, build
from app.engine.builders.explicit import checked_items
from app.engine.figures import Figures, Summary, Tally, some_at_a_time
from app.engine.forecast import Forecaster
from app.engine.resolver import Resolver, typed_records
from app.engine.templates import Templates


@dataclass(frozen=True)
class Origin:
    """Where a draft comes from: who asked what, in which conversation; `draft_id` is its own.

    `answers` are those given to the questions about it; `supersedes` and `schedule_id` are the
    draft's.
    """

    draft_id: str
    request: str
    requester: Requester
    conversation: Conversation
    answers: Mapping[str, str] = field(default_factory=dict)
    supersedes: str = ""
    schedule_id: str = ""


@dataclass(frozen=True)
class Assembled:
    """A draft and all of its items, excluded ones among them."""

    draft: BulkDraft
    items: Sequence[BulkItem]


class Assembly:
    """Makes drafts; `lifetime` is how long one can be confirmed, `late` how long after its start."""

    def __init__(
        self,
        connectors: Connectors,
        resolver: Resolver,
        templates: Templates,
        clock: Clock,
        lifetime: timedelta,
        forecaster: Forecaster,
        late: timedelta = LATE,
    ) -> None:
        self.late = late
        self._connectors = connectors
        self._resolver = resolver
        self._templates = templates
        self._clock = clock
        self._lifetime = lifetime
        self._figures = Figures(forecaster, clock)

    async def from_plan(self, plan: Plan, origin: Origin) -> Assembled | Question:
        """Resolve a plan into a draft, or ask. Raises Refused when there is nothing to do, ever."""
        if len(plan.steps) > 1:
            raise NotThereYet(words.later_steps())
        step = plan.steps[0]
        found = await self._resolver.resolve(step, origin.requester, self._clock.now())
        if isinstance(found, Question):
            return found
        task = self._task(step, origin.requester, origin.draft_id, dict(found.facts))
        built = await _build(task, found.records)
        if plan.timing is None or plan.timing.every is None:  # each run of a schedule looks anew
            _require_items(built, plan.reading)
        draft = await self._draft(origin, step, built, plan)
        draft = draft.model_copy(update={"facts": dict(found.facts)})
        return Assembled(draft, built.items)

    async def from_items(
        self,
        kind: BulkType,
        verb: BulkVerb,
        items: Sequence[BulkItem],
        origin: Origin,
        options: BulkExecutionOptions | None = None,
    ) -> Assembled:
        """Make a draft of explicit items, without any planner.

        Raises Refused for items that do not go together, are too many or come twice. Their risk
        follows from what they do, whatever they say of it.
        """
        if not items:
            raise Refused(words.nothing_found())
        if len(items) > self._resolver.most_items:
            raise Refused(words.too_many(len(items), self._resolver.most_items))
        # In a thread, as builders are: so many addresses take a while to look at.
        checked = await asyncio.to_thread(checked_items, kind, verb, items, origin.requester)
        return await self._assembled(kind, verb, checked, origin, options)

    async def _assembled(
        self,
        kind: BulkType,
        verb: BulkVerb,
        items: Sequence[BulkItem],
        origin: Origin,
        options: BulkExecutionOptions | None = None,
        timing: Timing | None = None,
    ) -> Assembled:
        account, capability = self._acting(origin.requester, kind, verb)
        now = self._clock.now()
        metadata = await self._figures.of(Tally(items), account, capability, now, options)
        actions = digest_of(kind, verb, account, items)
        draft = BulkDraft(
            id=origin.draft_id,
            type=kind,
            operation=verb,
            title=origin.request,
            request=origin.request,
            requester=origin.requester,
            conversation=origin.conversation,
            account=account,
            metadata=metadata,
            digest=digest_at(actions, timing.agreed if timing else ""),
            actions=actions if timing else "",
            created_at=now,
            expires_at=last_moment(timing, now + self._lifetime, self.late),
            item_count=len(items),
            timing=timing,
            answers=origin.answers,
            supersedes=origin.supersedes,
            schedule_id=origin.schedule_id,
            send_at=timing.once.at if timing and timing.once else None,
        )
        return Assembled(draft, items)

    async def rebuild(self, assembled: Assembled, step: Step) -> Assembled:
        """Make the items anew with an edited step. Raises BadTemplate, Refused.

        They are made from the same records, those left out before among them; where the edit
        lists other addresses, from those, as far as they are known, in the order of the list.
        """
        draft = assembled.draft
        step = _people_as_before(assembled, step)
        anew = draft.step is None or step.source != draft.step.source
        records = await asyncio.to_thread(_listed if anew else _all_records, assembled, step)
        task = self._task(step, draft.requester, draft.id, dict(draft.facts))
        built = await _build(task, records)
        _require_kept(built, None if anew else included(assembled.items, draft.excluded))
        return await self.refigure(
            _edited(draft, step, built, frozenset() if anew else _out(draft))
        )

    async def refigure(self, assembled: Assembled) -> Assembled:
        """The same draft with figures and digest of the items that are included now."""
        draft = await self.refigured(assembled.draft, some_at_a_time(assembled.items))
        return replace(assembled, draft=draft)

    async def refigured(
        self, draft: BulkDraft, items: AsyncIterator[Sequence[BulkItem]]
    ) -> BulkDraft:
        """The same, of all items some at a time; what is no item of it is not excluded either."""
        summary = Summary(draft)
        async for some in items:
            summary.add(some)
        _, capability = self._acting(draft.requester, draft.type, draft.operation)
        tally, created = summary.tally, draft.created_at
        return summary.draft(await self._figures.of(tally, draft.account, capability, created))

    def metadata(self, draft: BulkDraft, options: BulkExecutionOptions) -> BulkMetadata:
        """The draft's figures, with the batch size that was asked for within what is allowed."""
        _, capability = self._acting(draft.requester, draft.type, draft.operation)
        size = batch_size(capability.limits, draft.metadata.risk_level, options.batch_size)
        return draft.metadata.model_copy(update={"batch_size": size})

    def _task(self, step: Step, requester: Requester, seed: str, facts: dict[str, str]) -> Task:
        return Task(
            step=step,
            requester=requester,
            templates=self._templates,
            facts=facts,
            seed=seed,
            now=self._clock.now(),
        )

    async def _draft(self, origin: Origin, step: Step, built: Built, plan: Plan) -> BulkDraft:
        assembled = await self._assembled(
            step.kind, step.verb, built.items, origin, timing=plan.timing
        )
        return assembled.draft.model_copy(
            update={"step": step, "reading": plan.reading, "left_out": tuple(built.left_out)}
        )

    def _acting(
        self, requester: Requester, kind: BulkType, verb: BulkVerb
    ) -> tuple[Account, Capability]:
        _, account, capability = self._connectors.acting(requester, kind, verb)
        return account, capability


async def _build(task: Task, records: Sequence[Record]) -> Built:
    """In a thread: thousands of texts would hold up the loop, and with it every acknowledgement."""
    return await asyncio.to_thread(build, task, records)


def _require_items(built: Built, reading: Sequence[str]) -> None:
    if built.items:
        return
    if built.left_out:
        raise Refused(words.nothing_left(_reasons(built.left_out)))
    raise Refused(words.nothing_found_for(" ".join(reading)))


def _reasons(left_out: Sequence[LeftOut]) -> str:
    return "; ".join(sorted({one.reason for one in left_out}))


def _edited(draft: BulkDraft, step: Step, built: Built, out: frozenset[str]) -> Assembled:
    """The draft with what was built; `out` are the ids of all that the person took out."""
    left_out = (one.model_copy(update={"taken_out": one.id in out}) for one in built.left_out)
    update = {
        "step": step,
        "reading": _said(draft.reading),
        "items_version": draft.items_version + 1,
        "item_count": len(built.items),
        "excluded": out & {item.id for item in built.items},
        "left_out": tuple(left_out),
    }
    return Assembled(draft.model_copy(update=update), built.items)


def _said(reading: tuple[str, ...]) -> tuple[str, ...]:
    """What was understood, and that the person changed it since: the words may not fit any more."""
    return reading if words.edited() in reading else (*reading, words.edited())


def _people_as_before(assembled: Assembled, step: Step) -> Step:
    """The step with its former source where the form lists just the people there were."""
    before = assembled.draft.step
    if before is None or not isinstance(step.source, Listed):
        return step
    running = included(assembled.items, assembled.draft.excluded)
    listed = [entry.address.casefold() for entry in step.source.entries]
    if listed != [item.label.casefold() for item in running]:
        return step
    return step.model_copy(update={"source": before.source})


def _out(draft: BulkDraft) -> frozenset[str]:
    """The ids of all that the person took out, of those left out for another reason too."""
    return draft.excluded | {one.id for one in draft.left_out if one.taken_out}


def _all_records(assembled: Assembled, _: Step) -> list[Record]:
    """What the words found, in its order, which the ids count."""
    held = [(item.id, item.record) for item in assembled.items]
    held += [(one.id, one.record) for one in assembled.draft.left_out]
    return [record for _, record in sorted(held, key=lambda one: int(one[0] or 0)) if record]


def _listed(assembled: Assembled, step: Step) -> list[Record]:
    """The records of the addresses that the edit lists."""
    if not isinstance(step.source, Listed):
        return _all_records(assembled, step)
    known = {one.text("email").casefold(): one for one in _all_records(assembled, step)}
    return [known.get(one.id.casefold(), one) for one in typed_records(step.source)]


def _require_kept(built: Built, running: Sequence[BulkItem] | None) -> None:
    """Refuse an edit that would drop somebody who was to run, or leave nothing; None: all were.

    What is so already is not dropped: the preview shows it among what is left out.
    """
    ids = None if running is None else {item.id for item in running}
    dropped = [one for one in built.left_out if not one.settled and (ids is None or one.id in ids)]
    if dropped:
        raise Refused(words.edit_drops(len(dropped), dropped[0].label, dropped[0].reason))
    _require_items(built, ())
