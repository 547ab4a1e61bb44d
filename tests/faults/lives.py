"""The engine in this process, life after life: each ends with a crash, and the next one follows."""

import asyncio
import random

from sqlalchemy.ext.asyncio import AsyncEngine

from app.composition import Application
from app.domain.errors import ErrorType
from app.domain.ports import Connector
from app.engine.retry import RetryPolicy, RetryRule
from app.roles import Role
from app.settings import Settings
from app.storage.postgres import PostgresDatabase
from app.storage.sqlite import SqliteDatabase

_AT_ONCE = {
    kind: RetryRule(attempts=attempts, base=0, longest=0)
    for kind, attempts in {
        ErrorType.RATE_LIMIT: 20,
        ErrorType.NETWORK: 4,
        ErrorType.VALIDATION: 1,
        ErrorType.PERMISSION: 1,
        ErrorType.UNKNOWN: 1,
    }.items()
}
"""The retry rules without their waits."""


def born(settings: Settings, connector: Connector) -> Application:
    """A new life on what the last one left, which has still to start.

    Nobody else has the journal open, on Postgres either: whoever died is lost at once.
    """
    app = Application(settings, role=Role.WORKER, connects=[lambda _context: connector])
    caller = app.engine.executor._flights._caller
    caller._policy = RetryPolicy(_AT_ONCE, random.Random(7))  # noqa: S311 - there is nothing to draw
    app.engine.recovery._alone = True
    return app


async def crash(app: Application) -> None:
    """End it as a kill does: from here on nothing is written down, and nobody is told.

    A transaction that is being committed may still come to be, as it may when a process dies. All
    other tasks of the loop are taken for the app's.
    """
    database = app.storage.database
    assert isinstance(database, SqliteDatabase | PostgresDatabase)
    pools = [database._work, database._beats] if isinstance(database, PostgresDatabase) else []
    engines: list[AsyncEngine | None] = []
    for pool in pools:
        engine, pool._engine = pool._engine, None
        engines.append(engine)
        await pool.close()  # a transaction that was broken off would leave its connection lying
    file = None
    if isinstance(database, SqliteDatabase):
        file, database._engine = database._engine, None
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        for one in others:
            one.cancel()
        await asyncio.wait(others)
    for engine in filter(None, engines):
        await engine.dispose()
    if isinstance(database, SqliteDatabase) and file:
        await asyncio.get_running_loop().run_in_executor(database._thread, file.dispose)
        database._thread.shutdown()
    await app.engine.dispatcher.close()
    if app._lock:
        app._lock.close()
