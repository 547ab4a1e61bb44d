"""Drafts that follow another one: made with it, shown with it, and covered by its Confirm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.errors import NotThereYet, Refused
from app.domain.journal import DraftStore
from app.domain.kinds import OperationStatus
from app.domain.operation import After, BulkDraft, BulkItem, Then, included
from app.domain.places import place_of, places_of
from app.domain.plan import Plan, Question, Step
from app.domain.recurring import target_of
from app.domain.words import engine as words
from app.domain.words import sequences as sequence_words
from app.engine.appointing import taken_out, targets
from app.engine.assembled import Assembled, Origin
from app.engine.assembly import Assembly
from app.engine.choosing import Chosen
from app.engine.chunks import every_item
from app.engine.linking import Linked, led_to, origins_of, the_same
from app.engine.resolver import Resolver


@dataclass(frozen=True)
class Wanted:
    """A step that is to follow, what the reading says of it, and what was taken out of it.

    That is told by what it is done to: items are numbered anew where the first step's are others.
    """

    step: Step
    reading: tuple[str, ...]
    taken_out: frozenset[str] = frozenset()


def wanted_by(plan: Plan) -> list[Wanted]:
    """All steps of a plan but the first."""
    return [
        Wanted(step, plan.lines_of(place)) for place, step in enumerate(plan.steps) if place > 0
    ]


class Sequences:
    """Makes and keeps what follows a draft."""

    def __init__(self, assembly: Assembly, resolver: Resolver, drafts: DraftStore) -> None:
        self._assembly = assembly
        self._resolver = resolver
        self._drafts = drafts

    async def led_by(self, first: Assembled, wanted: Sequence[Wanted]) -> Assembled | Question:
        """The first one with all that follows it, or the one question to ask. Raises Refused."""
        made: list[Assembled] = []
        for number, one in enumerate(wanted, 2):
            found = await self._following(first, one, f"{first.draft.id}-{number}")
            if isinstance(found, Question):
                return found
            made.append(found)
        return replace(first, draft=covering(first.draft, [one.draft for one in made]), then=made)

    async def save(self, made: Assembled) -> None:
        """Keep all of them; the one that is confirmed last, so that it is never there without."""
        for one in made.then:
            await self._drafts.save(one.draft, one.items)
        await self._drafts.save(made.draft, made.items)

    async def followers(self, draft: BulkDraft) -> list[BulkDraft]:
        """The drafts that follow it, in order; one that is lost is missing."""
        tenant = draft.requester.person.tenant
        found = [await self._drafts.load(tenant, one.draft_id) for one in draft.then]
        return [one for one in found if one is not None]

    async def leader(self, draft: BulkDraft) -> BulkDraft:
        """The draft whose preview shows it: itself, unless it follows another."""
        if not draft.follows:
            return draft
        return await self._drafts.load(draft.requester.person.tenant, draft.follows) or draft

    async def wanted(self, draft: BulkDraft) -> list[Wanted]:
        """What follows a draft now, to be made anew."""
        return [
            Wanted(one.step, one.reading, await self._taken_out(one))
            for one in await self.followers(draft)
            if one.step is not None
        ]

    async def _taken_out(self, draft: BulkDraft) -> frozenset[str]:
        return targets(await taken_out(self._drafts, draft))

    async def with_places(
        self, draft: BulkDraft, item_ids: frozenset[str], *, out: bool
    ) -> BulkDraft:
        """A follower without, or again with, all that follows these items of the first."""
        places = {place_of(one) for one in item_ids}
        if draft.after is not After.EACH:
            return draft
        ids = {
            item.id
            async for some in every_item(self._drafts, draft)
            for item in some
            if place_of(item.id) in places
        }
        excluded = draft.excluded | ids if out else draft.excluded - ids
        changed = draft.model_copy(update={"excluded": frozenset(excluded)})
        return await self._assembly.refigured(changed, every_item(self._drafts, changed))

    async def require_running(self, lead: BulkDraft, item_ids: frozenset[str]) -> None:
        """Raise Refused where what these follow was taken out of the first step."""
        places = {place_of(one) for one in item_ids}
        if places & {place_of(one) for one in lead.excluded}:
            raise Refused(sequence_words.PUT_BACK_FIRST)

    async def end(self, draft: BulkDraft, status: OperationStatus) -> BulkDraft:
        """The draft is decided, and what follows it with it."""
        ended = draft.model_copy(update={"status": status})
        for one in await self.followers(draft):
            await self._drafts.save(one.model_copy(update={"status": status}))
        await self._drafts.save(ended)
        return ended

    async def _following(
        self, first: Assembled, wanted: Wanted, draft_id: str
    ) -> Assembled | Question:
        lead = first.draft
        origin = Origin(draft_id, lead.request, lead.requester, lead.conversation, lead.answers)
        if wanted.step.same_items_as is None:
            plan = Plan(steps=(wanted.step,), reading=wanted.reading)
            made = await self._assembly.from_plan(plan, origin)
            return made if isinstance(made, Question) else self._kept(made, first, wanted)
        step = _over_the_same(wanted.step, lead)
        found = await self._linked(first, step)
        made = await self._assembly.over(Chosen(step, wanted.reading), found, origin)
        kept = self._kept(made, first, wanted, found.after)
        return await self._assembly.refigure(kept)

    def _kept(
        self, made: Assembled, first: Assembled, wanted: Wanted, after: After = After.ENDED
    ) -> Assembled:
        """Without what was taken out of it, or of the first; it expires with that one."""
        out = {item.id for item in made.items if _target(item) in wanted.taken_out}
        if after is After.EACH:
            running = places_of(included(first.items, first.draft.excluded))
            out |= {item.id for item in made.items if place_of(item.id) not in running}
        update = {
            "excluded": frozenset(out),
            "follows": first.draft.id,
            "after": after,
            "expires_at": first.draft.expires_at,
            "items_version": first.draft.items_version,
        }
        return replace(made, draft=made.draft.model_copy(update=update))

    async def _linked(self, first: Assembled, step: Step) -> Linked:
        via, facts = step.via, dict(first.draft.facts)
        if via is None:
            return replace(the_same(first), facts=facts)
        origins = [one.record for one in origins_of(first)]
        records = await self._resolver.reached(via, origins, first.draft.requester)
        if not records:
            raise Refused(sequence_words.nobody(via.entity))
        return replace(led_to(first, via, records), facts=facts)


def covering(lead: BulkDraft, followers: Sequence[BulkDraft]) -> BulkDraft:
    """The first draft, whose Confirm covers these as they are now."""
    then = tuple(
        Then(draft_id=one.id, digest=one.digest, count=one.metadata.total_count)
        for one in followers
    )
    return lead.model_copy(update={"then": then})


def _over_the_same(step: Step, lead: BulkDraft) -> Step:
    """The step with the first one's source, which is its own. Raises NotThereYet."""
    if step.same_items_as or lead.step is None:
        raise NotThereYet(words.later_follow_ups())
    return step.model_copy(update={"source": lead.step.source})


def _target(item: BulkItem) -> str:
    return target_of(item.parameters, item.label)
