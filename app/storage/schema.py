"""The journal's tables. Every row and every unique key begins with the tenant.

Texts, addresses and record values are only in the `sealed` columns; what the queries need (ids,
statuses, times, counts) is plain. Times are seconds since 1970, UTC.
"""

from sqlalchemy import (
    BigInteger,
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
    Column("owner", Text),
)
_OPEN = text("done_at IS NULL")
Index("inbox_open", inbox.c.received_at, sqlite_where=_OPEN, postgresql_where=_OPEN)
_DONE = text("done_at IS NOT NULL")
Index("inbox_done", inbox.c.done_at, sqlite_where=_DONE, postgresql_where=_DONE)

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
    Column("window", Text),  # the rate window that its calls draw on
    Column("pause", LargeBinary),  # why it stands still, sealed: a provider's words are in it
    Column("paused_at", Double),
    Column("publisher", Text),  # the owner that shows it, until then
    Column("publisher_until", Double),
    Column("purged", Integer),  # items whose texts were removed; none is to run again once begun
    Column("due_at", Double),  # when a scheduled one is to be looked at next
    Column("checked", Text),  # what the look before its start found
    Column("checked_at", Double),
    Column("never_ran", LargeBinary),  # why an expired one did not start, sealed
    Column("replaced_by", Text),  # the operation confirmed in place of this one
    Column("begun_at", Double),  # when one that was scheduled began
    Column("actions", Text),  # a digest of what it does, whenever that is
    Column("again_until", Double),  # more of its items are about to wait again, at most until then
    UniqueConstraint("tenant", "draft_id", name="one_run_per_draft"),
)
_SCHEDULED = text("status = 'scheduled'")
Index("operation_due", operation.c.due_at, sqlite_where=_SCHEDULED, postgresql_where=_SCHEDULED)
_UNSHOWN = text("shown IS NULL")
Index("operation_open", operation.c.confirmed_at, sqlite_where=_UNSHOWN, postgresql_where=_UNSHOWN)
_LIVE = text("status IN ('confirmed', 'executing', 'paused')")
Index(
    "operation_window",
    operation.c.window,
    operation.c.status,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
Index("operation_of", operation.c.tenant, operation.c.requester, operation.c.confirmed_at)
Index("operation_lately", operation.c.tenant, operation.c.confirmed_at)
Index("operation_begun", operation.c.tenant, operation.c.begun_at)
Index("operation_actions", operation.c.tenant, operation.c.actions)
_KEPT = text("purged IS NULL OR purged < total")
Index("operation_kept", operation.c.completed_at, sqlite_where=_KEPT, postgresql_where=_KEPT)

item = Table(
    "item",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("result", LargeBinary),
    Column("prepared", LargeBinary),  # the provider's id of what is to be released next, sealed
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", Text),
    Column("claim", Integer),  # which of the owner's claims got it
    Column("started_at", Double),
    Column("finished_at", Double),
    Column("next_at", Double),
    Column("since", Double),  # when the first of its attempts was claimed
    Column("zone", Text),  # the recipient's, where the operation keeps to hours there
    # Not with the operation second: Postgres, before it knows how large an operation is, would
    # read all of its items here instead of one by the primary key.
    UniqueConstraint("tenant", "item_id", "operation", name="one_item_an_id"),
)
# One small index a status that is searched for or counted: with the status only in the condition,
# SQLite scans the key of the whole operation for every claim. Completed ones are too many to count,
# and the newest of them are looked for.
# item_due: what waits, by when, so that a claim passes over none of what was put back until later.
for _name, _status, *_order in (
    ("item_pending", "pending", item.c.position),
    ("item_due", "pending", item.c.next_at, item.c.position),
    ("item_executing", "executing", item.c.position),
    ("item_in_doubt", "in_doubt", item.c.position),
    ("item_failed", "failed", item.c.position),
    ("item_failed_at", "failed", item.c.finished_at, item.c.position),
    ("item_skipped", "skipped", item.c.position),
    ("item_cancelled", "cancelled", item.c.position),
    ("item_completed", "completed", item.c.finished_at),
):
    _where = text(f"status = '{_status}'")
    Index(
        _name,
        item.c.tenant,
        item.c.operation,
        item.c.status,
        *_order,
        sqlite_where=_where,
        postgresql_where=_where,
    )

_ZONED = text("status = 'pending' AND zone IS NOT NULL")
Index(
    "item_zone",
    item.c.tenant,
    item.c.operation,
    item.c.zone,
    item.c.next_at,
    sqlite_where=_ZONED,
    postgresql_where=_ZONED,
)

schedule = Table(
    "schedule",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),  # the person whose it is
    Column("status", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("next_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),  # when the next run is to be prepared
    Column("most", Integer),  # up to how many items it runs without asking
    Column("created_at", Double, nullable=False),
)
_ACTIVE = text("status = 'active'")
Index("schedule_due", schedule.c.due_at, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE)
Index(
    "schedule_of",
    schedule.c.tenant,
    schedule.c.owner,
    schedule.c.next_at,
    sqlite_where=_ACTIVE,
    postgresql_where=_ACTIVE,
)

birth = Table(  # operations whose items are being written: what a crash leaves is found by it
    "birth",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("at", Double, nullable=False),
)

owner = Table(  # processes that carry out or show operations, and how often each was heard of
    "owner",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("joined_at", Double, nullable=False),
    Column("beats", BigInteger, nullable=False),
    Column("lost_at", Double),  # declared lost, or left: never alive again
)

measure = Table(  # seconds an item took of late, by rate window
    "measure",
    metadata,
    Column("key", Text, primary_key=True),
    Column("seconds", Double, nullable=False),
    Column("at", Double, nullable=False),
)

rate_window = Table(
    "rate_window",
    metadata,
    Column("key", Text, primary_key=True),
    Column("starts", Text, nullable=False),  # JSON: [[second, calls], …], oldest first
    Column("held", Text, nullable=False),  # JSON: {owner: [permits, last telling that counted]}
    Column("closed_until", Double, nullable=False),
    Column("at", Double, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("kept_until", Double, nullable=False),
)
_UNDECIDED = text("status = 'draft'")
Index("draft_open", draft.c.expires_at, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED)
Index("draft_kept", draft.c.kept_until)

draft_items = Table(  # a draft's items in chunks, so that a page reads only its own
    "draft_items",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("draft", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("kept_until", Double, nullable=False),
)
Index("draft_items_kept", draft_items.c.kept_until)

draft_lock = Table(  # who edits or decides a draft, until then
    "draft_lock",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Double, nullable=False),
)

note = Table(  # small values with an expiry: open questions
    "note",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("kept_until", Double, nullable=False),
)
Index("note_kept", note.c.kept_until)

# Two thousand million turns are some weeks of full load; on SQLite an integer is as large as need be.
_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
event = Table(
    "event",
    metadata,
    Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("data", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("event_of", event.c.tenant, event.c.operation, event.c.seq)
_FEEDBACK = text("kind = 'feedback'")
Index(
    "event_feedback",
    event.c.tenant,
    event.c.operation,
    event.c.seq,
    sqlite_where=_FEEDBACK,
    postgresql_where=_FEEDBACK,
)
