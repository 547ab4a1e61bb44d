"""Puts a draft together: items, figures, digest. No effects but reading the providers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.batching import batch_size, expected_seconds
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
    digest_of,
    included,
)
from app.domain.plan import Listed, Plan, Question, Step
from app.domain.ports import Capability, Clock, Connectors
from app.domain.record import Record
from app.domain.risk import assess_operation, by_risk
from app.domain.words import engine as words
from app.engine.builders import Built, Task, build
from app.engine.resolver import Resolver, typed_records
from app.engine.templates import Templates


@dataclass(frozen=True)
class Origin:
    """Where a draft comes from: who asked what, in which conversation; `draft_id` is its own."""

    draft_id: str
    request: str
    requester: Requester
    conversation: Conversation


@dataclass(frozen=True)
class Assembled:
    """A draft and all of its items, excluded ones among them."""

    draft: BulkDraft
    items: Sequence[BulkItem]


class Assembly:
    """Makes drafts; `lifetime` is how long one can be confirmed."""

    def __init__(
        self,
        connectors: Connectors,
        resolver: Resolver,
        templates: Templates,
        clock: Clock,
        lifetime: timedelta,
    ) -> None:
        self._connectors = connectors
        self._resolver = resolver
        self._templates = templates
        self._clock = clock
        self._lifetime = lifetime

    async def from_plan(self, plan: Plan, origin: Origin) -> Assembled | Question:
        """Resolve a plan into a draft, or ask. Raises Refused when there is nothing to do."""
        if len(plan.steps) > 1:
            raise NotThereYet(words.later_steps())
        step = plan.steps[0]
        found = await self._resolver.resolve(step, origin.requester)
        if isinstance(found, Question):
            return found
        task = self._task(step, origin.requester, origin.draft_id, dict(found.facts))
        built = await _build(task, found.records)
        _require_items(built, plan.reading)
        draft = self._draft(origin, step, built, plan.reading)
        draft = draft.model_copy(update={"facts": dict(found.facts)})
        return Assembled(draft, built.items)

    def from_items(
        self,
        kind: BulkType,
        verb: BulkVerb,
        items: Sequence[BulkItem],
        origin: Origin,
        options: BulkExecutionOptions | None = None,
    ) -> Assembled:
        """Make a draft of explicit items, without any planner."""
        if not items:
            raise Refused(words.nothing_found())
        account, capability = self._acting(origin.requester, kind, verb)
        now = self._clock.now()
        metadata = _metadata(items, capability, now, options)
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
            digest=digest_of(kind, verb, account, items),
            created_at=now,
            expires_at=now + self._lifetime,
            item_count=len(items),
        )
        return Assembled(draft, items)

    async def rebuild(self, assembled: Assembled, step: Step) -> Assembled:
        """Make the items anew with an edited step. Raises BadTemplate, Refused.

        They are made from the same records; where the edit lists addresses, from those, as far
        as they are known, in the order of the list.
        """
        draft = assembled.draft
        records = _records(assembled, step)
        task = self._task(step, draft.requester, draft.id, dict(draft.facts))
        built = await _build(task, records)
        _require_all(built, records)
        changed = draft.model_copy(
            update={
                "step": step,
                "reading": _edited(draft.reading),
                "items_version": draft.items_version + 1,
                "item_count": len(built.items),
                "excluded": frozenset() if _lists_anew(draft, step) else draft.excluded,
            }
        )
        return self.refigure(Assembled(changed, built.items))

    def refigure(self, assembled: Assembled) -> Assembled:
        """The same draft with figures and digest of the items that are included now."""
        draft = assembled.draft
        running = included(assembled.items, draft.excluded)
        _, capability = self._acting(draft.requester, draft.type, draft.operation)
        update = {
            "metadata": _metadata(running, capability, draft.created_at, None),
            "digest": digest_of(draft.type, draft.operation, draft.account, running),
        }
        return replace(assembled, draft=draft.model_copy(update=update))

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
        )

    def _draft(
        self, origin: Origin, step: Step, built: Built, reading: tuple[str, ...]
    ) -> BulkDraft:
        assembled = self.from_items(step.kind, step.verb, built.items, origin)
        return assembled.draft.model_copy(
            update={"step": step, "reading": reading, "left_out": tuple(built.left_out)}
        )

    def _acting(
        self, requester: Requester, kind: BulkType, verb: BulkVerb
    ) -> tuple[Account, Capability]:
        _, account, capability = self._connectors.acting(requester, kind, verb)
        return account, capability


async def _build(task: Task, records: Sequence[Record]) -> Built:
    """In a thread: thousands of texts would hold up the loop, and with it every acknowledgement."""
    return await asyncio.to_thread(build, task, records)


def _metadata(
    items: Sequence[BulkItem],
    capability: Capability,
    created_at: datetime,
    options: BulkExecutionOptions | None,
) -> BulkMetadata:
    assessed = assess_operation(items)
    asked = options or BulkExecutionOptions()
    size = batch_size(capability.limits, assessed.risk, asked.batch_size)
    in_flight = size * asked.parallel_batches
    quota = capability.limits.quota
    return BulkMetadata(
        total_count=len(items),
        batch_size=size,
        risk_level=assessed.risk,
        risk_reason=assessed.reason,
        risks=by_risk(items),
        estimated_duration=expected_seconds(len(items), in_flight, capability.latency, quota),
        created_at=created_at,
        notifies=sum(item.notifies for item in items),
    )


def _require_items(built: Built, reading: Sequence[str]) -> None:
    if built.items:
        return
    if built.left_out:
        raise Refused(words.nothing_left(_reasons(built.left_out)))
    raise Refused(words.nothing_found_for(" ".join(reading)))


def _reasons(left_out: Sequence[LeftOut]) -> str:
    return "; ".join(sorted({one.reason for one in left_out}))


def _edited(reading: tuple[str, ...]) -> tuple[str, ...]:
    """What was understood, and that the person changed it since: the words may not fit any more."""
    return reading if words.edited() in reading else (*reading, words.edited())


def _lists_anew(draft: BulkDraft, step: Step) -> bool:
    changed = draft.step is None or step.source != draft.step.source
    return changed and isinstance(step.source, Listed)


def _records(assembled: Assembled, step: Step) -> list[Record]:
    known = [item.record for item in assembled.items if item.record is not None]
    if not (isinstance(step.source, Listed) and _lists_anew(assembled.draft, step)):
        return known
    by_address = {record.text("email").casefold(): record for record in known}
    return [by_address.get(one.id.casefold(), one) for one in typed_records(step.source)]


def _require_all(built: Built, records: Sequence[Record]) -> None:
    """An edit that would silently drop somebody is refused, with the first of them named."""
    if len(built.items) == len(records):
        return
    first = built.left_out[0]
    raise Refused(words.edit_drops(len(records) - len(built.items), first.label, first.reason))
