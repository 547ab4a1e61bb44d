"""The schema's version: brought up to date, refused where it does not fit, the same everywhere."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from app.storage.database import Database
from app.storage.migrate import SchemaError
from app.storage.postgres import PostgresDatabase, Unreachable, async_url
from app.storage.schema import metadata
from app.storage.sqlite import SqliteDatabase
from app.storage.upgrade import check_url, migrate_url
from tests.postgres import named


def differences(connection: Connection) -> list[object]:
    """Between what the migrations made and what the tables in the code say."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def partial_indexes(connection: Connection) -> set[str]:
    """Names of the indexes with a condition, which the comparison does not look at."""
    return {
        str(index["name"])
        for table in metadata.tables
        for index in inspect(connection).get_indexes(table)
        for option, where in index.get("dialect_options", {}).items()
        if option.endswith("_where") and where is not None
    }


PARTIAL = {
    str(index.name)
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["postgresql"]["where"] is not None
}


def of_the_future(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


async def checked(database: Database) -> None:
    await database.open()
    assert await database.tx(differences) == []
    assert await database.tx(partial_indexes) == PARTIAL
    await database.close()


async def test_migrations_make_the_tables_of_the_code_on_sqlite(tmp_path: Path) -> None:
    await checked(SqliteDatabase(tmp_path / "journal.db"))


async def test_migrations_make_the_tables_of_the_code_on_postgres(postgres_url: str) -> None:
    await checked(PostgresDatabase(postgres_url))


async def test_an_unmigrated_postgres_is_refused_with_what_to_run(
    empty_postgres_url: str,
) -> None:
    database = PostgresDatabase(empty_postgres_url)
    with pytest.raises(SchemaError, match=r"is empty.*Run: python -m app migrate"):
        await database.open()
    await database.close()
    with pytest.raises(SchemaError, match="python -m app migrate"):
        await asyncio.to_thread(check_url, empty_postgres_url)
    await asyncio.to_thread(migrate_url, empty_postgres_url)
    await asyncio.to_thread(check_url, empty_postgres_url)
    await database.open()
    await database.close()


async def test_two_migrations_at_once_do_it_one_after_the_other(empty_postgres_url: str) -> None:
    both = (asyncio.to_thread(migrate_url, empty_postgres_url) for _ in range(2))
    await asyncio.gather(*both)
    await asyncio.to_thread(check_url, empty_postgres_url)


async def test_a_journal_of_a_newer_version_is_left_alone_on_postgres(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url)
    await database.open()
    await database.tx(of_the_future)
    await database.close()
    with pytest.raises(SchemaError, match=r"newer Bulkhead.*DATABASE_URL"):
        await database.open()
    await database.close()
    with pytest.raises(SchemaError, match="newer"):
        await asyncio.to_thread(migrate_url, postgres_url)


async def test_a_journal_of_a_newer_version_is_left_alone_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    database = SqliteDatabase(path)
    await database.open()
    await database.tx(of_the_future)
    await database.close()
    database = SqliteDatabase(path)
    with pytest.raises(SchemaError, match=r"newer Bulkhead.*BULKHEAD_DATA"):
        await database.open()
    await database.close()
    with pytest.raises(SchemaError, match="newer"):
        migrate_url(path)


def test_a_postgres_that_is_not_there_is_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"DATABASE_URL: .* Check the address"):
        migrate_url(f"postgresql://postgres@/none?host={tmp_path}")


async def test_a_database_that_is_not_there_is_said_in_plain_words(postgres_server: str) -> None:
    database = PostgresDatabase(named(postgres_server, "nobody_made_it"))
    with pytest.raises(Unreachable, match=r'"nobody_made_it" does not exist.*Check the address'):
        await database.open()
    await database.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_an_address_as_hosting_companies_write_it_can_be_used(scheme: str) -> None:
    url = async_url(f"{scheme}://sam:s3cret@db.example:5432/journal?sslmode=require")
    assert (url.drivername, url.query["ssl"]) == ("postgresql+asyncpg", "require")
    assert (url.host, url.password, url.database) == ("db.example", "s3cret", "journal")
