"""Operations that start later, schedules that repeat, and the zones of items with hours."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operation", sa.Column("due_at", sa.Double))
    op.add_column("operation", sa.Column("checked", sa.Text))
    op.add_column("operation", sa.Column("checked_at", sa.Double))
    op.add_column("operation", sa.Column("never_ran", sa.LargeBinary))
    op.add_column("operation", sa.Column("replaced_by", sa.Text))
    op.add_column("operation", sa.Column("begun_at", sa.Double))
    op.add_column("operation", sa.Column("actions", sa.Text))
    op.add_column("operation", sa.Column("again_until", sa.Double))
    op.create_index("operation_begun", "operation", ["tenant", "begun_at"])
    op.create_index("operation_actions", "operation", ["tenant", "actions"])
    _partial("operation_due", "operation", ["due_at"], "status = 'scheduled'")
    op.add_column("item", sa.Column("zone", sa.Text))
    zoned = ["tenant", "operation", "zone", "next_at"]
    _partial("item_zone", "item", zoned, "status = 'pending' AND zone IS NOT NULL")
    op.create_table(
        "schedule",
        sa.Column("tenant", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("next_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("most", sa.Integer),
        sa.Column("created_at", sa.Double, nullable=False),
    )
    _partial("schedule_due", "schedule", ["due_at"], "status = 'active'")
    _partial("schedule_of", "schedule", ["tenant", "owner", "next_at"], "status = 'active'")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=clause, postgresql_where=clause)
