"""A provider for tests of faults: it keeps a durable record, and fails as it is told to.

What it shares with its other processes is in one folder: the record, what keys it knows, the plan
of faults, and how many of them are used up.
"""

import asyncio
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from app.domain.batching import Quota
from app.domain.errors import BulkError, InvalidItem, NetworkFailed, PermissionRefused, RateLimited
from app.domain.operation import Account
from app.domain.ports import Call, Idempotency, LookUp, Outcome
from app.domain.value import Value
from tests.faults.calls import Kind, Record
from tests.faults.empty import HoldsNothing, mails_one_a_call

NAME = "recorded"


class Offer(Value):
    """What the provider is like; `latency` is seconds a call takes."""

    folder: Path
    latency: float = 0.1
    idempotency: Idempotency = Idempotency.NONE
    quota: Quota | None = None

    @property
    def record(self) -> Path:
        """Where it writes its calls down."""
        return self.folder / "calls"

    @property
    def plan(self) -> Path:
        """Where it looks what to fail with."""
        return self.folder / "plan.json"


class Fault(Value):
    """What befalls the next `count` calls, in all processes together (None: all, until changed).

    `seconds` is the Retry-After of a throttled one (None: it names none), and after how long a
    hanging one gives up. With `after_effect` only the answer is lost. `name` is used once.
    """

    name: str
    kind: Literal["throttled", "unavailable", "unauthorised", "hang"]
    count: int | None = None
    seconds: float | None = None
    after_effect: bool = False


def plan(offer: Offer, *faults: Fault) -> None:
    """Let these befall calls from now on, instead of those before."""
    new = offer.plan.with_suffix(".new")
    new.write_text(json.dumps([one.model_dump() for one in faults]))
    new.replace(offer.plan)


class Provider(HoldsNothing):
    """The Connector port: mails, one a call."""

    name = NAME

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._known = offer.folder / "keys"
        self._drafts = offer.folder / "drafts"
        self._tickets = offer.folder / "tickets"
        for folder in (self._known, self._drafts, self._tickets):
            folder.mkdir(parents=True, exist_ok=True)
        self._record = Record(offer.record)
        self._planned: tuple[int, Sequence[Fault]] = (0, ())
        self.capabilities = mails_one_a_call(offer.idempotency, offer.quota, offer.latency)

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:  # noqa: ARG002 - the port's
        """The effect comes in the middle of a call's time."""
        return [await self._carry_out(call) for call in calls]

    async def look_up(self, account: Account, call: Call) -> LookUp:  # noqa: ARG002 - the port's
        """It knows the keys, or the drafts, that had their effect."""
        there = (self._known / (call.reference or call.key)).exists()
        return LookUp.DONE if there else LookUp.NOT_DONE

    async def close(self) -> None:
        """End the record."""
        self._record.close()

    async def _carry_out(self, call: Call) -> Outcome:
        self._record.add(Kind.BEGUN, call.key)
        await asyncio.sleep(self._offer.latency / 2)
        fault = self._next_fault()
        if fault and not fault.after_effect:
            await self._befall(fault, call)
        outcome = await asyncio.to_thread(self._do, call)
        if fault:
            await self._befall(fault, call)
        await asyncio.sleep(self._offer.latency / 2)
        return outcome

    def _do(self, call: Call) -> Outcome:
        if self._offer.idempotency is Idempotency.TWO_PHASE and not call.reference:
            return self._prepare(call)
        if call.reference and not (self._drafts / call.reference).exists():
            error = InvalidItem("There is no such draft.").as_item_error(call.item_id)
            return Outcome(item_id=call.item_id, result="failed", error=error)
        new = _first(self._known / (call.reference or call.key))
        again = not new and self._offer.idempotency in _RECOGNISES
        self._record.add(Kind.RECOGNISED if again else Kind.EFFECT, call.key, durably=True)
        return Outcome(item_id=call.item_id, result="done", reference=call.reference)

    def _prepare(self, call: Call) -> Outcome:
        """A draft more, whatever was prepared for that key before."""
        reference = f"{call.key}.{uuid.uuid4().hex}"
        _first(self._drafts / reference)
        self._record.add(Kind.PREPARED, call.key, durably=True)
        return Outcome(item_id=call.item_id, result="prepared", reference=reference)

    async def _befall(self, fault: Fault, call: Call) -> None:
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds or 0.0)
        self._record.add(Kind.FAULT, call.key)
        raise _ERRORS[fault.kind](_SAYS[fault.kind], retry_after=_retry_after(fault))

    def _next_fault(self) -> Fault | None:
        return next((one for one in self._faults() if self._takes(one)), None)

    def _faults(self) -> Sequence[Fault]:
        if not self._offer.plan.exists():
            return ()
        changed = self._offer.plan.stat().st_mtime_ns
        if self._planned[0] != changed:
            told = json.loads(self._offer.plan.read_text())
            self._planned = (changed, [Fault.model_validate(one) for one in told])
        return self._planned[1]

    def _takes(self, fault: Fault) -> bool:
        if fault.count is None:
            return True
        tickets = (self._tickets / f"{fault.name}.{number}" for number in range(fault.count))
        return any(_first(one) for one in tickets)


_RECOGNISES = frozenset({Idempotency.KEY, Idempotency.TWO_PHASE})

_ERRORS: Mapping[str, type[BulkError]] = {
    "throttled": RateLimited,
    "unavailable": NetworkFailed,
    "unauthorised": PermissionRefused,
    "hang": NetworkFailed,
}
_SAYS: Mapping[str, str] = {
    "throttled": "Too many requests.",
    "unavailable": "The provider answered with an error of its own.",
    "unauthorised": "The account's sign-in has ended.",
    "hang": "The provider did not answer.",
}


def _retry_after(fault: Fault) -> float | None:
    return fault.seconds if fault.kind == "throttled" else None


def _first(path: Path) -> bool:
    """Whether nobody was here before, in any process."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True
