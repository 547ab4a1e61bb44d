"""Files that people share in Slack, as the core speaks of them: what is there, never how to get it."""

from typing import Protocol

from app.domain.value import Value

ROW = "@row"
"""The field of a record from a file that holds its row there, counted from one as people see it.

No text can use it: a name in {{ }} has no @.
"""


class SharedFile(Value):
    """A file that came with a request, by its id and name in Slack."""

    id: str
    name: str = ""


class FoundColumn(Value):
    """A column of a table: its heading, how many rows fill it, and how many of those with an address."""

    heading: str
    filled: int = 0
    addresses: int = 0


class FoundTable(Value):
    """A table with rows; `name` is its sheet's, empty where the file is one table."""

    name: str = ""
    columns: tuple[FoundColumn, ...] = ()


class Attached(Value):
    """What a planner knows of a file that came with a request: headings, never what rows hold."""

    id: str
    name: str
    tables: tuple[FoundTable, ...] = ()


class Content(Value):
    """A file's bytes, with its name and Slack's short word for its type ("csv")."""

    name: str
    type: str = ""
    data: bytes


class Files(Protocol):
    """The files that were shared with the app."""

    async def fetch(self, shared: SharedFile) -> Content:
        """The file as it is now, by its id; its name is for what is said of it.

        Raises BadFile where it is gone, too large or not to be had, BulkError where nobody can be
        asked at the moment.
        """
        ...
