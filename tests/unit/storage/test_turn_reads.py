"""A turn reads what it takes, however large the operation is.

Postgres must not need to know how large: it gathers statistics about once a minute.
"""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from app.domain.batching import Quota
from app.domain.kinds import ItemStatus
from app.domain.ledger import Settlement, Turn, WindowUse
from app.domain.operation import BulkOperation
from app.storage import resolving
from app.storage.database import Database
from app.storage.item_codec import ItemCodec
from app.storage.ledger import take_turn
from app.storage.postgres import PostgresDatabase
from app.storage.sql_drafts import SqlDraftStore
from app.storage.sqlite import SqliteDatabase
from app.storage.windows import SqlRateWindows
from tests.contract.journal_samples import NOW
from tests.contract.journal_steps import claim, claimed, confirmed, settle, turn
from tests.contract.sql_journal import VAULT, MovedClock, SqlJournal
from tests.unit.storage.test_plans import plan_of

TURNS, AT_A_TIME, ITEMS = 12, 50, 4000

RESET = text("SELECT pg_stat_reset()")
READ = text(
    "SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'item')"
    " + (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'item')"
)


def journal_on(database: Database) -> SqlJournal:
    clock = MovedClock()
    return SqlJournal(database, SqlDraftStore(database, VAULT, clock), clock)


async def test_postgres_reads_little_more_than_it_takes_of_a_table_just_filled(
    postgres_url: str,
) -> None:
    run = await _created(postgres_url)
    await _in(postgres_url, _reset)
    await _carried_out(postgres_url, run)
    taken = TURNS * AT_A_TIME
    assert taken <= await _in(postgres_url, _read) < 20 * taken


async def _created(url: str) -> BulkOperation:
    database = PostgresDatabase(url)
    await database.open()
    run = await confirmed(journal_on(database), ITEMS)
    await database.close()
    return run


async def _carried_out(url: str, run: BulkOperation) -> None:
    """On one connection: its prepared statements are planned for good, and its end tells figures."""
    database = PostgresDatabase(url, connections=1)
    await database.open()
    journal, settlements = journal_on(database), list[Settlement]()
    for _ in range(TURNS):
        [got] = await turn(journal, settlements, [claim(run, AT_A_TIME)])
        assert len(got.items) == AT_A_TIME
        settlements = [settle(run, item) for item in got.items]
    await database.close()


async def _in(url: str, body: Any) -> int:
    database = PostgresDatabase(url, connections=1)
    await database.open()
    result: int = await database.tx(body)
    await database.close()
    return result


def _reset(connection: Connection) -> int:
    connection.execute(RESET)
    return 0


def _read(connection: Connection) -> int:
    return int(connection.execute(READ).scalar_one())


async def test_sqlite_finds_items_by_small_indexes(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "journal.db")
    await database.open()
    journal = journal_on(database)
    run = await confirmed(journal, 30)
    items = await claimed(journal, run, 10)
    settlements = [settle(run, one, ItemStatus.FAILED) for one in items]
    window = WindowUse("office:0123456789abcdef:bulk_email:bulk_send", Quota(limit=9))
    one_turn = Turn(settlements, [claim(run, 10)._replace(window=window)])
    codec, forecast = ItemCodec(VAULT), SqlRateWindows(database, journal.now)._forecast
    for look, args in (
        (take_turn, (codec, NOW, one_turn)),
        (resolving.take_over, (codec, NOW)),
        (forecast, window),
    ):
        plan = await database.tx(plan_of, look, *args)
        scanned = set(re.findall(r"SCAN (?:item|operation)\b(?: USING INDEX (\w+))?", plan))
        assert scanned <= {"item_executing", "item_in_doubt"}, plan
    await database.close()
