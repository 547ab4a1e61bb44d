"""The two tables: their cells, their columns and what holds for all cells together.

Source: Slack's reference of the table and data_table blocks. It names 100 rows under the heading
and 10,000 characters for a data_table; Slack's blocks.validate takes twice as much (slackblocks,
spec/limits.json), and so does this.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.blockkit.basics import ID
from playground.blockkit.elements import BUTTON
from playground.blockkit.places import at, items
from playground.blockkit.rich_text import RICH_TEXT
from playground.blockkit.rules import Even, Flag, Integer, Many, Number, Shape, String, Typed

# In all tables of a message together.
CHARACTERS: Mapping[str, int] = {"table": 10_000, "data_table": 20_000}

_CELLS = {
    "raw_text": Shape({"text": String()}),
    "raw_number": Shape({"value": Number()}, {"text": String()}),
    "rich_text": RICH_TEXT,
}
_ROW = Many(Typed(_CELLS), most=20)
# Clients of Slack know a cell that holds a button; the reference does not tell of it yet.
_DATA_CELLS = {**_CELLS, "action": Shape({"element": Typed(BUTTON)})}
_DATA_ROW = Many(Typed(_DATA_CELLS), most=20)
_COLUMN = Shape(
    optional={"align": String(choices=("left", "center", "right")), "is_wrapped": Flag()}
)
TABLES: Mapping[str, Shape] = {
    "table": Shape({"rows": Many(_ROW, most=100)}, {**ID, "column_settings": Many(_COLUMN, 20)}),
    "data_table": Shape(
        {"rows": Many(_DATA_ROW, most=201, fewest=2), "caption": String()},
        {**ID, "page_size": Integer(1, 100), "row_header_column_index": Integer(low=0)},
        (Even("rows"),),
    ),
}


def wrong_cells(block: Mapping[str, Any], pointer: str) -> Iterator[str]:
    """Yield what is wrong with the cells of a table beyond their shapes."""
    rows = items(block.get("rows")) if str(block.get("type")) in TABLES else []
    for line, row in enumerate(rows):
        for column, cell in enumerate(items(row)):
            where = f"{pointer}/rows/{line}/{column}"
            if isinstance(cell, Mapping) and cell.get("type") == "rich_text":
                if not _shows_something(cell):
                    yield at(where, "a table cell can't be empty")
                if block["type"] == "data_table" and line == 0:
                    yield at(f"{where}/type", "rich_text is not allowed in the heading")


def _shows_something(part: Any) -> bool:
    """Say whether rich text holds any inline element (a mention has no text of its own)."""
    if isinstance(part, Mapping):
        inner = part.get("elements")
        return bool(part.get("type")) if inner is None else _shows_something(inner)
    return any(_shows_something(item) for item in part) if isinstance(part, list) else False
