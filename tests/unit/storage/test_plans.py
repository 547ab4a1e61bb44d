"""No look at an operation reads all of its items: which indexes the databases choose for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from app.domain.events import EventKind
from app.domain.journal import Pick
from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimRequest
from app.storage import decisions, endings, events, glances, ledger
from app.storage.births import Ref
from app.storage.database import Database
from tests.contract.journal_samples import NOW

REF = Ref("T", "O")

SETTLED = 20_000
WAITING = 10_000

_NUMBERS = {
    "sqlite": (
        "(WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < {last}) "
        "SELECT n FROM r)"
    ),
    "postgresql": "generate_series(0, {last}) AS r(n)",
}
_ITEMS = """
INSERT INTO item (tenant, operation, position, item_id, sealed, status, attempts, finished_at)
SELECT 'T', 'O', n, CAST(n AS TEXT), sealed, status, 1, n FROM {numbers}, (
  SELECT CAST('sealed' AS {bytes}) AS sealed
) AS one, (SELECT 'completed' AS status) AS each
WHERE n < {settled}
UNION ALL
SELECT 'T', 'O', n, CAST(n AS TEXT), CAST('sealed' AS {bytes}), 'pending', 0, NULL FROM {numbers}
WHERE n >= {settled}
"""
_OPERATION = """
INSERT INTO operation (tenant, id, team_id, requester, draft_id, digest, status, total, sealed,
  confirmed_at)
VALUES ('T', 'O', 'T', 'U', 'D', 'x', 'executing', {total}, CAST('sealed' AS {bytes}), 0)
"""


def fill(connection: Connection) -> None:
    """An operation that is two thirds done."""
    name = connection.dialect.name
    values = {
        "numbers": _NUMBERS[name].format(last=SETTLED + WAITING - 1),
        "bytes": {"sqlite": "BLOB", "postgresql": "BYTEA"}[name],
        "settled": SETTLED,
        "total": SETTLED + WAITING,
    }
    for statement in (_ITEMS, _OPERATION):
        connection.execute(text(statement.format(**values)))
    connection.execute(text("ANALYZE"))


def plan_of(connection: Connection, look: Callable[..., object], *args: Any) -> str:
    """What the database says it does for all statements of a look; values unknown beforehand."""
    asked: list[tuple[str, Any]] = []

    def remember(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", remember)
    look(connection, *args)
    event.remove(connection, "before_cursor_execute", remember)
    explained = _EXPLAINED[connection.dialect.name]
    return "\n".join(line for one in asked for line in explained(connection, *one))


def _on_sqlite(connection: Connection, statement: str, values: Any) -> list[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [str(row[-1]) for row in rows]


def _on_postgres(connection: Connection, statement: str, values: Any) -> list[str]:
    """As it is after some runs of a prepared statement: made for values of any kind."""
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    connection.exec_driver_sql(f"PREPARE look AS {statement}")
    nothing = ", ".join(["NULL"] * len(values))
    run = f"EXECUTE look({nothing})" if nothing else "EXECUTE look"
    rows = connection.exec_driver_sql(f"EXPLAIN {run}").all()
    connection.exec_driver_sql("DEALLOCATE look")
    return [str(row[0]) for row in rows]


_EXPLAINED: Mapping[str, Callable[[Connection, str, Any], list[str]]] = {
    "sqlite": _on_sqlite,
    "postgresql": _on_postgres,
}


def choose(status: ItemStatus | None, start: int = 0, *, newest_first: bool = False) -> Pick:
    return Pick(status=status, limit=15, start=start, newest_first=newest_first)


def undecided(connection: Connection, tenant_key: str, operation_id: str) -> bool:
    here = {"of": tenant_key, "op": operation_id}
    return connection.execute(endings._ONE_UNDECIDED, here).first() is not None


FAILED = decisions.Picked(ItemStatus.FAILED, by=NOW)
DOING = decisions.Doing("U0SAM", NOW)

LOOKS: Sequence[tuple[str, Callable[..., object], tuple[Any, ...], Sequence[str]]] = (
    (
        "the counts of a progress message",
        endings.counts,
        REF,
        [f"item_{status.value}" for status in ItemStatus if status is not ItemStatus.COMPLETED],
    ),
    (
        "the newest that are done",
        glances.picked,
        (REF, choose(ItemStatus.COMPLETED, newest_first=True)),
        ["item_completed"],
    ),
    ("the next that wait", glances.picked, (REF, choose(ItemStatus.PENDING)), ["item_pending"]),
    (
        "a deep page of what is done",
        glances.picked,
        (REF, choose(ItemStatus.COMPLETED, SETTLED - 100)),
        ["item_pending", "item_failed", "item_in_doubt", "item_skipped"],
    ),
    ("what failed, paged", glances.picked, (REF, choose(ItemStatus.FAILED, 30)), ["item_failed"]),
    (
        "the newest that failed",
        glances.picked,
        (REF, choose(ItemStatus.FAILED, newest_first=True)),
        ["item_failed_at"],
    ),
    ("a claim", ledger._claim, (ClaimRequest(*REF, "me", 9), 9, NOW), ["item_due"]),
    ("a step of Retry Failed", decisions.run_again, (REF, FAILED, DOING), ["item_failed"]),
    ("whether it ended", endings.end_if_done, (NOW, *REF), ["item_pending"]),
    ("what is left", endings.rest, (NOW, *REF), ["item_pending", "item_executing", "item_due"]),
    ("whether any may run again", undecided, REF, ["item_in_doubt"]),
    ("the settlements under way", endings.await_settlements, REF, ["item_executing"]),
    ("the first to cancel", endings.cancel_pending, (NOW, *REF), ["item_pending"]),
)

SMALL: Sequence[tuple[Callable[..., object], tuple[Any, ...], str]] = (
    (glances.unfinished, (), "operation_open"),
    (events.every, (*REF, EventKind.FEEDBACK), "event_feedback"),
)
"""Looks at tables that grow slowly: of one with a page or two, Postgres rather reads it whole."""


@pytest.mark.parametrize(
    ("look", "args", "indexes"),
    [one[1:] for one in LOOKS],
    ids=[one[0] for one in LOOKS],
)
async def test_a_look_uses_its_small_indexes(
    database: Database,
    look: Callable[..., object],
    args: tuple[Any, ...],
    indexes: Sequence[str],
) -> None:
    await database.tx(fill)
    plan = await database.tx(plan_of, look, *args)
    assert [name for name in indexes if name not in plan] == [], plan
    assert "Seq Scan on item" not in plan
    assert "SCAN item" not in plan


@pytest.mark.parametrize(("look", "args", "index"), SMALL)
async def test_a_look_at_a_long_history_would_use_its_index(
    database: Database, look: Callable[..., object], args: tuple[Any, ...], index: str
) -> None:
    def with_index(connection: Connection) -> str:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        return plan_of(connection, look, *args)

    assert index in await database.tx(with_index)


async def test_a_page_of_all_items_begins_where_it_begins(database: Database) -> None:
    await database.tx(fill)
    page = choose(None, SETTLED + WAITING - 20)
    plan = await database.tx(plan_of, glances.picked, REF, page)
    assert "position>?" in plan or '"position" >= $3' in plan or "position >= $3" in plan, plan
    rows = await database.tx(glances.picked, REF, page)
    assert [row.position for row in rows] == list(range(page.start, page.start + page.limit))


def sprinkle(connection: Connection) -> None:
    """Some of what is done failed, here and there, and much of it at the beginning."""
    failed = "UPDATE item SET status = 'failed' WHERE position % 7 = 3 OR position < 500"
    connection.execute(text(failed))


async def test_the_pages_of_what_is_done_come_one_after_the_other(database: Database) -> None:
    await database.tx(fill)
    await database.tx(sprinkle)
    done = [at for at in range(500, SETTLED) if at % 7 != 3]
    for start in (0, 15, 600, len(done) - 20, len(done) - 5, len(done), SETTLED + WAITING):
        rows = await database.tx(glances.picked, REF, choose(ItemStatus.COMPLETED, start))
        assert [row.position for row in rows] == done[start : start + 15]


async def test_a_deep_page_of_what_is_done_passes_over_nothing(database: Database) -> None:
    await database.tx(fill)
    page, skipped = choose(ItemStatus.COMPLETED, SETTLED - 100), []

    def look(connection: Connection) -> Sequence[Any]:
        def remember(_connection: Any, _cursor: Any, statement: str, *more: Any) -> None:
            if "OFFSET" in statement:
                skipped.append(more[0])

        event.listen(connection, "before_cursor_execute", remember)
        return glances.picked(connection, REF, page)

    rows = await database.tx(look)
    assert rows[0].position == page.start
    assert [0 in values and page.start in values for values in skipped] == [True]
