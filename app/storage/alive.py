"""Whose work somebody else may take up."""

from sqlalchemy import Column, ColumnElement, exists, or_, select

from app.storage.schema import owner


def free_for(column: Column[str] | Column[str | None], me: str) -> ColumnElement[bool]:
    """Where `column` names nobody, or an owner other than `me` who is not alive."""
    living = select(owner.c.name).where(owner.c.name == column, owner.c.lost_at.is_(None))
    return or_(column.is_(None), (column != me) & ~exists(living))


def mine_or_free(column: Column[str] | Column[str | None], me: str) -> ColumnElement[bool]:
    """The same, or where it names me."""
    return or_(column == me, free_for(column, me))
