"""The schema's version: what fits this code, and the way there.

Every function works on a connection within a transaction of the caller's.
"""

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

_SCRIPTS = Path(__file__).parent / "migrations"

_ALONE: Mapping[str, str] = {"postgresql": "SELECT pg_advisory_xact_lock(711)"}
"""How a migration has the schema for itself: two that run at once do it one after the other. On
SQLite every transaction is alone; the number is any that nothing else locks."""

_ELSEWHERE: Mapping[str, str] = {
    "sqlite": "point BULKHEAD_DATA to another folder",
    "postgresql": "point DATABASE_URL to another database",
}


class SchemaError(Exception):
    """The database does not fit this version of Bulkhead; the text says what to do."""


def require_current(connection: Connection) -> None:
    """Raise SchemaError unless the schema is at the newest revision; changes nothing."""
    scripts = ScriptDirectory.from_config(_config())
    current, newest = _current(connection, scripts), scripts.get_current_head()
    if current != newest:
        found = f"has schema {current}" if current else "is empty"
        raise SchemaError(
            f"The journal {found}, this version wants schema {newest}. Run: python -m app migrate"
        )


def bring_up_to_date(connection: Connection) -> None:
    """Bring the schema to the newest revision. Raises SchemaError when it is beyond it."""
    if alone := _ALONE.get(connection.dialect.name):
        connection.execute(text(alone))
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    if _current(connection, scripts) != scripts.get_current_head():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def _current(connection: Connection, scripts: ScriptDirectory) -> str | None:
    """The revision that is there; None before the first. Raises SchemaError for an unknown one."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current not in {None, *(script.revision for script in scripts.walk_revisions())}:
        elsewhere = _ELSEWHERE[connection.dialect.name]
        raise SchemaError(
            f"The journal was written by a newer Bulkhead (schema {current}). "
            f"Start that version, or {elsewhere}."
        )
    return current
