"""How soon the whole app acknowledges what Slack delivers while it carries out 100,000 items."""

from functools import partial
from pathlib import Path

from app.domain.identity import Person, Tenant
from app.engine.clock import SystemClock
from app.storage.operations import SqlOperationStore
from app.storage.sqlite import SqliteDatabase
from app.storage.vault import Vault, load_or_make_key
from benchmarks.acknowledging import COMMANDS, send
from benchmarks.engine.ours.operations import items_of, operation_by
from benchmarks.processes import BenchmarkError
from benchmarks.report import Row, Unit, percentile
from benchmarks.stack import PEOPLE, Setup, running
from playground.client import PlaygroundClient

LATENCY = 0.05
GOAL = 100.0
"""Milliseconds of the slowest one in a hundred."""


async def row(items: int) -> Row:
    """The operation lies in the journal when the app starts: it goes on at once."""
    prepare = partial(_confirm, items)
    async with running(Setup(latency=LATENCY, prepare=prepare)) as stack:
        acks = await send(stack, lambda sent: sent < COMMANDS)
        if not stack.journal.running():
            raise BenchmarkError("The operation ended before the commands did.")
    what = f"slash command to ack while {items:,} items run, p99"
    slowest = percentile(acks.milliseconds, 99)
    beside = f"{COMMANDS} commands; p50 {percentile(acks.milliseconds, 50):.1f} ms"
    return Row(what, slowest, Unit.MILLISECONDS, GOAL, beside)


async def _confirm(items: int, data: Path, slack: PlaygroundClient) -> None:
    person = Person(tenant=Tenant(team_id="T0HARBOR"), user_id=PEOPLE[0])
    channel = await slack.dm(person.user_id)
    operation = operation_by(person, "many", items, provider="office", channel=channel)
    database = SqliteDatabase(data / "journal.db")
    await database.open()
    try:
        vault, now = Vault(load_or_make_key(data / "key")), SystemClock().now
        store = SqlOperationStore(database, vault, now, lambda: "before", lambda *_: None)
        await store.create(operation, items_of(items))
    finally:
        await database.close()
