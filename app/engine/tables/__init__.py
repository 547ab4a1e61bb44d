"""Bytes of a shared file → tables of text, or a refusal that says what is wrong with them."""

from app.engine.tables.reading import read_tables
from app.engine.tables.table import Bounds, Table

__all__ = ["Bounds", "Table", "read_tables"]
