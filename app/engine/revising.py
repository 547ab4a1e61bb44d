"""A draft made anew from a changed plan, in the same place: one preview, one Confirm."""

from dataclasses import replace

from app.domain.errors import Refused
from app.domain.identity import Person
from app.domain.journal import DraftStore
from app.domain.operation import BulkDraft, BulkItem
from app.domain.plan import Plan, Question
from app.domain.recurring import target_of
from app.domain.schedule import Timing
from app.domain.words import following as words
from app.engine.assembly import Assembled, Assembly, Origin
from app.engine.cautions import Cautions
from app.engine.drafts import BulkDraftManager
from app.engine.sequences import Sequences, Wanted, wanted_by


class Revisions:
    """Changes drafts by the plan that a follow-up sentence led to."""

    def __init__(
        self,
        manager: BulkDraftManager,
        assembly: Assembly,
        sequences: Sequences,
        cautions: Cautions,
        drafts: DraftStore,
    ) -> None:
        self._manager = manager
        self._assembly = assembly
        self._sequences = sequences
        self._cautions = cautions
        self._drafts = drafts

    async def open_plan(self, draft_id: str, by: Person) -> Plan | None:
        """The plan of a draft that this person may still change; None where there is none."""
        draft = await self._drafts.load(by.tenant, draft_id)
        if draft is None or draft.requester.person != by or draft.step is None:
            return None
        try:
            draft = await self._manager.require_open(draft_id, by)
        except Refused:
            return None
        then = await self._sequences.wanted(draft)
        first, *others = draft.reading or ("",)
        lines = [" ".join(one.reading) for one in then]
        return Plan(
            steps=(draft.step, *(one.step for one in then)),
            reading=(first, *lines, *others),
            timing=draft.timing,
        )

    async def require_own_words(self, draft_id: str, by: Person) -> None:
        """Raise Refused, or what says why not, where a sentence cannot change the draft."""
        draft = await self._manager.require_open(draft_id, by)
        _require_own_words(draft, draft.timing)

    async def revise(self, draft_id: str, plan: Plan, by: Person) -> BulkDraft | Question:
        """The draft as the plan has it now, or the one question to ask.

        What the person took out by hand stays out. Raises Refused where nothing would be left or
        the draft is decided, BulkError.
        """
        async with self._drafts.lock(by.tenant, draft_id):
            draft = await self._manager.require_open(draft_id, by)
            _require_own_words(draft, plan.timing)
            made = await self._assembly.from_plan(plan, _origin(draft))
            if isinstance(made, Question):
                return made
            taken_out = await self._taken_out(draft)
            revised = await self._assembly.refigure(_in_place_of(draft, made, taken_out))
            if not revised.draft.metadata.total_count:
                raise Refused(words.NOBODY_LEFT)
            led = await self._sequences.led_by(revised, await self._wanted(plan, draft))
            if isinstance(led, Question):
                return led
            told = await self._cautions.with_warnings(led.draft)
            await self._sequences.save(replace(led, draft=told))
            return told

    async def _wanted(self, plan: Plan, draft: BulkDraft) -> list[Wanted]:
        """What follows by the plan, without what the person took out of it before."""
        before = await self._sequences.wanted(draft)
        return [
            replace(one, taken_out=was.taken_out)
            for one, was in zip(wanted_by(plan), before, strict=True)
        ]

    async def _taken_out(self, draft: BulkDraft) -> frozenset[str]:
        """What the person took out, by what it is done to."""
        if not draft.excluded:
            return frozenset()
        items = await self._manager.items(draft)
        return frozenset(_target(one) for one in items if one.id in draft.excluded)


def _require_own_words(draft: BulkDraft, timing: Timing | None) -> None:
    """Each run of a schedule is read from its words again, which know nothing of a change."""
    again = timing is not None and timing.every is not None
    if again or draft.schedule_id or draft.supersedes:
        raise Refused(words.OF_A_SCHEDULE)


def _origin(draft: BulkDraft) -> Origin:
    return Origin(draft.id, draft.request, draft.requester, draft.conversation, draft.answers)


def _in_place_of(draft: BulkDraft, made: Assembled, taken_out: frozenset[str]) -> Assembled:
    """What was made, shown where the draft is, and no older version of it can be confirmed."""
    kept = {
        "items_version": draft.items_version + 1,
        "excluded": frozenset(one.id for one in made.items if _target(one) in taken_out),
        "preview_at": draft.preview_at,
        "notice_at": draft.notice_at,
    }
    return Assembled(made.draft.model_copy(update=kept), made.items)


def _target(item: BulkItem) -> str:
    return target_of(item.parameters, item.label)
