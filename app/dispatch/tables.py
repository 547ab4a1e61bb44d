"""The queue's tables on Postgres: made where they are missing, brought up to date where not."""

from typing import Any

from pgqueuer import AsyncpgDriver, Queries
from pgqueuer.adapters.persistence.schema_plan import advisory_key

from app.dispatch.names import NAMES, builders

TABLES = (
    NAMES.queue_table,
    NAMES.queue_table_log,
    NAMES.statistics_table,
    NAMES.schedules_table,
)

# Ids of jobs begin at the time in microseconds. Were they to begin at one again, a worker that still
# runs a job of the tables that are gone would take a new one of that id for its own, and delete it.
_START_IDS = """
    SELECT setval(
        pg_get_serial_sequence($1, 'id'), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    )
"""


async def made_current(connection: Any) -> bool:
    """Make what is missing, on one connection of asyncpg; whether anything had to be done.

    Any number of processes may do it at once.
    """
    queries = Queries(AsyncpgDriver(connection), *builders())
    if await _complete(queries):
        return bool((await queries.apply_upgrade()).statements)
    async with connection.transaction():
        # The lock that the library takes for its upgrades.
        await connection.execute("SELECT pg_advisory_xact_lock($1)", advisory_key(NAMES))
        if not await _complete(queries):
            # What is left of it goes as well: nothing in it is worth more than a clean start.
            await queries.uninstall()
            await queries.install()
            await connection.execute(_START_IDS, NAMES.qualified.queue_table)
    return True


async def _complete(queries: Queries) -> bool:
    return all([await queries.has_table(table) for table in TABLES])
