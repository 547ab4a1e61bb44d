"""Puts a draft together: items, figures, digest. No effects but reading the providers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

from app.domain.agreed import digest_of
from app.domain.batching import batch_size
from app.domain.digests import digest_at
from app.domain.errors import Refused
from app.domain.identity import Requester
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import (
    Account,
    BulkDraft,
    BulkExecutionOptions,
    BulkItem,
    BulkMetadata,
    included,
)
from app.domain.plan import Plan, Question, Step
from app.domain.ports import Capability, Clock, Connectors
from app.domain.record import Record
from app.domain.recurring import LATE
from app.domain.schedule import Timing
from app.domain.words import engine as words
from app.engine.appointing import last_moment
from app.engine.assembled import Assembled, Origin
from app.engine.builders import Built, Placed, Task, build, numbered
from app.engine.builders.explicit import checked_items
from app.engine.choosing import Chosen, chosen
from app.engine.editing import (
    all_records,
    edited,
    listed_records,
    out_of,
    people_as_before,
    require_items,
    require_kept,
)
from app.engine.figures import Figures, Summary, Tally, some_at_a_time
from app.engine.forecast import Forecaster
from app.engine.linking import Linked
from app.engine.resolver import Resolver
from app.engine.templates import Templates

__all__ = ["Assembled", "Assembly", "Origin"]


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
        self.resolver = resolver
        self._templates = templates
        self._clock = clock
        self._lifetime = lifetime
        self._figures = Figures(forecaster, clock)

    async def from_plan(self, plan: Plan, origin: Origin) -> Assembled | Question:
        """Resolve a plan into a draft, or ask. Raises Refused when there is nothing to do, ever."""
        now, requester = self._clock.now(), origin.requester
        one = await chosen(plan, requester, now, self.resolver.conditions)
        found = await self.resolver.resolve(one.step, requester, now)
        if isinstance(found, Question):
            return found
        recipients = await self.resolver.recipients(one.step, requester, now)
        if isinstance(recipients, Question):
            return recipients
        task = self._task(one.step, requester, origin.draft_id, dict(found.facts), recipients)
        built = await self._built(task, numbered(found.records))
        if plan.timing is None or plan.timing.every is None:  # each run of a schedule looks anew
            require_items(built, one.reading)
        draft = await self._draft(origin, one, built, plan.timing)
        draft = draft.model_copy(update={"facts": dict(found.facts)})
        return Assembled(draft, built.items)

    async def over(self, one: Chosen, found: Linked, origin: Origin) -> Assembled:
        """A draft of a step over these records, whose items keep their places. Raises Refused."""
        requester = origin.requester
        to = await self.resolver.recipients(one.step, requester, self._clock.now())
        if isinstance(to, Question):
            raise Refused(to.text)
        task = self._task(one.step, requester, origin.draft_id, dict(found.facts), to)
        built = await self._built(task, found.records)
        built.left_out.extend(found.left_out)
        require_items(built, one.reading)
        draft = await self._draft(origin, one, built, None)
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
        if len(items) > self.resolver.most_items:
            raise Refused(words.too_many(len(items), self.resolver.most_items))
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
        step = people_as_before(assembled, step)
        anew = draft.step is None or step.source != draft.step.source
        records = await asyncio.to_thread(listed_records if anew else all_records, assembled, step)
        to = await self.resolver.recipients(step, draft.requester, self._clock.now())
        if isinstance(to, Question):  # it was clear before; an edit cannot be asked about
            raise Refused(to.text)
        task = self._task(step, draft.requester, draft.id, dict(draft.facts), to)
        built = await self._built(task, numbered(records))
        require_kept(built, None if anew else included(assembled.items, draft.excluded))
        return await self.refigure(
            edited(draft, step, built, frozenset() if anew else out_of(draft))
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

    def _task(
        self,
        step: Step,
        requester: Requester,
        seed: str,
        facts: dict[str, str],
        recipients: Sequence[Record],
    ) -> Task:
        return Task(
            step=step,
            requester=requester,
            templates=self._templates,
            facts=facts,
            seed=seed,
            now=self._clock.now(),
            recipients=recipients,
        )

    async def _built(self, task: Task, records: Sequence[Placed]) -> Built:
        """The items, but for those that the step's condition does not hold for.

        Built in a thread: thousands of texts would hold up the loop, and every acknowledgement.
        """
        each = max(len(task.recipients), 1)
        if len(records) * each > self.resolver.most_items:
            raise Refused(words.too_many(len(records) * each, self.resolver.most_items))
        built = await asyncio.to_thread(build, task, records)
        condition = task.step.only_if
        if condition is None:
            return built
        return await self.resolver.conditions.of_items(condition, built, task.requester)

    async def _draft(
        self, origin: Origin, one: Chosen, built: Built, timing: Timing | None
    ) -> BulkDraft:
        step = one.step
        assembled = await self._assembled(step.kind, step.verb, built.items, origin, timing=timing)
        return assembled.draft.model_copy(
            update={"step": step, "reading": one.reading, "left_out": tuple(built.left_out)}
        )

    def _acting(
        self, requester: Requester, kind: BulkType, verb: BulkVerb
    ) -> tuple[Account, Capability]:
        _, account, capability = self._connectors.acting(requester, kind, verb)
        return account, capability
