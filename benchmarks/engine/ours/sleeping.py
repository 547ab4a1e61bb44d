"""A provider that only takes its time, and can write down when each call for an item began."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.batching import Quota
from app.domain.operation import Account
from app.domain.ports import Call, Idempotency, LookUp, Outcome
from tests.faults.empty import HoldsNothing, mails_one_a_call

NAME = "sleeping"


@dataclass(frozen=True)
class CallBegun:
    """When a call began (the machine's monotonic seconds), for which item, in which process."""

    at: float
    operation: str
    item: str
    process: str


class CallLog:
    """One file a process, a line a call; whole lines, whenever the process is killed."""

    def __init__(self, folder: Path) -> None:
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        self._file = os.open(folder / f"{os.getpid()}.calls", flags, 0o600)

    def begun(self, call: Call) -> None:
        """Write it down before the call."""
        os.write(self._file, f"{time.monotonic()} {call.key}\n".encode())

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._file)


def read_calls(folder: Path) -> list[CallBegun]:
    """All calls of all processes, in the order in which they began."""
    calls = []
    for file in folder.glob("*.calls"):
        for line in file.read_text().splitlines():
            at, _, key = line.partition(" ")
            operation, _, item = key.partition(":")
            calls.append(CallBegun(float(at), operation, item, file.stem))
    return sorted(calls, key=lambda call: call.at)


class SleepingConnector(HoldsNothing):
    """The Connector port: mails, one a call, with a key that makes a second call harmless."""

    name = NAME

    def __init__(self, latency: float, quota: Quota | None, log: CallLog | None) -> None:
        self._latency = latency
        self._log = log
        self.capabilities = mails_one_a_call(Idempotency.KEY, quota, latency)

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:  # noqa: ARG002 - the port's
        """Take the time of a call."""
        if self._log:
            for call in calls:
                self._log.begun(call)
        await asyncio.sleep(self._latency)
        return [Outcome(item_id=call.item_id, result="done") for call in calls]

    async def look_up(self, account: Account, call: Call) -> LookUp:  # noqa: ARG002 - the port's
        """A key needs no look."""
        return LookUp.UNKNOWN

    async def close(self) -> None:
        """End the log."""
        if self._log:
            self._log.close()
