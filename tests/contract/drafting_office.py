"""An office whose mails and new contacts are drafts first, which nobody sees until their release."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from app.connectors.office import Office
from app.connectors.office.capabilities import call_items, kind_of_action
from app.domain.actions import Action, CreateRecord, SendMail
from app.domain.errors import InvalidItem, NetworkFailed
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account
from app.domain.ports import Call, Capability, Idempotency, LookUp, Outcome
from app.domain.record import Entity

DRAFTED = frozenset({(BulkType.EMAIL, BulkVerb.SEND), (BulkType.CONTACT, BulkVerb.CREATE)})
"""Mails go one a call, contacts many."""


class DraftingOffice(Office):
    """`drafts` are all that were ever made, by reference; `released` what became of those sent."""

    def __init__(self, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
        self.capabilities = [_of_two_phases(one) for one in self.capabilities]
        self.drafts: dict[str, Call] = {}
        self.released: dict[str, Outcome] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._releasing: set[asyncio.Task[Outcome]] = set()
        self._closed = False

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:
        if not all(_is_drafted(one.action) for one in calls):
            return await super().execute(account, calls)
        if self._closed:
            raise NetworkFailed("The office is closed.", before_sending=True)
        if len(calls) > min(call_items(kind_of_action(one.action)) for one in calls):
            raise InvalidItem("Those are too many for one call.")
        return [await self._call_for(account, one) for one in calls]

    async def look_up(self, account: Account, call: Call) -> LookUp:
        """Of a draft it is known; one that is not there any more may have been sent by somebody."""
        if not _is_drafted(call.action):
            return await super().look_up(account, call)
        if call.reference in self.released:
            return LookUp.DONE
        return LookUp.NOT_DONE if call.reference in self.drafts else LookUp.UNKNOWN

    async def close(self) -> None:
        self._closed = True
        await asyncio.gather(*self._releasing)
        await super().close()

    async def _call_for(self, account: Account, call: Call) -> Outcome:
        if not call.reference:
            reference = f"draft-{len(self.drafts) + 1}"
            self.drafts[reference] = call
            return Outcome(item_id=call.item_id, result="prepared", reference=reference)
        task = asyncio.create_task(self._release(account, call), name=f"release {call.reference}")
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)
        return await asyncio.shield(task)  # whoever asked may be gone: it is half done by then

    async def _release(self, account: Account, call: Call) -> Outcome:
        async with self._turns[call.reference]:
            if before := self.released.get(call.reference):
                return before
            draft = self.drafts.get(call.reference)
            if draft is None:
                error = InvalidItem("That draft is not there any more.").as_item_error(call.item_id)
                return Outcome(item_id=call.item_id, result="failed", error=error)
            [outcome] = await super().execute(account, [draft])
            if outcome.result == "done":
                self.released[call.reference] = outcome
            return outcome


def _is_drafted(action: Action) -> bool:
    contact = isinstance(action, CreateRecord) and action.entity is Entity.CONTACT
    return contact or isinstance(action, SendMail)


def _of_two_phases(capability: Capability) -> Capability:
    if (capability.kind, capability.verb) not in DRAFTED:
        return capability
    return capability.model_copy(update={"idempotency": Idempotency.TWO_PHASE})
