"""Rows that are of no use after a while, and those that still are."""

from typing import Any

from sqlalchemy import Connection, insert, select

from app.domain.journal import Delivery
from app.storage.database import Database
from app.storage.inbox import SqlInbox
from app.storage.schema import birth, inbox, measure, owner, rate_window
from tests.contract import journal_samples as samples
from tests.contract.journal_samples import HARBOR
from tests.unit.storage.archive import DAY, VAULT, Archive


async def test_what_nobody_asks_for_any_more_goes_too(database: Database) -> None:
    archive = Archive(database)
    store = SqlInbox(archive.database, VAULT, archive.clock.now, lambda: "me")
    old, undone = delivery("old"), delivery("undone")
    for one in (old, undone):
        await store.receive(one)
    await store.finish(old)
    await archive.drafts.save_note(HARBOR, "q", {"text": "?"}, 60)
    await archive.database.tx(_leftovers, archive.clock.now().timestamp())
    archive.clock.move(31 * DAY)
    await store.receive(recent := delivery("recent"))
    await store.finish(recent)
    await archive.database.tx(_in_use, archive.clock.now().timestamp())

    assert await archive.purge.run_once() == {
        "texts": 0,
        "drafts": 1,
        "inbox": 1,
        "rate_window": 1,
        "measure": 1,
        "birth": 1,
        "owner": 1,
    }
    left = {
        column.table.name: sorted(await archive.database.tx(_all, column))
        for column in (
            inbox.c.key,
            rate_window.c.key,
            measure.c.key,
            birth.c.operation,
            owner.c.name,
        )
    }
    assert left == {
        "inbox": ["recent", "undone"],
        "rate_window": ["closed", "held", "used"],
        "measure": ["used"],
        "birth": ["alive", "recent"],
        "owner": ["alive", "back", "writing"],
    }


def delivery(key: str) -> Delivery:
    return Delivery(
        tenant=HARBOR, key=key, kind="request", payload={"text": "?"}, received_at=samples.NOW
    )


def _leftovers(connection: Connection, at: float) -> None:
    """What is of no use in a month."""
    window = {"starts": "[]", "held": "{}", "closed_until": 0.0, "at": at}
    connection.execute(
        insert(rate_window),
        [
            {"key": "old", **window},
            {"key": "held", **window, "held": '{"me":1}'},
            {"key": "closed", **window, "closed_until": at + 60 * DAY},
        ],
    )
    connection.execute(insert(measure), {"key": "old", "seconds": 1.0, "at": at})
    person = {"role": "run", "joined_at": at, "beats": 1}
    connection.execute(
        insert(owner),
        [
            {"name": "dead", **person, "lost_at": at},
            {"name": "alive", **person, "lost_at": None},
            {"name": "writing", **person, "lost_at": at},
        ],
    )
    born = {"tenant": HARBOR.key, "at": at}
    connection.execute(
        insert(birth),
        [
            {"operation": "dead", "owner": "long gone", **born},
            {"operation": "alive", "owner": "alive", **born},
        ],
    )


def _in_use(connection: Connection, at: float) -> None:
    window = {"starts": "[]", "held": "{}", "closed_until": 0.0, "at": at}
    connection.execute(insert(rate_window), {"key": "used", **window})
    connection.execute(insert(measure), {"key": "used", "seconds": 1.0, "at": at})
    person = {"role": "run", "joined_at": at, "beats": 1, "lost_at": at}
    connection.execute(insert(owner), {"name": "back", **person})
    born = {"tenant": HARBOR.key, "operation": "recent", "owner": "writing", "at": at}
    connection.execute(insert(birth), born)


def _all(connection: Connection, column: Any) -> list[str]:
    return list(connection.execute(select(column)).scalars())
