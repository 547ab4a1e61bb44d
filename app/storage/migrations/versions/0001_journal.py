"""The journal: inbox, operations, items and events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inbox()
    _operation()
    _item()
    _event()


def _tenancy() -> list[sa.Column[str]]:
    return [
        sa.Column("team_id", sa.Text, nullable=False),
        sa.Column("enterprise_id", sa.Text),
    ]


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("tenant", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        *_tenancy(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("received_at", sa.Double, nullable=False),
        sa.Column("done_at", sa.Double),
    )
    _partial("inbox_open", "inbox", ["received_at"], "done_at IS NULL")


def _operation() -> None:
    op.create_table(
        "operation",
        sa.Column("tenant", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        *_tenancy(),
        sa.Column("requester", sa.Text, nullable=False),
        sa.Column("draft_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("confirmed_at", sa.Double, nullable=False),
        sa.Column("started_at", sa.Double),
        sa.Column("completed_at", sa.Double),
        sa.Column("progress_channel", sa.Text),
        sa.Column("progress_ts", sa.Text),
        sa.Column("shown", sa.Text),
        sa.UniqueConstraint("tenant", "draft_id", name="one_run_per_draft"),
    )
    _partial("operation_open", "operation", ["confirmed_at"], "shown IS NULL")
    op.create_index("operation_of", "operation", ["tenant", "requester", "confirmed_at"])


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("tenant", sa.Text, primary_key=True),
        sa.Column("operation", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("result", sa.LargeBinary),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("started_at", sa.Double),
        sa.Column("finished_at", sa.Double),
        sa.Column("next_at", sa.Double),
        # Not with the operation second: Postgres, before it knows how large an operation is, would
        # read all of its items here instead of one by the primary key.
        sa.UniqueConstraint("tenant", "item_id", "operation", name="one_item_an_id"),
    )
    for status in ("pending", "executing", "in_doubt", "failed"):
        columns = ["tenant", "operation", "status", "position"]
        _partial(f"item_{status}", "item", columns, f"status = '{status}'")


def _event() -> None:
    sequence = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "event",
        sa.Column("seq", sequence, primary_key=True, autoincrement=True),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("event_of", "event", ["tenant", "operation", "seq"])


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=clause, postgresql_where=clause)
