"""What Slack takes and what it refuses: a table made from its documentation, not from this server.

Where the sources are silent or differ, there is no row; a comment beside the table says so.
"""

from tests.playground.verdicts import (
    buttons,
    calls,
    choices,
    data,
    fields,
    layout,
    newer,
    rich,
    views,
)
from tests.playground.verdicts.row import Row

_TOPICS = (layout, buttons, choices, fields, rich, newer, data, views, calls)
ROWS: tuple[Row, ...] = tuple(row for topic in _TOPICS for row in topic.ROWS)
