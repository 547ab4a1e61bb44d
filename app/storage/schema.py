"""The journal's tables. Every row and every unique key begins with the tenant.

Texts, addresses and record values are only in the `sealed` columns; what the queries need (ids,
statuses, times, counts) is plain. Times are seconds since 1970, UTC.
"""

from sqlalchemy import (
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

inbox = Table(
    "inbox",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("enterprise_id", Text),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("received_at", Double, nullable=False),
    Column("done_at", Double),
)
_OPEN = text("done_at IS NULL")
Index("inbox_open", inbox.c.received_at, sqlite_where=_OPEN, postgresql_where=_OPEN)

operation = Table(
    "operation",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("enterprise_id", Text),
    Column("requester", Text, nullable=False),
    Column("draft_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("confirmed_at", Double, nullable=False),
    Column("started_at", Double),
    Column("completed_at", Double),
    Column("progress_channel", Text),
    Column("progress_ts", Text),
    Column("shown", Text),
    UniqueConstraint("tenant", "draft_id", name="one_run_per_draft"),
)
_UNSHOWN = text("shown IS NULL")
Index("operation_open", operation.c.confirmed_at, sqlite_where=_UNSHOWN, postgresql_where=_UNSHOWN)
Index("operation_of", operation.c.tenant, operation.c.requester, operation.c.confirmed_at)

item = Table(
    "item",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("result", LargeBinary),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", Text),
    Column("started_at", Double),
    Column("finished_at", Double),
    Column("next_at", Double),
    UniqueConstraint("tenant", "operation", "item_id", name="one_item_an_id"),
)
# One small index a status that is searched for: with the status only in the condition, SQLite
# scans the key of the whole operation for every claim.
for _status in ("pending", "executing", "in_doubt", "failed"):
    _where = text(f"status = '{_status}'")
    Index(
        f"item_{_status}",
        item.c.tenant,
        item.c.operation,
        item.c.status,
        item.c.position,
        sqlite_where=_where,
        postgresql_where=_where,
    )

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("data", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("event_of", event.c.tenant, event.c.operation, event.c.seq)
