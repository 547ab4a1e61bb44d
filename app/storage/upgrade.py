"""Schemas from outside of the running app: what `migrate` does, and what `doctor` looks at."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.storage.migrate import bring_up_to_date, require_current
from app.storage.postgres import CONNECT_SECONDS, async_url, reach
from app.storage.sqlite import connect_sqlite


def migrate_url(where: str | Path) -> None:
    """Bring the journal's tables, and no others, up to date: a Postgres by its URL, or a file.

    Raises SchemaError for a schema that is newer, and Unreachable. Not to be called on a loop.
    """
    _on(where, bring_up_to_date)


def check_url(where: str | Path) -> None:
    """Raise SchemaError unless the journal there fits this version, and Unreachable."""
    _on(where, require_current)


def _on(where: str | Path, body: Callable[[Connection], None]) -> None:
    if isinstance(where, Path):
        _on_file(where, body)
    else:
        asyncio.run(reach(_on_postgres(where, body)))


def _on_file(path: Path, body: Callable[[Connection], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = connect_sqlite(path)
    try:
        with engine.begin() as connection:
            body(connection)
    finally:
        engine.dispose()


async def _on_postgres(url: str, body: Callable[[Connection], None]) -> None:
    engine = create_async_engine(
        async_url(url), poolclass=NullPool, connect_args={"timeout": CONNECT_SECONDS}
    )
    try:
        async with engine.begin() as connection:
            await connection.run_sync(body)
    finally:
        await engine.dispose()
