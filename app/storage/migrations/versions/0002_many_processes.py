"""One journal for many processes: owners that beat, rate windows, drafts beside the operations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("owner", sa.Text))
    op.add_column("item", sa.Column("since", sa.Double))
    op.add_column("item", sa.Column("claim", sa.Integer))
    op.add_column("item", sa.Column("prepared", sa.LargeBinary))
    for name in ("window", "publisher"):
        op.add_column("operation", sa.Column(name, sa.Text))
    for name in ("paused_at", "publisher_until"):
        op.add_column("operation", sa.Column(name, sa.Double))
    op.add_column("operation", sa.Column("pause", sa.LargeBinary))
    op.add_column("operation", sa.Column("purged", sa.Integer))
    _partial(
        "operation_window",
        "operation",
        ["window", "status"],
        "status IN ('confirmed', 'executing', 'paused')",
    )
    _kept()
    _counted()
    _owners()
    _windows()
    _drafts()


def _kept() -> None:
    op.create_index("operation_lately", "operation", ["tenant", "confirmed_at"])
    _partial("operation_kept", "operation", ["completed_at"], "purged IS NULL OR purged < total")
    _partial("inbox_done", "inbox", ["done_at"], "done_at IS NOT NULL")


def _counted() -> None:
    for status, order in (
        ("skipped", "position"),
        ("cancelled", "position"),
        ("completed", "finished_at"),
    ):
        columns = ["tenant", "operation", "status", order]
        _partial(f"item_{status}", "item", columns, f"status = '{status}'")
    for name, status, order in (
        ("item_due", "pending", "next_at"),
        ("item_failed_at", "failed", "finished_at"),
    ):
        columns = ["tenant", "operation", "status", order, "position"]
        _partial(name, "item", columns, f"status = '{status}'")
    _partial("event_feedback", "event", ["tenant", "operation", "seq"], "kind = 'feedback'")
    # What a crash in the middle of a Confirm left: from now on `birth` tells of it.
    theirs = "operation.tenant = item.tenant AND operation.id = item.operation"
    op.execute(f"DELETE FROM item WHERE NOT EXISTS (SELECT 1 FROM operation WHERE {theirs})")  # noqa: S608 - constants of this file


def _owners() -> None:
    op.create_table(
        "birth",
        *_keys("tenant", "operation"),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_table(
        "owner",
        *_keys("name"),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("joined_at", sa.Double, nullable=False),
        sa.Column("beats", sa.BigInteger, nullable=False),
        sa.Column("lost_at", sa.Double),
    )


def _windows() -> None:
    op.create_table(
        "measure",
        *_keys("key"),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_table(
        "rate_window",
        *_keys("key"),
        sa.Column("starts", sa.Text, nullable=False),
        sa.Column("held", sa.Text, nullable=False),
        sa.Column("closed_until", sa.Double, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )


def _drafts() -> None:
    op.create_table(
        "draft",
        *_keys("tenant", "id"),
        sa.Column("status", sa.Text, nullable=False),
        *_sealed(),
        sa.Column("expires_at", sa.Double, nullable=False),
    )
    _partial("draft_open", "draft", ["expires_at"], "status = 'draft'")
    op.create_table(
        "draft_items",
        *_keys("tenant", "draft"),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("chunk", sa.Integer, primary_key=True),
        *_sealed(),
    )
    op.create_table(
        "draft_lock",
        *_keys("tenant", "name"),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
    )
    op.create_table("note", *_keys("tenant", "key"), *_sealed())
    for table in ("draft", "draft_items", "note"):
        op.create_index(f"{table}_kept", table, ["kept_until"])


def _keys(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def _sealed() -> list[sa.Column[bytes] | sa.Column[float]]:
    return [
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("kept_until", sa.Double, nullable=False),
    ]


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=clause, postgresql_where=clause)
