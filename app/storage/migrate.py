"""The schema's version: brought up to date on SQLite, refused when it is newer than the code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_SCRIPTS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database does not fit this version of Bulkhead; the text says what to do."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config


def _current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_current(engine: Engine) -> None:
    """Raise SchemaError unless the schema is at the newest revision; changes nothing."""
    current = _current(engine)
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if current != newest:
        raise SchemaError(
            f"The journal has schema {current}, this version wants {newest}. "
            "Run: python -m app migrate"
        )


def check_or_migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision. Raises SchemaError when it is beyond it."""
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    current = _current(engine)
    if current == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise SchemaError(
            f"The data folder was written by a newer Bulkhead (schema {current}). "
            "Start that version, or point BULKHEAD_DATA to another folder."
        )
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
