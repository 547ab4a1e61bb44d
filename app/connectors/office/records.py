"""Records, read and written one at a time within a transaction."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from app.connectors.office.folding import fold
from app.domain.record import Entity

INSERT = "INSERT INTO record (entity, id, mailbox, fields, address) VALUES (?, ?, ?, ?, ?)"


CHANGED = "changed since the preview"
GONE = "no longer there"


class Skipped(Exception):
    """The record is left alone; the text says why."""


@dataclass(frozen=True)
class Stored:
    """A record as it stands."""

    version: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Records:
    """The records that an account may see: everyone's, and those of its own mailbox."""

    connection: sqlite3.Connection
    mailbox: str

    def get(self, entity: Entity, identity: str) -> Stored | None:
        """The record, or None when it is not there (any more)."""
        row = self.connection.execute(
            "SELECT version, fields FROM record WHERE entity = ? AND id = ? AND mailbox IN ('', ?)",
            (entity, identity, self.mailbox),
        ).fetchone()
        return Stored(str(row[0]), json.loads(row[1])) if row else None

    def as_shown(self, entity: Entity, identity: str, version: str) -> Stored:
        """The record as it was shown. Raises Skipped when it is another now."""
        current = self.get(entity, identity)
        if current is None:
            raise Skipped(GONE)
        if current.version != version:
            raise Skipped(CHANGED)
        return current

    def add(self, entity: Entity, identity: str, fields: dict[str, Any]) -> int:
        """The number of a new record; mail is the mailbox's, anything else everyone's."""
        mailbox = self.mailbox if entity is Entity.MAIL else ""
        added = self.connection.execute(
            INSERT,
            (entity, identity, mailbox, *columns(fields)),
        )
        return added.lastrowid or 0

    def replace(self, entity: Entity, identity: str, fields: dict[str, Any]) -> None:
        """Other fields for a record, and so its next version."""
        self.connection.execute(
            "UPDATE record SET fields = ?, address = ?, version = version + 1"
            " WHERE entity = ? AND id = ?",
            (*columns(fields), entity, identity),
        )

    def mark(self, entity: Entity, identity: str, fields: dict[str, Any]) -> None:
        """Flags that a mailbox sets by itself: no change of what was shown, so no next version."""
        self.connection.execute(
            "UPDATE record SET fields = ?, address = ? WHERE entity = ? AND id = ?",
            (*columns(fields), entity, identity),
        )

    def holding(self, entity: Entity, field: str, value: str) -> list[tuple[str, dict[str, Any]]]:
        """The records of an entity with that value in a field: id and fields."""
        found = self.connection.execute(
            "SELECT id, fields FROM record WHERE entity = ? AND json_extract(fields, ?) = ?",
            (entity, f"$.{field}", value),
        )
        return [(str(identity), json.loads(fields)) for identity, fields in found.fetchall()]

    def remove(self, entity: Entity, identity: str) -> None:
        """Take the record away."""
        self.connection.execute(
            "DELETE FROM record WHERE entity = ? AND id = ?", (entity, identity)
        )

    def name_of(self, address: str) -> str:
        """What the directory or the address book calls the owner of an address."""
        row = self.connection.execute(
            "SELECT json_extract(fields, '$.name') FROM record"
            " WHERE address = ? AND address <> '' AND entity IN ('colleague', 'contact')"
            " ORDER BY entity, number LIMIT 1",
            (fold(address),),
        ).fetchone()
        return str(row[0]) if row else ""

    def has_contact_with(self, address: str) -> bool:
        """Whether a contact has this address already."""
        found = self.connection.execute(
            "SELECT 1 FROM record WHERE address = ? AND address <> '' AND entity = 'contact'",
            (fold(address),),
        )
        return found.fetchone() is not None


def identity_of(entity: Entity, key: str) -> str:
    """An id that follows from a key, so that what a key makes is found again by it."""
    return f"{entity.value}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def columns(fields: dict[str, Any]) -> tuple[str, str]:
    """The columns `fields` and `address`: the latter to find people by."""
    return json.dumps(fields, ensure_ascii=False), fold(fields.get("email", ""))
