"""What the app's journal and outbox say, read from this other process."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Journal:
    """The journal of a running app, read only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def seconds(self, requester: str) -> float:
        """How long the person's only operation ran, which has ended."""
        rows = self._read(
            "SELECT completed_at - started_at FROM operation WHERE requester = ?", requester
        )
        return float(rows[0][0])

    def running(self) -> int:
        """Operations that have not ended."""
        return int(self._read("SELECT count(*) FROM operation WHERE completed_at IS NULL")[0][0])

    def bytes(self) -> int:
        """The size of the tables and indexes, the write-ahead log's pages counted once."""
        (pages,), (size,) = self._read("PRAGMA page_count")[0], self._read("PRAGMA page_size")[0]
        return int(pages) * int(size)

    def _read(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
            return connection.execute(statement, values).fetchall()


def first_call(outbox: Path) -> float:
    """When the provider was first called, in seconds since 1970, from the names of its messages."""
    stamp = min(path.name for path in outbox.glob("*.eml")).partition("-")[0]
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC).timestamp()
